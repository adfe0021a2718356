#include "zkmem/attack/suite.h"

#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::attack {

std::string Suite::verdict(const ZkProof& proof, const MemoryConfig& config) const {
  judged({proof, &config});
  return testing::verdict(proof, config, context());
}
std::string Suite::verdict(const ZkProof& proof, const MemoryConfig& config, const CellImage& image) const {
  judged({proof, &config});
  return testing::verdict(proof, config, image, context());
}
std::string Suite::verdict(const ZkProof& proof, const LogFile& log) const {
  judged({.proof = proof, .log = &log});
  return testing::verdict(proof, log, context());
}

}  // namespace zkmem::attack
