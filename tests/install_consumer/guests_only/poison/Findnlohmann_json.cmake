message(FATAL_ERROR "nlohmann_json was looked for")
