(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition PersistentBoundaryAir_8 : air := {|
  cached_widths := [];
  width := 20;
  public_values := 0;
  nodes := [
    Cell 0 0 0;  (* 0: expand_direction *)
    Mul 0 0;  (* 1 *)
    Mul 1 0;  (* 2 *)
    Sub 0 2;  (* 3 *)
    Constant 1;  (* 4 *)
    Add 0 4;  (* 5 *)
    Mul 0 5;  (* 6 *)
    Cell 0 0 19;  (* 7: timestamps__0 *)
    Mul 6 7;  (* 8 *)
    Constant 0;  (* 9 *)
    Cell 0 0 1;  (* 10: address_space *)
    Sub 10 4;  (* 11 *)
    Cell 0 0 2;  (* 12: leaf_label *)
    Cell 0 0 11;  (* 13: hash__0 *)
    Cell 0 0 12;  (* 14: hash__1 *)
    Cell 0 0 13;  (* 15: hash__2 *)
    Cell 0 0 14;  (* 16: hash__3 *)
    Cell 0 0 15;  (* 17: hash__4 *)
    Cell 0 0 16;  (* 18: hash__5 *)
    Cell 0 0 17;  (* 19: hash__6 *)
    Cell 0 0 18;  (* 20: hash__7 *)
    Cell 0 0 3;  (* 21: values__0 *)
    Cell 0 0 4;  (* 22: values__1 *)
    Cell 0 0 5;  (* 23: values__2 *)
    Cell 0 0 6;  (* 24: values__3 *)
    Cell 0 0 7;  (* 25: values__4 *)
    Cell 0 0 8;  (* 26: values__5 *)
    Cell 0 0 9;  (* 27: values__6 *)
    Cell 0 0 10;  (* 28: values__7 *)
    Constant 8;  (* 29 *)
    Mul 12 29  (* 30 *)
  ];
  constraints := [3; 8];
  interactions := [
    {| bus := 4; message := [0; 9; 11; 12; 13; 14; 15; 16; 17; 18; 19; 20]; count := 0; weight := 1 |};
    {| bus := 5; message := [21; 22; 23; 24; 25; 26; 27; 28; 9; 9; 9; 9; 9; 9; 9; 9; 13; 14; 15; 16; 17; 18; 19; 20]; count := 1; weight := 1 |};
    {| bus := 1; message := [10; 30; 21; 22; 23; 24; 25; 26; 27; 28; 7]; count := 0; weight := 1 |}
  ]
|}.
