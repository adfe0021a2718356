# `cmake --install`: the libraries, their headers, the binary and what find_package(zkmem) reads.
include(CMakePackageConfigHelpers)
get_property(libraries GLOBAL PROPERTY ZKMEM_LIBRARIES)
install(TARGETS ${libraries} EXPORT zkmemTargets)
install(DIRECTORY zkmem/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/zkmem" FILES_MATCHING PATTERN "*.h" PATTERN cli EXCLUDE)
set(guest_runtime_dir "${CMAKE_INSTALL_DATADIR}/zkmem/guest")
install(DIRECTORY examples/guests/runtime/ DESTINATION "${guest_runtime_dir}")
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/zkmem")
install(EXPORT zkmemTargets NAMESPACE zkmem:: DESTINATION "${package_dir}")
configure_package_config_file(cmake/zkmemConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/zkmemConfig.cmake"
  INSTALL_DESTINATION "${package_dir}" PATH_VARS guest_runtime_dir)
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/zkmemConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/zkmemConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/zkmemConfigVersion.cmake"
  cmake/ZkmemDependencies.cmake cmake/ZkmemGuest.cmake DESTINATION "${package_dir}")
