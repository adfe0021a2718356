// What is wrong on a bus that does not balance. For the checker's own files.
#pragma once

#include <functional>

#include "zkmem/air/check/row_checker.h"

namespace zkmem::check {

// Calls visit for every message on the bus with a count other than 0, in the order of AIRs, blocks of rows,
// interactions and rows. Works on any traces, whether they check or not.
void for_each_message(std::span<const CheckedAir> airs, const ProvingInput& input, uint16_t bus,
                      const std::function<void(const BusUse&)>& visit);

// The first unbalanced messages in the order of their first use, with all uses and with what else shares
// their key.
std::vector<BusFailure> explain_bus(std::span<const CheckedAir> airs, const ProvingInput& input, uint16_t bus,
                                    const CheckOptions& options);

}  // namespace zkmem::check
