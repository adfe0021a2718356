#include "zkmem/prover/stacked_commitment.h"

#include <algorithm>
#include <string>

namespace zkmem {

Status check_encoder_params(const SystemParams& params) {
  if (params.l_skip > Encoder::kMaxLogBlock) {
    return bad_input("the parameters have l_skip " + std::to_string(params.l_skip) +
                     ", the processor's backend proves up to " + std::to_string(Encoder::kMaxLogBlock));
  }
  if (params.whir.k > Encoder::kMaxLogChunk) {
    return bad_input("the parameters have whir.k " + std::to_string(params.whir.k) +
                     ", the processor's backend proves up to " + std::to_string(Encoder::kMaxLogChunk));
  }
  return {};
}

Result<StackedCommitment> StackedCommitment::commit(const Workspace& context, const Encoder& encoder,
                                                    StackedLayout layout,
                                                    std::vector<ConstTraceView> matrices, unsigned k,
                                                    HashSuite suite) {
  StackedCommitment c;
  c.layout_ = std::move(layout);
  c.matrices_ = std::move(matrices);
  const size_t chunk = encoder.chunk();
  std::vector<ColumnRows> columns(c.width(), ColumnRows(encoder.chunk_rows(), nullptr));
  c.copies_.resize(c.width());
  const auto length = [&](const StackedSlice& slice) {
    return size_t{1} << c.layout_.lifted_log_height(slice);
  };

  std::vector<bool> copied(c.width(), false);
  for (const StackedSlice& slice : c.layout_.slices()) {
    if (length(slice) < chunk || c.layout_.stride(slice) != 1) copied[slice.stacked_column] = true;
  }
  for (const StackedSlice& slice : c.layout_.slices()) {
    const std::span<const BabyBear> column = c.matrices_[slice.matrix].column(slice.column);
    if (!copied[slice.stacked_column]) {
      ColumnRows& rows = columns[slice.stacked_column];
      for (size_t i = 0; i < length(slice); i += chunk) rows[(slice.row + i) / chunk] = column.data() + i;
      continue;
    }
    Buffer<BabyBear>& copy = c.copies_[slice.stacked_column];
    if (copy.size() == 0) {
      copy = Buffer<BabyBear>(context.memory(), encoder.degree());
      std::fill_n(copy.data(), copy.size(), BabyBear::zero());
    }
    const size_t stride = c.layout_.stride(slice);
    for (size_t i = 0; i < column.size(); ++i) copy[slice.row + i * stride] = column[i];
  }
  for (size_t j = 0; j < columns.size(); ++j) {
    if (c.copies_[j].size() == 0) continue;
    for (size_t i = 0; i < encoder.chunk_rows(); ++i) columns[j][i] = c.copies_[j].data() + i * chunk;
  }
  ZKMEM_ASSIGN_OR_RETURN(c.encoded_, EncodedMatrix::encode(context, encoder, std::move(columns), k, suite));
  return c;
}

const BabyBear* StackedCommitment::slice_cells(const StackedSlice& slice) const {
  const Buffer<BabyBear>& copy = copies_[slice.stacked_column];
  if (copy.size() != 0) return copy.data() + slice.row;
  return matrices_[slice.matrix].column(slice.column).data();
}

}  // namespace zkmem
