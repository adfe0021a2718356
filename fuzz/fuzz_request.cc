// Requests to verify, as the WebAssembly module gets them. The answer has one form, its exit code, verdict
// and words say the same, and the same request gets it again. What is accepted was asked for: the claim is
// that of an honest proof with the roots, hash suite and exit code of the options, weak parameters were
// allowed, and a program or log beside it says what the honest one does. The mutator starts from honest
// requests of each statement and changes one of their files, what they are given as, or an option.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <map>
#include <utility>

#include "fuzz/choices.h"
#include "fuzz/elf_mutator.h"
#include "fuzz/honest_proofs.h"
#include "fuzz/request_parts.h"
#include "fuzz/zklog_sections.h"
#include "zkmem/attack/mutator.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/portable/request.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/verdict/exit_code.h"
#include "zkmem/verdict/numbers.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file
using fuzz::RequestFile;
using fuzz::RequestParts;
using nlohmann::json;
using Bytes = std::vector<uint8_t>;

// --- Honest requests --------------------------------------------------------------------------------------

bool is_of_program(const Claim& claim) { return claim.statement().has_one_config(); }

LogFile log_of(const Claim& claim) { return fuzz::honest_log(claim.config.mode); }

// With what its proof is about, or the configuration alone.
RequestParts honest_request(fuzz::Dice& random) {
  const size_t which = random() % fuzz::honest_proofs().size();
  const Claim& claim = *fuzz::decoded_honest_proofs()[which].claim;
  RequestParts parts;
  parts.files.push_back({"proof", "p.zkproof", fuzz::honest_proofs()[which]});
  parts.options = {{"allow-weak-params", true}};
  const unsigned form = random() % 4;
  if (is_of_program(claim)) {
    parts.options["exit-code"] = form == 0 ? "any" : "0";
    if (form != 0) parts.files.push_back({"program", "p.elf", testing::accumulating_elf(5)});
    return parts;
  }
  const LogFile log = log_of(claim);
  const std::string config = to_json(log.config);
  const std::string lines = to_jsonl(log);
  const auto bytes = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
  if (form <= 1) parts.files.push_back({"config", "c.json", bytes(config)});
  if (form == 1) parts.files.push_back({"log", "l.jsonl", bytes(lines)});
  if (form >= 2) {
    const FileBytes file = testing::zklog_of(log);
    const std::span<const uint8_t> binary = file;
    parts.files.push_back({"log", "l.zklog", {binary.begin(), binary.end()}});
  }
  return parts;
}

// --- Changes ----------------------------------------------------------------------------------------------

void alter_bytes(Bytes& bytes) {
  const size_t size = bytes.size();
  bytes.resize(size + 64);
  bytes.resize(LLVMFuzzerMutate(bytes.data(), size, bytes.size()));
}

// Another digit, after which a text is as long, and most often as well-formed, as before.
void alter_digit(Bytes& bytes, fuzz::Dice& random) {
  std::vector<size_t> digits;
  for (size_t k = 0; k < bytes.size(); ++k)
    if (bytes[k] >= '0' && bytes[k] <= '9') digits.push_back(k);
  if (!digits.empty()) bytes[digits[random() % digits.size()]] = static_cast<uint8_t>('0' + random() % 10);
}

// As the targets of its format do.
void alter_file(RequestFile& file, fuzz::Dice& random) {
  Bytes& bytes = file.bytes;
  const unsigned seed = random();
  const auto proof = attack::Mutator::of(bytes);
  const size_t size = bytes.size();
  if (random() % 8 == 0) {
    alter_bytes(bytes);
  } else if (proof.ok()) {
    bytes = proof->make(seed, random()).bytes;
  } else if (rv32im::is_elf(bytes)) {
    bytes.resize(size + 64);
    bytes.resize(fuzz::mutate_elf(bytes.data(), size, bytes.size(), seed));
  } else if (fuzz::text_of(bytes).starts_with("ZKMEMLOG")) {
    bytes.resize(size + 64);
    bytes.resize(fuzz::mutate_sections(fuzz::zklog_format(), bytes.data(), size, bytes.size(), seed));
  } else {
    alter_digit(bytes, random);
  }
}

void alter_option(RequestParts& parts, fuzz::Dice& random) {
  constexpr const char* kFlags[] = {"allow-weak-params", "json", "jso"};
  constexpr const char* kTexts[] = {"params",    "hash",          "initial-root", "final-root",
                                    "exit-code", "public-values", "profile"};
  const Claim& any = *fuzz::decoded_honest_proofs()[random() % fuzz::honest_proofs().size()].claim;
  const json texts[] = {"weak",
                        "app",
                        "fast",
                        "blake3",
                        "poseidon2",
                        "any",
                        "0",
                        "1",
                        "4294967296",
                        "0f",
                        "openvm-v1",
                        "openvm-v2",
                        "hybrid",
                        digest_to_hex(any.initial_root()),
                        digest_to_hex(any.final_root()),
                        std::string(64, '0')};
  const json others[] = {json(), 7, "", json::array()};
  if (!parts.options.is_object()) parts.options = json::object();
  const bool is_flag = random() % 4 == 0;
  const char* name = is_flag ? kFlags[random() % std::size(kFlags)] : kTexts[random() % std::size(kTexts)];
  const unsigned what = random() % 8;
  if (what == 0)
    parts.options.erase(name);
  else if (what == 1)
    parts.options[name] = others[random() % std::size(others)];
  else if (is_flag)
    parts.options[name] = random() % 2 == 0;
  else
    parts.options[name] = texts[random() % std::size(texts)];
}

void alter_list(std::vector<RequestFile>& files, fuzz::Dice& random) {
  constexpr const char* kRoles[] = {"proof",  "program", "log",     "config",
                                    "app_vk", "app_pk",  "initial", "keys"};
  constexpr const char* kNames[] = {"p.app.proof", "-", "2:4096=i", "p.vmexe", "p", "\xff\n", "2:0"};
  RequestFile& file = files[random() % files.size()];
  const RequestParts others = honest_request(random);
  switch (random() % 6) {
    case 0:
      file.role = kRoles[random() % std::size(kRoles)];
      break;
    case 1:
      file.name = kNames[random() % std::size(kNames)];
      break;
    case 2:
      std::swap(file.bytes, files[random() % files.size()].bytes);
      break;
    case 3:
      files.erase(files.begin() + (&file - files.data()));
      break;
    case 4:
      files.push_back({"initial", "2:3145728=i", Bytes(random() % 8, static_cast<uint8_t>(random() % 2))});
      break;
    default:
      files.push_back(others.files[random() % others.files.size()]);
      break;
  }
}

// --- What is asked of answers
// -------------------------------------------------------------------------------

void expect_form(const json& answer) {
  ZKMEM_CHECK(answer.is_object() && answer.size() == 4 && answer.contains("exit") && answer.contains("out") &&
              answer.contains("err") && answer.contains("json"));
  const int code = answer["exit"].get<int>();
  const auto& out = answer["out"].get_ref<const std::string&>();
  const auto& err = answer["err"].get_ref<const std::string&>();
  const json& object = answer["json"];
  ZKMEM_CHECK(code == verdict::kDone || code == verdict::kNo || code == verdict::kBadInput ||
              code == verdict::kLimit);
  ZKMEM_CHECK(object.is_object() && object["verdict"] == verdict::verdict_of(code));
  if (!out.empty() && out.front() == '{') ZKMEM_CHECK(json::parse(out, nullptr, false) == object);
  if (code == verdict::kDone) {
    ZKMEM_CHECK(err.empty() && !out.empty());
    return;
  }
  const auto& reason = object["reason"].get_ref<const std::string&>();
  ZKMEM_CHECK(object.size() == 2 && !reason.empty() && err == "zkmem: " + reason + "\n");
  ZKMEM_CHECK(out.empty() || out.front() == '{');
}

// What the program finds in memory, but for zeros.
std::map<std::pair<uint32_t, uint32_t>, uint8_t> memory_of(const Program& program) {
  std::map<std::pair<uint32_t, uint32_t>, uint8_t> memory;
  for (const InitialBytes& chunk : program.initial_memory)
    for (size_t k = 0; k < chunk.bytes.size(); ++k)
      if (chunk.bytes[k] != 0)
        memory[{chunk.address_space, chunk.pointer + static_cast<uint32_t>(k)}] = chunk.bytes[k];
  return memory;
}

void expect_honest_program(const RequestParts& parts, const RequestFile& given) {
  const Program program = rv32im::load_named_program(given.bytes, given.name).value();
  const Program honest = rv32im::load_program(testing::accumulating_elf(5)).value();
  ZKMEM_CHECK(program.pc_start == honest.pc_start && program.pc_base == honest.pc_base &&
              program.instructions == honest.instructions);
  if (parts.file("initial") == nullptr) ZKMEM_CHECK(memory_of(program) == memory_of(honest));
}

void expect_honest_log(const RequestParts& parts, const RequestFile& given, const Claim& claim) {
  LogOptions options;
  if (const RequestFile* config = parts.file("config"))
    options.config_json.assign(config->bytes.begin(), config->bytes.end());
  options.profile = parse_profile(parts.option("profile"));
  const LogFile log = parse_log(given.bytes, options).value();
  const LogFile honest = log_of(claim);
  const auto next_access = [](AccessLog::Iterator at, const AccessLog& in) {
    while (at != in.end() && !(*at).is_access()) ++at;
    return at;
  };
  auto a = next_access(log.log.begin(), log.log);
  auto b = next_access(honest.log.begin(), honest.log);
  while (a != log.log.end() && b != honest.log.end()) {
    const AccessView one = *a;
    const AccessView other = *b;
    ZKMEM_CHECK(one.op == other.op && one.address_space == other.address_space &&
                one.pointer == other.pointer && one.size == other.size &&
                (!one.values_known || one.values() == other.values()));
    a = next_access(++a, log.log);
    b = next_access(++b, honest.log);
  }
  ZKMEM_CHECK(a == log.log.end() && b == honest.log.end());
}

void expect_asked_for(const RequestParts& parts, const json& object) {
  const RequestFile* file = parts.file("proof");
  ZKMEM_CHECK(file != nullptr);
  const ZkProof proof = decode_zkproof(file->bytes).value();
  const Claim& claim = *proof.claim;
  ZKMEM_CHECK(fuzz::is_honest(claim) && object["kind"] == claim.statement().name());
  ZKMEM_CHECK(parts.options.is_object() && parts.options.value("allow-weak-params", false));
  if (const std::string hash = parts.option("hash"); !hash.empty())
    ZKMEM_CHECK(hash == to_string(claim.hash));
  if (const std::string root = parts.option("initial-root"); !root.empty())
    ZKMEM_CHECK(claim.has_initial_root() && digest_from_hex(root).value() == claim.initial_root());
  if (const std::string root = parts.option("final-root"); !root.empty())
    ZKMEM_CHECK(claim.has_final_root() && digest_from_hex(root).value() == claim.final_root());
  const std::string code = parts.option("exit-code");
  if (is_of_program(claim) && code != "any")
    ZKMEM_CHECK(object["exit_code"] == (code.empty() ? 0 : verdict::parse_number(code).value()));
  if (const RequestFile* program = parts.file("program")) expect_honest_program(parts, *program);
  if (const RequestFile* log = parts.file("log")) expect_honest_log(parts, *log, claim);
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  fuzz::Dice random(seed);
  const unsigned how = random() % 32;
  auto parts = fuzz::parts_of({data, size});
  if (!parts || parts->files.empty() || how < 4) parts = honest_request(random);
  std::string text;
  if (how < 16) {
    alter_file(parts->files[random() % parts->files.size()], random);
  } else if (how < 22) {
    alter_option(*parts, random);
  } else if (how < 28) {
    alter_list(parts->files, random);
  } else if (how < 30) {
    text = fuzz::text_of(*parts);
    Bytes bytes(text.begin(), text.end());
    alter_bytes(bytes);
    text.assign(bytes.begin(), bytes.end());
  } else {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  if (text.empty()) text = fuzz::text_of(*parts);
  const Bytes request = fuzz::request_of(text, parts->files);
  if (request.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, request.data(), request.size());
  return request.size();
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  ZKMEM_CHECK(!fuzz::decoded_honest_proofs().empty());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string answer = portable::answer_request({data, size});
  const json said = json::parse(answer, nullptr, false);
  expect_form(said);
  if (said["exit"] == int{verdict::kDone}) {
    const auto parts = fuzz::parts_of({data, size});
    ZKMEM_CHECK(parts.has_value());
    expect_asked_for(*parts, said["json"]);
  }
  if (size % 4 == 0) ZKMEM_CHECK(portable::answer_request({data, size}) == answer);
  return 0;
}
