#!/bin/sh
# Makes intrinsics.elf anew, with the runtime of examples/guests and Debian's cross compiler.
set -e
cd "$(dirname "$0")"
runtime=../../../examples/guests/runtime
riscv64-unknown-elf-gcc -march=rv32im -mabi=ilp32 --specs=picolibc.specs -nostartfiles -O2 -ffunction-sections -fdata-sections \
  -I$runtime -DPICOLIBC_INTEGER_PRINTF_SCANF -Wl,-S -Wl,--gc-sections -std=gnu17 -Wall -Wextra -Werror -T $runtime/guest.ld -z max-page-size=4 \
  $runtime/start.S $runtime/runtime.c $runtime/exit.S $runtime/host_zkmem.c intrinsics.c -lm -o intrinsics.elf
