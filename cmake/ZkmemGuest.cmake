# zkmem_add_guest(<name> SOURCES <file>... [COMPILE_OPTIONS <option>...] [DEPENDS <file>...] [SMALL_PRINTF] [DEBUG] [LINUX])
#
# Builds <name>.elf in the current binary directory: an ordinary C program for zkmem's machine (RV32IM, picolibc, the runtime
# of examples/guests/runtime). The custom target guest_<name> is part of `all`.
#   COMPILE_OPTIONS  added to -O2            DEPENDS  headers and other files a rebuild should watch
#   SMALL_PRINTF     printf without 64-bit integers (it prints their low half) and without floating point (`*float*`), scanf
#                    without floating point: 14 KiB less. FLOAT_PRINTF, the default, may be written too.
#   DEBUG            keep source lines, for trap reports and profiles
#   LINUX            also <name>.linux, the same program over Linux system calls, for qemu-riscv32
# Equal sources and tools give equal bytes, wherever they are built.
include_guard(GLOBAL)
find_program(ZKMEM_GUEST_CC riscv64-unknown-elf-gcc DOC "RISC-V cross compiler for guests (with picolibc)")
if(NOT ZKMEM_GUEST_RUNTIME)
  get_filename_component(ZKMEM_GUEST_RUNTIME "${CMAKE_CURRENT_LIST_DIR}/../examples/guests/runtime" ABSOLUTE)
endif()
# The function can be called in every directory, this variable is known in one.
set_property(GLOBAL PROPERTY ZKMEM_GUEST_RUNTIME "${ZKMEM_GUEST_RUNTIME}")

function(zkmem_add_guest name)
  cmake_parse_arguments(A "FLOAT_PRINTF;SMALL_PRINTF;DEBUG;LINUX" "" "SOURCES;COMPILE_OPTIONS;DEPENDS" ${ARGN})
  if(A_UNPARSED_ARGUMENTS OR NOT A_SOURCES)
    message(FATAL_ERROR "zkmem_add_guest(${name}): SOURCES missing, or unknown arguments: ${A_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ZKMEM_GUEST_CC)
    message(FATAL_ERROR "zkmem_add_guest(${name}): no riscv64-unknown-elf-gcc (Debian: gcc-riscv64-unknown-elf, picolibc-riscv64-unknown-elf)")
  endif()
  if(A_FLOAT_PRINTF AND A_SMALL_PRINTF)
    message(FATAL_ERROR "zkmem_add_guest(${name}): FLOAT_PRINTF and SMALL_PRINTF exclude each other")
  endif()
  set(sources ${A_SOURCES})
  list(TRANSFORM sources PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" REGEX "^[^/]")
  get_property(runtime GLOBAL PROPERTY ZKMEM_GUEST_RUNTIME)
  set(options -march=rv32im -mabi=ilp32 --specs=picolibc.specs -nostartfiles -O2 -std=gnu17 -ffunction-sections -fdata-sections
    "-I${runtime}" "-ffile-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}/=" "-ffile-prefix-map=${runtime}=zkguest"
    "-ffile-prefix-map=${CMAKE_CURRENT_BINARY_DIR}=.")
  if(A_SMALL_PRINTF)
    list(APPEND options -DPICOLIBC_INTEGER_PRINTF_SCANF)
  endif()
  if(A_DEBUG)
    list(APPEND options -g "-Wa,--debug-prefix-map,${runtime}=zkguest" "-Wa,--debug-prefix-map,${CMAKE_CURRENT_BINARY_DIR}=.")
  else()
    list(APPEND options -Wl,-S)
  endif()
  list(APPEND options ${A_COMPILE_OPTIONS} -T "${runtime}/guest.ld")

  set(common "${runtime}/start.S" "${runtime}/runtime.c")
  file(GLOB watched "${runtime}/*")
  set(elf "${CMAKE_CURRENT_BINARY_DIR}/${name}.elf")
  # Small pages: the machine has none, and the file stays small.
  add_custom_command(OUTPUT "${elf}" VERBATIM DEPENDS ${sources} ${A_DEPENDS} ${watched} COMMENT "Guest ${name}.elf"
    COMMAND "${ZKMEM_GUEST_CC}" ${options} -z max-page-size=4 ${common} "${runtime}/exit.S" "${runtime}/host_zkmem.c" ${sources} -lm
            -o "${elf}")
  set(outputs "${elf}")
  if(A_LINUX)
    set(linux "${CMAKE_CURRENT_BINARY_DIR}/${name}.linux")
    add_custom_command(OUTPUT "${linux}" VERBATIM DEPENDS ${sources} ${A_DEPENDS} ${watched} COMMENT "Guest ${name}.linux"
      COMMAND "${ZKMEM_GUEST_CC}" ${options} -DZKGUEST_LINUX -z max-page-size=4096 ${common} "${runtime}/host_linux.c" ${sources} -lm
              -o "${linux}")
    list(APPEND outputs "${linux}")
  endif()
  add_custom_target(guest_${name} ALL DEPENDS ${outputs})
endfunction()
