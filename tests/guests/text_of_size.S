# A function of TEXT_SIZE bytes that does nothing.
        .file   "text_of_size.S"
        .section .text.text_of_size, "ax"
        .globl  text_of_size
        .type   text_of_size, @function
text_of_size:
        .rept   TEXT_SIZE / 4 - 1
        addi    x0, x0, 0
        .endr
        ret
        .size   text_of_size, . - text_of_size
