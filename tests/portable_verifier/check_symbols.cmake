# Fails when the archive needs a symbol that a target without threads or exceptions does not have.
execute_process(COMMAND "${NM}" --undefined-only "${ARCHIVE}" RESULT_VARIABLE code OUTPUT_VARIABLE symbols)
if(NOT code EQUAL 0 OR NOT symbols MATCHES "poseidon2_permute")
  message(FATAL_ERROR "cannot list the symbols of ${ARCHIVE}")
endif()
string(REGEX MATCHALL "[^\n]*(pthread_|__cxa_throw|__cxa_begin_catch|__cxa_guard|__dynamic_cast|std6thread|tbb)[^\n]*"
  found "${symbols}")
if(found)
  list(JOIN found "\n" lines)
  message(FATAL_ERROR "the portable verifier refers to\n${lines}")
endif()
