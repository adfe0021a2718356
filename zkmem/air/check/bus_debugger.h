// What is wrong on a bus that does not balance. For the checker's own files.
#pragma once

#include "zkmem/air/check/row_checker.h"

namespace zkmem::check {

// The first unbalanced messages in the order of their first use, with all uses and with what else shares
// their key.
std::vector<BusFailure> explain_bus(std::span<const CheckedAir> airs, const ProvingInput& input, uint16_t bus,
                                    const CheckOptions& options);

}  // namespace zkmem::check
