(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessLogAir_16 : air := {|
  cached_widths := [21];
  width := 30;
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
    Cell 0 0 12;  (* 42: values__8 *)
    Cell 1 0 11;  (* 43: prev_data__8 *)
    Sub 42 43;  (* 44 *)
    Mul 9 44;  (* 45 *)
    Cell 0 0 13;  (* 46: values__9 *)
    Cell 1 0 12;  (* 47: prev_data__9 *)
    Sub 46 47;  (* 48 *)
    Mul 9 48;  (* 49 *)
    Cell 0 0 14;  (* 50: values__10 *)
    Cell 1 0 13;  (* 51: prev_data__10 *)
    Sub 50 51;  (* 52 *)
    Mul 9 52;  (* 53 *)
    Cell 0 0 15;  (* 54: values__11 *)
    Cell 1 0 14;  (* 55: prev_data__11 *)
    Sub 54 55;  (* 56 *)
    Mul 9 56;  (* 57 *)
    Cell 0 0 16;  (* 58: values__12 *)
    Cell 1 0 15;  (* 59: prev_data__12 *)
    Sub 58 59;  (* 60 *)
    Mul 9 60;  (* 61 *)
    Cell 0 0 17;  (* 62: values__13 *)
    Cell 1 0 16;  (* 63: prev_data__13 *)
    Sub 62 63;  (* 64 *)
    Mul 9 64;  (* 65 *)
    Cell 0 0 18;  (* 66: values__14 *)
    Cell 1 0 17;  (* 67: prev_data__14 *)
    Sub 66 67;  (* 68 *)
    Mul 9 68;  (* 69 *)
    Cell 0 0 19;  (* 70: values__15 *)
    Cell 1 0 18;  (* 71: prev_data__15 *)
    Sub 70 71;  (* 72 *)
    Mul 9 72;  (* 73 *)
    Cell 0 0 20;  (* 74: timestamp *)
    Cell 1 0 0;  (* 75: base__prev_timestamp *)
    Sub 74 75;  (* 76 *)
    Sub 76 1;  (* 77 *)
    Constant 0;  (* 78 *)
    Cell 1 0 1;  (* 79: base__timestamp_lt_aux__lower_decomp__0 *)
    Cell 1 0 2;  (* 80: base__timestamp_lt_aux__lower_decomp__1 *)
    Constant 131072;  (* 81 *)
    Mul 80 81;  (* 82 *)
    Add 79 82;  (* 83 *)
    Sub 77 83;  (* 84 *)
    Mul 0 84;  (* 85 *)
    Cell 1 0 26;  (* 86: bit_1 *)
    Sub 86 1;  (* 87 *)
    Mul 86 87;  (* 88 *)
    Cell 1 0 27;  (* 89: bit_0 *)
    Sub 89 1;  (* 90 *)
    Mul 89 90;  (* 91 *)
    Cell 0 0 3;  (* 92: pointer *)
    Cell 1 0 24;  (* 93: fours_limbs__0 *)
    Cell 1 0 25;  (* 94: fours_limbs__1 *)
    Mul 94 81;  (* 95 *)
    Add 93 95;  (* 96 *)
    Constant 4;  (* 97 *)
    Mul 96 97;  (* 98 *)
    Constant 2;  (* 99 *)
    Mul 86 99;  (* 100 *)
    Add 98 100;  (* 101 *)
    Add 101 89;  (* 102 *)
    Sub 92 102;  (* 103 *)
    Mul 0 103;  (* 104 *)
    Cell 1 0 19;  (* 105: facts__even *)
    Mul 105 89;  (* 106 *)
    Cell 1 0 20;  (* 107: facts__fours *)
    Mul 107 86;  (* 108 *)
    Cell 1 0 21;  (* 109: facts__num_cells *)
    Constant 16;  (* 110 *)
    Add 92 110;  (* 111 *)
    Cell 1 0 28;  (* 112: slack_limbs__0 *)
    Cell 1 0 29;  (* 113: slack_limbs__1 *)
    Mul 113 81;  (* 114 *)
    Add 112 114;  (* 115 *)
    Add 111 115;  (* 116 *)
    Sub 109 116;  (* 117 *)
    Mul 0 117;  (* 118 *)
    Constant 17;  (* 119 *)
    Constant 12;  (* 120 *)
    Cell 0 0 2;  (* 121: address_space *)
    Constant 2013265920;  (* 122 *)
    Mul 122 0;  (* 123 *)
    Neg 0;  (* 124 *)
    Add 74 1;  (* 125 *)
    Cell 1 0 22;  (* 126: facts__is_ranged *)
    Cell 1 0 23;  (* 127: facts__value_bits *)
    Constant 10;  (* 128 *)
    Mul 4 126  (* 129 *)
  ];
  constraints := [3; 6; 8; 13; 17; 21; 25; 29; 33; 37; 41; 45; 49; 53; 57; 61; 65; 69; 73; 85; 88; 91; 104; 106; 108; 118];
  interactions := [
    {| bus := 3; message := [79; 119]; count := 0; weight := 1 |};
    {| bus := 3; message := [80; 120]; count := 0; weight := 1 |};
    {| bus := 1; message := [121; 92; 11; 15; 19; 23; 27; 31; 35; 39; 43; 47; 51; 55; 59; 63; 67; 71; 75]; count := 123; weight := 1 |};
    {| bus := 1; message := [121; 92; 10; 14; 18; 22; 26; 30; 34; 38; 42; 46; 50; 54; 58; 62; 66; 70; 74]; count := 0; weight := 1 |};
    {| bus := 8; message := [74]; count := 124; weight := 1 |};
    {| bus := 8; message := [125]; count := 0; weight := 1 |};
    {| bus := 9; message := [121; 4; 105; 107; 109; 126; 127]; count := 0; weight := 1 |};
    {| bus := 3; message := [93; 119]; count := 0; weight := 1 |};
    {| bus := 3; message := [94; 128]; count := 0; weight := 1 |};
    {| bus := 3; message := [112; 119]; count := 0; weight := 1 |};
    {| bus := 3; message := [113; 120]; count := 0; weight := 1 |};
    {| bus := 3; message := [10; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [14; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [18; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [22; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [26; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [30; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [34; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [38; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [42; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [46; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [50; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [54; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [58; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [62; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [66; 127]; count := 129; weight := 1 |};
    {| bus := 3; message := [70; 127]; count := 129; weight := 1 |}
  ]
|}.
