(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessLogAir_8 : air := {|
  cached_widths := [13];
  width := 22;
  public_values := 0;
  nodes := [
    Cell 0 0 0;  (* 0: is_valid *)
    Constant 1;  (* 1 *)
    Sub 0 1;  (* 2 *)
    Mul 0 2;  (* 3 *)
    Cell 0 0 1;  (* 4: is_write *)
    Sub 4 1;  (* 5 *)
    Mul 4 5;  (* 6 *)
    Sub 1 0;  (* 7 *)
    Mul 4 7;  (* 8 *)
    Sub 0 4;  (* 9 *)
    Cell 0 0 4;  (* 10: values__0 *)
    Cell 1 0 3;  (* 11: prev_data__0 *)
    Sub 10 11;  (* 12 *)
    Mul 9 12;  (* 13 *)
    Cell 0 0 5;  (* 14: values__1 *)
    Cell 1 0 4;  (* 15: prev_data__1 *)
    Sub 14 15;  (* 16 *)
    Mul 9 16;  (* 17 *)
    Cell 0 0 6;  (* 18: values__2 *)
    Cell 1 0 5;  (* 19: prev_data__2 *)
    Sub 18 19;  (* 20 *)
    Mul 9 20;  (* 21 *)
    Cell 0 0 7;  (* 22: values__3 *)
    Cell 1 0 6;  (* 23: prev_data__3 *)
    Sub 22 23;  (* 24 *)
    Mul 9 24;  (* 25 *)
    Cell 0 0 8;  (* 26: values__4 *)
    Cell 1 0 7;  (* 27: prev_data__4 *)
    Sub 26 27;  (* 28 *)
    Mul 9 28;  (* 29 *)
    Cell 0 0 9;  (* 30: values__5 *)
    Cell 1 0 8;  (* 31: prev_data__5 *)
    Sub 30 31;  (* 32 *)
    Mul 9 32;  (* 33 *)
    Cell 0 0 10;  (* 34: values__6 *)
    Cell 1 0 9;  (* 35: prev_data__6 *)
    Sub 34 35;  (* 36 *)
    Mul 9 36;  (* 37 *)
    Cell 0 0 11;  (* 38: values__7 *)
    Cell 1 0 10;  (* 39: prev_data__7 *)
    Sub 38 39;  (* 40 *)
    Mul 9 40;  (* 41 *)
    Cell 0 0 12;  (* 42: timestamp *)
    Cell 1 0 0;  (* 43: base__prev_timestamp *)
    Sub 42 43;  (* 44 *)
    Sub 44 1;  (* 45 *)
    Constant 0;  (* 46 *)
    Cell 1 0 1;  (* 47: base__timestamp_lt_aux__lower_decomp__0 *)
    Cell 1 0 2;  (* 48: base__timestamp_lt_aux__lower_decomp__1 *)
    Constant 131072;  (* 49 *)
    Mul 48 49;  (* 50 *)
    Add 47 50;  (* 51 *)
    Sub 45 51;  (* 52 *)
    Mul 0 52;  (* 53 *)
    Cell 1 0 18;  (* 54: bit_1 *)
    Sub 54 1;  (* 55 *)
    Mul 54 55;  (* 56 *)
    Cell 1 0 19;  (* 57: bit_0 *)
    Sub 57 1;  (* 58 *)
    Mul 57 58;  (* 59 *)
    Cell 0 0 3;  (* 60: pointer *)
    Cell 1 0 16;  (* 61: fours_limbs__0 *)
    Cell 1 0 17;  (* 62: fours_limbs__1 *)
    Mul 62 49;  (* 63 *)
    Add 61 63;  (* 64 *)
    Constant 4;  (* 65 *)
    Mul 64 65;  (* 66 *)
    Constant 2;  (* 67 *)
    Mul 54 67;  (* 68 *)
    Add 66 68;  (* 69 *)
    Add 69 57;  (* 70 *)
    Sub 60 70;  (* 71 *)
    Mul 0 71;  (* 72 *)
    Cell 1 0 11;  (* 73: facts__even *)
    Mul 73 57;  (* 74 *)
    Cell 1 0 12;  (* 75: facts__fours *)
    Mul 75 54;  (* 76 *)
    Cell 1 0 13;  (* 77: facts__num_cells *)
    Constant 8;  (* 78 *)
    Add 60 78;  (* 79 *)
    Cell 1 0 20;  (* 80: slack_limbs__0 *)
    Cell 1 0 21;  (* 81: slack_limbs__1 *)
    Mul 81 49;  (* 82 *)
    Add 80 82;  (* 83 *)
    Add 79 83;  (* 84 *)
    Sub 77 84;  (* 85 *)
    Mul 0 85;  (* 86 *)
    Constant 17;  (* 87 *)
    Constant 12;  (* 88 *)
    Cell 0 0 2;  (* 89: address_space *)
    Constant 2013265920;  (* 90 *)
    Mul 90 0;  (* 91 *)
    Neg 0;  (* 92 *)
    Add 42 1;  (* 93 *)
    Cell 1 0 14;  (* 94: facts__is_ranged *)
    Cell 1 0 15;  (* 95: facts__value_bits *)
    Constant 10;  (* 96 *)
    Mul 4 94  (* 97 *)
  ];
  constraints := [3; 6; 8; 13; 17; 21; 25; 29; 33; 37; 41; 53; 56; 59; 72; 74; 76; 86];
  interactions := [
    {| bus := 3; message := [47; 87]; count := 0; weight := 1 |};
    {| bus := 3; message := [48; 88]; count := 0; weight := 1 |};
    {| bus := 1; message := [89; 60; 11; 15; 19; 23; 27; 31; 35; 39; 43]; count := 91; weight := 1 |};
    {| bus := 1; message := [89; 60; 10; 14; 18; 22; 26; 30; 34; 38; 42]; count := 0; weight := 1 |};
    {| bus := 8; message := [42]; count := 92; weight := 1 |};
    {| bus := 8; message := [93]; count := 0; weight := 1 |};
    {| bus := 9; message := [89; 4; 73; 75; 77; 94; 95]; count := 0; weight := 1 |};
    {| bus := 3; message := [61; 87]; count := 0; weight := 1 |};
    {| bus := 3; message := [62; 96]; count := 0; weight := 1 |};
    {| bus := 3; message := [80; 87]; count := 0; weight := 1 |};
    {| bus := 3; message := [81; 88]; count := 0; weight := 1 |};
    {| bus := 3; message := [10; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [14; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [18; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [22; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [26; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [30; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [34; 95]; count := 97; weight := 1 |};
    {| bus := 3; message := [38; 95]; count := 97; weight := 1 |}
  ]
|}.
