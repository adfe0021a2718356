// What most sources of the module include, compiled once: reading it is most of what compiling them takes.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "zkmem/air/air_builder.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/poseidon2.h"
