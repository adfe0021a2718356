(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition BlockTimeAir : air := {|
  cached_widths := [];
  width := 3;
  public_values := 0;
  nodes := [
    Cell 0 0 0;  (* 0: limbs__0 *)
    Constant 17;  (* 1 *)
    Constant 1;  (* 2 *)
    Cell 0 0 1;  (* 3: limbs__1 *)
    Constant 12;  (* 4 *)
    Constant 0;  (* 5 *)
    Constant 131072;  (* 6 *)
    Mul 3 6;  (* 7 *)
    Add 0 7;  (* 8 *)
    Cell 0 0 2;  (* 9: mult *)
    Neg 9  (* 10 *)
  ];
  constraints := [];
  interactions := [
    {| bus := 3; message := [0; 1]; count := 2; weight := 1 |};
    {| bus := 3; message := [3; 4]; count := 2; weight := 1 |};
    {| bus := 10; message := [8]; count := 10; weight := 0 |}
  ]
|}.
