#include "zkmem/prover/encoded_matrix.h"

#include "zkmem/base/parallel.h"

namespace zkmem {

Result<EncodedMatrix> EncodedMatrix::encode(const Workspace& context, const Encoder& encoder,
                                            std::span<const ColumnRows> columns, unsigned k) {
  const size_t width = columns.size();
  EncodedMatrix matrix;
  matrix.k_ = k;
  matrix.codewords_ = Buffer<BabyBear>(context.memory(), width * encoder.domain());
  std::vector<BabyBear*> codewords;
  for (size_t j = 0; j < width; ++j) codewords.push_back(matrix.codewords_.data() + j * encoder.domain());
  matrix.columns_.assign(codewords.begin(), codewords.end());

  const size_t bands = encoder.num_bands();
  const size_t buffer_words = 2 * encoder.chunk_rows() * encoder.band_width();
  parallel_for(context, width * bands, 8, [&](size_t begin, size_t end) {
    if (context.is_cancelled()) return;
    Buffer<BabyBear> buffer(context.memory(), buffer_words);
    for (size_t i = begin; i < end; ++i) {
      const size_t j = i / bands;
      encoder.first_pass(columns[j], i % bands, buffer.data(), codewords[j]);
    }
  });
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());

  matrix.tree_ = MerkleTree(encoder.log_domain() - k);
  const size_t chunk = encoder.chunk();
  const std::span<Digest> digests = matrix.tree_.query_digests();
  parallel_for(context, encoder.num_chunks(), 1, [&](size_t begin, size_t end) {
    std::vector<Digest> scratch;
    for (size_t c = begin; c < end && !context.is_cancelled(); ++c) {
      encoder.second_pass(c, codewords);
      hash_query_rows(matrix.columns_, c * chunk, k, digests.subspan((c * chunk) >> k, chunk >> k), scratch);
    }
  });
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  matrix.tree_.finish(context);
  return matrix;
}

BabyBear EncodedMatrix::cell(size_t query, size_t t, size_t column) const {
  const size_t place = reverse_bits(query, tree_.depth()) << k_ | reverse_bits(t, k_);
  return columns_[column][place];
}

}  // namespace zkmem
