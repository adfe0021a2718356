// An AIR's constraints for other tools: JSON in the shape of one `per_air` entry of the reference's key in
// JSON (constants are Montgomery words, as there), or a graph for Graphviz.
#pragma once

#include <string>
#include <vector>

#include "zkmem/air/dag_builder.h"

namespace zkmem {

// `preprocessed_data` is null: the commitment of a preprocessed trace is not known here.
std::string air_to_json(const AirConstraints& air, bool is_required);

// `columns` as in Air::column_names.
std::string air_to_dot(const AirConstraints& air, const std::string& name,
                       const std::vector<std::string>& columns);

}  // namespace zkmem
