"""Derives js/zkmem-opening/contracts/Poseidon2.sol, whose constants Solidity cannot compute, from the golden Poseidon2 constants.
With --write, writes it; without, exit 1 if the file differs.

A word of the EVM holds four state words in lanes of 64 bits: word j has s[4 + j], s[12 + j], s[j], s[8 + j] from its lowest lane up. An
external layer is then a few additions of whole words, for nothing in it overflows a lane. Only word 0 meets an S-box in an internal round,
so the other words are linear in what the fourth round's S-boxes gave (y) and in the 13 sums over all words (g): with d the diagonal,
v_i after round r is d_i^r v_i + sum over k <= r of d_i^(r - k) g_k. The products of two words' lanes 0 and 3, 1 and 2, 2 and 1, 3 and 0 add
up in the top lane of one multiplication: an inner product of four, which stays below 4 p^2 < 2^64."""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "js" / "zkmem-opening" / "contracts" / "Poseidon2.sol"
P = 2013265921
ROUNDS = 13
LANE = (2, 0, 3, 1)  # of the words s[4 k + j], by k


def golden():
    return json.loads((ROOT / "tests" / "golden" / "memory" / "poseidon2.json").read_text())


def word(lanes):
    return f"0x{sum(value << 64 * lane for lane, value in enumerate(lanes)):064x}"


def packed(state):
    """Four words with the state's 16 in their lanes."""
    return [word([state[4 * LANE.index(lane) + j] for lane in range(4)]) for j in range(4)]


def factors(state):
    """Four words whose products with a packed state's have the inner product in their top lanes."""
    return [word([state[4 * LANE.index(3 - lane) + j] for lane in range(4)]) for j in range(4)]


def external_matrix():
    """Rows over the S-boxes' outputs."""
    circulant = ((2, 3, 1, 1), (1, 2, 3, 1), (1, 1, 2, 3), (3, 1, 1, 2))
    return [[circulant[i % 4][k % 4] * (2 if i // 4 == k // 4 else 1) for k in range(16)] for i in range(16)]


def inner(words, constants):
    """The sum of inner products, an expression below 2^67."""
    terms = [f"shr(192, mul({name}, {constant}))" for name, constant in zip(words, constants)]
    while len(terms) > 1:
        terms = [f"add({terms[i]}, {terms[i + 1]})" if i + 1 < len(terms) else terms[i] for i in range(0, len(terms), 2)]
    return terms[0]


def sboxes(words, round_constants):
    return [f"{name} := sbox(add(w{j}, {constant}))" for j, (name, constant) in enumerate(zip(words, packed(round_constants)))]


def external_round(round_constants):
    return [*sboxes(("w0", "w1", "w2", "w3"), round_constants), "w0, w1, w2, w3 := mix(w0, w1, w2, w3)"]


def sum_words(below):
    """The words that g_1 … g_below are in."""
    return [f"g{m}" for m in range((below + 3) // 4)]


def internal_rounds(constants, diagonal, matrix):
    powers = [[pow(d, r, P) for d in diagonal] for r in range(ROUNDS + 1)]
    traces = [sum(row[1:]) % P for row in powers]  # of g_k, r - 1 - k rounds later
    lines = []
    for r in range(1, ROUNDS + 1):
        # The other words before round r, summed up.
        of_y = [sum(powers[r - 1][i] * matrix[i][k] for i in range(1, 16)) % P for k in range(16)]
        windows = []
        for m in range(len(sum_words(r - 1))):
            behind = [r - 1 - k for k in range(4 * m + 1, 4 * m + 5)]
            windows.append(word([traces[n] if n >= 0 else 0 for n in reversed(behind)]))
        lines += [f"x := add(x, 0x{constants[r - 1]:08x})", "t := mul(mul(x, x), x)", "x := mod(mul(mul(t, t), x), P)"]
        names = ["y0", "y1", "y2", "y3", *sum_words(r - 1)]
        lines.append(f"t := {inner(names, factors(of_y) + windows)}")
        q = (r - 1) % 4
        total = "mod(add(t, x), P)"
        if r == ROUNDS:
            lines.append(f"g := {total}")
        elif q == 0:
            lines.append(f"g{(r - 1) // 4} := {total}")
        else:
            lines.append(f"g{(r - 1) // 4} := or(g{(r - 1) // 4}, shl({64 * q}, {total}))")
        lines.append("x := mod(sub(add(t, P), x), P)")
    return lines


def lane_of(j, lane):
    return f"shr(192, w{j})" if lane == 3 else f"and(shr({64 * lane}, w{j}), LANE)" if lane else f"and(w{j}, LANE)"


def after_internal_rounds(diagonal):
    lines = []
    for j in range(4):
        parts = []
        for lane in range(4):
            i = 4 * LANE.index(lane) + j
            value = "x"
            if i > 0:
                powers = [word([pow(diagonal[i], ROUNDS - k, P) for k in range(4 * m + 4, 4 * m, -1)]) for m in range(3)]
                own = f"mul({lane_of(j, lane)}, 0x{pow(diagonal[i], ROUNDS, P):08x})"
                value = f"mod(add(add({own}, g), {inner(('g0', 'g1', 'g2'), powers)}), P)"
            parts.append(f"shl({64 * lane}, {value})" if lane else value)
        lines += [f"t := {parts[3]}", f"t := or(t, {parts[2]})", f"t := or(t, {parts[1]})", f"w{j} := or(t, {parts[0]})"]
    return lines


HEAD = """// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

// Poseidon2 over BabyBear, width 16: section 3 of docs/spec/swirl.md. Derived by tests/openings/derive_poseidon2.py, which says how the state
// lies in words and why nothing overflows.

/// The first eight words of the permutation of two digests, which is a node of the tree. A digest is eight canonical words of 32 bits,
/// the first one highest.
/// @dev Needs no memory.
function poseidon2Compress(uint256 left, uint256 right) pure returns (uint256 node) {
    assembly ("memory-safe") {
        // Each lane's seventh power. Lanes are below 36 p, so the power is below 2^253. In line, for calls cost as much as the products.
        function sbox(w) -> y {
            let x := shr(192, w)
            let cube := mul(mul(x, x), x)
            y := shl(64, mod(mul(mul(cube, cube), x), P))
            x := and(shr(128, w), LANE)
            cube := mul(mul(x, x), x)
            y := shl(64, or(y, mod(mul(mul(cube, cube), x), P)))
            x := and(shr(64, w), LANE)
            cube := mul(mul(x, x), x)
            y := shl(64, or(y, mod(mul(mul(cube, cube), x), P)))
            x := and(w, LANE)
            cube := mul(mul(x, x), x)
            y := or(y, mod(mul(mul(cube, cube), x), P))
        }
        // Lanes below p become lanes below 35 p: four times the circulant, then to every lane of a word the sum of its lanes.
        function mix(a, b, c, d) -> w0, w1, w2, w3 {
            let ab := add(a, b)
            let cd := add(c, d)
            let all := add(ab, cd)
            let most := add(all, b)
            w0 := add(most, ab)
            w0 := add(w0, mul(shr(192, mul(w0, ONES)), ONES))
            w1 := add(most, add(c, c))
            w1 := add(w1, mul(shr(192, mul(w1, ONES)), ONES))
            most := add(all, d)
            w2 := add(most, cd)
            w2 := add(w2, mul(shr(192, mul(w2, ONES)), ONES))
            w3 := add(most, add(a, a))
            w3 := add(w3, mul(shr(192, mul(w3, ONES)), ONES))
        }
        // Two words of each digest, at their places in word j.
        function lanes(a, b, shift) -> w {
            w := or(and(shr(shift, a), HALVES), shl(64, and(shr(shift, b), HALVES)))
        }
        // Back, reduced.
        function digest(w, shift) -> part {
            part := shl(shift, or(mod(and(w, LANE), P), shl(128, mod(and(shr(128, w), LANE), P))))
        }
"""
CONSTANTS = {"P": P, "LANE": 2**64 - 1, "HALVES": (2**32 - 1) * (1 + 2**128), "ONES": 1 + 2**64 + 2**128 + 2**192}


def solidity():
    constants = golden()
    diagonal = constants["internal_diag_minus_1"]
    lines = [f"let w{j} := lanes(left, right, {96 - 32 * j})" for j in range(4)]
    lines.append("w0, w1, w2, w3 := mix(w0, w1, w2, w3)")
    for constants_of in constants["external_initial"][:3]:
        lines += external_round(constants_of)
    # Behind each other, so that none is out of reach on the stack.
    lines += ["let g0", "let g1", "let g2", "let g", "let x", "let t", "{"]
    inside = [*sboxes(("let y0", "let y1", "let y2", "let y3"), constants["external_initial"][3]),
              "w0, w1, w2, w3 := mix(y0, y1, y2, y3)", "x := and(shr(128, w0), LANE)"]
    inside += internal_rounds(constants["internal"], diagonal, external_matrix())
    lines += [f"    {line}" for line in inside] + ["}"]
    lines += after_internal_rounds(diagonal)
    for constants_of in constants["external_final"]:
        lines += external_round(constants_of)
    parts = [f"digest(w{j}, {96 - 32 * j})" for j in range(4)]
    lines.append(f"node := or(or({parts[0]}, {parts[1]}), or({parts[2]}, {parts[3]}))")
    text = HEAD + "".join(f"        {line}\n" for line in lines) + "    }\n}\n"
    named = "".join(f"uint256 constant {name} = 0x{value:064x};\n" for name, value in CONSTANTS.items())
    return text.replace("\n/// The first eight", f"\n{named}\n/// The first eight", 1)


def main():
    text = solidity()
    if "--write" in sys.argv:
        TARGET.write_text(text)
    elif TARGET.read_text() != text:
        print(f"{TARGET.relative_to(ROOT)} is not what derive_poseidon2.py derives (--write mends it)")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
