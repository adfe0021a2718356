(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition SpaceTableAir : air := {|
  cached_widths := [];
  width := 12;
  public_values := 0;
  nodes := [
    Constant 1;  (* 0 *)
    Constant 0;  (* 1 *)
    Constant 128;  (* 2 *)
    Constant 8;  (* 3 *)
    Cell 0 0 0;  (* 4: reads_of_1 *)
    Neg 4;  (* 5 *)
    Cell 0 0 1;  (* 6: writes_of_1 *)
    Neg 6;  (* 7 *)
    Constant 2;  (* 8 *)
    Constant 4;  (* 9 *)
    Cell 0 0 2;  (* 10: blocks_of_1 *)
    Neg 10;  (* 11 *)
    Constant 536870912;  (* 12 *)
    Cell 0 0 3;  (* 13: reads_of_2 *)
    Neg 13;  (* 14 *)
    Cell 0 0 4;  (* 15: writes_of_2 *)
    Neg 15;  (* 16 *)
    Cell 0 0 5;  (* 17: blocks_of_2 *)
    Neg 17;  (* 18 *)
    Constant 3;  (* 19 *)
    Constant 32;  (* 20 *)
    Cell 0 0 6;  (* 21: reads_of_3 *)
    Neg 21;  (* 22 *)
    Cell 0 0 7;  (* 23: writes_of_3 *)
    Neg 23;  (* 24 *)
    Cell 0 0 8;  (* 25: blocks_of_3 *)
    Neg 25;  (* 26 *)
    Constant 16384;  (* 27 *)
    Cell 0 0 9;  (* 28: reads_of_4 *)
    Neg 28;  (* 29 *)
    Cell 0 0 10;  (* 30: writes_of_4 *)
    Neg 30;  (* 31 *)
    Cell 0 0 11;  (* 32: blocks_of_4 *)
    Neg 32  (* 33 *)
  ];
  constraints := [];
  interactions := [
    {| bus := 9; message := [0; 1; 0; 0; 2; 0; 3]; count := 5; weight := 0 |};
    {| bus := 9; message := [0; 0; 0; 0; 2; 0; 3]; count := 7; weight := 0 |};
    {| bus := 9; message := [0; 8; 9]; count := 11; weight := 0 |};
    {| bus := 9; message := [8; 1; 0; 0; 12; 0; 3]; count := 14; weight := 0 |};
    {| bus := 9; message := [8; 0; 0; 0; 12; 0; 3]; count := 16; weight := 0 |};
    {| bus := 9; message := [8; 8; 9]; count := 18; weight := 0 |};
    {| bus := 9; message := [19; 1; 0; 0; 20; 0; 3]; count := 22; weight := 0 |};
    {| bus := 9; message := [19; 0; 0; 0; 20; 0; 3]; count := 24; weight := 0 |};
    {| bus := 9; message := [19; 8; 9]; count := 26; weight := 0 |};
    {| bus := 9; message := [9; 1; 1; 1; 27; 1; 1]; count := 29; weight := 0 |};
    {| bus := 9; message := [9; 0; 1; 1; 27; 1; 1]; count := 31; weight := 0 |};
    {| bus := 9; message := [9; 8; 0]; count := 33; weight := 0 |}
  ]
|}.
