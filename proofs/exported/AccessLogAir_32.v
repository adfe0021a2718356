(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)
From Zkmem Require Import Air.

Definition AccessLogAir_32 : air := {|
  cached_widths := [37];
  width := 46;
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
    Cell 0 0 20;  (* 74: values__16 *)
    Cell 1 0 19;  (* 75: prev_data__16 *)
    Sub 74 75;  (* 76 *)
    Mul 9 76;  (* 77 *)
    Cell 0 0 21;  (* 78: values__17 *)
    Cell 1 0 20;  (* 79: prev_data__17 *)
    Sub 78 79;  (* 80 *)
    Mul 9 80;  (* 81 *)
    Cell 0 0 22;  (* 82: values__18 *)
    Cell 1 0 21;  (* 83: prev_data__18 *)
    Sub 82 83;  (* 84 *)
    Mul 9 84;  (* 85 *)
    Cell 0 0 23;  (* 86: values__19 *)
    Cell 1 0 22;  (* 87: prev_data__19 *)
    Sub 86 87;  (* 88 *)
    Mul 9 88;  (* 89 *)
    Cell 0 0 24;  (* 90: values__20 *)
    Cell 1 0 23;  (* 91: prev_data__20 *)
    Sub 90 91;  (* 92 *)
    Mul 9 92;  (* 93 *)
    Cell 0 0 25;  (* 94: values__21 *)
    Cell 1 0 24;  (* 95: prev_data__21 *)
    Sub 94 95;  (* 96 *)
    Mul 9 96;  (* 97 *)
    Cell 0 0 26;  (* 98: values__22 *)
    Cell 1 0 25;  (* 99: prev_data__22 *)
    Sub 98 99;  (* 100 *)
    Mul 9 100;  (* 101 *)
    Cell 0 0 27;  (* 102: values__23 *)
    Cell 1 0 26;  (* 103: prev_data__23 *)
    Sub 102 103;  (* 104 *)
    Mul 9 104;  (* 105 *)
    Cell 0 0 28;  (* 106: values__24 *)
    Cell 1 0 27;  (* 107: prev_data__24 *)
    Sub 106 107;  (* 108 *)
    Mul 9 108;  (* 109 *)
    Cell 0 0 29;  (* 110: values__25 *)
    Cell 1 0 28;  (* 111: prev_data__25 *)
    Sub 110 111;  (* 112 *)
    Mul 9 112;  (* 113 *)
    Cell 0 0 30;  (* 114: values__26 *)
    Cell 1 0 29;  (* 115: prev_data__26 *)
    Sub 114 115;  (* 116 *)
    Mul 9 116;  (* 117 *)
    Cell 0 0 31;  (* 118: values__27 *)
    Cell 1 0 30;  (* 119: prev_data__27 *)
    Sub 118 119;  (* 120 *)
    Mul 9 120;  (* 121 *)
    Cell 0 0 32;  (* 122: values__28 *)
    Cell 1 0 31;  (* 123: prev_data__28 *)
    Sub 122 123;  (* 124 *)
    Mul 9 124;  (* 125 *)
    Cell 0 0 33;  (* 126: values__29 *)
    Cell 1 0 32;  (* 127: prev_data__29 *)
    Sub 126 127;  (* 128 *)
    Mul 9 128;  (* 129 *)
    Cell 0 0 34;  (* 130: values__30 *)
    Cell 1 0 33;  (* 131: prev_data__30 *)
    Sub 130 131;  (* 132 *)
    Mul 9 132;  (* 133 *)
    Cell 0 0 35;  (* 134: values__31 *)
    Cell 1 0 34;  (* 135: prev_data__31 *)
    Sub 134 135;  (* 136 *)
    Mul 9 136;  (* 137 *)
    Cell 0 0 36;  (* 138: timestamp *)
    Cell 1 0 0;  (* 139: base__prev_timestamp *)
    Sub 138 139;  (* 140 *)
    Sub 140 1;  (* 141 *)
    Constant 0;  (* 142 *)
    Cell 1 0 1;  (* 143: base__timestamp_lt_aux__lower_decomp__0 *)
    Cell 1 0 2;  (* 144: base__timestamp_lt_aux__lower_decomp__1 *)
    Constant 131072;  (* 145 *)
    Mul 144 145;  (* 146 *)
    Add 143 146;  (* 147 *)
    Sub 141 147;  (* 148 *)
    Mul 0 148;  (* 149 *)
    Cell 1 0 42;  (* 150: bit_1 *)
    Sub 150 1;  (* 151 *)
    Mul 150 151;  (* 152 *)
    Cell 1 0 43;  (* 153: bit_0 *)
    Sub 153 1;  (* 154 *)
    Mul 153 154;  (* 155 *)
    Cell 0 0 3;  (* 156: pointer *)
    Cell 1 0 40;  (* 157: fours_limbs__0 *)
    Cell 1 0 41;  (* 158: fours_limbs__1 *)
    Mul 158 145;  (* 159 *)
    Add 157 159;  (* 160 *)
    Constant 4;  (* 161 *)
    Mul 160 161;  (* 162 *)
    Constant 2;  (* 163 *)
    Mul 150 163;  (* 164 *)
    Add 162 164;  (* 165 *)
    Add 165 153;  (* 166 *)
    Sub 156 166;  (* 167 *)
    Mul 0 167;  (* 168 *)
    Cell 1 0 35;  (* 169: facts__even *)
    Mul 169 153;  (* 170 *)
    Cell 1 0 36;  (* 171: facts__fours *)
    Mul 171 150;  (* 172 *)
    Cell 1 0 37;  (* 173: facts__num_cells *)
    Constant 32;  (* 174 *)
    Add 156 174;  (* 175 *)
    Cell 1 0 44;  (* 176: slack_limbs__0 *)
    Cell 1 0 45;  (* 177: slack_limbs__1 *)
    Mul 177 145;  (* 178 *)
    Add 176 178;  (* 179 *)
    Add 175 179;  (* 180 *)
    Sub 173 180;  (* 181 *)
    Mul 0 181;  (* 182 *)
    Constant 17;  (* 183 *)
    Constant 12;  (* 184 *)
    Cell 0 0 2;  (* 185: address_space *)
    Constant 2013265920;  (* 186 *)
    Mul 186 0;  (* 187 *)
    Neg 0;  (* 188 *)
    Add 138 1;  (* 189 *)
    Cell 1 0 38;  (* 190: facts__is_ranged *)
    Cell 1 0 39;  (* 191: facts__value_bits *)
    Constant 10;  (* 192 *)
    Mul 4 190  (* 193 *)
  ];
  constraints := [3; 6; 8; 13; 17; 21; 25; 29; 33; 37; 41; 45; 49; 53; 57; 61; 65; 69; 73; 77; 81; 85; 89; 93; 97; 101; 105; 109; 113; 117; 121; 125; 129; 133; 137; 149; 152; 155; 168; 170; 172; 182];
  interactions := [
    {| bus := 3; message := [143; 183]; count := 0; weight := 1 |};
    {| bus := 3; message := [144; 184]; count := 0; weight := 1 |};
    {| bus := 1; message := [185; 156; 11; 15; 19; 23; 27; 31; 35; 39; 43; 47; 51; 55; 59; 63; 67; 71; 75; 79; 83; 87; 91; 95; 99; 103; 107; 111; 115; 119; 123; 127; 131; 135; 139]; count := 187; weight := 1 |};
    {| bus := 1; message := [185; 156; 10; 14; 18; 22; 26; 30; 34; 38; 42; 46; 50; 54; 58; 62; 66; 70; 74; 78; 82; 86; 90; 94; 98; 102; 106; 110; 114; 118; 122; 126; 130; 134; 138]; count := 0; weight := 1 |};
    {| bus := 8; message := [138]; count := 188; weight := 1 |};
    {| bus := 8; message := [189]; count := 0; weight := 1 |};
    {| bus := 9; message := [185; 4; 169; 171; 173; 190; 191]; count := 0; weight := 1 |};
    {| bus := 3; message := [157; 183]; count := 0; weight := 1 |};
    {| bus := 3; message := [158; 192]; count := 0; weight := 1 |};
    {| bus := 3; message := [176; 183]; count := 0; weight := 1 |};
    {| bus := 3; message := [177; 184]; count := 0; weight := 1 |};
    {| bus := 3; message := [10; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [14; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [18; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [22; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [26; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [30; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [34; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [38; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [42; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [46; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [50; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [54; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [58; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [62; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [66; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [70; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [74; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [78; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [82; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [86; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [90; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [94; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [98; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [102; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [106; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [110; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [114; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [118; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [122; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [126; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [130; 191]; count := 193; weight := 1 |};
    {| bus := 3; message := [134; 191]; count := 193; weight := 1 |}
  ]
|}.
