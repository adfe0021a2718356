# zkmem_add_guest(<name> SOURCES <file>... [COMPILE_OPTIONS <option>...] [CXX_OPTIONS <option>...] [DEPENDS <file>...]
#                 [SMALL_PRINTF] [DEBUG] [LINUX])
#
# Builds <name>.elf in the current binary directory: an ordinary C, C++ or assembly program for zkmem's machine (RV32IM,
# picolibc, the runtime of examples/guests/runtime). The custom target guest_<name> is part of `all`. No language need be enabled.
#   COMPILE_OPTIONS  added to -O2, for every source     DEPENDS  headers and other files a rebuild should watch
#   CXX_OPTIONS      added to -std=gnu++20 -fno-exceptions -fno-rtti, for C++ sources (.cc .cpp .cxx .c++ .C)
#   SMALL_PRINTF     printf without 64-bit integers (it prints their low half) and without floating point (`*float*`), scanf
#                    without floating point: 14 KiB less. FLOAT_PRINTF, the default, may be written too.
#   DEBUG            keep source lines, for trap reports and profiles
#   LINUX            also <name>.linux, the same program over Linux system calls, for qemu-riscv32
# Equal sources and tools give equal bytes, wherever they are built.
include_guard(GLOBAL)
cmake_policy(VERSION 3.25)
find_program(ZKMEM_GUEST_CC riscv64-unknown-elf-gcc DOC "RISC-V cross compiler for guests (with picolibc)")
if(NOT ZKMEM_GUEST_RUNTIME)
  get_filename_component(ZKMEM_GUEST_RUNTIME "${CMAKE_CURRENT_LIST_DIR}/../examples/guests/runtime" ABSOLUTE)
endif()
# The function can be called in every directory, this variable is known in one.
set_property(GLOBAL PROPERTY ZKMEM_GUEST_RUNTIME "${ZKMEM_GUEST_RUNTIME}")

function(zkmem_add_guest name)
  cmake_parse_arguments(A "FLOAT_PRINTF;SMALL_PRINTF;DEBUG;LINUX" "" "SOURCES;COMPILE_OPTIONS;CXX_OPTIONS;DEPENDS" ${ARGN})
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
  set(options -march=rv32im -mabi=ilp32 --specs=picolibc.specs -nostartfiles -O2 -ffunction-sections -fdata-sections
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
  # Headers of a C++ library that the compiler may have come before the small ones here.
  set(cxx_options -std=gnu++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-asynchronous-unwind-tables
    "-I${runtime}/cxx/first" -idirafter "${runtime}/cxx" ${A_COMPILE_OPTIONS} ${A_CXX_OPTIONS})
  set(cxx_files "[.](cc|cpp|cxx|c[+][+]|C)")
  if(A_SOURCES MATCHES "${cxx_files}(;|$)")
    list(APPEND sources "${runtime}/cxx_runtime.cc")
  endif()
  file(GLOB_RECURSE watched "${runtime}/*")

  # Small pages on the machine: it has none, and the file stays small.
  set(outputs)
  set(variants elf)
  set(elf_options -z max-page-size=4)
  set(elf_host "${runtime}/exit.S" "${runtime}/host_zkmem.c")
  if(A_LINUX)
    list(APPEND variants linux)
  endif()
  set(linux_options -DZKGUEST_LINUX -z max-page-size=4096)
  set(linux_host "${runtime}/host_linux.c")
  foreach(variant ${variants})
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.${variant}")
    # C++ has a -std of its own, so its sources are compiled before; C sources by the command that links.
    set(inputs)
    foreach(source ${sources})
      if(source MATCHES "${cxx_files}$")
        list(LENGTH inputs number)
        cmake_path(GET source FILENAME file)
        set(object "${output}.dir/${number}.${file}.o")
        add_custom_command(OUTPUT "${object}" VERBATIM DEPENDS "${source}" ${A_DEPENDS} ${watched} DEPFILE "${object}.d"
          COMMENT "Guest ${name}.${variant}: ${file}"
          COMMAND "${CMAKE_COMMAND}" -E make_directory "${output}.dir"
          COMMAND "${ZKMEM_GUEST_CC}" ${options} ${cxx_options} ${${variant}_options} -MD -MF "${object}.d" -MT "${object}"
                  -c "${source}" -o "${object}")
        list(APPEND inputs "${object}")
      else()
        list(APPEND inputs "${source}")
      endif()
    endforeach()
    add_custom_command(OUTPUT "${output}" VERBATIM DEPENDS ${inputs} ${A_DEPENDS} ${watched} COMMENT "Guest ${name}.${variant}"
      COMMAND "${ZKMEM_GUEST_CC}" ${options} -std=gnu17 ${A_COMPILE_OPTIONS} -T "${runtime}/guest.ld" ${${variant}_options} "${runtime}/start.S"
              "${runtime}/runtime.c" ${${variant}_host} ${inputs} -lm -o "${output}")
    list(APPEND outputs "${output}")
  endforeach()
  add_custom_target(guest_${name} ALL DEPENDS ${outputs})
endfunction()
