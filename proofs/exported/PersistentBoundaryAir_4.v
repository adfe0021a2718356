(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition PersistentBoundaryAir_4 : air := {|
  cached_widths := [];
  width := 21;
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
    Cell 0 0 20;  (* 9: timestamps__1 *)
    Mul 6 9;  (* 10 *)
    Constant 0;  (* 11 *)
    Cell 0 0 1;  (* 12: address_space *)
    Sub 12 4;  (* 13 *)
    Cell 0 0 2;  (* 14: leaf_label *)
    Cell 0 0 11;  (* 15: hash__0 *)
    Cell 0 0 12;  (* 16: hash__1 *)
    Cell 0 0 13;  (* 17: hash__2 *)
    Cell 0 0 14;  (* 18: hash__3 *)
    Cell 0 0 15;  (* 19: hash__4 *)
    Cell 0 0 16;  (* 20: hash__5 *)
    Cell 0 0 17;  (* 21: hash__6 *)
    Cell 0 0 18;  (* 22: hash__7 *)
    Cell 0 0 3;  (* 23: values__0 *)
    Cell 0 0 4;  (* 24: values__1 *)
    Cell 0 0 5;  (* 25: values__2 *)
    Cell 0 0 6;  (* 26: values__3 *)
    Cell 0 0 7;  (* 27: values__4 *)
    Cell 0 0 8;  (* 28: values__5 *)
    Cell 0 0 9;  (* 29: values__6 *)
    Cell 0 0 10;  (* 30: values__7 *)
    Constant 8;  (* 31 *)
    Mul 14 31;  (* 32 *)
    Constant 4;  (* 33 *)
    Add 32 33  (* 34 *)
  ];
  constraints := [3; 8; 10];
  interactions := [
    {| bus := 4; message := [0; 11; 13; 14; 15; 16; 17; 18; 19; 20; 21; 22]; count := 0; weight := 1 |};
    {| bus := 5; message := [23; 24; 25; 26; 27; 28; 29; 30; 11; 11; 11; 11; 11; 11; 11; 11; 15; 16; 17; 18; 19; 20; 21; 22]; count := 1; weight := 1 |};
    {| bus := 1; message := [12; 32; 23; 24; 25; 26; 7]; count := 0; weight := 1 |};
    {| bus := 1; message := [12; 34; 27; 28; 29; 30; 9]; count := 0; weight := 1 |}
  ]
|}.
