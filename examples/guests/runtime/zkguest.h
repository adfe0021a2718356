// What a guest program may use beyond ordinary C. Everything else (printf, fgets, malloc, exit, qsort ...) is
// picolibc.
//
// Input: stdin is the first input item (`zkmem run --stdin F`, or the first `--input F`). A program that
// reads it when there is no item traps: the machine names the pc. Output: stdout and stderr are one stream,
// UTF-8, flushed at every newline and at exit; bytes that are not UTF-8 come out as U+FFFD, for the machine
// prints text only. There is no clock, no file system and no environment: time() is 0, fopen() fails with
// ENOENT.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Public values are 8 words, zero at the start: the part of a run that a proof shows to everyone. index < 8.
void zkguest_reveal(unsigned index, uint32_t value);

// Turns stdin to the next input item; whatever was unread of this one is gone.
void zkguest_next_input(void);

#ifdef __cplusplus
}
#endif
