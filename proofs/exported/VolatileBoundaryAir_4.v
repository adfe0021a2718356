(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition VolatileBoundaryAir_4 : air := {|
  cached_widths := [];
  width := 14;
  public_values := 0;
  nodes := [
    Cell 0 0 8;  (* 0: is_valid *)
    Constant 1;  (* 1 *)
    Sub 0 1;  (* 2 *)
    Mul 0 2;  (* 3 *)
    Transition;  (* 4 *)
    Cell 0 1 8;  (* 5: next.is_valid *)
    Sub 1 0;  (* 6 *)
    Mul 5 6;  (* 7 *)
    Mul 4 7;  (* 8 *)
    Cell 0 0 9;  (* 9: order__diff_marker__0 *)
    Sub 9 1;  (* 10 *)
    Mul 9 10;  (* 11 *)
    Mul 4 11;  (* 12 *)
    Constant 0;  (* 13 *)
    Sub 1 9;  (* 14 *)
    Cell 0 1 0;  (* 15: next.address_space *)
    Cell 0 0 0;  (* 16: address_space *)
    Sub 15 16;  (* 17 *)
    Mul 14 17;  (* 18 *)
    Mul 5 18;  (* 19 *)
    Mul 4 19;  (* 20 *)
    Cell 0 0 11;  (* 21: order__diff_inv *)
    Mul 17 21;  (* 22 *)
    Sub 22 1;  (* 23 *)
    Mul 9 23;  (* 24 *)
    Mul 4 24;  (* 25 *)
    Cell 0 0 10;  (* 26: order__diff_marker__1 *)
    Sub 26 1;  (* 27 *)
    Mul 26 27;  (* 28 *)
    Mul 4 28;  (* 29 *)
    Add 9 26;  (* 30 *)
    Sub 1 30;  (* 31 *)
    Cell 0 1 1;  (* 32: next.block_limbs__0 *)
    Cell 0 1 2;  (* 33: next.block_limbs__1 *)
    Constant 131072;  (* 34 *)
    Mul 33 34;  (* 35 *)
    Add 32 35;  (* 36 *)
    Cell 0 0 1;  (* 37: block_limbs__0 *)
    Cell 0 0 2;  (* 38: block_limbs__1 *)
    Mul 38 34;  (* 39 *)
    Add 37 39;  (* 40 *)
    Sub 36 40;  (* 41 *)
    Mul 31 41;  (* 42 *)
    Mul 5 42;  (* 43 *)
    Mul 4 43;  (* 44 *)
    Mul 41 21;  (* 45 *)
    Sub 45 1;  (* 46 *)
    Mul 26 46;  (* 47 *)
    Mul 4 47;  (* 48 *)
    Sub 30 1;  (* 49 *)
    Mul 30 49;  (* 50 *)
    Mul 4 50;  (* 51 *)
    Mul 5 31;  (* 52 *)
    Mul 4 52;  (* 53 *)
    Mul 17 9;  (* 54 *)
    Mul 41 26;  (* 55 *)
    Add 54 55;  (* 56 *)
    Constant 134217727;  (* 57 *)
    Add 56 57;  (* 58 *)
    Cell 0 0 12;  (* 59: order__lt_decomp__0 *)
    Cell 0 0 13;  (* 60: order__lt_decomp__1 *)
    Mul 60 34;  (* 61 *)
    Add 59 61;  (* 62 *)
    Constant 134217728;  (* 63 *)
    Add 62 63;  (* 64 *)
    Sub 58 64;  (* 65 *)
    Mul 5 65;  (* 66 *)
    Mul 4 66;  (* 67 *)
    Sub 16 1;  (* 68 *)
    Constant 3;  (* 69 *)
    Constant 17;  (* 70 *)
    Constant 10;  (* 71 *)
    Constant 2;  (* 72 *)
    Constant 4;  (* 73 *)
    Mul 40 73;  (* 74 *)
    Cell 0 0 3;  (* 75: final_data__0 *)
    Cell 0 0 4;  (* 76: final_data__1 *)
    Cell 0 0 5;  (* 77: final_data__2 *)
    Cell 0 0 6;  (* 78: final_data__3 *)
    Cell 0 0 7;  (* 79: final_timestamp *)
    Constant 2013265920;  (* 80 *)
    Mul 80 0  (* 81 *)
  ];
  constraints := [3; 8; 12; 13; 20; 25; 29; 44; 48; 51; 53; 67];
  interactions := [
    {| bus := 3; message := [68; 69]; count := 0; weight := 1 |};
    {| bus := 3; message := [37; 70]; count := 0; weight := 1 |};
    {| bus := 3; message := [38; 71]; count := 0; weight := 1 |};
    {| bus := 3; message := [59; 70]; count := 5; weight := 1 |};
    {| bus := 3; message := [60; 71]; count := 5; weight := 1 |};
    {| bus := 9; message := [16; 72; 73]; count := 0; weight := 1 |};
    {| bus := 1; message := [16; 74; 13; 13; 13; 13; 13]; count := 0; weight := 1 |};
    {| bus := 1; message := [16; 74; 75; 76; 77; 78; 79]; count := 81; weight := 1 |}
  ]
|}.
