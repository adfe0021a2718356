(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition ClockConnectorAir : air := {|
  cached_widths := [];
  width := 2;
  public_values := 3;
  nodes := [
    FirstRow;  (* 0 *)
    Constant 0;  (* 1 *)
    Cell 0 0 0;  (* 2: timestamp_limbs__0 *)
    Constant 1;  (* 3 *)
    Cell 0 0 1;  (* 4: timestamp_limbs__1 *)
    Constant 131072;  (* 5 *)
    Mul 4 5;  (* 6 *)
    Add 2 6;  (* 7 *)
    Sub 7 3;  (* 8 *)
    Mul 0 8;  (* 9 *)
    Public 1;  (* 10: public_values[1] *)
    Sub 10 3;  (* 11 *)
    Mul 10 11;  (* 12 *)
    Mul 0 12;  (* 13 *)
    LastRow;  (* 14 *)
    Public 2;  (* 15: public_values[2] *)
    Sub 7 15;  (* 16 *)
    Mul 14 16;  (* 17 *)
    Constant 17;  (* 18 *)
    Constant 12;  (* 19 *)
    Neg 14  (* 20 *)
  ];
  constraints := [9; 13; 17];
  interactions := [
    {| bus := 3; message := [2; 18]; count := 14; weight := 1 |};
    {| bus := 3; message := [4; 19]; count := 14; weight := 1 |};
    {| bus := 8; message := [7]; count := 0; weight := 1 |};
    {| bus := 8; message := [7]; count := 20; weight := 1 |}
  ]
|}.
