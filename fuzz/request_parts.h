// For fuzz targets: a request to verify (zkmem/portable/request.h) taken apart into its files and options,
// and put together again with lengths and sizes that are right.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "fuzz/text_of.h"
#include "zkmem/base/bytes.h"
#include "zkmem/base/json.h"
#include "zkmem/verdict/answer.h"

namespace zkmem::fuzz {

struct RequestFile {
  std::string role;
  std::string name;
  std::vector<uint8_t> bytes;
};

struct RequestParts {
  std::vector<RequestFile> files;
  nlohmann::json options;  // null: the request has none

  const RequestFile* file(std::string_view role) const {
    const auto found = std::ranges::find(files, role, &RequestFile::role);
    return found == files.end() ? nullptr : &*found;
  }
  // Empty: it was not given, or is no text.
  std::string option(const char* name) const {
    return options.is_object() && options.contains(name) && options[name].is_string()
               ? options[name].get<std::string>()
               : "";
  }
};

// Nothing unless the parts are all there. Whether they make sense is not looked at.
inline std::optional<RequestParts> parts_of(std::span<const uint8_t> request) {
  ByteReader in(request);
  uint32_t length = 0;
  std::span<const uint8_t> bytes;
  if (!in.read_u32(length) || !in.read_bytes(length, bytes)) return {};
  const auto text = parse_json(text_of(bytes));
  if (!text.ok() || !text->is_object() || !text->contains("files") || !(*text)["files"].is_array()) return {};
  RequestParts parts;
  for (const nlohmann::json& file : (*text)["files"]) {
    if (!file.is_object() || !file.contains("role") || !file["role"].is_string() || !file.contains("name") ||
        !file["name"].is_string() || !file.contains("size") || !file["size"].is_number_unsigned())
      return {};
    const uint64_t size = file["size"].get<uint64_t>();
    if (size > in.remaining() || !in.read_bytes(size, bytes)) return {};
    parts.files.push_back({file["role"], file["name"], {bytes.begin(), bytes.end()}});
  }
  if (text->contains("options")) parts.options = (*text)["options"];
  return parts;
}

inline std::string text_of(const RequestParts& parts) {
  nlohmann::ordered_json text = {{"files", nlohmann::ordered_json::array()}};
  for (const RequestFile& file : parts.files)
    text["files"].push_back({{"role", file.role}, {"name", file.name}, {"size", file.bytes.size()}});
  if (!parts.options.is_null()) text["options"] = parts.options;
  return verdict::json_line(text);
}

inline std::vector<uint8_t> request_of(std::string_view text, const std::vector<RequestFile>& files) {
  ByteWriter out;
  out.write_u32(static_cast<uint32_t>(text.size()));
  out.write_bytes(bytes_of(text));
  for (const RequestFile& file : files) out.write_bytes(file.bytes);
  return std::move(out).take();
}

}  // namespace zkmem::fuzz
