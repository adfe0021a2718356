# cmake -DZKMEM=<binary> -DFOLDER=<folder> -P: writes what the command line says of itself: zkmem.1, bash, zsh, fish.
file(MAKE_DIRECTORY "${FOLDER}")
function(say file)
  execute_process(COMMAND "${ZKMEM}" ${ARGN} OUTPUT_FILE "${FOLDER}/${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()
say(zkmem.1 help --man)
foreach(shell bash zsh fish)
  say(${shell} completion ${shell})
endforeach()
