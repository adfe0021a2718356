(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition IncAir : air := {|
  cached_widths := [];
  width := 7;
  public_values := 0;
  nodes := [
    Cell 0 0 0;  (* 0: is_valid *)
    Constant 1;  (* 1 *)
    Sub 0 1;  (* 2 *)
    Mul 0 2;  (* 3 *)
    Constant 0;  (* 4 *)
    Cell 0 0 1;  (* 5: start_limbs__0 *)
    Cell 0 0 2;  (* 6: start_limbs__1 *)
    Constant 131072;  (* 7 *)
    Mul 6 7;  (* 8 *)
    Add 5 8;  (* 9 *)
    Cell 0 0 3;  (* 10: step_limbs__0 *)
    Cell 0 0 4;  (* 11: step_limbs__1 *)
    Mul 11 7;  (* 12 *)
    Add 10 12;  (* 13 *)
    Add 9 13;  (* 14 *)
    Cell 0 0 5;  (* 15: end_limbs__0 *)
    Cell 0 0 6;  (* 16: end_limbs__1 *)
    Mul 16 7;  (* 17 *)
    Add 15 17;  (* 18 *)
    Sub 14 18;  (* 19 *)
    Mul 0 19;  (* 20 *)
    Constant 17;  (* 21 *)
    Constant 12;  (* 22 *)
    Neg 0  (* 23 *)
  ];
  constraints := [3; 20];
  interactions := [
    {| bus := 3; message := [5; 21]; count := 0; weight := 1 |};
    {| bus := 3; message := [6; 22]; count := 0; weight := 1 |};
    {| bus := 3; message := [10; 21]; count := 0; weight := 1 |};
    {| bus := 3; message := [11; 22]; count := 0; weight := 1 |};
    {| bus := 3; message := [15; 21]; count := 0; weight := 1 |};
    {| bus := 3; message := [16; 22]; count := 0; weight := 1 |};
    {| bus := 8; message := [9]; count := 23; weight := 1 |};
    {| bus := 8; message := [18]; count := 0; weight := 1 |}
  ]
|}.
