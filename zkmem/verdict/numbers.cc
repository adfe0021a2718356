#include "zkmem/verdict/numbers.h"

#include <charconv>

namespace zkmem::verdict {

std::optional<uint64_t> parse_number(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const bool octal = !hex && text.size() > 1 && text.front() == '0';  // to some readers, not to others
  if (octal) return std::nullopt;
  return value;
}

std::optional<Address> parse_address(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto space = parse_number(text.substr(0, colon));
  const auto pointer = parse_number(text.substr(colon + 1));
  if (!space || !pointer || *space > UINT32_MAX || *pointer > UINT32_MAX) return std::nullopt;
  return Address{static_cast<uint32_t>(*space), static_cast<uint32_t>(*pointer)};
}

Result<Address> parse_initial(const std::string& text) {
  const size_t equals = text.find('=');
  const auto address = parse_address(std::string_view(text).substr(0, equals));
  if (!address || equals == std::string::npos || equals + 1 == text.size())
    return bad_input("--initial: '" + text + "' is not SPACE:POINTER=FILE");
  return *address;
}

}  // namespace zkmem::verdict
