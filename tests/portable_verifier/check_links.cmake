# Fails when a program that only verifies proof files needs a library, or has code, that only proving needs.
execute_process(COMMAND "${NM}" --demangle "${PROGRAM}" RESULT_VARIABLE code OUTPUT_VARIABLE symbols)
if(NOT code EQUAL 0 OR NOT symbols MATCHES "zkmem::verify_zkproof")
  message(FATAL_ERROR "cannot list the symbols of ${PROGRAM}")
endif()
string(REGEX MATCHALL
  "[^\n]*(pthread_|std::thread|tbb::|mdb_|elf_begin|dwarf_|ZSTD_|XXH|hwy::|zkmem::read_file|zkmem::parallel_for|zkmem::prove\\(|zkmem::rv32im::Machine::|zkmem::MerkleTree::)[^\n]*"
  found "${symbols}")
execute_process(COMMAND "${READELF}" --dynamic "${PROGRAM}" RESULT_VARIABLE code OUTPUT_VARIABLE dynamic)
if(NOT code EQUAL 0 OR NOT dynamic MATCHES "NEEDED")
  message(FATAL_ERROR "cannot list the libraries of ${PROGRAM}")
endif()
string(REGEX MATCHALL "NEEDED[^\n]*" needed "${dynamic}")
list(FILTER needed EXCLUDE REGEX "\\[(libfmt|libstdc\\+\\+|libc\\+\\+|libm|libgcc_s|libc|ld-linux)[^]]*\\]")
if(found OR needed)
  list(JOIN found "\n" lines)
  list(JOIN needed "\n" libraries)
  message(FATAL_ERROR "verifying proof files needs\n${lines}\n${libraries}")
endif()
