# cmake -DINPUT=<file> -DOUTPUT=<file.cc> -DHEADER=<include> -DFUNCTION=<name> -P: a source with the file's bytes, as the function that the
# header declares (std::string_view in namespace zkmem).
file(READ "${INPUT}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"${HEADER}\"\n\nnamespace zkmem {\nnamespace {\n\nconstexpr unsigned char kBytes[${size}] = {\n${bytes}};\n\n}  // namespace\n\n"
  "std::string_view ${FUNCTION}() { return {reinterpret_cast<const char*>(kBytes), ${size}}; }\n\n}  // namespace zkmem\n")
