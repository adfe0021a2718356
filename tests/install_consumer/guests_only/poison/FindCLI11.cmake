message(FATAL_ERROR "CLI11 was looked for")
