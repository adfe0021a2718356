/* The proof system alone: a trace in the caller's memory, proven under a key and verified. */
#include <stdio.h>
#include <stdlib.h>
#include <zkmem/c/zkmem.h>

static int failed(zkmem_error* error) {
  fprintf(stderr, "prove_traces: %s\n", zkmem_error_message(error));
  zkmem_error_free(error);
  return 1;
}

/* prove_traces KEY: eight rows of the Fibonacci sequence under a key for it, two columns and three public
 * values. */
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  FILE* file = fopen(argv[1], "rb");
  static uint8_t bytes[1 << 20];
  if (file == NULL) return perror(argv[1]), 2;
  const zkmem_span key_bytes = {bytes, fread(bytes, 1, sizeof bytes, file)};
  fclose(file);

  uint32_t cells[2 * 8];
  for (uint32_t row = 0, a = 0, b = 1; row < 8; ++row) {
    cells[row] = a;
    cells[8 + row] = b;
    b += a;
    a = b - a;
  }
  const uint32_t public_values[] = {cells[0], cells[8], cells[15]};
  zkmem_air_traces traces = {0};
  traces.common_main = (zkmem_matrix){cells, 8, 2};
  traces.public_values = public_values;
  traces.num_public_values = 3;

  zkmem_error* error = NULL;
  zkmem_key* key = NULL;
  if (zkmem_key_read(key_bytes, &key, &error) != ZKMEM_OK) return failed(error);
  zkmem_prover* prover = NULL;
  if (zkmem_prover_new(key, &prover, &error) != ZKMEM_OK) return failed(error);
  zkmem_bytes* proof = NULL;
  if (zkmem_prove(prover, NULL, ZKMEM_CANONICAL, &traces, 1, &proof, &error) != ZKMEM_OK)
    return failed(error);
  const zkmem_span proof_bytes = {zkmem_bytes_data(proof), zkmem_bytes_size(proof)};
  if (zkmem_verify(key, proof_bytes, &error) != ZKMEM_OK) return failed(error);
  printf("verified: %zu bytes\n", proof_bytes.size);
  zkmem_bytes_free(proof);
  zkmem_prover_free(prover);
  zkmem_key_free(key);
  return 0;
}
