/* zkmem's C interface: for every language that can call C. Keys and traces in memory in, proofs out; the
 * memory of a machine of one's own, its access log, proofs about it; RISC-V programs run, checked, proven;
 * proofs verified. docs/c.md shows how it is used.
 *
 * Rules that hold everywhere:
 * - A function that can fail returns a zkmem_code. Its last parameter may be null; else it is set to null on
 *   success and on failure to an error that the caller frees. What a failed function would give stays
 * untouched.
 * - What a function gives through a `T**` belongs to the caller, who frees it with zkmem_T_free(). Freeing
 * null does nothing. What a function takes stays the caller's and is not read after it returns, where nothing
 * else is said.
 * - Different objects may be used from different threads at a time. One object may be used from several
 * threads at a time where its functions take it as const, or where it says so.
 * - Nothing is printed, no exception crosses, no input aborts the process.
 * - Structures of options begin with their size, so that fields can be added at their end: set struct_size to
 * sizeof and all that is not needed to zero. A null pointer in their place is a structure of zeros.
 * - Texts are UTF-8 and end in NUL. */
#ifndef ZKMEM_C_ZKMEM_H
#define ZKMEM_C_ZKMEM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Version */

/* Goes up when something here is no longer what it was; additions leave it as it is. */
#define ZKMEM_ABI_VERSION 1
uint32_t zkmem_abi_version(void); /* of the library that is linked */
const char* zkmem_version(void);  /* "0.1.0" */

/* Bits of zkmem_features(). */
#define ZKMEM_FEATURE_PROGRAMS (UINT64_C(1) << 0) /* RV32IM programs are run and proven */
#define ZKMEM_FEATURE_LOGS (UINT64_C(1) << 1)     /* access logs are proven */
#define ZKMEM_FEATURE_BLAKE3 (UINT64_C(1) << 2)   /* the hash suite blake3 beside poseidon2 */
uint64_t zkmem_features(void);

/* --- Errors */

typedef int32_t zkmem_code;
enum {
  ZKMEM_OK = 0,
  ZKMEM_BAD_INPUT = 1, /* bytes, an option or a value is wrong */
  ZKMEM_REJECTED = 2,  /* the answer is no: of a proof, a check, a log that is not consistent */
  ZKMEM_TRAP = 3,      /* the program trapped */
  ZKMEM_LIMIT = 4,     /* a budget or a capacity; the message says what would be enough */
  ZKMEM_CANCELLED = 5,
  ZKMEM_IO = 6,            /* the operating system refused */
  ZKMEM_OUT_OF_MEMORY = 7, /* an allocation failed; everything is as before the call */
  ZKMEM_INTERNAL = 8       /* a fault of the library; please report the message */
};

typedef struct zkmem_error zkmem_error;
zkmem_code zkmem_error_code(const zkmem_error* error);
const char* zkmem_error_message(const zkmem_error* error); /* one line; lives as long as the error */
void zkmem_error_free(zkmem_error* error);

/* --- Bytes */

/* A result in bytes. A NUL, not counted, stands behind them: a text can be used as it is. */
typedef struct zkmem_bytes zkmem_bytes;
const uint8_t* zkmem_bytes_data(const zkmem_bytes* bytes);
size_t zkmem_bytes_size(const zkmem_bytes* bytes);
void zkmem_bytes_free(zkmem_bytes* bytes);

/* Bytes of the caller. */
typedef struct zkmem_span {
  const uint8_t* data; /* may be null if size is 0 */
  size_t size;
} zkmem_span;

/* --- Long work */

/* A wish to stop that any thread, or a signal handler, may utter. It stays uttered. */
typedef struct zkmem_cancellation zkmem_cancellation;
zkmem_code zkmem_cancellation_new(zkmem_cancellation** cancellation, zkmem_error** error);
void zkmem_cancellation_request(zkmem_cancellation* cancellation);
int32_t zkmem_cancellation_is_requested(const zkmem_cancellation* cancellation);
void zkmem_cancellation_free(zkmem_cancellation* cancellation);

/* Callbacks come from one thread at a time, not always the caller's, and must return normally. */
typedef struct zkmem_context {
  size_t struct_size;
  uint32_t threads;                 /* 0: as many as the machine has */
  uint64_t memory_budget;           /* bytes; 0: no limit */
  zkmem_cancellation* cancellation; /* may be null */
  /* May be null. fraction is in [0, 1] within the phase; -1: nobody knows. Other than 0 returned: a request
   * to stop, made to `cancellation` if there is one. */
  int32_t (*progress)(void* user, const char* phase, double fraction);
  /* May be null. One line on how a run makes do with less. */
  void (*note)(void* user, const char* line);
  void* user;
} zkmem_context;

/* --- The proof system: keys, traces, proofs */

/* A verifying key: any AIRs, parameters, hash suite. Read from the reference's encoding
 * (docs/spec/verifying-key.md), which is that of OpenVM 2. Immutable. */
typedef struct zkmem_key zkmem_key;
zkmem_code zkmem_key_read(zkmem_span bytes, zkmem_key** key, zkmem_error** error);
zkmem_code zkmem_key_write(const zkmem_key* key, zkmem_bytes** bytes, zkmem_error** error);
void zkmem_key_free(zkmem_key* key);
/* The hash that binds the key: eight words, below p for poseidon2. */
void zkmem_key_pre_hash(const zkmem_key* key, uint32_t words[8]);
double zkmem_key_proven_bits(const zkmem_key* key);

/* How cells are written down: canonical integers below p = 2013265921, or Montgomery words x * 2^32 mod p, as
 * Plonky3's BabyBear and this library hold them. Montgomery words are read where they are; of canonical ones
 * a copy is made. */
typedef int32_t zkmem_encoding;
enum { ZKMEM_MONTGOMERY = 0, ZKMEM_CANONICAL = 1 };

/* Changes cells in place, so that no copy is needed. ZKMEM_BAD_INPUT, and nothing changed: a word is not
 * below p. */
zkmem_code zkmem_cells_to_montgomery(uint32_t* cells, size_t count, zkmem_error** error);
zkmem_code zkmem_cells_to_canonical(uint32_t* cells, size_t count, zkmem_error** error);

/* Column by column: column j is cells[j * height .. (j + 1) * height). No columns: width 0, cells may be
 * null. */
typedef struct zkmem_matrix {
  const uint32_t* cells;
  size_t height; /* a power of two */
  size_t width;
} zkmem_matrix;

/* The trace of one AIR that is present. All parts have the same height. */
typedef struct zkmem_air_traces {
  size_t air; /* its index in the key */
  zkmem_matrix common_main;
  zkmem_matrix preprocessed;
  const zkmem_matrix* cached_mains;
  size_t num_cached_mains;
  const uint32_t* public_values; /* encoded as the cells */
  size_t num_public_values;
} zkmem_air_traces;

/* Proofs under one key. Keeps its working memory from proof to proof, which saves the time that fresh pages
 * take; calls from several threads take turns. The key may be freed before it. */
typedef struct zkmem_prover zkmem_prover;
zkmem_code zkmem_prover_new(const zkmem_key* key, zkmem_prover** prover, zkmem_error** error);
void zkmem_prover_free(zkmem_prover* prover);
/* `traces` ascend in `air`; AIRs that are not among them are absent. The proof's bytes are
 * docs/spec/proof.md: the reference's own for poseidon2. ZKMEM_REJECTED: the traces break a constraint or a
 * bus. */
zkmem_code zkmem_prove(zkmem_prover* prover, const zkmem_context* context, zkmem_encoding encoding,
                       const zkmem_air_traces* traces, size_t num_traces, zkmem_bytes** proof,
                       zkmem_error** error);
/* Bytes that zkmem_prove() takes at most for traces of these heights, beside the traces; no cell is looked
 * at. */
zkmem_code zkmem_proving_memory(const zkmem_key* key, uint32_t threads, const zkmem_air_traces* traces,
                                size_t num_traces, uint64_t* bytes, zkmem_error** error);
/* The commitment of one matrix under the key's parameters: of a cached main or a preprocessed trace. */
zkmem_code zkmem_commit(const zkmem_key* key, const zkmem_context* context, zkmem_encoding encoding,
                        const zkmem_matrix* matrix, uint32_t commitment[8], zkmem_error** error);
/* ZKMEM_REJECTED says in which phase, and both values. What an accepted proof means is up to whoever made the
 * key and reads its public values, presence of AIRs, heights and cached commitments. */
zkmem_code zkmem_verify(const zkmem_key* key, zkmem_span proof, zkmem_error** error);

/* --- The memory of a machine of one's own */

/* Every access is checked and logged; a refused one changes nothing. For one thread at a time. `config_json`:
 * docs/spec/cli.md; null: registers in space 1, 2^29 bytes in space 2, public values in 3, field elements
 * in 4. */
typedef struct zkmem_memory zkmem_memory;
zkmem_code zkmem_memory_open(const char* config_json, zkmem_memory** memory, zkmem_error** error);
void zkmem_memory_free(zkmem_memory* memory);
/* `size` cells at (space, pointer), canonical; size is 1, 2, 4, 8, 16 or 32 as the configuration allows. */
zkmem_code zkmem_memory_read(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t size,
                             uint32_t* values, zkmem_error** error);
zkmem_code zkmem_memory_write(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t size,
                              const uint32_t* values, zkmem_error** error);
/* Four cells of a space of bytes as one little-endian word: the fast calls. */
zkmem_code zkmem_memory_read_word(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t* word,
                                  zkmem_error** error);
zkmem_code zkmem_memory_write_word(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t word,
                                   zkmem_error** error);
/* Time passes without an access. */
zkmem_code zkmem_memory_tick(zkmem_memory* memory, uint64_t ticks, zkmem_error** error);
uint32_t zkmem_memory_clock(const zkmem_memory* memory);
/* The segment ends here; the next access is the first of a new one. */
zkmem_code zkmem_memory_cut_segment(zkmem_memory* memory, zkmem_error** error);
/* A moment to come back to, exactly: cells, clock, log. Rolling back keeps it; later ones are gone. */
zkmem_code zkmem_memory_checkpoint(zkmem_memory* memory, uint64_t* checkpoint, zkmem_error** error);
zkmem_code zkmem_memory_rollback(zkmem_memory* memory, uint64_t checkpoint, zkmem_error** error);
zkmem_code zkmem_memory_release(zkmem_memory* memory, uint64_t checkpoint, zkmem_error** error);

/* An access log with the memory that it starts on. Immutable. */
typedef struct zkmem_log zkmem_log;
/* All that happened since the memory was opened, or since the last log was taken. The memory goes on; its
 * checkpoints are released. End the segment first if the next log is to be proven, too. */
zkmem_code zkmem_memory_take_log(zkmem_memory* memory, zkmem_log** log, zkmem_error** error);
/* From a file's bytes: .zklog or JSON Lines, told apart by content. `config_json`: null, or what the log's
 * own header must agree with. */
zkmem_code zkmem_log_read(zkmem_span bytes, const char* config_json, zkmem_log** log, zkmem_error** error);

/* What an operation of zkmem_log_from_columns() is. */
enum {
  ZKMEM_OP_READ = 0,         /* of `sizes` cells, with the values that it returned */
  ZKMEM_OP_WRITE = 1,        /* of `sizes` cells, with the values written */
  ZKMEM_OP_READ_UNKNOWN = 2, /* without values: it returned what was there */
  ZKMEM_OP_TICK = 3,         /* `pointers` ticks pass */
  ZKMEM_OP_SEGMENT = 4       /* the segment ends */
};
/* From columns of `count` operations in order of time, on zero memory; `values` has those of all reads and
 * writes one after the other, `num_values` in all. An error names the operation. */
zkmem_code zkmem_log_from_columns(const char* config_json, size_t count, const uint8_t* operations,
                                  const uint32_t* spaces, const uint32_t* pointers, const uint32_t* sizes,
                                  const uint32_t* values, size_t num_values, zkmem_log** log,
                                  zkmem_error** error);
/* As a file's bytes, .zklog (docs/spec/zklog.md). */
zkmem_code zkmem_log_write(const zkmem_log* log, zkmem_bytes** bytes, zkmem_error** error);
size_t zkmem_log_length(const zkmem_log* log); /* operations */
void zkmem_log_free(zkmem_log* log);

/* --- Proofs about logs and programs */

typedef int32_t zkmem_hash;
enum { ZKMEM_HASH_DEFAULT = 0, ZKMEM_HASH_POSEIDON2 = 1, ZKMEM_HASH_BLAKE3 = 2 };

typedef struct zkmem_prove_options {
  size_t struct_size;
  const char* parameters;    /* null: "fast", with poseidon2 "app"; both 100 proven bits */
  zkmem_hash hash;           /* default: blake3; poseidon2: OpenVM 2's bytes */
  int32_t resume;            /* with output: go on with an interrupted run */
  int32_t restart;           /* with output: discard what it left */
  uint64_t segment_accesses; /* the most in a segment; 0: the default, see docs/spec/segments.md */
  uint64_t max_instructions; /* of a program; 0: any number */
  const char* output;        /* the proof's file, unfinished work beside it; null: all in memory */
  const char* state;         /* folder of the persistent state to go on from; null: none */
  const char* name;          /* of the input, for messages; null: none */
} zkmem_prove_options;

/* ZKMEM_REJECTED: a read does not return what was last written. `proof`: a .zkproof file's bytes. */
zkmem_code zkmem_prove_log(const zkmem_log* log, const zkmem_prove_options* options,
                           const zkmem_context* context, zkmem_bytes** proof, zkmem_error** error);
/* Each of `inputs` is an input item. ZKMEM_TRAP: the program trapped, and where. */
zkmem_code zkmem_prove_program(zkmem_span elf, const zkmem_span* inputs, size_t num_inputs,
                               const zkmem_prove_options* options, const zkmem_context* context,
                               zkmem_bytes** proof, zkmem_error** error);
/* Every constraint of every row and every bus, without a proof. ZKMEM_REJECTED says which does not hold. */
zkmem_code zkmem_check_log(const zkmem_log* log, const zkmem_prove_options* options,
                           const zkmem_context* context, zkmem_error** error);
zkmem_code zkmem_check_program(zkmem_span elf, const zkmem_span* inputs, size_t num_inputs,
                               const zkmem_prove_options* options, const zkmem_context* context,
                               zkmem_error** error);

typedef struct zkmem_run_options {
  size_t struct_size;
  uint64_t max_instructions; /* 0: any number */
  /* May be null. What the program prints, as it does. */
  void (*print)(void* user, const uint8_t* data, size_t size);
  void* user;
} zkmem_run_options;

/* A program that ran to its end. */
typedef struct zkmem_run zkmem_run;
zkmem_code zkmem_run_program(zkmem_span elf, const zkmem_span* inputs, size_t num_inputs,
                             const zkmem_run_options* options, const zkmem_context* context, zkmem_run** run,
                             zkmem_error** error);
uint64_t zkmem_run_instructions(const zkmem_run* run);
uint32_t zkmem_run_exit_code(const zkmem_run* run);
zkmem_span zkmem_run_public_values(const zkmem_run* run); /* what it revealed; lives as long as the run */
void zkmem_run_free(zkmem_run* run);

/* --- Verifying */

typedef struct zkmem_verify_options {
  size_t struct_size;
  const char* config_json;      /* the only configuration accepted; null: the built-in one, or the log's */
  const char* parameters;       /* likewise; null: any of 100 proven bits */
  zkmem_hash hash;              /* likewise; ZKMEM_HASH_DEFAULT: any */
  int32_t allow_weak_params;    /* parameters below 100 proven bits, for tests */
  const uint32_t* initial_root; /* eight canonical words; null: the subject's own, or any */
  const uint32_t* final_root;   /* likewise; null: any */
  uint32_t exit_code;           /* of a program */
  int32_t any_exit_code;        /* a program that failed is accepted, too */
  const uint8_t* public_values; /* from the first, the others 0; null: any */
  size_t num_public_values;
} zkmem_verify_options;

/* What a proof shows, and first what it does not. */
typedef struct zkmem_report zkmem_report;
zkmem_code zkmem_verify_proof(zkmem_span proof, const zkmem_verify_options* options,
                              const zkmem_context* context, zkmem_report** report, zkmem_error** error);
/* It must be about this log, on its configuration. */
zkmem_code zkmem_verify_log(zkmem_span proof, const zkmem_log* log, const zkmem_verify_options* options,
                            const zkmem_context* context, zkmem_report** report, zkmem_error** error);
/* It must be about this program, loaded over zeros unless initial_root is given. */
zkmem_code zkmem_verify_program(zkmem_span proof, zkmem_span elf, const zkmem_verify_options* options,
                                const zkmem_context* context, zkmem_report** report, zkmem_error** error);
/* Sentences, most important first; they live as long as the report. Null: there is no such sentence. */
size_t zkmem_report_num_not_shown(const zkmem_report* report);
const char* zkmem_report_not_shown(const zkmem_report* report, size_t index);
size_t zkmem_report_num_shown(const zkmem_report* report);
const char* zkmem_report_shown(const zkmem_report* report, size_t index);
double zkmem_report_proven_bits(const zkmem_report* report);
void zkmem_report_free(zkmem_report* report);

#ifdef __cplusplus
}
#endif

#endif
