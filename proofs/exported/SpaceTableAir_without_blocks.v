(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition SpaceTableAir : air := {|
  cached_widths := [];
  width := 8;
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
    Constant 536870912;  (* 9 *)
    Cell 0 0 2;  (* 10: reads_of_2 *)
    Neg 10;  (* 11 *)
    Cell 0 0 3;  (* 12: writes_of_2 *)
    Neg 12;  (* 13 *)
    Constant 3;  (* 14 *)
    Constant 32;  (* 15 *)
    Cell 0 0 4;  (* 16: reads_of_3 *)
    Neg 16;  (* 17 *)
    Cell 0 0 5;  (* 18: writes_of_3 *)
    Neg 18;  (* 19 *)
    Constant 4;  (* 20 *)
    Constant 16384;  (* 21 *)
    Cell 0 0 6;  (* 22: reads_of_4 *)
    Neg 22;  (* 23 *)
    Cell 0 0 7;  (* 24: writes_of_4 *)
    Neg 24  (* 25 *)
  ];
  constraints := [];
  interactions := [
    {| bus := 9; message := [0; 1; 0; 0; 2; 0; 3]; count := 5; weight := 0 |};
    {| bus := 9; message := [0; 0; 0; 0; 2; 0; 3]; count := 7; weight := 0 |};
    {| bus := 9; message := [8; 1; 0; 0; 9; 0; 3]; count := 11; weight := 0 |};
    {| bus := 9; message := [8; 0; 0; 0; 9; 0; 3]; count := 13; weight := 0 |};
    {| bus := 9; message := [14; 1; 0; 0; 15; 0; 3]; count := 17; weight := 0 |};
    {| bus := 9; message := [14; 0; 0; 0; 15; 0; 3]; count := 19; weight := 0 |};
    {| bus := 9; message := [20; 1; 1; 1; 21; 1; 1]; count := 23; weight := 0 |};
    {| bus := 9; message := [20; 0; 1; 1; 21; 1; 1]; count := 25; weight := 0 |}
  ]
|}.
