message(FATAL_ERROR "TBB was looked for")
