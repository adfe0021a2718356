// An AIR's constraints as a term of Rocq, node for node what the verifying key holds; proofs/chips/Air.v says
// what it means. proofs/exported has what this writes, and the proofs are about it.
#pragma once

#include <string>
#include <vector>

#include "zkmem/air/dag_builder.h"

namespace zkmem {

// A file that defines `name`, which must be an identifier. `columns` as in Air::column_names; they are
// comments.
std::string air_to_rocq(const AirConstraints& air, const std::string& name,
                        const std::vector<std::string>& columns);

}  // namespace zkmem
