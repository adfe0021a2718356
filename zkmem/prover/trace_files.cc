#include "zkmem/prover/trace_files.h"

#include <algorithm>
#include <array>
#include <bit>

#include <nlohmann/json.hpp>

#include "zkmem/base/bytes.h"
#include "zkmem/base/file.h"
#include "zkmem/base/json.h"

namespace zkmem {
namespace {

using nlohmann::json;

// Read, or known as what the reference's own files carry beside it (docs/spec/traces.md).
constexpr std::array<std::string_view, 12> kMetaFields = {
    "traces",           "common_main_commit",   "params",      "pow",   "proof_bytes",
    "rayon_threads",    "rerun_byte_identical", "vk_pre_hash", "extra", "reference_engine_byte_identical",
    "vk_bitcode_bytes", "vk_postcard_bytes"};
constexpr std::array<std::string_view, 8> kTraceFields = {
    "air_id",   "height",        "public_values", "cached_commitments",
    "air_name", "cached_widths", "common_width",  "preprocessed_width"};

Result<Trace> read_trace(const std::string& path, size_t height, size_t width, size_t max_height) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(path));
  const auto word = [&](size_t i) {
    return uint32_t{bytes[4 * i]} | uint32_t{bytes[4 * i + 1]} << 8 | uint32_t{bytes[4 * i + 2]} << 16 |
           uint32_t{bytes[4 * i + 3]} << 24;
  };
  if (bytes.size() < 8)
    return bad_input(path + ": " + std::to_string(bytes.size()) + " bytes, the header takes 8");
  if (word(0) != height)
    return bad_input(path + ": height " + std::to_string(word(0)) + ", meta.json has " +
                     std::to_string(height));
  if (word(1) != width)
    return bad_input(path + ": width " + std::to_string(word(1)) + ", the key has " + std::to_string(width));
  if (!std::has_single_bit(height) || height > max_height)
    return bad_input(path + ": height " + std::to_string(height) + " is not a power of two up to " +
                     std::to_string(max_height));
  const uint64_t expected = 8 + 4 * uint64_t{height} * width;
  if (bytes.size() != expected)
    return bad_input(path + ": " + std::to_string(bytes.size()) + " bytes, expected " +
                     std::to_string(expected));
  Trace trace(height, width);
  for (size_t row = 0; row < height; ++row) {
    for (size_t col = 0; col < width; ++col) {
      const uint32_t value = word(2 + row * width + col);
      if (value >= BabyBear::kModulus) {
        return bad_input(path + ": row " + std::to_string(row) + " column " + std::to_string(col) + ": " +
                         std::to_string(value) + " is not below " + std::to_string(BabyBear::kModulus));
      }
      trace.at(row, col) = BabyBear::from_canonical(value);
    }
  }
  return trace;
}

Result<BabyBear> element(const json& value, const std::string& where) {
  if (!value.is_number_unsigned() || value.get<uint64_t>() >= BabyBear::kModulus)
    return bad_input(where + ": " + value.dump() + " is not a canonical field element");
  return BabyBear::from_canonical(value.get<uint32_t>());
}

Result<Commitment> commitment_of(const json& value, const std::string& where) {
  Commitment result;
  if (!value.is_array() || value.size() != result.words.size()) return bad_input(where + ": not 8 words");
  for (size_t i = 0; i < result.words.size(); ++i) {
    ZKMEM_ASSIGN_OR_RETURN(const BabyBear word, element(value[i], where));
    result.words[i] = word.as_canonical();
  }
  return result;
}

Result<uint64_t> number(const json& object, const char* field, const std::string& where) {
  const auto it = object.find(field);
  if (it == object.end() || !it->is_number_unsigned())
    return bad_input(where + ": no number '" + std::string(field) + "'");
  return it->get<uint64_t>();
}

std::vector<uint8_t> trace_bytes(const ConstTraceView& trace) {
  std::vector<uint8_t> bytes;
  bytes.reserve(8 + 4 * trace.height() * trace.width());
  const auto put = [&](uint32_t word) {
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(word >> shift));
  };
  put(static_cast<uint32_t>(trace.height()));
  put(static_cast<uint32_t>(trace.width()));
  for (size_t row = 0; row < trace.height(); ++row)
    for (size_t col = 0; col < trace.width(); ++col) put(trace.at(row, col).as_canonical());
  return bytes;
}

}  // namespace

ProvingInput TraceDirectory::input() const {
  ProvingInput list;
  for (const auto& [air, owned] : traces) list.push_back(owned.view(air));
  return list;
}

Result<TraceDirectory> read_trace_directory(const std::string& directory, const VerifyingKeyContent& key) {
  const std::string meta_path = directory + "/meta.json";
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> text, read_file(meta_path, kMostTextBytes));
  auto parsed = parse_json({reinterpret_cast<const char*>(text.data()), text.size()});
  if (!parsed.ok()) return parsed.error().in(meta_path);
  const json& meta = *parsed;
  if (const Status known = only_fields(meta, kMetaFields); !known.ok()) return known.error().in(meta_path);
  if (!meta.is_object() || !meta.contains("traces") || !meta["traces"].is_array())
    return bad_input(meta_path + ": not a JSON object with a list 'traces'");
  TraceDirectory result;
  if (meta.contains("common_main_commit")) {
    ZKMEM_ASSIGN_OR_RETURN(result.common_main_commit,
                           commitment_of(meta["common_main_commit"], meta_path + ": common_main_commit"));
  }
  const size_t max_height = size_t{1} << key.params.log_stacked_height();
  for (const json& entry : meta["traces"]) {
    const std::string where = meta_path + ": traces";
    if (!entry.is_object()) return bad_input(where + ": an entry is not an object");
    if (const Status known = only_fields(entry, kTraceFields); !known.ok()) return known.error().in(where);
    ZKMEM_ASSIGN_OR_RETURN(const uint64_t air, number(entry, "air_id", where));
    ZKMEM_ASSIGN_OR_RETURN(const uint64_t height, number(entry, "height", where));
    if (air >= key.per_air.size()) {
      return bad_input(where + ": air " + std::to_string(air) + ", the key has " +
                       std::to_string(key.per_air.size()));
    }
    const TraceWidth& width = key.per_air[air].params.width;
    const std::string stem = directory + "/trace_air" + std::to_string(air) + "_";
    OwnedAirTraces owned;
    if (width.common_main != 0) {
      ZKMEM_ASSIGN_OR_RETURN(owned.common_main,
                             read_trace(stem + "common.bin", height, width.common_main, max_height));
    }
    if (width.preprocessed) {
      ZKMEM_ASSIGN_OR_RETURN(owned.preprocessed,
                             read_trace(stem + "preprocessed.bin", height, *width.preprocessed, max_height));
    }
    for (size_t k = 0; k < width.cached_mains.size(); ++k) {
      ZKMEM_ASSIGN_OR_RETURN(Trace cached, read_trace(stem + "cached" + std::to_string(k) + ".bin", height,
                                                      width.cached_mains[k], max_height));
      owned.cached_mains.push_back(std::move(cached));
    }
    const std::string here = where + ": air " + std::to_string(air);
    if (entry.contains("public_values")) {
      if (!entry["public_values"].is_array()) return bad_input(here + ": public_values is not a list");
      for (const json& value : entry["public_values"]) {
        ZKMEM_ASSIGN_OR_RETURN(const BabyBear x, element(value, here + ": public_values"));
        owned.public_values.push_back(x);
      }
    }
    if (entry.contains("cached_commitments") && entry["cached_commitments"].is_array()) {
      for (const json& value : entry["cached_commitments"]) {
        ZKMEM_ASSIGN_OR_RETURN(const Commitment commitment,
                               commitment_of(value, here + ": cached_commitments"));
        result.cached_commitments[air].push_back(commitment);
      }
    }
    result.traces.emplace_back(air, std::move(owned));
  }
  std::sort(result.traces.begin(), result.traces.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return result;
}

Status write_trace_directory(const std::string& directory, const ProvingInput& input) {
  json list = json::array();
  for (const AirTraces& traces : input) {
    json values = json::array();
    for (const BabyBear value : traces.public_values) values.push_back(value.as_canonical());
    list.push_back({{"air_id", traces.air}, {"height", traces.height()}, {"public_values", values}});
    const std::string stem = directory + "/trace_air" + std::to_string(traces.air) + "_";
    if (traces.common_main.width() != 0)
      ZKMEM_RETURN_IF_ERROR(write_file(stem + "common.bin", trace_bytes(traces.common_main)));
    if (traces.preprocessed.width() != 0)
      ZKMEM_RETURN_IF_ERROR(write_file(stem + "preprocessed.bin", trace_bytes(traces.preprocessed)));
    for (size_t k = 0; k < traces.cached_mains.size(); ++k) {
      ZKMEM_RETURN_IF_ERROR(
          write_file(stem + "cached" + std::to_string(k) + ".bin", trace_bytes(traces.cached_mains[k])));
    }
  }
  return write_file(directory + "/meta.json", json{{"traces", list}}.dump(2));
}

}  // namespace zkmem
