"""The instruction chips: which columns say what a row's instruction is, and what their operands may be.

Memory holds bytes, times have 29 bits, counters 30; an operand is any field element but where `operands` says less, as the loader makes them
(golden/openvm-v2/RV32IM.md). HINT_STORE's rows are left out: what they write is the prover's choice. PHANTOM does nothing but go on."""
import dataclasses

_BIT, _BITS_16 = (0, 1), (0, (1 << 16) - 1)


@dataclasses.dataclass(frozen=True)
class Chip:
    air: str
    opcodes: tuple  # of those that its rows can have
    enumerated: dict  # columns that are fixed in each case, with the values that they may have
    operands: dict = dataclasses.field(default_factory=dict)  # columns with domains
    derived: tuple = ()  # columns that an equation gives from those
    division: bool = False

    @property
    def name(self):
        return self.air.split(",")[1].split("CoreAir")[0].removeprefix("Rv32")


def _flags(*names):
    return dict.fromkeys(names, _BIT)


def _opcode_flags(names):
    return _flags(*(f"opcode_{name}_flag" for name in names.split()))


def _wrapper(adapter, core):
    return f"VmAirWrapper<Rv32{adapter}AdapterAir,{core}>"


CHIPS = (
    Chip(_wrapper("BaseAlu", "BaseAluCoreAir<4,8>"), ("ADD", "SUB", "XOR", "OR", "AND"), _opcode_flags("add sub xor or and") | _flags("rs2_as")),
    Chip(_wrapper("BaseAlu", "ShiftCoreAir<4,8>"), ("SLL", "SRL", "SRA"), _opcode_flags("sll srl sra") | _flags("rs2_as")),
    Chip(_wrapper("BaseAlu", "LessThanCoreAir<4,8>"), ("SLT", "SLTU"), _opcode_flags("slt sltu") | _flags("rs2_as")),
    Chip(_wrapper("Branch", "BranchEqualCoreAir<4>"), ("BEQ", "BNE"), _opcode_flags("beq bne")),
    Chip(_wrapper("Branch", "BranchLessThanCoreAir<4,8>"), ("BLT", "BLTU", "BGE", "BGEU"), _opcode_flags("blt bltu bge bgeu")),
    Chip(_wrapper("CondRdWrite", "Rv32JalLuiCoreAir"), ("JAL", "LUI"), _flags("is_jal", "is_lui", "needs_write")),
    Chip(_wrapper("Jalr", "Rv32JalrCoreAir"), ("JALR", ), _flags("is_valid", "needs_write")),
    Chip(_wrapper("RdWrite", "Rv32AuipcCoreAir"), ("AUIPC", ), _flags("is_valid")),
    Chip(_wrapper("Mult", "MultiplicationCoreAir<4,8>"), ("MUL", ), _flags("is_valid")),
    Chip(_wrapper("Mult", "MulHCoreAir<4,8>"), ("MULH", "MULHSU", "MULHU"), _opcode_flags("mulh mulhsu mulhu")),
    Chip(_wrapper("Mult", "DivRemCoreAir<4,8>"), ("DIV", "DIVU", "REM", "REMU"), _opcode_flags("div divu rem remu"), division=True),
    Chip(_wrapper("LoadStore", "LoadStoreCoreAir<4>"), ("LOADW", "LOADBU", "LOADHU", "STOREW", "STOREH", "STOREB"),
         dict.fromkeys((f"flags__{i}" for i in range(4)), (0, 1, 2)) | _flags("is_valid", "needs_write"), {"imm": _BITS_16}, derived=("is_load", )),
    Chip(_wrapper("LoadStore", "LoadSignExtendCoreAir<4,8>"), ("LOADB", "LOADH"),
         _flags("opcode_loadb_flag0", "opcode_loadb_flag1", "opcode_loadh_flag", "needs_write"), {"imm": _BITS_16}),
)

OPCODES = dict(zip(("ADD SUB XOR OR AND SLL SRL SRA SLT SLTU").split(), range(0x200, 0x20A))) | dict(
    zip("LOADW LOADBU LOADHU STOREW STOREH STOREB LOADB LOADH".split(), range(0x210, 0x218))) | dict(
        zip("BEQ BNE".split(), range(0x220, 0x222))) | dict(zip("BLT BLTU BGE BGEU".split(), range(0x225, 0x229))) | {
            "JAL": 0x230, "LUI": 0x231, "JALR": 0x235, "AUIPC": 0x240, "MUL": 0x250, "MULH": 0x251, "MULHSU": 0x252, "MULHU": 0x253,
            "DIV": 0x254, "DIVU": 0x255, "REM": 0x256, "REMU": 0x257}
