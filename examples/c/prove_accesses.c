/* The memory of a machine of one's own, proven from C. */
#include <inttypes.h>
#include <stdio.h>
#include <zkmem/c/zkmem.h>

static int failed(zkmem_error* error) {
  fprintf(stderr, "prove_accesses: %s\n", zkmem_error_message(error));
  zkmem_error_free(error);
  return 1;
}

int main(void) {
  zkmem_error* error = NULL;
  zkmem_memory* memory = NULL;
  if (zkmem_memory_open(NULL, &memory, &error) != ZKMEM_OK) return failed(error);
  uint32_t word = 0;
  for (uint32_t i = 0; i < 100; ++i) {
    if (zkmem_memory_write_word(memory, 2, 4 * (i % 8), i, &error) != ZKMEM_OK) return failed(error);
    if (zkmem_memory_read_word(memory, 2, 4 * (i % 8), &word, &error) != ZKMEM_OK) return failed(error);
  }
  zkmem_log* log = NULL;
  if (zkmem_memory_take_log(memory, &log, &error) != ZKMEM_OK) return failed(error);
  zkmem_memory_free(memory);

  zkmem_bytes* proof = NULL;
  if (zkmem_prove_log(log, NULL, NULL, &proof, &error) != ZKMEM_OK) return failed(error);
  printf("the last word was %" PRIu32 "; a proof of %zu accesses\n", word, zkmem_log_length(log));

  zkmem_report* report = NULL;
  const zkmem_span bytes = {zkmem_bytes_data(proof), zkmem_bytes_size(proof)};
  if (zkmem_verify_log(bytes, log, NULL, NULL, &report, &error) != ZKMEM_OK) return failed(error);
  for (size_t i = 0; i < zkmem_report_num_not_shown(report); ++i)
    printf("not shown: %s\n", zkmem_report_not_shown(report, i));
  for (size_t i = 0; i < zkmem_report_num_shown(report); ++i)
    printf("shown: %s\n", zkmem_report_shown(report, i));
  zkmem_report_free(report);
  zkmem_bytes_free(proof);
  zkmem_log_free(log);
  return 0;
}
