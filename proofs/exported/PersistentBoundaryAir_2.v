(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition PersistentBoundaryAir_2 : air := {|
  cached_widths := [];
  width := 23;
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
    Cell 0 0 21;  (* 11: timestamps__2 *)
    Mul 6 11;  (* 12 *)
    Cell 0 0 22;  (* 13: timestamps__3 *)
    Mul 6 13;  (* 14 *)
    Constant 0;  (* 15 *)
    Cell 0 0 1;  (* 16: address_space *)
    Sub 16 4;  (* 17 *)
    Cell 0 0 2;  (* 18: leaf_label *)
    Cell 0 0 11;  (* 19: hash__0 *)
    Cell 0 0 12;  (* 20: hash__1 *)
    Cell 0 0 13;  (* 21: hash__2 *)
    Cell 0 0 14;  (* 22: hash__3 *)
    Cell 0 0 15;  (* 23: hash__4 *)
    Cell 0 0 16;  (* 24: hash__5 *)
    Cell 0 0 17;  (* 25: hash__6 *)
    Cell 0 0 18;  (* 26: hash__7 *)
    Cell 0 0 3;  (* 27: values__0 *)
    Cell 0 0 4;  (* 28: values__1 *)
    Cell 0 0 5;  (* 29: values__2 *)
    Cell 0 0 6;  (* 30: values__3 *)
    Cell 0 0 7;  (* 31: values__4 *)
    Cell 0 0 8;  (* 32: values__5 *)
    Cell 0 0 9;  (* 33: values__6 *)
    Cell 0 0 10;  (* 34: values__7 *)
    Constant 8;  (* 35 *)
    Mul 18 35;  (* 36 *)
    Constant 2;  (* 37 *)
    Add 36 37;  (* 38 *)
    Constant 4;  (* 39 *)
    Add 36 39;  (* 40 *)
    Constant 6;  (* 41 *)
    Add 36 41  (* 42 *)
  ];
  constraints := [3; 8; 10; 12; 14];
  interactions := [
    {| bus := 4; message := [0; 15; 17; 18; 19; 20; 21; 22; 23; 24; 25; 26]; count := 0; weight := 1 |};
    {| bus := 5; message := [27; 28; 29; 30; 31; 32; 33; 34; 15; 15; 15; 15; 15; 15; 15; 15; 19; 20; 21; 22; 23; 24; 25; 26]; count := 1; weight := 1 |};
    {| bus := 1; message := [16; 36; 27; 28; 7]; count := 0; weight := 1 |};
    {| bus := 1; message := [16; 38; 29; 30; 9]; count := 0; weight := 1 |};
    {| bus := 1; message := [16; 40; 31; 32; 11]; count := 0; weight := 1 |};
    {| bus := 1; message := [16; 42; 33; 34; 13]; count := 0; weight := 1 |}
  ]
|}.
