// The C interface, by calls in any order with any arguments that C allows: structures of any size, nulls,
// texts, spans of bytes, columns, a memory that is read, written, rolled back. What a call gives is freed,
// what fails gives an error with one line, and nothing that was given stays untouched by a failure. Nothing
// is proven; whole proofs have targets of their own.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/choices.h"
#include "zkmem/base/check.h"
#include "zkmem/c/zkmem.h"

namespace {

constexpr const char* kConfigs[] = {
    nullptr, "{}", R"({"profile":"openvm-v2"})",
    R"({"pointer_max_bits":12,"timestamp_max_bits":16,"range_decomp":9,"addr_space_height":2,"addr_spaces":[)"
    R"({"addr_space":0,"num_cells":0,"min_block_size":1,"layout":"Null"},{"addr_space":1,"num_cells":64,"min_block_size":4,"layout":"U8"},)"
    R"({"addr_space":2,"num_cells":128,"min_block_size":1,"layout":"Native"}]})"};

class Caller {
 public:
  Caller(const uint8_t* data, size_t size) : in_({data, size}) {}
  ~Caller() {
    zkmem_memory_free(memory_);
    zkmem_log_free(log_);
    zkmem_key_free(key_);
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void call_all() {
    for (int calls = 0; calls < 64 && in_.remaining() > 0; ++calls) call();
  }

 private:
  // An error exactly where there is one, of one line.
  zkmem_code look(zkmem_code code) {
    ZKMEM_CHECK(!asks_ || (code == ZKMEM_OK) == (error_ == nullptr));
    if (asks_ && code != ZKMEM_OK) {
      ZKMEM_CHECK(zkmem_error_code(error_) == code && code != ZKMEM_INTERNAL);
      ZKMEM_CHECK(std::strchr(zkmem_error_message(error_), '\n') == nullptr);
      zkmem_error_free(error_);
    }
    error_ = nullptr;
    return code;
  }
  zkmem_error** error() {
    asks_ = in_.byte() % 8 != 0;
    return asks_ ? &error_ : nullptr;
  }
  std::string text() { return in_.text(200); }
  // Null, one that is right, or any.
  const char* config() {
    const auto which = in_.byte();
    if (which % 8 != 7) return kConfigs[which % 4];
    text_ = text();
    return text_.c_str();
  }
  std::vector<uint8_t> bytes() { return in_.bytes(600); }
  zkmem_span span(const std::vector<uint8_t>& bytes) {
    // A null of some length is refused, not read.
    if (in_.byte() == 0) return {nullptr, bytes.size()};
    return {bytes.data(), bytes.size()};
  }

  void call() {
    switch (in_.number(0, 19)) {
      case 0: {
        zkmem_memory* memory = nullptr;
        if (look(zkmem_memory_open(config(), in_.flag() ? &memory : nullptr, error())) != ZKMEM_OK) {
          ZKMEM_CHECK(memory == nullptr);
          break;
        }
        zkmem_memory_free(memory_);
        memory_ = memory;
        break;
      }
      case 1:
      case 2: {
        std::array<uint32_t, 32> values{};
        const uint32_t size = in_.one_of<uint32_t>({1, 2, 4, 8, 16, 32, 0, 3, 64, UINT32_MAX});
        look(zkmem_memory_read(memory_, space(), pointer(), size, in_.flag() ? values.data() : nullptr,
                               error()));
        break;
      }
      case 3:
      case 4: {
        std::array<uint32_t, 32> values{};
        for (uint32_t& value : values) value = in_.remaining() > 0 ? in_.byte() : 0;
        if (in_.byte() == 0) values[0] = UINT32_MAX;
        const uint32_t size = in_.one_of<uint32_t>({1, 2, 4, 8, 16, 32, 0, 3, 64, UINT32_MAX});
        look(zkmem_memory_write(memory_, space(), pointer(), size, in_.byte() != 0 ? values.data() : nullptr,
                                error()));
        break;
      }
      case 5: {
        uint32_t word = 0;
        look(zkmem_memory_read_word(memory_, space(), pointer(), in_.byte() != 0 ? &word : nullptr, error()));
        look(zkmem_memory_write_word(memory_, space(), pointer(), word + 1, error()));
        break;
      }
      case 6:
        look(zkmem_memory_tick(memory_, in_.one_of<uint64_t>({0, 1, 1000, UINT32_MAX, UINT64_MAX}), error()));
        if (memory_ != nullptr) ZKMEM_CHECK(zkmem_memory_clock(memory_) >= 1);
        break;
      case 7:
        look(zkmem_memory_cut_segment(memory_, error()));
        break;
      case 8:
        look(zkmem_memory_checkpoint(memory_, in_.byte() != 0 ? &checkpoint_ : nullptr, error()));
        break;
      case 9:
        look(zkmem_memory_rollback(memory_, checkpoint_ + in_.byte() % 4, error()));
        break;
      case 10:
        look(zkmem_memory_release(memory_, checkpoint_, error()));
        break;
      case 11:
        keep_log([&](zkmem_log** log) { return zkmem_memory_take_log(memory_, log, error()); });
        break;
      case 12: {
        const std::vector<uint8_t> file = bytes();
        keep_log([&](zkmem_log** log) { return zkmem_log_read(span(file), config(), log, error()); });
        break;
      }
      case 13: {
        const size_t count = in_.number(0, 12);
        std::vector<uint8_t> operations(count);
        std::vector<uint32_t> spaces(count), pointers(count), sizes(count), values(in_.number(0, 64));
        for (size_t k = 0; k < count; ++k) {
          operations[k] = static_cast<uint8_t>(in_.number(0, 5));
          spaces[k] = space();
          pointers[k] = pointer();
          sizes[k] = in_.one_of<uint32_t>({1, 2, 4, 8, 16, 32, 0, 5, UINT32_MAX});
        }
        for (uint32_t& value : values) value = in_.remaining() > 0 ? in_.byte() : 0;
        keep_log([&](zkmem_log** log) {
          return zkmem_log_from_columns(config(), count, operations.data(), spaces.data(), pointers.data(),
                                        sizes.data(), values.data(), values.size(), log, error());
        });
        break;
      }
      case 14: {
        zkmem_bytes* written = nullptr;
        if (look(zkmem_log_write(log_, &written, error())) != ZKMEM_OK) break;
        zkmem_log* again = nullptr;
        ZKMEM_CHECK(zkmem_log_read({zkmem_bytes_data(written), zkmem_bytes_size(written)}, nullptr, &again,
                                   nullptr) == ZKMEM_OK);
        // Ticks after the last operation are an operation in a file.
        ZKMEM_CHECK(zkmem_log_length(again) - zkmem_log_length(log_) <= 1);
        zkmem_log_free(again);
        zkmem_bytes_free(written);
        break;
      }
      case 15: {
        const std::vector<uint8_t> file = bytes();
        zkmem_key* key = nullptr;
        if (look(zkmem_key_read(span(file), &key, error())) != ZKMEM_OK) break;
        zkmem_key_free(key_);
        key_ = key;
        break;
      }
      case 16: {
        const std::vector<uint8_t> proof = bytes();
        ZKMEM_CHECK(look(zkmem_verify(key_, span(proof), error())) != ZKMEM_OK);
        break;
      }
      case 17: {
        std::vector<uint32_t> cells(in_.number(0, 16));
        for (uint32_t& cell : cells)
          cell = in_.one_of<uint32_t>({0, 1, 5, 2013265920, 2013265921, UINT32_MAX});
        const std::vector<uint32_t> before = cells;
        if (look(zkmem_cells_to_montgomery(cells.data(), cells.size(), error())) == ZKMEM_OK)
          ZKMEM_CHECK(zkmem_cells_to_canonical(cells.data(), cells.size(), nullptr) == ZKMEM_OK);
        ZKMEM_CHECK(cells == before);
        break;
      }
      case 18:
        verify();
        break;
      default:
        run();
        break;
    }
  }

  template <class Give>
  void keep_log(const Give& give) {
    zkmem_log* log = nullptr;
    if (look(give(in_.byte() != 0 ? &log : nullptr)) != ZKMEM_OK) {
      ZKMEM_CHECK(log == nullptr);
      return;
    }
    zkmem_log_free(log_);
    log_ = log;
  }

  // A structure that says to be of some size, and is.
  template <class Options>
  std::vector<uint8_t> sized(Options options) {
    options.struct_size =
        in_.one_of<size_t>({sizeof(Options), 0, sizeof(size_t), sizeof(Options) - 4, sizeof(Options) + 16});
    std::vector<uint8_t> room(std::max(sizeof(Options), options.struct_size));
    std::memcpy(room.data(), &options, sizeof options);
    if (room.size() > sizeof options && in_.flag()) room.back() = 1;
    return room;
  }

  void verify() {
    zkmem_verify_options options = {};
    options.config_json = config();
    const std::string parameters = text();
    options.parameters = in_.flag() ? parameters.c_str() : nullptr;
    options.hash = static_cast<zkmem_hash>(in_.number(0, 4)) - 1;
    options.allow_weak_params = 1;
    const std::vector<uint8_t> room = sized(options);
    const std::vector<uint8_t> proof = bytes();
    zkmem_report* report = nullptr;
    ZKMEM_CHECK(
        look(zkmem_verify_log(span(proof), log_, reinterpret_cast<const zkmem_verify_options*>(room.data()),
                              nullptr, &report, error())) != ZKMEM_OK);
    ZKMEM_CHECK(
        look(zkmem_verify_proof(span(proof), reinterpret_cast<const zkmem_verify_options*>(room.data()),
                                nullptr, &report, error())) != ZKMEM_OK);
    ZKMEM_CHECK(report == nullptr && zkmem_report_num_shown(report) == 0);
  }

  void run() {
    zkmem_run_options options = {};
    options.max_instructions = in_.number(1, 2000);
    const std::vector<uint8_t> room = sized(options);
    zkmem_cancellation* cancellation = nullptr;
    look(zkmem_cancellation_new(in_.byte() % 8 != 0 ? &cancellation : nullptr, error()));
    zkmem_context context = {};
    context.threads = 1;
    context.cancellation = cancellation;
    context.progress = [](void*, const char* phase, double fraction) {
      ZKMEM_CHECK(*phase != '\0' && fraction <= 1);
      return int32_t{0};
    };
    context.note = [](void*, const char* line) { ZKMEM_CHECK(*line != '\0'); };
    if (in_.byte() % 8 == 1) zkmem_cancellation_request(cancellation);
    const std::vector<uint8_t> context_room = sized(context);
    const std::vector<uint8_t> item = bytes();
    const zkmem_span items[] = {span(item), {nullptr, 0}};
    const std::vector<uint8_t> elf = bytes();
    zkmem_run* ran = nullptr;
    if (look(zkmem_run_program(
            span(elf), items, in_.number(0, 2), reinterpret_cast<const zkmem_run_options*>(room.data()),
            reinterpret_cast<const zkmem_context*>(context_room.data()), &ran, error())) == ZKMEM_OK) {
      static_cast<void>(zkmem_run_public_values(ran).size);
      zkmem_run_free(ran);
    }
    ZKMEM_CHECK(cancellation != nullptr || zkmem_cancellation_is_requested(cancellation) == 0);
    zkmem_cancellation_free(cancellation);
  }

  uint32_t space() { return in_.byte() % 6; }
  uint32_t pointer() {
    const auto low = in_.byte();
    return low == 255 ? UINT32_MAX : low * 4u + (low % 16 == 1 ? 1 : 0);
  }

  zkmem::fuzz::Choices in_;
  zkmem_memory* memory_ = nullptr;
  zkmem_log* log_ = nullptr;
  zkmem_key* key_ = nullptr;
  zkmem_error* error_ = nullptr;
  bool asks_ = false;
  uint64_t checkpoint_ = 0;
  std::string text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Caller(data, size).call_all();
  return 0;
}
