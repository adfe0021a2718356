# One function per kind of target, so that a folder's CMakeLists.txt is a list of files and arrows.

add_library(zkmem_warnings INTERFACE)
target_compile_options(zkmem_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wcast-align -Wunused -Wnull-dereference -Wimplicit-fallthrough
  $<$<BOOL:${ZKMEM_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # libstdc++ 12's stable_sort calls what it deprecates itself.
  target_compile_options(zkmem_warnings INTERFACE -Wno-deprecated-declarations)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives of these from inside the standard library at -O2.
  target_compile_options(zkmem_warnings INTERFACE -Wno-null-dereference -Wno-restrict -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized)
endif()

# zkmem_library(NAME <folder or folder_part> SOURCES ... [DEPS zkmem libraries] [PUBLIC_LIBS ...] [PRIVATE_LIBS ...] [TESTING | INTERNAL])
# Without SOURCES the library is header-only. TESTING: support of tests, built for developers only and never installed. INTERNAL: what
# the command line needs besides (`zkmem attack`), built for it and never installed.
function(zkmem_library)
  cmake_parse_arguments(A "TESTING;INTERNAL" "NAME" "SOURCES;DEPS;PUBLIC_LIBS;PRIVATE_LIBS" ${ARGN})
  if(A_TESTING AND NOT ZKMEM_DEVELOPER)
    return()
  endif()
  set(target zkmem_${A_NAME})
  list(TRANSFORM A_DEPS PREPEND zkmem::)
  if(A_SOURCES)
    add_library(${target} ${A_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:zkmem_warnings> ${A_PRIVATE_LIBS})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(zkmem::${A_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${A_NAME})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${target} ${scope} ${A_DEPS} ${A_PUBLIC_LIBS})
  if(A_INTERNAL)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  elseif(NOT A_TESTING)
    set_property(GLOBAL APPEND PROPERTY ZKMEM_LIBRARIES ${target})
  endif()
endfunction()

# zkmem_test(NAME <name> SOURCES ... DEPS ... [LIBS ...] [SUITES ...] [SLOW]): one GoogleTest executable, each case a ctest entry.
# SUITES are those whose cases share what takes long to make (keys, honest proofs): each of these is one entry, as each entry is a process.
# SLOW puts every case under the label "slow". Golden data: the macro ZKMEM_TESTDATA is the absolute path of tests/golden.
function(zkmem_test)
  if(NOT ZKMEM_DEVELOPER)
    return()
  endif()
  cmake_parse_arguments(A "SLOW" "NAME" "SOURCES;DEPS;LIBS;SUITES" ${ARGN})
  set(target ${A_NAME}_test)
  list(TRANSFORM A_DEPS PREPEND zkmem::)
  add_executable(${target} ${A_SOURCES})
  target_link_libraries(${target} PRIVATE ${A_DEPS} ${A_LIBS} zkmem_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE
    ZKMEM_TESTDATA="${PROJECT_SOURCE_DIR}/tests/golden" ZKMEM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  include(GoogleTest)
  set(labels "fast")
  if(A_SLOW)
    set(labels "slow")
  endif()
  set(cases "")
  foreach(suite IN LISTS A_SUITES)
    add_test(NAME ${A_NAME}/${suite} COMMAND ${target} "--gtest_filter=${suite}.*")
    # A suite that is not there is not one that passes.
    set_tests_properties(${A_NAME}/${suite} PROPERTIES LABELS "${labels}" TIMEOUT 1200 FAIL_REGULAR_EXPRESSION "Running 0 tests")
    string(APPEND cases ":${suite}.*")
  endforeach()
  if(cases)
    string(REGEX REPLACE "^:" "TEST_FILTER;-" cases "${cases}")
  endif()
  gtest_discover_tests(${target} TEST_PREFIX ${A_NAME}/ DISCOVERY_MODE PRE_TEST ${cases}
    PROPERTIES LABELS "${labels}" TIMEOUT 1200)
endfunction()

# Kernel files: Highway compiles each once per instruction set and picks one at run time. Highway 1.0 with g++ needs
# a baseline above plain x86-64, and its SSE4 (with a signed 32-bit product) includes the AES instructions; vectors of
# unknown length (SVE, RVV) cannot be struct members, so they are left out.
function(zkmem_simd_sources)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -O2)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_DEFINITIONS
    "HWY_DISABLED_TARGETS=(HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128|HWY_RVV)")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -march=x86-64-v2 -maes -mpclmul)
  endif()
endfunction()

# zkmem_sources_of(<variable> <name>...): the sources of these libraries, for building them in another way.
function(zkmem_sources_of variable)
  set(all)
  foreach(name IN LISTS ARGN)
    get_target_property(sources zkmem_${name} SOURCES)
    get_target_property(folder zkmem_${name} SOURCE_DIR)
    list(TRANSFORM sources PREPEND "${folder}/")
    list(APPEND all ${sources})
  endforeach()
  set(${variable} ${all} PARENT_SCOPE)
endfunction()
