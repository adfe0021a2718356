(** Traces whose cells are listed, and the range checker's, whose cells are what its constraints say; that constraints hold
    of them and that buses balance is computed. *)
From Coq Require Export ZArith List.
From Coq Require Import Lia Bool.
From Zkmem Require Import Lists Field Balance Rows Log Speaks VariableRangeCheckerAir.
From Zkmem Require Export Air Trace Key.
Export ListNotations.
Open Scope Z_scope.

(** Rows of parts of cells. *)
Definition listed (public_values : list Z) (rows : list (list (list Z))) : trace :=
  Trace (length rows) (fun part index row => Fz (nth index (nth part (nth row rows []) []) 0))
    (fun i => Fz (nth i public_values 0)).

(** ** Constraints. *)

Definition holds_b (a : air) (e : env) : bool :=
  let values := node_values a e in forallb (fun i => val (nth_value values i) =? 0) (constraints a).

Lemma holds_by a e : holds_b a e = true -> holds a e.
Proof.
  unfold holds_b, holds. induction (constraints a) as [|i l IH]; cbn [forallb all_zero]; [trivial|].
  intros H. apply andb_true_iff in H. destruct H as (H & Hl). split; [|exact (IH Hl)].
  apply F_eq. apply Z.eqb_eq in H. exact H.
Qed.

Lemma trace_holds_by a t : forallb (holds_b a) (envs t) = true -> trace_holds a t.
Proof.
  intros H i Hi. rewrite forallb_forall in H. apply holds_by, H, in_envs. eauto.
Qed.

(** ** Buses. *)

Notation said := (list F * F)%type.

Fixpoint same_words (a b : list Z) : bool :=
  match a, b with
  | [], [] => true
  | x :: a', y :: b' => (x =? y) && same_words a' b'
  | _, _ => false
  end.

Lemma same_words_spec a : forall b, reflect (a = b) (same_words a b).
Proof.
  induction a as [|x a IH]; intros [|y b]; cbn [same_words]; try (constructor; congruence).
  destruct (Z.eqb_spec x y); cbn [andb]; [|constructor; congruence].
  destruct (IH b); constructor; congruence.
Qed.

Definition words (l : list said) : list (list Z * Z) := map (fun x => (map val (fst x), val (snd x))) l.
Fixpoint sum_of (m : list Z) (l : list (list Z * Z)) : Z :=
  match l with [] => 0 | (m', c) :: r => if same_words m' m then c + sum_of m r else sum_of m r end.

Lemma map_val_injective (a b : list F) : map val a = map val b -> a = b.
Proof.
  revert b. induction a as [|x a IH]; intros [|y b] E; try discriminate; [reflexivity|].
  injection E as E1 E2. f_equal; [now apply F_eq|auto].
Qed.

Lemma total_is m l : total list_F_dec m l = Fz (sum_of (map val m) (words l)).
Proof.
  induction l as [|[m' c] l IH]; [reflexivity|]. cbn [total words map sum_of fst snd]. fold (words l).
  destruct (same_words_spec (map val m') (map val m)) as [E|E], (list_F_dec m' m) as [D|D]; rewrite ?IH.
  - rewrite <- Fz_add, Fz_val. reflexivity.
  - now apply map_val_injective in E.
  - now subst m'.
  - reflexivity.
Qed.

Lemma sum_of_none m l : ~ In m (map fst l) -> sum_of m l = 0.
Proof.
  induction l as [|[m' c] l IH]; intros H; [reflexivity|]. cbn [sum_of]. cbn [map fst] in H.
  destruct (same_words_spec m' m) as [->|_]; [exfalso; apply H; now left|]. apply IH. intros Hi. apply H. now right.
Qed.

Definition balances_b (l : list said) : bool :=
  let w := words l in forallb (fun x => sum_of (fst x) w mod p =? 0) w.

Lemma balances_by l : balances_b l = true -> balances list_F_dec l.
Proof.
  intros H m. rewrite total_is. unfold balances_b in H. rewrite forallb_forall in H.
  destruct (in_dec (list_eq_dec Z.eq_dec) (map val m) (map fst (words l))) as [Hi|Hi].
  - apply in_map_iff in Hi. destruct Hi as (x & E & Hx). specialize (H x Hx). rewrite E in H.
    apply F_eq. apply Z.eqb_eq in H. exact H.
  - now rewrite sum_of_none.
Qed.

(** ** The range checker's trace: row n - 1 has n = 2^bits + value. What is listed are the rows that are looked up, and how often. *)

Fixpoint times_of (row : Z) (looked_up : list (Z * Z)) : Z :=
  match looked_up with [] => 0 | (row', c) :: l => (if row' =? row then c else 0) + times_of row l end.

Definition range_cells (looked_up : list (Z * Z)) (row : Z) : list Z :=
  let bits := Z.log2 (row + 1) in [row + 1 - 2 ^ bits; bits; 2 ^ bits; times_of row looked_up].

(** Nothing here may compute its height, a number of 18 bits in unary. *)
Section RangeTrace.
Variable range_height : nat.
Hypothesis range_height_is : Z.of_nat range_height = 2 ^ 18.
Definition range_trace (looked_up : list (Z * Z)) : trace :=
  Trace range_height (fun _ index row => Fz (nth index (range_cells looked_up (Z.of_nat row)) 0)) (fun _ => Fz 0).

Definition range_key (row : Z) : list F := map Fz (firstn 2 (range_cells [] row)).
Definition offered (looked_up : list (Z * Z)) : list said := map (fun x => (range_key (fst x), Fz (- snd x))) looked_up.

Lemma log2_next n : 1 <= n -> Z.log2 (n + 1) = Z.log2 n \/ Z.log2 (n + 1) = Z.log2 n + 1 /\ n + 1 = 2 ^ (Z.log2 n + 1).
Proof.
  intros Hn. pose proof (Z.log2_spec n ltac:(lia)) as H. rewrite <- Z.add_1_r in H.
  destruct (Z.eq_dec (n + 1) (2 ^ (Z.log2 n + 1))) as [E|E].
  - right. split; [|exact E]. rewrite E. apply Z.log2_pow2. pose proof (Z.log2_nonneg n). lia.
  - left. apply Z.log2_unique; [apply Z.log2_nonneg|]. rewrite <- Z.add_1_r. lia.
Qed.

(** A constraint that is switched off, and one that is zero. *)
Lemma times_zero x : (Fz 0 * x = Fz 0)%F.
Proof. ring. Qed.
Lemma zero_by c z : z = 0 -> (c * Fz z = Fz 0)%F.
Proof. intros ->. ring. Qed.

Ltac in_integers := repeat (rewrite ?Fz_add, ?Fz_mul, ?Fz_sub, ?Fz_opp).

Theorem range_trace_holds looked_up : times_of 262143 looked_up = 0 -> trace_holds VariableRangeCheckerAir (range_trace looked_up).
Proof.
  intros Hlast i Hi. pose proof range_height_is as Hh. change (2 ^ 18) with 262144 in Hh. change (height (range_trace looked_up)) with range_height in Hi.
  set (n := Z.of_nat i + 1). assert (Hn : 1 <= n <= 262144) by lia.
  assert (Here : forall index, at_cell (row_env (range_trace looked_up) i) 0 0 index = Fz (nth index (range_cells looked_up (Z.of_nat i)) 0)).
  { intros index. rewrite here by exact Hi. reflexivity. }
  assert (Next : (S i < range_height)%nat -> forall index,
    at_cell (row_env (range_trace looked_up) i) 0 1 index = Fz (nth index (range_cells looked_up n) 0)).
  { intros Hs index. rewrite next by exact Hs. cbn [cells range_trace]. f_equal. f_equal. f_equal. lia. }
  assert (First : i <> 0%nat -> is_first (row_env (range_trace looked_up) i) = Fz 0).
  { intros N. unfold row_env. cbn [is_first]. destruct (Nat.eqb_spec i 0); [contradiction|reflexivity]. }
  assert (Last : S i <> range_height -> is_last (row_env (range_trace looked_up) i) = Fz 0).
  { intros N. unfold row_env. cbn [is_last]. change (height (range_trace looked_up)) with range_height.
    destruct (Nat.eqb_spec (S i) range_height); [contradiction|reflexivity]. }
  assert (Between : S i = range_height -> is_transition (row_env (range_trace looked_up) i) = Fz 0).
  { intros E. unfold row_env. cbn [is_transition]. change (height (range_trace looked_up)) with range_height.
    now rewrite (proj2 (Nat.eqb_eq _ _) E). }
  unfold_air. rewrite !Here. cbn [nth range_cells].
  assert (AtFirst : forall z, (i = 0%nat -> z = 0) -> (is_first (row_env (range_trace looked_up) i) * Fz z = Fz 0)%F).
  { intros z Hz. destruct (Nat.eq_dec i 0) as [E|N]; [apply zero_by; auto|rewrite First by exact N; apply times_zero]. }
  assert (AtLast : forall z, (n = 262144 -> z = 0) -> (is_last (row_env (range_trace looked_up) i) * Fz z = Fz 0)%F).
  { intros z Hz. destruct (Nat.eq_dec (S i) range_height) as [E|N]; [apply zero_by, Hz; lia|rewrite Last by exact N; apply times_zero]. }
  fold n.
  assert (Step : forall x, ((S i < range_height)%nat -> x = Fz 0) -> (is_transition (row_env (range_trace looked_up) i) * x = Fz 0)%F).
  { intros x Hx. destruct (Nat.eq_dec (S i) range_height) as [E|N]; [rewrite Between by exact E; apply times_zero|rewrite Hx by lia; ring]. }
  assert (Pow : forall b, 0 <= b -> 2 ^ (b + 1) = 2 * 2 ^ b) by (intros b Hb; rewrite Z.pow_add_r by lia; lia).
  pose proof (Z.log2_nonneg n) as Hb. specialize (Pow _ Hb).
  repeat split.
  - apply AtFirst. intros ->. reflexivity.
  - apply AtFirst. intros ->. reflexivity.
  - in_integers. apply AtFirst. intros ->. reflexivity.
  - apply Step. intros Hs. rewrite Next by exact Hs. cbn [nth range_cells]. in_integers. f_equal.
    destruct (log2_next n ltac:(lia)) as [->|(-> & _)]; lia.
  - apply Step. intros Hs. rewrite Next by exact Hs. cbn [nth range_cells]. in_integers. f_equal.
    destruct (log2_next n ltac:(lia)) as [->|(-> & E)]; [lia|rewrite Pow in *; nia].
  - apply Step. intros Hs. rewrite !Next by exact Hs. cbn [nth range_cells]. in_integers. f_equal.
    destruct (log2_next n ltac:(lia)) as [->|(-> & E)]; [lia|rewrite Pow in *; lia].
  - apply Step. intros Hs. rewrite !Next by exact Hs. cbn [nth range_cells]. in_integers. f_equal. lia.
  - apply AtLast. intros ->. reflexivity.
  - in_integers. apply AtLast. intros ->. reflexivity.
  - apply AtLast. intros E. replace (Z.of_nat i) with 262143 by lia. exact Hlast.
Qed.

(** What the table offers on its bus is what is listed: the other rows are looked up 0 times. *)
Notation keys_of f rows := (map (fun i : nat => (range_key (Z.of_nat i), Fz (f i))) rows).

Lemma total_of_sums m f g rows :
  total list_F_dec m (keys_of (fun i => f i + g i) rows) = (total list_F_dec m (keys_of f rows) + total list_F_dec m (keys_of g rows))%F.
Proof.
  induction rows as [|i rows IH]; cbn [map total]; [ring|]. destruct (list_F_dec _ m); [|exact IH].
  rewrite IH, <- Fz_add. ring.
Qed.

Lemma total_of_nothing m rows : total list_F_dec m (keys_of (fun _ => 0) rows) = Fz 0.
Proof. induction rows as [|i rows IH]; cbn [map total]; [reflexivity|]. destruct (list_F_dec _ m); rewrite IH; ring. Qed.

Lemma total_of_one m k c s n : (s <= k < s + n)%nat ->
  total list_F_dec m (keys_of (fun i => if Z.of_nat k =? Z.of_nat i then c else 0) (seq s n)) =
  total list_F_dec m [(range_key (Z.of_nat k), Fz c)].
Proof.
  revert s. induction n as [|n IH]; intros s Hk; [lia|]. cbn [seq map total].
  destruct (Z.eqb_spec (Z.of_nat k) (Z.of_nat s)) as [E|E].
  - apply Nat2Z.inj in E. subst s.
    assert (Rest : keys_of (fun i => if Z.of_nat k =? Z.of_nat i then c else 0) (seq (S k) n) = keys_of (fun _ => 0) (seq (S k) n)).
    { apply map_ext_in. intros i Hi. apply in_seq in Hi. destruct (Z.eqb_spec (Z.of_nat k) (Z.of_nat i)); [lia|reflexivity]. }
    rewrite Rest, total_of_nothing. destruct (list_F_dec _ m); ring.
  - rewrite IH by lia. cbn [total]. destruct (list_F_dec (range_key (Z.of_nat s)) m), (list_F_dec (range_key (Z.of_nat k)) m); ring.
Qed.

Lemma total_of_times m looked_up n : Forall (fun x => 0 <= fst x < Z.of_nat n) looked_up ->
  total list_F_dec m (keys_of (fun i => - times_of (Z.of_nat i) looked_up) (seq 0 n)) = total list_F_dec m (offered looked_up).
Proof.
  induction 1 as [|[k c] l Hk Hl IH]; [exact (total_of_nothing m (seq 0 n))|].
  cbn [offered map fst snd]. fold (offered l). change ((range_key k, Fz (- c)) :: offered l) with ([(range_key k, Fz (- c))] ++ offered l).
  rewrite total_app, <- IH. cbn [fst] in Hk. rewrite <- (Z2Nat.id k) by lia.
  rewrite <- (total_of_one m (Z.to_nat k) (- c) 0 n) by lia. rewrite <- total_of_sums. f_equal. apply map_ext. intros i. f_equal. f_equal.
  cbn [times_of]. destruct (_ =? _); lia.
Qed.

Lemma range_said m looked_up : Forall (fun x => 0 <= fst x < 262144) looked_up ->
  total list_F_dec m (said_on Bus.range (rows_of [(VariableRangeCheckerAir, range_trace looked_up)])) =
  total list_F_dec m (offered looked_up).
Proof.
  intros H. rewrite <- (total_of_times m looked_up range_height) by (rewrite range_height_is; exact H). f_equal.
  unfold rows_of, said_on, envs. cbn [flat_map fst snd]. rewrite app_nil_r, map_map.
  change (height (range_trace looked_up)) with range_height.
  assert (Hs : forall rows, (forall i, In i rows -> (i < range_height)%nat) ->
    flat_map (fun x : air * env => says (fst x) (snd x) Bus.range)
      (map (fun i => (VariableRangeCheckerAir, row_env (range_trace looked_up) i)) rows) =
    keys_of (fun i => - times_of (Z.of_nat i) looked_up) rows).
  { induction rows as [|i rows IH]; intros Hi; [reflexivity|]. cbn [map flat_map fst snd].
    rewrite IH by (intros; apply Hi; now right). change (?a :: ?b) with ([a] ++ b). f_equal.
    assert (E : says VariableRangeCheckerAir (row_env (range_trace looked_up) i) Bus.range =
      [([at_cell (row_env (range_trace looked_up) i) 0 0 0; at_cell (row_env (range_trace looked_up) i) 0 0 1],
        (- at_cell (row_env (range_trace looked_up) i) 0 0 3)%F)]) by reflexivity.
    rewrite E, !here by (apply Hi; now left). cbn [cells range_trace nth range_cells]. rewrite Fz_opp. reflexivity. }
  apply Hs. intros i Hi. apply in_seq in Hi. lia.
Qed.

Lemma range_silent b looked_up : b <> Bus.range -> said_on b (rows_of [(VariableRangeCheckerAir, range_trace looked_up)]) = [].
Proof.
  intros Hb. unfold rows_of, said_on. cbn [flat_map fst snd]. rewrite app_nil_r.
  induction (envs (range_trace looked_up)) as [|e l IH]; [reflexivity|]. cbn [map flat_map fst snd]. rewrite IH.
  unfold says. cbn [interactions VariableRangeCheckerAir filter bus].
  destruct (Nat.eqb_spec 3 b) as [E|_]; [now subst|reflexivity].
Qed.

(** ** A key whose chips have listed traces, but for the range checker, which is the last: the premises about it, computed. *)
Variable others : key.
Variable looked_up : list (Z * Z).
Hypothesis in_table : forallb (fun x => (0 <=? fst x) && (fst x <? 262144)) looked_up = true.
Definition with_ranges : key := others ++ [(VariableRangeCheckerAir, range_trace looked_up)].

Lemma all_hold_by : forallb (fun x => forallb (holds_b (fst x)) (envs (snd x))) others = true -> times_of 262143 looked_up = 0 ->
  key_holds with_ranges.
Proof.
  intros H Hlast a t Hin. apply in_app_or in Hin. destruct Hin as [Hin|[E|[]]].
  - rewrite forallb_forall in H. exact (trace_holds_by a t (H (a, t) Hin)).
  - injection E as <- <-. now apply range_trace_holds.
Qed.

Lemma total_is_of m b : total list_F_dec m (said_on b (rows_of with_ranges)) =
  total list_F_dec m (said_on b (rows_of others) ++ (if Nat.eqb b Bus.range then offered looked_up else [])).
Proof.
  unfold with_ranges. rewrite rows_of_app, said_on_app, !total_app. f_equal.
  destruct (Nat.eqb_spec b Bus.range) as [->|N].
  - apply range_said. apply Forall_forall. intros x Hx. rewrite forallb_forall in in_table. specialize (in_table x Hx).
    apply andb_true_iff in in_table. destruct in_table. lia.
  - now rewrite range_silent.
Qed.

Lemma all_balance_by b : balances_b (said_on b (rows_of others) ++ (if Nat.eqb b Bus.range then offered looked_up else [])) = true ->
  balances list_F_dec (said_on b (rows_of with_ranges)).
Proof. intros H m. rewrite total_is_of. revert m. now apply balances_by. Qed.

Lemma all_weights_by b : (total_weight b others <? p) = true -> total_weight b with_ranges < p.
Proof.
  intros H. unfold with_ranges, total_weight. rewrite sumZ_app. cbn [sumZ fst snd].
  assert (E : weight_on b VariableRangeCheckerAir = 0%nat).
  { unfold weight_on. cbn [interactions VariableRangeCheckerAir filter bus]. destruct (Nat.eqb 3 b); reflexivity. }
  rewrite E, Nat.mul_0_r. apply Z.ltb_lt in H. unfold total_weight in H. lia.
Qed.

Lemma all_heights_by : forallb (fun x => Z.of_nat (height (snd x)) <? p) others = true ->
  forall a t, In (a, t) with_ranges -> Z.of_nat (height t) < p.
Proof.
  intros H a t Hin. apply in_app_or in Hin. destruct Hin as [Hin|[E|[]]].
  - rewrite forallb_forall in H. exact (proj1 (Z.ltb_lt _ _) (H (a, t) Hin)).
  - injection E as _ <-. cbn [height range_trace]. rewrite range_height_is. reflexivity.
Qed.
End RangeTrace.

(** The range checker's height is a number. *)
Lemma there_is_such_a_height : exists h, Z.of_nat h = 2 ^ 18.
Proof. exists (Z.to_nat (2 ^ 18)). apply Z2Nat.id. lia. Qed.

(** An access: whether it writes, where, what was there, what is, when. *)
Definition in_words (a : access) := (is_write a, val (space a), val (pointer a), map val (before a), map val (after a), val (timestamp a)).

(** The log of the examples, of which the fourth access reads 10, value, 30 and 255; the immediate is none. *)
Definition example_accesses (value : Z) :=
  [(true, 2, 8, [0; 0; 0; 0], [10; 20; 30; 255], 1);
   (false, 2, 8, [10; 20; 30; 255; 0; 0; 0; 0], [10; 20; 30; 255; 0; 0; 0; 0], 2);
   (true, 4, 0, [0; 0], [p - 1; 7], 8);
   (false, 2, 8, [10; value; 30; 255], [10; value; 30; 255], 10);
   (false, 4, 1, [7], [7], 11)].

(** Something computed of each bus that is listed. *)
Ltac by_bus H := repeat (destruct H as [<-|H]; [vm_compute; reflexivity|]); contradiction.

(** A trace with another value in one cell. *)
Definition with_cell (part index row : nat) (value : Z) (t : trace) : trace :=
  Trace (height t) (fun q i r => if Nat.eqb q part && Nat.eqb i index && Nat.eqb r row then Fz value else cells t q i r) (publics t).
