// The proofs that attacks give to the verifier, kept as files: with the files that each is compared with, and
// the arguments with which `zkmem verify` is asked the same.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/attack/attack.h"
#include "zkmem/base/result.h"

namespace zkmem::attack {

// A file without the care of write_file(): there may be thousands, and none is anybody's only copy.
Status write_kept(const std::string& path, std::string_view bytes);

struct KeptProof {
  std::string attack;                  // its full name
  std::vector<std::string> arguments;  // of `zkmem verify`, in that folder
};

class KeptProofs {
 public:
  // A folder that is there.
  explicit KeptProofs(std::string folder) : folder_(std::move(folder)) {}

  // For the trials of an attack; refers to this object.
  OnJudged of(const Attack& attack);

  const std::vector<KeptProof>& list() const { return list_; }
  // The first file that could not be written.
  const Status& status() const { return status_; }

 private:
  void keep(const std::string& attack, const Judged& judged);
  // The name of a file with these bytes, which proofs may share.
  std::string shared(std::string_view stem, std::string_view ending, std::string_view bytes);
  void write(const std::string& name, std::string_view bytes);

  std::string folder_;
  std::map<std::string, size_t> of_attack_;
  std::map<std::string, std::string, std::less<>> shared_;  // bytes → name
  std::vector<KeptProof> list_;
  Status status_;
};

}  // namespace zkmem::attack
