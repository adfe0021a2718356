(** Poseidon2 over BabyBear, width 16, 4 + 13 + 4 rounds, S-box x^7 (docs/spec/hash-suites.md names the instance): to compute the
    hashes of an example. Nothing is shown of it but that it has two of the reference's values. *)
From Coq Require Import ZArith List.
From Zkmem Require Import Field.
Import ListNotations.
Open Scope Z_scope.

Definition first_rounds : list (list Z) := [
   [1774958255; 1185780729; 1621102414; 1796380621; 588815102; 1932426223; 1925334750; 747903232; 89648862;
   360728943; 977184635; 1425273457; 256487465; 1200041953; 572403254; 448208942];
   [1215789478; 944884184; 953948096; 547326025; 646827752; 889997530; 1536873262; 86189867; 1065944411; 32019634;
   333311454; 456061748; 1963448500; 1827584334; 1391160226; 1348741381];
   [88424255; 104111868; 1763866748; 79691676; 1988915530; 1050669594; 359890076; 573163527; 222820492; 159256268;
   669703072; 763177444; 889367200; 256335831; 704371273; 25886717];
   [51754520; 1833211857; 454499742; 1384520381; 777848065; 1053320300; 1851729162; 344647910; 401996362; 1046925956;
   5351995; 1212119315; 754867989; 36972490; 751272725; 506915399]].
Definition middle_rounds : list Z :=
   [1518359488; 1765533241; 945325693; 422793067; 311365592; 1311448267; 1629555936; 1009879353; 190525218;
   786108885; 557776863; 212616710; 605745517].
Definition last_rounds : list (list Z) := [
   [1922082829; 1870549801; 1502529704; 1990744480; 1700391016; 1702593455; 321330495; 528965731; 183414327;
   1886297254; 1178602734; 1923111974; 744004766; 549271463; 1781349648; 542259047];
   [1536158148; 715456982; 503426110; 340311124; 1558555932; 1226350925; 742828095; 1338992758; 1641600456;
   1843351545; 301835475; 43203215; 386838401; 1520185679; 1235297680; 904680097];
   [1491801617; 1581784677; 913384905; 247083962; 532844013; 107190701; 213827818; 1979521776; 1358282574;
   1681743681; 1867507480; 1530706910; 507181886; 695185447; 1172395131; 1250800299];
   [1503161625; 817684387; 498481458; 494676004; 1404253825; 108246855; 59414691; 744214112; 890862029; 1342765939;
   1417398904; 1897591937; 1066647396; 1682806907; 1015795079; 1619482808]].
(** The matrix of the middle rounds less one everywhere. *)
Definition diagonal : list Z :=
   [2013265919; 1; 2; 1006632961; 3; 4; 1006632960; 2013265918; 2013265917; 2005401601; 1509949441; 1761607681;
   2013265906; 7864320; 125829120; 15].

Definition zip (f : Z -> Z -> Z) (a b : list Z) : list Z := map (fun x => f (fst x) (snd x)) (combine a b).
Definition sum (l : list Z) : Z := fold_right Z.add 0 l.
Definition power_7 (x : Z) : Z := let square := x * x mod p in let cube := square * x mod p in square * square mod p * cube mod p.

(** The circulant (2 3 1 1) on four words, then on each place of them the sum of all four such words. *)
Definition circulant (l : list Z) : list Z :=
  match l with
  | [a; b; c; d] => [2 * a + 3 * b + c + d; a + 2 * b + 3 * c + d; a + b + 2 * c + 3 * d; 3 * a + b + c + 2 * d]
  | _ => l
  end.
Definition fours (l : list Z) : list (list Z) := map (fun i => firstn 4 (skipn i l)) [0; 4; 8; 12]%nat.
Definition outer_layer (l : list Z) : list Z :=
  let parts := map circulant (fours l) in
  let sums := fold_right (zip Z.add) [0; 0; 0; 0] parts in
  map (fun x => x mod p) (flat_map (zip Z.add sums) parts).
Definition inner_layer (l : list Z) : list Z := let s := sum l in map (fun x => (s + x) mod p) (zip Z.mul diagonal l).

Definition outer_round (l constants : list Z) : list Z := outer_layer (map power_7 (zip Z.add l constants)).
Definition inner_round (l : list Z) (constant : Z) : list Z :=
  inner_layer (match l with x :: r => power_7 (x + constant) :: r | [] => [] end).
Definition permute (l : list Z) : list Z :=
  fold_left outer_round last_rounds (fold_left inner_round middle_rounds (fold_left outer_round first_rounds (outer_layer l))).

(** Of two digests of 8 words one. *)
Definition compress (left right : list F) : list F := map Fz (firstn 8 (permute (map val (left ++ right)))).

Example zeros_are_as_the_reference_has_them : permute (repeat 0 16) =
   [1168947398; 128782440; 747404447; 883925857; 360581875; 1704698758; 1878363991; 1054281681; 682225194; 705839125;
   1218819873; 41544645; 1095344608; 174996601; 1678438226; 11259290].
Proof. vm_compute. reflexivity. Qed.
Example words_are_as_the_reference_has_them : permute
   [0; 1; 2; 3; 4; 5; 6; 7; 8; 9; 10; 11; 12; 13; 14; 15] =
   [1906786279; 1737026427; 1959749225; 700325316; 1638050605; 1021608788; 1726691001; 1761127344; 1552405120;
   417318995; 36799261; 1215172152; 614923223; 1300746575; 957311597; 304856115].
Proof. vm_compute. reflexivity. Qed.
