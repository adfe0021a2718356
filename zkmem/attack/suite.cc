#include "zkmem/attack/suite.h"

#include "zkmem/sdk/testing/proven_log.h"

namespace zkmem::attack {

std::string Suite::verdict(const ZkProof& proof, const MemoryConfig& config) const {
  return testing::verdict(proof, config, context());
}
std::string Suite::verdict(const ZkProof& proof, const MemoryConfig& config, const CellImage& image) const {
  return testing::verdict(proof, config, image, context());
}
std::string Suite::verdict(const ZkProof& proof, const LogFile& log) const {
  return testing::verdict(proof, log, context());
}

}  // namespace zkmem::attack
