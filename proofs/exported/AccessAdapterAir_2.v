(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessAdapterAir_2 : air := {|
  cached_widths := [];
  width := 11;
  public_values := 0;
  nodes := [
    Cell 0 0 1;  (* 0: is_split *)
    Constant 1;  (* 1 *)
    Sub 0 1;  (* 2 *)
    Mul 0 2;  (* 3 *)
    Cell 0 0 0;  (* 4: is_valid *)
    Sub 4 1;  (* 5 *)
    Mul 4 5;  (* 6 *)
    Cell 0 0 8;  (* 7: is_right_larger *)
    Sub 7 1;  (* 8 *)
    Mul 7 8;  (* 9 *)
    Cell 0 0 6;  (* 10: left_timestamp *)
    Cell 0 0 7;  (* 11: right_timestamp *)
    Sub 10 11;  (* 12 *)
    Mul 0 12;  (* 13 *)
    Sub 11 10;  (* 14 *)
    Constant 536870911;  (* 15 *)
    Add 14 15;  (* 16 *)
    Constant 0;  (* 17 *)
    Cell 0 0 9;  (* 18: lt_aux__0 *)
    Cell 0 0 10;  (* 19: lt_aux__1 *)
    Constant 131072;  (* 20 *)
    Mul 19 20;  (* 21 *)
    Add 18 21;  (* 22 *)
    Constant 536870912;  (* 23 *)
    Mul 7 23;  (* 24 *)
    Add 22 24;  (* 25 *)
    Sub 16 25;  (* 26 *)
    Mul 4 26;  (* 27 *)
    Constant 17;  (* 28 *)
    Constant 12;  (* 29 *)
    Cell 0 0 2;  (* 30: address_space *)
    Cell 0 0 3;  (* 31: pointer *)
    Cell 0 0 4;  (* 32: values__0 *)
    Cell 0 0 5;  (* 33: values__1 *)
    Mul 7 11;  (* 34 *)
    Sub 1 7;  (* 35 *)
    Mul 35 10;  (* 36 *)
    Add 34 36;  (* 37 *)
    Constant 2013265920;  (* 38 *)
    Constant 2;  (* 39 *)
    Mul 39 0;  (* 40 *)
    Sub 40 1;  (* 41 *)
    Mul 4 41;  (* 42 *)
    Mul 38 42;  (* 43 *)
    Add 31 1;  (* 44 *)
    Sub 1 0;  (* 45 *)
    Mul 4 45  (* 46 *)
  ];
  constraints := [3; 6; 9; 13; 27];
  interactions := [
    {| bus := 3; message := [18; 28]; count := 4; weight := 1 |};
    {| bus := 3; message := [19; 29]; count := 4; weight := 1 |};
    {| bus := 1; message := [30; 31; 32; 33; 37]; count := 43; weight := 1 |};
    {| bus := 1; message := [30; 31; 32; 10]; count := 42; weight := 1 |};
    {| bus := 1; message := [30; 44; 33; 11]; count := 42; weight := 1 |};
    {| bus := 10; message := [37]; count := 46; weight := 1 |}
  ]
|}.
