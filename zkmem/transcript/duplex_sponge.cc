#include "zkmem/transcript/duplex_sponge.h"

namespace zkmem {

DuplexSponge::DuplexSponge(std::vector<Poseidon2State>* states) : states_(states) {
  if (states_ != nullptr) states_->push_back(state_);
}

void DuplexSponge::permute() {
  poseidon2_permute(state_);
  absorb_index_ = 0;
  sample_index_ = kRate;
  if (states_ != nullptr) states_->push_back(state_);
}

}  // namespace zkmem
