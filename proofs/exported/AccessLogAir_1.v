(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessLogAir_1 : air := {|
  cached_widths := [6];
  width := 17;
  public_values := 0;
  nodes := [
    Cell 0 0 0;  (* 0: is_valid *)
    Constant 1;  (* 1 *)
    Sub 0 1;  (* 2 *)
    Mul 0 2;  (* 3 *)
    Cell 0 0 1;  (* 4: is_write *)
    Sub 4 1;  (* 5 *)
    Mul 4 5;  (* 6 *)
    Sub 1 0;  (* 7 *)
    Mul 4 7;  (* 8 *)
    Sub 0 4;  (* 9 *)
    Cell 0 0 4;  (* 10: values__0 *)
    Cell 1 0 3;  (* 11: prev_data__0 *)
    Sub 10 11;  (* 12 *)
    Mul 9 12;  (* 13 *)
    Cell 0 0 2;  (* 14: address_space *)
    Cell 1 0 4;  (* 15: is_immediate *)
    Mul 14 15;  (* 16 *)
    Cell 1 0 5;  (* 17: is_zero_aux *)
    Mul 14 17;  (* 18 *)
    Add 15 18;  (* 19 *)
    Sub 19 1;  (* 20 *)
    Mul 0 20;  (* 21 *)
    Mul 15 4;  (* 22 *)
    Cell 0 0 3;  (* 23: pointer *)
    Sub 10 23;  (* 24 *)
    Mul 15 24;  (* 25 *)
    Sub 1 15;  (* 26 *)
    Mul 0 26;  (* 27 *)
    Cell 0 0 5;  (* 28: timestamp *)
    Cell 1 0 0;  (* 29: base__prev_timestamp *)
    Sub 28 29;  (* 30 *)
    Sub 30 1;  (* 31 *)
    Constant 0;  (* 32 *)
    Cell 1 0 1;  (* 33: base__timestamp_lt_aux__lower_decomp__0 *)
    Cell 1 0 2;  (* 34: base__timestamp_lt_aux__lower_decomp__1 *)
    Constant 131072;  (* 35 *)
    Mul 34 35;  (* 36 *)
    Add 33 36;  (* 37 *)
    Sub 31 37;  (* 38 *)
    Mul 27 38;  (* 39 *)
    Cell 1 0 13;  (* 40: bit_1 *)
    Sub 40 1;  (* 41 *)
    Mul 40 41;  (* 42 *)
    Cell 1 0 14;  (* 43: bit_0 *)
    Sub 43 1;  (* 44 *)
    Mul 43 44;  (* 45 *)
    Cell 1 0 11;  (* 46: fours_limbs__0 *)
    Cell 1 0 12;  (* 47: fours_limbs__1 *)
    Mul 47 35;  (* 48 *)
    Add 46 48;  (* 49 *)
    Constant 4;  (* 50 *)
    Mul 49 50;  (* 51 *)
    Constant 2;  (* 52 *)
    Mul 40 52;  (* 53 *)
    Add 51 53;  (* 54 *)
    Add 54 43;  (* 55 *)
    Sub 23 55;  (* 56 *)
    Mul 27 56;  (* 57 *)
    Cell 1 0 6;  (* 58: facts__even *)
    Mul 58 43;  (* 59 *)
    Cell 1 0 7;  (* 60: facts__fours *)
    Mul 60 40;  (* 61 *)
    Mul 27 58;  (* 62 *)
    Cell 1 0 8;  (* 63: facts__num_cells *)
    Add 23 1;  (* 64 *)
    Cell 1 0 15;  (* 65: slack_limbs__0 *)
    Cell 1 0 16;  (* 66: slack_limbs__1 *)
    Mul 66 35;  (* 67 *)
    Add 65 67;  (* 68 *)
    Add 64 68;  (* 69 *)
    Sub 63 69;  (* 70 *)
    Mul 27 70;  (* 71 *)
    Constant 17;  (* 72 *)
    Constant 12;  (* 73 *)
    Constant 2013265920;  (* 74 *)
    Mul 74 27;  (* 75 *)
    Neg 0;  (* 76 *)
    Add 28 1;  (* 77 *)
    Cell 1 0 9;  (* 78: facts__is_ranged *)
    Cell 1 0 10;  (* 79: facts__value_bits *)
    Constant 10;  (* 80 *)
    Mul 4 78  (* 81 *)
  ];
  constraints := [3; 6; 8; 13; 16; 21; 22; 25; 39; 42; 45; 57; 59; 61; 62; 71];
  interactions := [
    {| bus := 3; message := [33; 72]; count := 27; weight := 1 |};
    {| bus := 3; message := [34; 73]; count := 27; weight := 1 |};
    {| bus := 1; message := [14; 23; 11; 29]; count := 75; weight := 1 |};
    {| bus := 1; message := [14; 23; 10; 28]; count := 27; weight := 1 |};
    {| bus := 8; message := [28]; count := 76; weight := 1 |};
    {| bus := 8; message := [77]; count := 0; weight := 1 |};
    {| bus := 9; message := [14; 4; 58; 60; 63; 78; 79]; count := 27; weight := 1 |};
    {| bus := 3; message := [46; 72]; count := 27; weight := 1 |};
    {| bus := 3; message := [47; 80]; count := 27; weight := 1 |};
    {| bus := 3; message := [65; 72]; count := 27; weight := 1 |};
    {| bus := 3; message := [66; 73]; count := 27; weight := 1 |};
    {| bus := 3; message := [10; 79]; count := 81; weight := 1 |}
  ]
|}.
