(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessLogAir_4 : air := {|
  cached_widths := [9];
  width := 18;
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
    Cell 0 0 6;  (* 18: values__2 *)
    Cell 1 0 5;  (* 19: prev_data__2 *)
    Sub 18 19;  (* 20 *)
    Mul 9 20;  (* 21 *)
    Cell 0 0 7;  (* 22: values__3 *)
    Cell 1 0 6;  (* 23: prev_data__3 *)
    Sub 22 23;  (* 24 *)
    Mul 9 24;  (* 25 *)
    Cell 0 0 8;  (* 26: timestamp *)
    Cell 1 0 0;  (* 27: base__prev_timestamp *)
    Sub 26 27;  (* 28 *)
    Sub 28 1;  (* 29 *)
    Constant 0;  (* 30 *)
    Cell 1 0 1;  (* 31: base__timestamp_lt_aux__lower_decomp__0 *)
    Cell 1 0 2;  (* 32: base__timestamp_lt_aux__lower_decomp__1 *)
    Constant 131072;  (* 33 *)
    Mul 32 33;  (* 34 *)
    Add 31 34;  (* 35 *)
    Sub 29 35;  (* 36 *)
    Mul 0 36;  (* 37 *)
    Cell 1 0 14;  (* 38: bit_1 *)
    Sub 38 1;  (* 39 *)
    Mul 38 39;  (* 40 *)
    Cell 1 0 15;  (* 41: bit_0 *)
    Sub 41 1;  (* 42 *)
    Mul 41 42;  (* 43 *)
    Cell 0 0 3;  (* 44: pointer *)
    Cell 1 0 12;  (* 45: fours_limbs__0 *)
    Cell 1 0 13;  (* 46: fours_limbs__1 *)
    Mul 46 33;  (* 47 *)
    Add 45 47;  (* 48 *)
    Constant 4;  (* 49 *)
    Mul 48 49;  (* 50 *)
    Constant 2;  (* 51 *)
    Mul 38 51;  (* 52 *)
    Add 50 52;  (* 53 *)
    Add 53 41;  (* 54 *)
    Sub 44 54;  (* 55 *)
    Mul 0 55;  (* 56 *)
    Cell 1 0 7;  (* 57: facts__even *)
    Mul 57 41;  (* 58 *)
    Cell 1 0 8;  (* 59: facts__fours *)
    Mul 59 38;  (* 60 *)
    Cell 1 0 9;  (* 61: facts__num_cells *)
    Add 44 49;  (* 62 *)
    Cell 1 0 16;  (* 63: slack_limbs__0 *)
    Cell 1 0 17;  (* 64: slack_limbs__1 *)
    Mul 64 33;  (* 65 *)
    Add 63 65;  (* 66 *)
    Add 62 66;  (* 67 *)
    Sub 61 67;  (* 68 *)
    Mul 0 68;  (* 69 *)
    Constant 17;  (* 70 *)
    Constant 12;  (* 71 *)
    Cell 0 0 2;  (* 72: address_space *)
    Constant 2013265920;  (* 73 *)
    Mul 73 0;  (* 74 *)
    Neg 0;  (* 75 *)
    Add 26 1;  (* 76 *)
    Cell 1 0 10;  (* 77: facts__is_ranged *)
    Cell 1 0 11;  (* 78: facts__value_bits *)
    Constant 10;  (* 79 *)
    Mul 4 77  (* 80 *)
  ];
  constraints := [3; 6; 8; 13; 17; 21; 25; 37; 40; 43; 56; 58; 60; 69];
  interactions := [
    {| bus := 3; message := [31; 70]; count := 0; weight := 1 |};
    {| bus := 3; message := [32; 71]; count := 0; weight := 1 |};
    {| bus := 1; message := [72; 44; 11; 15; 19; 23; 27]; count := 74; weight := 1 |};
    {| bus := 1; message := [72; 44; 10; 14; 18; 22; 26]; count := 0; weight := 1 |};
    {| bus := 8; message := [26]; count := 75; weight := 1 |};
    {| bus := 8; message := [76]; count := 0; weight := 1 |};
    {| bus := 9; message := [72; 4; 57; 59; 61; 77; 78]; count := 0; weight := 1 |};
    {| bus := 3; message := [45; 70]; count := 0; weight := 1 |};
    {| bus := 3; message := [46; 79]; count := 0; weight := 1 |};
    {| bus := 3; message := [63; 70]; count := 0; weight := 1 |};
    {| bus := 3; message := [64; 71]; count := 0; weight := 1 |};
    {| bus := 3; message := [10; 78]; count := 80; weight := 1 |};
    {| bus := 3; message := [14; 78]; count := 80; weight := 1 |};
    {| bus := 3; message := [18; 78]; count := 80; weight := 1 |};
    {| bus := 3; message := [22; 78]; count := 80; weight := 1 |}
  ]
|}.
