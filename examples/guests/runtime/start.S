# Start-up of a guest: global, thread and stack pointer, then C. Memory is zero before the program's bytes are loaded,
# so there is no .bss to clear. On Linux the kernel has set sp.
        .file   "start.S"
        .section .text.start, "ax"
        .globl  _start
        .type   _start, @function
_start:
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        la      tp, __tls_base
#ifndef ZKGUEST_LINUX
        la      sp, __stack_top
#endif
        andi    sp, sp, -16
        call    zkguest_start
        .size   _start, . - _start
