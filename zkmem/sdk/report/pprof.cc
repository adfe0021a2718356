// Fields as in https://github.com/google/pprof/blob/main/proto/profile.proto.
#include <map>
#include <span>
#include <utility>

#include "zkmem/sdk/report/formats.h"

namespace zkmem {
namespace {

// A protocol buffer's message, field by field.
class Message {
 public:
  void number(uint32_t field, uint64_t value) {
    if (value == 0) return;  // what a reader takes for granted
    varint(field << 3);
    varint(value);
  }
  void text(uint32_t field, std::string_view bytes) {
    varint(field << 3 | 2);
    varint(bytes.size());
    bytes_ += bytes;
  }
  void message(uint32_t field, const Message& inner) { text(field, inner.bytes_); }
  void packed(uint32_t field, std::span<const uint64_t> values) {
    Message inner;
    for (const uint64_t value : values) inner.varint(value);
    message(field, inner);
  }
  std::string take() { return std::move(bytes_); }

 private:
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
    bytes_ += static_cast<char>(value);
  }
  std::string bytes_;
};

class Writer {
 public:
  explicit Writer(const Profile& profile) : profile_(profile), callers_(profile.calls.size()) {}

  std::string write() {
    string("");
    for (const CostName& cost : kCostNames) {
      Message type;
      type.number(1, string(cost.name));
      type.number(2, string("count"));
      out_.message(1, type);
    }
    for (const ProfileSample& sample : profile_.samples) {
      std::vector<uint64_t> stack = {place(sample)};
      for (uint32_t at = sample.caller; at != UINT32_MAX; at = profile_.calls[at].caller)
        stack.push_back(caller(at));
      add(stack, sample.costs);
    }
    if (profile_.shared_cells != 0) {
      const uint64_t shared[] = {location(0, {{0, kSharedFrame}})};
      add(shared, {.cells = profile_.shared_cells});
    }
    out_.number(14, string(kCostNames[std::size(kCostNames) - 1].name));
    for (const std::string& text : strings_) out_.text(6, text);
    return out_.take();
  }

 private:
  struct Line {
    ProfileFrame frame;
    std::string_view name;
    Line(uint32_t line, std::string_view name_in) : frame{0, 0, line}, name(name_in) {}
    Line(const Profile& profile, const ProfileFrame& frame_in)
        : frame(frame_in), name(profile.names[frame_in.function]) {}
  };

  void add(std::span<const uint64_t> stack, const Costs& costs) {
    Message sample;
    sample.packed(1, stack);
    std::vector<uint64_t> values;
    for (const CostName& cost : kCostNames) values.push_back(costs.*cost.value);
    sample.packed(2, values);
    out_.message(2, sample);
  }

  uint64_t string(std::string_view text) {
    const auto [found, is_new] = string_index_.emplace(text, strings_.size());
    if (is_new) strings_.emplace_back(text);
    return found->second;
  }

  uint64_t function(std::string_view name, std::string_view file) {
    const std::pair key(string(name), string(file));
    const auto [found, is_new] = functions_.emplace(key, functions_.size() + 1);
    if (is_new) {
      Message message;
      message.number(1, found->second);
      message.number(2, key.first);
      message.number(3, key.first);
      message.number(4, key.second);
      out_.message(5, message);
    }
    return found->second;
  }

  // Innermost line first.
  uint64_t location(uint64_t address, const std::vector<Line>& lines) {
    Message message;
    message.number(1, ++locations_);
    message.number(3, address);
    for (const Line& line : lines) {
      Message inner;
      inner.number(1, function(line.name, profile_.names.empty() ? "" : profile_.names[line.frame.file]));
      inner.number(2, line.frame.line);
      message.message(4, inner);
    }
    out_.message(4, message);
    return locations_;
  }

  uint64_t place(const ProfileSample& sample) {
    uint64_t& known = places_[sample.pc];
    if (known == 0) {
      std::vector<Line> lines;
      for (size_t i = sample.frames.size(); i > 0; --i) lines.emplace_back(profile_, sample.frames[i - 1]);
      known = location(sample.pc, lines);
    }
    return known;
  }
  // The function alone: from where it calls is not kept.
  uint64_t caller(uint32_t call) {
    uint64_t& known = callers_[call];
    if (known == 0) {
      uint64_t& of_function = called_[profile_.calls[call].function];
      if (of_function == 0) of_function = location(0, {{0, profile_.names[profile_.calls[call].function]}});
      known = of_function;
    }
    return known;
  }

  const Profile& profile_;
  Message out_;
  std::vector<std::string> strings_;
  std::map<std::string, uint64_t, std::less<>> string_index_;
  std::map<std::pair<uint64_t, uint64_t>, uint64_t> functions_;
  std::map<uint32_t, uint64_t> places_;  // by pc
  std::map<uint32_t, uint64_t> called_;  // by function
  std::vector<uint64_t> callers_;        // by call
  uint64_t locations_ = 0;
};

}  // namespace

std::string to_pprof(const Profile& profile) { return Writer(profile).write(); }

}  // namespace zkmem
