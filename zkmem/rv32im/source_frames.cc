#include "zkmem/rv32im/source_frames.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fmt/format.h>

#include "zkmem/rv32im/elf_image.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/readable_name.h"
#include "zkmem/rv32im/source_map.h"

namespace zkmem::rv32im {
namespace {

constexpr int kDeepestScope = 64;
constexpr size_t kMostScopes = size_t{1} << 20;
// Places that all scopes and lines together may cover: a file can claim each of its places any number of
// times.
constexpr uint64_t kMostCovered = uint64_t{1} << 28;

std::string base_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

bool is_direct_call(const Instruction& in) {
  return in.opcode == kJal && in.f() != 0 && in.a() == 4 * 1;  // links to ra
}

}  // namespace

class SourceFrames::Builder {
 public:
  Builder(SourceFrames& out, const Program& program) : out_(out), program_(program) { intern(""); }

  void read(std::span<const uint8_t> file) {
    const SourceMap symbols(file);
    name_functions(symbols);
    if (!symbols.unread().empty()) return;
    const Result<ElfImage> image = ElfImage::open(file);
    if (!image.ok()) return;
    const std::unique_ptr<Dwarf, int (*)(Dwarf*)> dwarf(dwarf_begin_elf(image->get(), DWARF_C_READ, nullptr),
                                                        &dwarf_end);
    if (dwarf == nullptr) return;
    out_.lines_.resize(program_.instructions.size());
    out_.innermost_.assign(program_.instructions.size(), kNone);
    Dwarf_CU* unit = nullptr;
    Dwarf_Die die;
    unit_of_.assign(program_.instructions.size(), 0);
    while (dwarf_get_units(dwarf.get(), unit, &unit, nullptr, nullptr, &die, nullptr) == 0) {
      ++unit_;
      each_place_of(die, [&](uint32_t place) { unit_of_[place] = unit_; });
      read_lines(die);
      read_files(die);
      read_children(die, kNone, 0);
    }
  }

 private:
  uint32_t intern(std::string text) {
    const auto [found, is_new] = index_.emplace(std::move(text), static_cast<uint32_t>(out_.names_.size()));
    if (is_new) out_.names_.push_back(found->first);
    return found->second;
  }

  void name_functions(const SourceMap& symbols) {
    const size_t places = program_.instructions.size();
    std::vector<bool> is_called(places);
    for (size_t place = 0; place < places; ++place) {
      const Instruction& in = program_.instructions[place];
      if (!is_direct_call(in)) continue;
      const uint32_t target = program_.pc_of(place) + static_cast<uint32_t>(signed_from_operand(in.c()));
      if (const auto at = program_.index_of(target)) is_called[*at] = true;
    }
    uint32_t unnamed = 0;
    std::pair<std::string, uint32_t> last;  // neighbours mostly have the same symbol
    out_.functions_.resize(places);
    for (size_t place = 0; place < places; ++place) {
      const uint32_t pc = program_.pc_of(place);
      if (is_called[place] || place == 0) unnamed = 0;
      if (const auto symbol = symbols.symbol(pc)) {
        if (last.first != symbol->name) last = {symbol->name, intern(readable_name(symbol->name.c_str()))};
        out_.functions_[place] = last.second;
        unnamed = 0;
        continue;
      }
      if (unnamed == 0) unnamed = intern(fmt::format("{:#x}", pc));
      out_.functions_[place] = unnamed;
    }
  }

  // Calls `cover` with the places whose code is at [low, high).
  template <class Cover>
  void each_place(uint64_t low, uint64_t high, Cover cover) {
    high = std::min<uint64_t>(high, uint64_t{1} << kPcBits);
    low = (low + kPcStep - 1) / kPcStep * kPcStep;
    ++covered_;
    while (low < high && covered_ < kMostCovered) {
      ++covered_;
      const auto place = program_.place_of(static_cast<uint32_t>(low));
      if (place && *place < program_.instructions.size()) cover(*place);
      low += kPcStep;
      if (!place) low = next_code(low);
    }
  }
  // Likewise with those of a scope's code.
  template <class Cover>
  void each_place_of(Dwarf_Die& scope, Cover cover) {
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    for (ptrdiff_t at = 0;
         covered_ < kMostCovered && (at = dwarf_ranges(&scope, at, &base, &low, &high)) > 0;)
      each_place(low, high, cover);
  }
  // Where the next block of code begins; far away if there is none.
  uint64_t next_code(uint64_t pc) const {
    if (pc <= program_.pc_base) return program_.pc_base;
    const auto next = std::ranges::lower_bound(program_.further_blocks, pc, {}, &Program::Block::pc);
    return next == program_.further_blocks.end() ? UINT64_MAX : next->pc;
  }

  void read_lines(Dwarf_Die& unit) {
    Dwarf_Lines* lines = nullptr;
    size_t count = 0;
    if (dwarf_getsrclines(&unit, &lines, &count) != 0) return;
    for (size_t i = 0; i + 1 < count; ++i) {
      Dwarf_Line* const line = dwarf_onesrcline(lines, i);
      Dwarf_Addr low = 0;
      Dwarf_Addr high = 0;
      bool is_end = false;
      int number = 0;
      if (dwarf_lineendsequence(line, &is_end) != 0 || is_end || dwarf_lineaddr(line, &low) != 0 ||
          dwarf_lineaddr(dwarf_onesrcline(lines, i + 1), &high) != 0 || dwarf_lineno(line, &number) != 0)
        continue;
      const char* path = dwarf_linesrc(line, nullptr, nullptr);
      if (path == nullptr || number <= 0) continue;
      const Line here{intern(base_name(path)), static_cast<uint32_t>(number)};
      // Of code that the linker left out there are rows all the same, at address 0, and what is behind them
      // is another unit's.
      each_place(low, high, [&](uint32_t place) {
        if (unit_of_[place] == unit_) out_.lines_[place] = here;
      });
    }
  }

  void read_files(Dwarf_Die& unit) {
    files_.clear();
    Dwarf_Files* files = nullptr;
    size_t count = 0;
    if (dwarf_getsrcfiles(&unit, &files, &count) != 0) return;
    for (size_t i = 0; i < count; ++i) {
      const char* path = dwarf_filesrc(files, i, nullptr, nullptr);
      files_.push_back(path == nullptr ? 0 : intern(base_name(path)));
    }
  }

  static std::optional<uint64_t> number(Dwarf_Die& die, unsigned attribute) {
    Dwarf_Attribute found;
    Dwarf_Word value = 0;
    if (dwarf_attr(&die, attribute, &found) == nullptr || dwarf_formudata(&found, &value) != 0)
      return std::nullopt;
    return value;
  }

  static std::string name_of(Dwarf_Die& die) {
    for (const unsigned attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name}) {
      Dwarf_Attribute found;
      if (dwarf_attr_integrate(&die, attribute, &found) == nullptr) continue;
      if (const char* name = dwarf_formstring(&found)) return readable_name(name);
    }
    return "?";
  }

  // Scopes inside `parent`; each overwrites what is around it.
  void read_children(Dwarf_Die& parent, uint32_t outer, int depth) {
    Dwarf_Die child;
    if (depth > kDeepestScope || dwarf_child(&parent, &child) != 0) return;
    do {
      if (++scopes_ > kMostScopes) return;
      switch (dwarf_tag(&child)) {
        case DW_TAG_inlined_subroutine:
          read_children(child, add_inlined(child, outer), depth + 1);
          break;
        case DW_TAG_subprogram:
        case DW_TAG_lexical_block:
        case DW_TAG_namespace:
        case DW_TAG_class_type:
        case DW_TAG_structure_type:
          read_children(child, outer, depth + 1);
          break;
        default:
          break;
      }
    } while (dwarf_siblingof(&child, &child) == 0);
  }

  uint32_t add_inlined(Dwarf_Die& die, uint32_t outer) {
    const uint64_t file = number(die, DW_AT_call_file).value_or(0);
    const uint64_t line = number(die, DW_AT_call_line).value_or(0);
    const auto index = static_cast<uint32_t>(out_.inlined_.size());
    out_.inlined_.push_back({intern(name_of(die)), file < files_.size() ? files_[file] : 0,
                             static_cast<uint32_t>(std::min<uint64_t>(line, INT32_MAX)), outer});
    each_place_of(die, [&](uint32_t place) { out_.innermost_[place] = index; });
    return index;
  }

  SourceFrames& out_;
  const Program& program_;
  std::unordered_map<std::string, uint32_t> index_;
  std::vector<uint32_t> files_;    // of the unit
  uint32_t unit_ = 0;              // from 1
  std::vector<uint32_t> unit_of_;  // by place; 0: of none
  size_t scopes_ = 0;
  uint64_t covered_ = 0;
};

SourceFrames::SourceFrames(std::span<const uint8_t> file, const Program& program) {
  Builder(*this, program).read(file);
}

std::vector<SourceFrame> SourceFrames::frames(uint32_t place) const {
  std::vector<SourceFrame> frames;
  Line here = lines_.empty() ? Line() : lines_[place];
  for (uint32_t at = innermost_.empty() ? kNone : innermost_[place]; at != kNone; at = inlined_[at].outer) {
    frames.push_back({inlined_[at].name, here.file, here.line});
    here = {inlined_[at].call_file, inlined_[at].call_line};
  }
  frames.push_back({functions_[place], here.file, here.line});
  std::ranges::reverse(frames);
  return frames;
}

}  // namespace zkmem::rv32im
