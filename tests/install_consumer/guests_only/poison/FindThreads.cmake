message(FATAL_ERROR "Threads was looked for")
