(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition VariableRangeCheckerAir : air := {|
  cached_widths := [];
  width := 4;
  public_values := 0;
  nodes := [
    FirstRow;  (* 0 *)
    Cell 0 0 0;  (* 1: value *)
    Mul 0 1;  (* 2 *)
    Cell 0 0 1;  (* 3: max_bits *)
    Mul 0 3;  (* 4 *)
    Cell 0 0 2;  (* 5: two_to_max_bits *)
    Constant 1;  (* 6 *)
    Sub 5 6;  (* 7 *)
    Mul 0 7;  (* 8 *)
    Transition;  (* 9 *)
    Cell 0 1 1;  (* 10: next.max_bits *)
    Sub 10 3;  (* 11 *)
    Sub 11 6;  (* 12 *)
    Mul 11 12;  (* 13 *)
    Mul 9 13;  (* 14 *)
    Cell 0 1 0;  (* 15: next.value *)
    Add 1 6;  (* 16 *)
    Sub 15 16;  (* 17 *)
    Mul 15 17;  (* 18 *)
    Mul 9 18;  (* 19 *)
    Cell 0 1 2;  (* 20: next.two_to_max_bits *)
    Add 6 11;  (* 21 *)
    Mul 5 21;  (* 22 *)
    Sub 20 22;  (* 23 *)
    Mul 9 23;  (* 24 *)
    Add 1 5;  (* 25 *)
    Add 25 6;  (* 26 *)
    Add 15 20;  (* 27 *)
    Sub 26 27;  (* 28 *)
    Mul 9 28;  (* 29 *)
    LastRow;  (* 30 *)
    Mul 30 1;  (* 31 *)
    Constant 18;  (* 32 *)
    Sub 3 32;  (* 33 *)
    Mul 30 33;  (* 34 *)
    Cell 0 0 3;  (* 35: mult *)
    Mul 30 35;  (* 36 *)
    Neg 35  (* 37 *)
  ];
  constraints := [2; 4; 8; 14; 19; 24; 29; 31; 34; 36];
  interactions := [
    {| bus := 3; message := [1; 3]; count := 37; weight := 0 |}
  ]
|}.
