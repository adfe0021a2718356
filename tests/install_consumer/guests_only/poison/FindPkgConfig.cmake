message(FATAL_ERROR "PkgConfig was looked for")
