// zkmem image: the persistent state: roots, cells, Merkle openings and their verification, differences,
// versions.
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/merkle/opening_codec.h"
#include "zkmem/store/state_store.h"
#include "zkmem/verdict/numbers.h"

namespace zkmem::cli {
namespace {

using nlohmann::json;

struct Options {
  std::string state;
  std::string root;
  std::string range;
  std::vector<std::string> ranges;
  std::string other;
  std::string file;
  std::string output;
  std::string config;
  bool as_json = false;
};
using Shared = std::shared_ptr<Options>;

struct Range {
  Address address;
  uint32_t count = 1;
};

// A:P or A:P+N
Result<Range> parse_range(const std::string& text) {
  const size_t plus = text.find('+');
  const auto address = verdict::parse_address(std::string_view(text).substr(0, plus));
  const auto count =
      plus == std::string::npos ? 1 : verdict::parse_number(std::string_view(text).substr(plus + 1));
  if (!address || !count || *count == 0 || *count > UINT32_MAX) {
    return bad_input("cells are given as SPACE:POINTER or SPACE:POINTER+COUNT, not '" + text + "'");
  }
  return Range{*address, static_cast<uint32_t>(*count)};
}

// `what` is the option or argument that the text was given as.
Result<Digest> read_root(const std::string& text, const char* what) {
  Result<Digest> root = digest_from_hex(text);
  if (!root.ok()) return root.error().in(what);
  return root;
}

Result<StateVersion> choose_version(const StateStore& store, const Options& options) {
  if (!options.root.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const Digest root, read_root(options.root, "--root"));
    return store.find(root);
  }
  ZKMEM_ASSIGN_OR_RETURN(const auto head, store.head());
  if (!head) return bad_input("state '" + options.state + "' has no version yet");
  return *head;
}

Result<StateStore> open_state(const Options& options, StateStore::Access access = StateStore::Access::kRead) {
  if (options.state.empty()) return bad_input("--state DIR is needed");
  return StateStore::open(options.state, access);
}

struct Loaded {
  MemoryConfig config;
  LoadedState state;
};

Result<Loaded> load(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const StateStore store, open_state(options));
  ZKMEM_ASSIGN_OR_RETURN(const StateVersion version, choose_version(store, options));
  ZKMEM_ASSIGN_OR_RETURN(LoadedState state, store.load(Context{}, simd_poseidon2_batch(), version));
  return Loaded{store.config(), std::move(state)};
}

Status check_cells(const Loaded& loaded, const Range& range) {
  const Address a = range.address;
  if (!loaded.config.has_space(a.address_space)) {
    return bad_input(fmt::format("there is no address space {}, the state has {}", a.address_space,
                                 space_list(loaded.config)));
  }
  const uint64_t cells = loaded.config.spaces[a.address_space].num_cells;
  if (uint64_t{a.pointer} + range.count > cells) {
    return bad_input(fmt::format("cells {}:{}+{} end at {}, the space has {} cells", a.address_space,
                                 a.pointer, range.count, uint64_t{a.pointer} + range.count, cells));
  }
  return {};
}

std::string time_text(uint64_t unix_time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(unix_time)));
}

json version_json(const StateVersion& version) {
  return {{"root", digest_to_hex(version.root)},
          {"time", time_text(version.unix_time)},
          {"note", version.note},
          {"under_way", version.phase == RunPhase::kUnderWay}};
}

Result<int> root(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Loaded loaded, load(options));
  const std::string hex = digest_to_hex(loaded.state.tree.root());
  print_out("{}\n", options.as_json ? json{{"root", hex}}.dump() : hex);
  return kDone;
}

Result<int> list(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const StateStore store, open_state(options));
  ZKMEM_ASSIGN_OR_RETURN(const auto versions, store.versions());
  ZKMEM_ASSIGN_OR_RETURN(const auto head, store.head());
  json out = json::array();
  for (const StateVersion& version : versions) {
    const bool is_head = head && head->id == version.id;
    if (options.as_json) {
      json entry = version_json(version);
      entry["head"] = is_head;
      out.push_back(std::move(entry));
    } else {
      print_out("{} {} {}{}\n", digest_to_hex(version.root), time_text(version.unix_time), version.note,
                is_head ? " (head)" : "");
    }
  }
  if (options.as_json) print_out("{}\n", json{{"versions", out}}.dump());
  return kDone;
}

Result<int> get(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Range range, parse_range(options.range));
  ZKMEM_ASSIGN_OR_RETURN(const Loaded loaded, load(options));
  ZKMEM_RETURN_IF_ERROR(check_cells(loaded, range));
  const std::vector<uint32_t> cells = loaded.state.image.get_range(range.address, range.count);
  if (options.as_json) {
    const json out = {{"root", digest_to_hex(loaded.state.tree.root())},
                      {"as", range.address.address_space},
                      {"ptr", range.address.pointer},
                      {"values", cells}};
    print_out("{}\n", out.dump());
  } else {
    print_out("{}\n", fmt::join(cells, " "));
  }
  return kDone;
}

Result<std::vector<CellRange>> parse_ranges(const Loaded& loaded, const std::vector<std::string>& texts) {
  std::vector<CellRange> ranges;
  for (const std::string& text : texts) {
    ZKMEM_ASSIGN_OR_RETURN(const Range range, parse_range(text));
    ZKMEM_RETURN_IF_ERROR(check_cells(loaded, range));
    ranges.push_back({range.address.address_space, range.address.pointer, range.count});
  }
  std::sort(ranges.begin(), ranges.end(), [](const CellRange& a, const CellRange& b) {
    return std::pair(a.address_space, a.pointer) < std::pair(b.address_space, b.pointer);
  });
  return ranges;
}

// One range as version 1, several as version 2 (docs/spec/opening.md).
Result<std::vector<uint8_t>> opened(const Loaded& loaded, const std::vector<CellRange>& ranges) {
  const MerkleDimensions dimensions = merkle_dimensions(loaded.config);
  const auto cells = [&](uint32_t space, uint32_t label) {
    return leaf_cells(loaded.state.image, space, label);
  };
  if (ranges.size() > 1) {
    ZKMEM_ASSIGN_OR_RETURN(const SharedOpening opening, open_ranges(loaded.state.tree, ranges, cells));
    return encode_shared_opening(dimensions, opening);
  }
  const CellRange& range = ranges.front();
  ZKMEM_ASSIGN_OR_RETURN(const MerkleOpening opening, open_range(loaded.state.tree, range.address_space,
                                                                 range.pointer, range.count, cells));
  return encode_opening(dimensions, opening);
}

Result<int> open(const Options& options) {
  for (const std::string& text : options.ranges) {
    const Result<Range> range = parse_range(text);
    if (!range.ok()) return range.error();
  }
  ZKMEM_ASSIGN_OR_RETURN(const Loaded loaded, load(options));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CellRange> ranges, parse_ranges(loaded, options.ranges));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, opened(loaded, ranges));
  ZKMEM_RETURN_IF_ERROR(write_file(options.output, bytes));
  const std::string hex = digest_to_hex(loaded.state.tree.root());
  if (options.as_json) {
    print_out("{}\n", json{{"root", hex}, {"file", options.output}}.dump());
  } else if (options.output != "-") {
    uint64_t count = 0;
    for (const CellRange& range : ranges) count += range.count;
    print_out("opened {} cells against {} in {}\n", count, hex, options.output);
  }
  return kDone;
}

struct OpenedCells {
  CellRange range;
  std::vector<BabyBear> values;
};

// What an opening shows of the memory with that root.
Result<std::vector<OpenedCells>> shown_by(const Digest& root, const MerkleDimensions& dimensions,
                                          std::span<const uint8_t> bytes, const std::string& file) {
  std::vector<OpenedCells> cells;
  if (is_shared_opening(bytes)) {
    const Result<SharedOpening> opening = decode_shared_opening(dimensions, bytes);
    if (!opening.ok()) return opening.error().in(file);
    if (const Status status = verify_shared_opening(root, dimensions, *opening); !status.ok()) {
      return rejected(file + ": " + status.error().message);
    }
    auto values = opening->values();
    for (size_t i = 0; i < values.size(); ++i) cells.push_back({opening->ranges[i], std::move(values[i])});
    return cells;
  }
  const Result<MerkleOpening> opening = decode_opening(dimensions, bytes);
  if (!opening.ok()) return opening.error().in(file);
  if (const Status status = verify_opening(root, dimensions, *opening); !status.ok()) {
    return rejected(file + ": " + status.error().message);
  }
  const auto count = static_cast<uint32_t>(opening->values.size());
  cells.push_back({{opening->address_space, opening->pointer, count}, opening->values});
  return cells;
}

std::vector<uint32_t> numbers(const std::vector<BabyBear>& values) {
  std::vector<uint32_t> numbers;
  numbers.reserve(values.size());
  for (const BabyBear value : values) numbers.push_back(value.as_canonical());
  return numbers;
}

json cells_json(const OpenedCells& cells) {
  return {{"as", cells.range.address_space}, {"ptr", cells.range.pointer}, {"values", numbers(cells.values)}};
}

Result<int> verify(const Options& options) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  if (!options.config.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(config, load_memory_config(options.config));
  }
  ZKMEM_ASSIGN_OR_RETURN(const Digest root, read_root(options.root, "--root"));
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(options.file));
  const MerkleDimensions own = merkle_dimensions(config);
  const Result<MerkleDimensions> tree = opening_dimensions(bytes);
  if (tree.ok() && *tree != own) {
    return bad_input(
        fmt::format("{}: the opening is of a tree of {} + {} levels, {} has {} + {} (--config names its "
                    "memory's configuration)",
                    options.file, tree->address_space_height, tree->address_height,
                    options.config.empty() ? "the built-in configuration" : options.config,
                    own.address_space_height, own.address_height));
  }
  ZKMEM_ASSIGN_OR_RETURN(const auto cells, shown_by(root, own, bytes, options.file));
  if (options.as_json) {
    json out = {{"verdict", verdict_of(kDone)}};
    if (is_shared_opening(bytes)) {
      for (const OpenedCells& range : cells) out["cells"].push_back(cells_json(range));
    } else {
      out.update(cells_json(cells.front()));
    }
    print_out("{}\n", out.dump());
    return kDone;
  }
  for (const auto& [range, values] : cells) {
    print_out("the memory with root {} holds at {}:{}: {}\n", options.root, range.address_space,
              range.pointer, fmt::join(numbers(values), " "));
  }
  return kDone;
}

Result<int> diff(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Digest from_root, read_root(options.root, "FROM"));
  ZKMEM_ASSIGN_OR_RETURN(const Digest to_root, read_root(options.other, "TO"));
  ZKMEM_ASSIGN_OR_RETURN(const StateStore store, open_state(options));
  ZKMEM_ASSIGN_OR_RETURN(const StateVersion from, store.find(from_root));
  ZKMEM_ASSIGN_OR_RETURN(const StateVersion to, store.find(to_root));
  ZKMEM_ASSIGN_OR_RETURN(const auto pages, store.differing_pages(from, to));
  ZKMEM_ASSIGN_OR_RETURN(const LoadedState before, store.load(Context{}, simd_poseidon2_batch(), from));
  ZKMEM_ASSIGN_OR_RETURN(const LoadedState after, store.load(Context{}, simd_poseidon2_batch(), to));
  json cells = json::array();
  for (const PageId page : pages) {
    const uint64_t end =
        std::min((uint64_t{page.page} + 1) * kPageCells, store.config().spaces[page.space].num_cells);
    for (uint64_t p = uint64_t{page.page} * kPageCells; p < end; ++p) {
      const Address address{page.space, static_cast<uint32_t>(p)};
      const uint32_t old_cell = before.image.get(address);
      const uint32_t new_cell = after.image.get(address);
      if (old_cell == new_cell) continue;
      if (options.as_json) {
        cells.push_back({address.address_space, address.pointer, old_cell, new_cell});
      } else {
        print_out("{}:{} {} {}\n", address.address_space, address.pointer, old_cell, new_cell);
      }
    }
  }
  if (options.as_json) print_out("{}\n", json{{"differing_pages", pages.size()}, {"cells", cells}}.dump());
  return kDone;
}

Result<int> rollback(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const Digest root, read_root(options.root, "ROOT"));
  ZKMEM_ASSIGN_OR_RETURN(StateStore store, open_state(options, StateStore::Access::kWrite));
  ZKMEM_ASSIGN_OR_RETURN(const StateVersion version, store.rollback(root));
  if (options.as_json) {
    print_out("{}\n", json{{"head", version_json(version)}}.dump());
  } else {
    print_out("the head is {} of {}\n", digest_to_hex(version.root), time_text(version.unix_time));
  }
  return kDone;
}

}  // namespace

void add_image(CLI::App& app, Action& action) {
  CLI::App* image =
      app.add_subcommand("image", "The persistent state: roots, cells, openings, differences, versions");
  image->require_subcommand(1);
  image->footer("Example: zkmem image get 2:4096+16 --state mem/");
  auto options = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* what, Result<int> (*run)(const Options&)) {
    CLI::App* command = image->add_subcommand(name, what);
    command->add_flag("--json", options->as_json, "One JSON object on stdout");
    command->callback([&action, options, run] { action = [options, run] { return run(*options); }; });
    return command;
  };
  const auto state = [&](CLI::App* command) {
    command->add_option("--state", options->state, "Folder of the state")->required();
  };
  const auto pick = [&](CLI::App* command) {
    command->add_option("--root", options->root, "A version's root (default: the head)");
  };
  const auto cells = [&](CLI::App* command) {
    command->add_option("CELLS", options->range, "SPACE:POINTER or SPACE:POINTER+COUNT")->required();
  };

  CLI::App* command = add("root", "Print a version's root, recomputed from its pages", &root);
  state(command), pick(command);
  command->footer("Example: zkmem image root --state mem/");
  command = add("list", "Print one version a line: root, time, note", &list);
  state(command);
  command->footer("Example: zkmem image list --state mem/");
  command = add("get", "Print cells", &get);
  cells(command), state(command), pick(command);
  command->footer("Example: zkmem image get 3:0+32 --state mem/");
  command = add("open", "Write a Merkle opening of cells", &open);
  command
      ->add_option("CELLS", options->ranges,
                   "SPACE:POINTER or SPACE:POINTER+COUNT; several share one opening")
      ->required();
  state(command), pick(command);
  command->add_option("-o,--output", options->output, "The opening's file")->required();
  command->footer("Example: zkmem image open 3:0+32 --state mem/ -o values.open");
  command = add("verify", "Check an opening against a root; needs no state", &verify);
  command->add_option("FILE", options->file, "An opening")->required();
  command->add_option("--root", options->root, "The root it must match")->required();
  command->add_option("--config", options->config, "The memory's configuration (default: the built-in one)");
  command->footer("Example: zkmem image verify values.open --root 0123…");
  command = add("diff", "Print the cells in which two versions differ: place, old, new", &diff);
  command->add_option("FROM", options->root, "A version's root")->required();
  command->add_option("TO", options->other, "Another version's root")->required();
  state(command);
  command->footer("Example: zkmem image diff 0123… 4567… --state mem/");
  command = add("rollback", "Make an older version the head", &rollback);
  command->add_option("ROOT", options->root, "A version's root")->required();
  state(command);
  command->footer("Example: zkmem image rollback 0123… --state mem/");
}

}  // namespace zkmem::cli
