message(FATAL_ERROR "fmt was looked for")
