(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition PersistentBoundaryAir_1 : air := {|
  cached_widths := [];
  width := 27;
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
    Cell 0 0 23;  (* 15: timestamps__4 *)
    Mul 6 15;  (* 16 *)
    Cell 0 0 24;  (* 17: timestamps__5 *)
    Mul 6 17;  (* 18 *)
    Cell 0 0 25;  (* 19: timestamps__6 *)
    Mul 6 19;  (* 20 *)
    Cell 0 0 26;  (* 21: timestamps__7 *)
    Mul 6 21;  (* 22 *)
    Constant 0;  (* 23 *)
    Cell 0 0 1;  (* 24: address_space *)
    Sub 24 4;  (* 25 *)
    Cell 0 0 2;  (* 26: leaf_label *)
    Cell 0 0 11;  (* 27: hash__0 *)
    Cell 0 0 12;  (* 28: hash__1 *)
    Cell 0 0 13;  (* 29: hash__2 *)
    Cell 0 0 14;  (* 30: hash__3 *)
    Cell 0 0 15;  (* 31: hash__4 *)
    Cell 0 0 16;  (* 32: hash__5 *)
    Cell 0 0 17;  (* 33: hash__6 *)
    Cell 0 0 18;  (* 34: hash__7 *)
    Cell 0 0 3;  (* 35: values__0 *)
    Cell 0 0 4;  (* 36: values__1 *)
    Cell 0 0 5;  (* 37: values__2 *)
    Cell 0 0 6;  (* 38: values__3 *)
    Cell 0 0 7;  (* 39: values__4 *)
    Cell 0 0 8;  (* 40: values__5 *)
    Cell 0 0 9;  (* 41: values__6 *)
    Cell 0 0 10;  (* 42: values__7 *)
    Constant 8;  (* 43 *)
    Mul 26 43;  (* 44 *)
    Add 44 4;  (* 45 *)
    Constant 2;  (* 46 *)
    Add 44 46;  (* 47 *)
    Constant 3;  (* 48 *)
    Add 44 48;  (* 49 *)
    Constant 4;  (* 50 *)
    Add 44 50;  (* 51 *)
    Constant 5;  (* 52 *)
    Add 44 52;  (* 53 *)
    Constant 6;  (* 54 *)
    Add 44 54;  (* 55 *)
    Constant 7;  (* 56 *)
    Add 44 56  (* 57 *)
  ];
  constraints := [3; 8; 10; 12; 14; 16; 18; 20; 22];
  interactions := [
    {| bus := 4; message := [0; 23; 25; 26; 27; 28; 29; 30; 31; 32; 33; 34]; count := 0; weight := 1 |};
    {| bus := 5; message := [35; 36; 37; 38; 39; 40; 41; 42; 23; 23; 23; 23; 23; 23; 23; 23; 27; 28; 29; 30; 31; 32; 33; 34]; count := 1; weight := 1 |};
    {| bus := 1; message := [24; 44; 35; 7]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 45; 36; 9]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 47; 37; 11]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 49; 38; 13]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 51; 39; 15]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 53; 40; 17]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 55; 41; 19]; count := 0; weight := 1 |};
    {| bus := 1; message := [24; 57; 42; 21]; count := 0; weight := 1 |}
  ]
|}.
