#include "zkmem/attack/kept_proofs.h"

#include <fstream>
#include <ios>
#include <span>
#include <string_view>

#include "zkmem/memory/model/config.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::attack {
namespace {

std::string_view text_of(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Status write_kept(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file.fail()) return Error{ErrorKind::kIo, path + ": cannot be written"};
  return {};
}

OnJudged KeptProofs::of(const Attack& attack) {
  return [this, name = attack.full_name()](const Judged& judged) { keep(name, judged); };
}

void KeptProofs::keep(const std::string& attack, const Judged& judged) {
  KeptProof kept{attack, {attack + "." + std::to_string(of_attack_[attack]++) + ".zkproof"}};
  write(kept.arguments[0], text_of(encode_zkproof(judged.proof)));
  const auto compared = [&](const char* option, std::string name) {
    kept.arguments.insert(kept.arguments.end(), {option, std::move(name)});
  };
  if (judged.log != nullptr) {
    compared("--log", shared("log", ".zklog", text_of(testing::zklog_of(*judged.log))));
  } else if (judged.config != nullptr) {
    compared("--config", shared("config", ".json", to_json(*judged.config)));
  }
  if (judged.program != nullptr) compared("--program", shared("program", ".elf", text_of(*judged.program)));
  kept.arguments.emplace_back("--allow-weak-params");
  list_.push_back(std::move(kept));
}

std::string KeptProofs::shared(std::string_view stem, std::string_view ending, std::string_view bytes) {
  if (const auto found = shared_.find(bytes); found != shared_.end()) return found->second;
  std::string name = std::string(stem) + "-" + std::to_string(shared_.size()) + std::string(ending);
  write(name, bytes);
  shared_.emplace(bytes, name);
  return name;
}

void KeptProofs::write(const std::string& name, std::string_view bytes) {
  if (status_.ok()) status_ = write_kept(folder_ + "/" + name, bytes);
}

}  // namespace zkmem::attack
