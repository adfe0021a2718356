(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessLogAir_2 : air := {|
  cached_widths := [7];
  width := 16;
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
    Cell 0 0 5;  (* 14: values__1 *)
    Cell 1 0 4;  (* 15: prev_data__1 *)
    Sub 14 15;  (* 16 *)
    Mul 9 16;  (* 17 *)
    Cell 0 0 6;  (* 18: timestamp *)
    Cell 1 0 0;  (* 19: base__prev_timestamp *)
    Sub 18 19;  (* 20 *)
    Sub 20 1;  (* 21 *)
    Constant 0;  (* 22 *)
    Cell 1 0 1;  (* 23: base__timestamp_lt_aux__lower_decomp__0 *)
    Cell 1 0 2;  (* 24: base__timestamp_lt_aux__lower_decomp__1 *)
    Constant 131072;  (* 25 *)
    Mul 24 25;  (* 26 *)
    Add 23 26;  (* 27 *)
    Sub 21 27;  (* 28 *)
    Mul 0 28;  (* 29 *)
    Cell 1 0 12;  (* 30: bit_1 *)
    Sub 30 1;  (* 31 *)
    Mul 30 31;  (* 32 *)
    Cell 1 0 13;  (* 33: bit_0 *)
    Sub 33 1;  (* 34 *)
    Mul 33 34;  (* 35 *)
    Cell 0 0 3;  (* 36: pointer *)
    Cell 1 0 10;  (* 37: fours_limbs__0 *)
    Cell 1 0 11;  (* 38: fours_limbs__1 *)
    Mul 38 25;  (* 39 *)
    Add 37 39;  (* 40 *)
    Constant 4;  (* 41 *)
    Mul 40 41;  (* 42 *)
    Constant 2;  (* 43 *)
    Mul 30 43;  (* 44 *)
    Add 42 44;  (* 45 *)
    Add 45 33;  (* 46 *)
    Sub 36 46;  (* 47 *)
    Mul 0 47;  (* 48 *)
    Cell 1 0 5;  (* 49: facts__even *)
    Mul 49 33;  (* 50 *)
    Cell 1 0 6;  (* 51: facts__fours *)
    Mul 51 30;  (* 52 *)
    Mul 0 51;  (* 53 *)
    Cell 1 0 7;  (* 54: facts__num_cells *)
    Add 36 43;  (* 55 *)
    Cell 1 0 14;  (* 56: slack_limbs__0 *)
    Cell 1 0 15;  (* 57: slack_limbs__1 *)
    Mul 57 25;  (* 58 *)
    Add 56 58;  (* 59 *)
    Add 55 59;  (* 60 *)
    Sub 54 60;  (* 61 *)
    Mul 0 61;  (* 62 *)
    Constant 17;  (* 63 *)
    Constant 12;  (* 64 *)
    Cell 0 0 2;  (* 65: address_space *)
    Constant 2013265920;  (* 66 *)
    Mul 66 0;  (* 67 *)
    Neg 0;  (* 68 *)
    Add 18 1;  (* 69 *)
    Cell 1 0 8;  (* 70: facts__is_ranged *)
    Cell 1 0 9;  (* 71: facts__value_bits *)
    Constant 10;  (* 72 *)
    Mul 4 70  (* 73 *)
  ];
  constraints := [3; 6; 8; 13; 17; 29; 32; 35; 48; 50; 52; 53; 62];
  interactions := [
    {| bus := 3; message := [23; 63]; count := 0; weight := 1 |};
    {| bus := 3; message := [24; 64]; count := 0; weight := 1 |};
    {| bus := 1; message := [65; 36; 11; 15; 19]; count := 67; weight := 1 |};
    {| bus := 1; message := [65; 36; 10; 14; 18]; count := 0; weight := 1 |};
    {| bus := 8; message := [18]; count := 68; weight := 1 |};
    {| bus := 8; message := [69]; count := 0; weight := 1 |};
    {| bus := 9; message := [65; 4; 49; 51; 54; 70; 71]; count := 0; weight := 1 |};
    {| bus := 3; message := [37; 63]; count := 0; weight := 1 |};
    {| bus := 3; message := [38; 72]; count := 0; weight := 1 |};
    {| bus := 3; message := [56; 63]; count := 0; weight := 1 |};
    {| bus := 3; message := [57; 64]; count := 0; weight := 1 |};
    {| bus := 3; message := [10; 71]; count := 73; weight := 1 |};
    {| bus := 3; message := [14; 71]; count := 73; weight := 1 |}
  ]
|}.
