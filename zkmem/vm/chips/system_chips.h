// The machine's own chips: the committed program, the connector that holds both ends of a segment's execution
// chain, and the phantom chip (instructions that only the executor gives a meaning to). README.md has the
// statements. Source: openvm-circuit 2.0.2, system/{program,connector,phantom}.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "zkmem/air/columns_air.h"
#include "zkmem/field/matrix.h"
#include "zkmem/primitives/range_checker_bus.h"
#include "zkmem/vm/chips/execution_bridge.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/program.h"

namespace zkmem {

// Cached main part: committed once per program.
template <class T>
struct ProgramInstructionColumns {
  T pc;
  T opcode;
  T a, b, c, d, e, f, g;  // operands
};
template <class T>
struct ProgramExecutionColumns {
  ProgramInstructionColumns<T> exec;
};
// Common main part: how often the row's instruction ran in this segment.
template <class T>
struct ProgramFrequencyColumns {
  T exec_freq;
};

template <class T>
struct ConnectorColumns {
  T pc;
  T timestamp;
  T is_terminate;
  T exit_code;
  T timestamp_low_limb;  // the low range_max_bits bits of timestamp
  T is_begin;            // 1 on the first of exactly two rows
};
enum ConnectorPublicValue : uint32_t {
  kInitialPc = 0,
  kFinalPc = 1,
  kExitCode = 2,
  kIsTerminate = 3,
  kNumConnectorPublicValues = 4
};

template <class T>
struct PhantomColumns {
  T pc;
  std::array<T, 3> operands;
  T timestamp;
  T is_valid;
};

// What the connector claims as the exit code of a segment that does not end the program; unconstrained, by
// custom.
inline constexpr uint32_t kSuspendExitCode = 42;

class ProgramAir final : public ColumnsAir<ProgramFrequencyColumns, ProgramExecutionColumns> {
 public:
  explicit ProgramAir(ProgramBus bus) : bus_(bus) {}
  std::string name() const override { return "ProgramAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  ProgramBus bus_;
};

class ConnectorAir final : public ColumnsAir<ConnectorColumns> {
 public:
  ConnectorAir(const ExecutionBridge& bridge, const RangeCheckerBus& range_bus, unsigned timestamp_max_bits)
      : bridge_(bridge), range_bus_(range_bus), timestamp_max_bits_(timestamp_max_bits) {}
  std::string name() const override { return "VmConnectorAir"; }
  size_t num_public_values() const override { return kNumConnectorPublicValues; }
  void eval(AirBuilder& builder) const override;

 private:
  ExecutionBridge bridge_;
  RangeCheckerBus range_bus_;
  unsigned timestamp_max_bits_;
};

class PhantomAir final : public ColumnsAir<PhantomColumns> {
 public:
  explicit PhantomAir(const ExecutionBridge& bridge) : bridge_(bridge) {}
  std::string name() const override { return "PhantomAir"; }
  void eval(AirBuilder& builder) const override;

 private:
  ExecutionBridge bridge_;
};

// The cached main part of a program: an instruction a row, padded to a power of two with TERMINATE rows that
// no run reaches, at the addresses after the last place. The same in every segment.
Trace program_table(const Program& program);
// The common main part beside it; frequencies[k] is how often the instruction of place k ran.
void fill_program_frequencies(const Program& program, std::span<const uint32_t> frequencies, TraceView trace);

// The connector's two rows. Its timestamps' range checks are the caller's to count: low range_max_bits bits,
// then the rest, of 1 and of end.timestamp.
void fill_connector(uint32_t start_pc, const SegmentEnd& end, unsigned range_max_bits, TraceView trace);
std::vector<BabyBear> connector_public_values(uint32_t start_pc, const SegmentEnd& end);

void fill_phantom(const Instruction& instruction, uint32_t pc, uint32_t timestamp,
                  PhantomColumns<BabyBear>& row);

}  // namespace zkmem
