# A WebAssembly module from C++ sources, with Debian's clang, libc++ and wasi-libc (packages clang-19 lld-19 libc++-19-dev-wasm32
# libclang-rt-19-dev-wasm32 wasi-libc). It has no imports: it runs wherever WebAssembly does.
find_program(ZKMEM_WASM_CXX clang++-19)
find_program(ZKMEM_WASM_LD wasm-ld-19)
find_path(ZKMEM_WASM_LIBCXX wasm32-wasi/c++/v1/vector PATHS /usr/lib/llvm-19/include NO_DEFAULT_PATH)
find_path(ZKMEM_WASM_LIBC wasm32-wasi/stdlib.h PATHS /usr/include NO_DEFAULT_PATH)
find_file(ZKMEM_WASM_RUNTIME libclang_rt.builtins-wasm32.a PATHS /usr/lib/llvm-19/lib/clang/19/lib/wasi NO_DEFAULT_PATH)
mark_as_advanced(ZKMEM_WASM_CXX ZKMEM_WASM_LD ZKMEM_WASM_LIBCXX ZKMEM_WASM_LIBC ZKMEM_WASM_RUNTIME)

# What a module may have: a hostile file ends with an error and not with the machine's memory.
set(ZKMEM_WASM_MEMORY 2147483648)
set(ZKMEM_WASM_STACK 1048576)

# zkmem_wasm_module(<name> PREFIX <header> SOURCES ... [UNROLLED ...]): build/<preset>/js/<name>.wasm, where the tools are there; the target is
# <name>_wasm. The header is compiled once and included before every source. Loops of UNROLLED sources (which are among SOURCES)
# are unrolled wholly: their tables would be read at run time.
function(zkmem_wasm_module name)
  cmake_parse_arguments(A "" "PREFIX" "SOURCES;UNROLLED" ${ARGN})
  if(NOT ZKMEM_DEVELOPER OR NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    return()  # one build of it is enough
  endif()
  if(NOT (ZKMEM_WASM_CXX AND ZKMEM_WASM_LD AND ZKMEM_WASM_LIBCXX AND ZKMEM_WASM_LIBC AND ZKMEM_WASM_RUNTIME))
    message(STATUS "No WebAssembly module: clang-19, lld-19, libc++-19-dev-wasm32, libclang-rt-19-dev-wasm32, wasi-libc are not all there")
    return()
  endif()
  # Headers that are nothing but C++, and nothing else of the machine's.
  set(include "${CMAKE_CURRENT_BINARY_DIR}/wasm_include")
  file(MAKE_DIRECTORY "${include}")
  foreach(header fmt hwy nlohmann xxhash.h)
    find_path(folder "${header}" NO_CACHE)
    file(CREATE_LINK "${folder}/${header}" "${include}/${header}" SYMBOLIC)
    unset(folder)
  endforeach()
  # Sizes are checked as 64 bits before they are sizes here: what would be cut is an error.
  set(options --target=wasm32-wasi -std=c++20 -O2 -flto -DNDEBUG -fno-exceptions -fno-rtti -fvisibility=hidden
    -ffunction-sections -fdata-sections ${ZKMEM_PREFIX_MAP}
    -Wall -Wextra -Wshorten-64-to-32 -Werror
    "-I${PROJECT_SOURCE_DIR}" -isystem "${include}"
    -DFMT_HEADER_ONLY -DFMT_EXCEPTIONS=0 -DJSON_NOEXCEPTION -DXXH_INLINE_ALL -msimd128 -DHWY_COMPILE_ONLY_STATIC -DZKMEM_NO_THREADS)
  set(compile ${CMAKE_CXX_COMPILER_LAUNCHER} "${ZKMEM_WASM_CXX}" ${options})
  if(compile MATCHES "ccache")
    list(PREPEND compile "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros)
  endif()
  set(prefix "${CMAKE_CURRENT_BINARY_DIR}/wasm/${name}.pch")
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/wasm")
  # Without a compiler cache: compiled headers name the folders that they are of, and those of another copy of the tree would
  # be taken for further headers.
  add_custom_command(OUTPUT "${prefix}" DEPENDS "${A_PREFIX}" DEPFILE "${prefix}.d" VERBATIM
    COMMAND "${ZKMEM_WASM_CXX}" ${options} -MD -MF "${prefix}.d" -MT "${prefix}" -Xclang -fno-pch-timestamp -x c++-header "${A_PREFIX}" -o "${prefix}"
    COMMENT "Building the headers of ${name}.wasm")
  set(objects)
  foreach(source IN LISTS A_SOURCES)
    file(RELATIVE_PATH path "${PROJECT_SOURCE_DIR}" "${source}")
    set(object "${CMAKE_CURRENT_BINARY_DIR}/wasm/${path}.o")
    set(unrolled)
    if(source IN_LIST A_UNROLLED)
      set(unrolled -mllvm -unroll-threshold=2000)
    endif()
    get_filename_component(folder "${object}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    add_custom_command(OUTPUT "${object}" DEPENDS "${source}" "${prefix}" DEPFILE "${object}.d" VERBATIM
      COMMAND ${compile} -Xclang -fno-pch-timestamp -include-pch "${prefix}" ${unrolled} -MD -MF "${object}.d" -MT "${object}" -c "${source}" -o "${object}"
      COMMENT "Building ${path} for WebAssembly")
    list(APPEND objects "${object}")
  endforeach()
  set(module "${PROJECT_BINARY_DIR}/js/${name}.wasm")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/js")
  set(list "${CMAKE_CURRENT_BINARY_DIR}/wasm/${name}.objects")
  string(REPLACE ";" "\n" lines "${objects}")
  file(GENERATE OUTPUT "${list}" CONTENT "${lines}\n")
  add_custom_command(OUTPUT "${module}" DEPENDS ${objects} "${list}" VERBATIM
    COMMAND "${ZKMEM_WASM_CXX}" --target=wasm32-wasi -O2 -flto -fuse-ld=lld -mexec-model=reactor -nostartfiles
            -Wl,--no-entry -Wl,--gc-sections -Wl,--strip-all -Wl,--stack-first "-Wl,-z,stack-size=${ZKMEM_WASM_STACK}"
            "-Wl,--max-memory=${ZKMEM_WASM_MEMORY}" "@${list}" -o "${module}"
    COMMENT "Linking ${name}.wasm")
  add_custom_target(${name}_wasm ALL DEPENDS "${module}")
endfunction()
