#include "zkmem/portable/request.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/bytes.h"
#include "zkmem/base/json.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/verdict/answer.h"
#include "zkmem/verdict/verification.h"

namespace zkmem::portable {
namespace {

using nlohmann::json;
using verdict::GivenFile;
using verdict::VerificationRequest;

struct Request {
  VerificationRequest what;
  bool as_json = false;
};

// A file whose bytes are the request's: they stay as long as it.
GivenFile file_in(std::string name, std::span<const uint8_t> bytes) {
  return {name, [name, bytes](uint64_t most) -> Result<std::vector<uint8_t>> {
            if (bytes.size() > most)
              return limit_reached(
                  fmt::format("{} is larger than {} bytes, the most that is read here", name, most));
            return std::vector<uint8_t>(bytes.begin(), bytes.end());
          }};
}

struct Role {
  std::string_view name;
  GivenFile* file;
};

class RequestReader {
 public:
  explicit RequestReader(std::span<const uint8_t> request) : bytes_(request) {}

  Result<Request> read() {
    ZKMEM_ASSIGN_OR_RETURN(const json text, read_text());
    constexpr std::array<std::string_view, 2> kFields = {"files", "options"};
    if (!text.is_object()) return bad_input("it is no JSON object");
    ZKMEM_RETURN_IF_ERROR(only_fields(text, kFields));
    if (!text.contains("files") || !text["files"].is_array()) return bad_input("'files' is no list");
    for (const json& file : text["files"]) ZKMEM_RETURN_IF_ERROR(read_file(file));
    if (!bytes_.at_end()) return bad_input(fmt::format("{} bytes follow the last file", bytes_.remaining()));
    if (text.contains("options")) ZKMEM_RETURN_IF_ERROR(read_options(text["options"]));
    ZKMEM_RETURN_IF_ERROR(check());
    return std::move(request_);
  }

 private:
  Result<json> read_text() {
    uint32_t length = 0;
    std::span<const uint8_t> text;
    if (!bytes_.read_u32(length) || !bytes_.read_bytes(length, text))
      return bad_input("it ends within its JSON text");
    return parse_json({reinterpret_cast<const char*>(text.data()), text.size()});
  }

  Status read_file(const json& file) {
    constexpr std::array<std::string_view, 3> kFields = {"role", "name", "size"};
    if (!file.is_object()) return bad_input("a file is no JSON object");
    ZKMEM_RETURN_IF_ERROR(only_fields(file, kFields));
    for (const std::string_view field : {"role", "name"}) {
      if (!file.contains(field) || !file[field].is_string() ||
          file[field].get_ref<const std::string&>().empty())
        return bad_input(fmt::format("the '{}' of a file is no text, or empty", field));
    }
    if (!file.contains("size") || !file["size"].is_number_unsigned())
      return bad_input("the 'size' of a file is no whole number");
    const auto& role = file["role"].get_ref<const std::string&>();
    const auto& name = file["name"].get_ref<const std::string&>();
    const uint64_t size = file["size"].get<uint64_t>();
    std::span<const uint8_t> bytes;
    if (size > bytes_.remaining() || !bytes_.read_bytes(static_cast<size_t>(size), bytes))
      return bad_input(
          fmt::format("{} has {} bytes, {} are left in the request", name, size, bytes_.remaining()));
    return put(role, file_in(name, bytes));
  }

  Status put(std::string_view role, GivenFile file) {
    VerificationRequest& what = request_.what;
    if (role == "initial") {
      what.subject.reading.initial.push_back(std::move(file));
      return {};
    }
    const std::array<Role, 6> roles = {{{"proof", &what.proof},
                                        {"program", &what.subject.program},
                                        {"log", &what.subject.log},
                                        {"config", &what.subject.reading.config},
                                        {"app_vk", &what.app_vk},
                                        {"app_pk", &what.app_pk}}};
    for (const Role& known : roles) {
      if (known.name != role) continue;
      if (known.file->given())
        return bad_input(
            fmt::format("{} and {} are both given as the {}", known.file->name, file.name, role));
      *known.file = std::move(file);
      return {};
    }
    return bad_input(fmt::format("unknown role '{}'", role));
  }

  Status read_options(const json& options) {
    if (!options.is_object()) return bad_input("'options' is no JSON object");
    VerificationRequest& what = request_.what;
    const std::array<std::pair<std::string_view, std::string*>, 7> texts = {
        {{"params", &what.params},
         {"hash", &what.hash},
         {"initial-root", &what.initial_root},
         {"final-root", &what.final_root},
         {"exit-code", &what.exit_code},
         {"public-values", &what.public_values},
         {"profile", &what.subject.reading.profile}}};
    const std::array<std::pair<std::string_view, bool*>, 2> flags = {
        {{"allow-weak-params", &what.allow_weak_params}, {"json", &request_.as_json}}};
    std::vector<std::string_view> known;
    for (const auto& [name, text] : texts) {
      known.push_back(name);
      if (!options.contains(name)) continue;
      if (!options[name].is_string()) return bad_input(fmt::format("--{}: its value is no text", name));
      *text = options[name].get<std::string>();
      if (text->empty()) return bad_input(fmt::format("--{}: its value is empty", name));
    }
    for (const auto& [name, flag] : flags) {
      known.push_back(name);
      if (!options.contains(name)) continue;
      if (!options[name].is_boolean())
        return bad_input(fmt::format("--{}: it is neither true nor false", name));
      *flag = options[name].get<bool>();
    }
    return only_fields(options, known);
  }

  // What the command line's parser refuses.
  Status check() const {
    const VerificationRequest& what = request_.what;
    if (!what.proof.given()) return bad_input("PROOF is required");
    if (what.subject.program.given() && what.subject.log.given())
      return bad_input("--log excludes --program");
    const std::string& profile = what.subject.reading.profile;
    if (!profile.empty() && !parse_profile(profile))
      return bad_input(fmt::format("--profile: {} not in {{openvm-v1,openvm-v2,hybrid}}", profile));
    return {};
  }

  ByteReader bytes_;
  Request request_;
};

verdict::Answer answer_to(std::span<const uint8_t> bytes) {
  Result<Request> request = RequestReader(bytes).read();
  if (!request.ok()) return verdict::failed(request.error().in("the request"), false);
  const bool as_json = request->as_json;
  verdict::Verification verification(std::move(request->what));
  if (const Status read = verification.read(); !read.ok()) return verdict::failed(read.error(), as_json);
  return verdict::answer(verification.verify(Context{}, &simd_hash_backend()), as_json);
}

}  // namespace

std::string answer_request(std::span<const uint8_t> request) {
  const verdict::Answer answer = answer_to(request);
  const nlohmann::ordered_json out = {
      {"exit", answer.exit_code}, {"out", answer.out}, {"err", answer.err}, {"json", answer.json}};
  std::string text = verdict::json_line(out);
  text.pop_back();  // the line's end
  return text;
}

}  // namespace zkmem::portable
