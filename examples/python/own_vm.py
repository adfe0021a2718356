"""own_vm.py: a stack machine of one's own computes 10!; its memory is proven to have behaved."""

import zkmem

PROGRAM = "push 1; store 0; push 10; store 4; load 0; load 4; mul; store 0; load 4; push -1; add; store 4; load 4; jump 4; load 0; end"
memory = zkmem.Memory()
pc, top = 0, 1 << 20  # the stack is in space 2, as are the variables at 0 and 4


def push(word: int) -> None:
    global top
    memory.write_word(2, top, word & 0xFFFFFFFF)
    top += 4


def pop() -> int:
    global top
    top -= 4
    return memory.read_word(2, top)


while (instruction := PROGRAM.split("; ")[pc]) != "end":
    op, _, argument = instruction.partition(" ")
    pc += 1
    match op:
        case "push": push(int(argument))
        case "load": push(memory.read_word(2, int(argument)))
        case "store": memory.write_word(2, int(argument), pop())
        case "add": push(pop() + pop())
        case "mul": push(pop() * pop())
        case "jump": pc = int(argument) if pop() else pc
print("10! =", pop())
log = memory.take_log()
print(zkmem.verify(zkmem.prove(log), log=log))
