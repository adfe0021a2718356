(** A part's Merkle chip opens the rows of its ends under the part's roots (global memory, Lemmas 4 and 12): a row in use is to the tree what
    the two rows of a persistent boundary are that start and end its leaf. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Parts Run Leaves Ends Air Trace Speaks Key.
From Zkmem Require Import LedgerEndsAir RootedEndsAir MemoryMerkleAir VolatileRows EndsRows RootedEnds EndsChips.
From Zkmem Require Import Merkle MerkleTrace Roots PersistentRows Opening.
Import ListNotations.
Open Scope Z_scope.

(** A row of a persistent boundary: direction, leaf, values, hash. *)
Definition boundary_row (d : F) (l : cell) (v hash : list F) : env :=
  Env (fun _ _ k => nth k (d :: fst l :: snd l :: v ++ hash) (Fz 0)) (fun _ => Fz 0) (Fz 0) (Fz 0) (Fz 0).

(** ** The leaves of a memory. *)

(** What a leaf that there may be holds in a memory: of memories as roots, what Ends.v supposes of roots. *)
Definition holds_leaf (m : memory) (l : cell) (v : list F) : Prop := is_leaf l /\ length v = 8%nat /\ has_leaf m l v.

Lemma has_leaf_is m l v : length v = 8%nat -> (has_leaf m l v <-> v = leaf_values m (val (fst l - 1)%F) (val (snd l))).
Proof.
  intros H. pose proof (has_values_is m (boundary_row (Fz 0) l v [])) as E. destruct l as [s b].
  do 8 (destruct v as [|? v]; [discriminate|]). destruct v; [|discriminate]. exact E.
Qed.

Lemma one_leaf_value m l v v' : holds_leaf m l v -> holds_leaf m l v' -> v = v'.
Proof. intros (_ & H8 & H) (_ & H8' & H'). apply has_leaf_is in H, H'; try assumption. congruence. Qed.

Lemma leaf_values_length m a b : length (leaf_values m a b) = 8%nat.
Proof. unfold leaf_values. now rewrite map_length, seq_length. Qed.

Lemma leaf_named a b : 0 <= a < 8 -> 0 <= b < 2 ^ 26 -> is_leaf (Fz (a + 1), Fz b) /\ val (Fz (a + 1) - 1)%F = a /\ val (Fz b) = b.
Proof.
  intros Ha Hb. change (2 ^ 26) with 67108864 in Hb. assert (Eb : val (Fz b) = b) by (apply val_small; unfold p; lia).
  assert (Ea : val (Fz (a + 1)) = a + 1) by (apply val_small; unfold p; lia). split; [|split; [|exact Eb]].
  - split; cbn [fst snd]; [lia|]. unfold below. rewrite Eb. change (2 ^ 26) with 67108864. lia.
  - rewrite Fz_sub. replace (a + 1 - 1) with a by lia. apply val_small. unfold p. lia.
Qed.

(** Memories that have the same leaves have the same root. *)
Lemma root_of_leaves compress m m' :
  (forall a b, 0 <= a < 8 -> 0 <= b < 2 ^ 26 -> leaf_values m a b = leaf_values m' a b) -> root_of compress m = root_of compress m'.
Proof.
  intros H. assert (Hh : forall h, (h <= 29)%nat -> forall a b, 0 <= a < 2 ^ Tree.space_bits (Z.of_nat h) -> 0 <= b < 2 ^ Tree.label_bits (Z.of_nat h) ->
    hash_at compress m h a b = hash_at compress m' h a b); [|apply (Hh 29%nat); [lia|cbn; lia|cbn; lia]].
  induction h as [|h IH]; intros Hle a b Ha Hb; cbn [hash_at]; [now rewrite H|].
  assert (Hside : forall side, hash_at compress m h (fst (child_labels (S h) side a b)) (snd (child_labels (S h) side a b)) =
                               hash_at compress m' h (fst (child_labels (S h) side a b)) (snd (child_labels (S h) side a b))).
  { intros side. destruct (labels_in_range (S h) side a b ltac:(lia) Ha Hb) as (Ha' & Hb'). replace (S h - 1)%nat with h in * by lia. apply IH; [lia|assumption|assumption]. }
  assert (H0 := Hside false). assert (H1 := Hside true). unfold child_labels in H0, H1.
  destruct (27 <=? Z.of_nat (S h)); cbn [fst snd] in H0, H1; rewrite ?Z.add_0_r in H0; now rewrite H0, H1.
Qed.

Section RootedTree.
Variable x : ends_traces.
Hypothesis proven : ends_proven x.
Hypothesis merkle_is_there : (0 < height (x_merkle x))%nat.
(** Check 2: the public value is 1 in each part if no final root is claimed, else 0. *)
Variable free : bool.
Hypothesis free_is_said : publics (x_rooted x) 54 = if free then Fz 1 else Fz 0.
Notation merkle := (x_merkle x).

Definition in_use (e : env) : Prop := In e (envs (x_rooted x)) /\ row_used e 0 = Fz 1.
Definition start_row (e : env) : env := boundary_row (Fz 1) (leaf_at 2 e 0) (map (at_cell e 0 0) (seq 4 8)) (start_hash e).
Definition end_row_of (e : env) : env :=
  boundary_row (Fz (-1)) (leaf_at 2 e 0) (map (at_cell e 0 0) (seq (if free then 4 else 12) 8)) (end_hash e).
Definition two_rows_of (e : env) : list env := if F_eq_dec (row_used e 0) (Fz 1) then [start_row e; end_row_of e] else [].
Definition leaf_envs : list env := flat_map two_rows_of (envs (x_rooted x)).

Lemma rooted_holds : trace_holds RootedEndsAir (x_rooted x).
Proof. apply (x_holds x proven). right; now left. Qed.
Lemma merkle_holds : trace_holds MemoryMerkleAir merkle.
Proof. apply (x_holds x proven). do 2 right; now left. Qed.
Lemma merkle_few : Z.of_nat (height merkle) < p.
Proof. apply (x_heights x proven MemoryMerkleAir). do 2 right; now left. Qed.

Lemma in_leaf_envs e' : In e' leaf_envs -> exists e, in_use e /\ (e' = start_row e \/ e' = end_row_of e).
Proof.
  intros H. apply in_flat_map in H. destruct H as (e & He & H). unfold two_rows_of in H. destruct (F_eq_dec _ _) as [Hu|]; [|contradiction].
  exists e. split; [now split|]. destruct H as [<-|[<-|[]]]; auto.
Qed.
Lemma leaf_envs_in e : in_use e -> In (start_row e) leaf_envs /\ In (end_row_of e) leaf_envs.
Proof.
  intros (He & Hu). split; apply in_flat_map; exists e; (split; [assumption|]); unfold two_rows_of; rewrite Hu;
    (destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]); [now left|right; now left].
Qed.

Lemma leaf_env_signed e : In e leaf_envs -> signed_direction e.
Proof. intros H. destruct (in_leaf_envs e H) as (e0 & _ & [->| ->]); [right; left|right; right]; reflexivity. Qed.

(** ** The Merkle bus. *)
Notation rooted_says := (fun e => says RootedEndsAir e Bus.merkle).
Notation merkle_says := (fun e => says MemoryMerkleAir e Bus.merkle).

Lemma all_said : said_on Bus.merkle (rows_of (ends_key x)) = flat_map rooted_says (envs (x_rooted x)) ++ flat_map merkle_says (envs merkle).
Proof.
  unfold ends_key. rewrite !said_cons, (said_nothing _ LedgerEndsAir) by (intros; reflexivity). cbn [app].
  unfold said_on at 1. cbn [rows_of flat_map]. now rewrite app_nil_r.
Qed.

(** A row that is not in use counts nothing; one in use says what its two rows say. *)
Lemma row_says e : is_bit (row_used e 0) -> (forall m, total list_F_dec m (rooted_says e) = total list_F_dec m (flat_map leaf_says (two_rows_of e))) /\
  (length (flat_map leaf_says (two_rows_of e)) <= length (rooted_says e))%nat.
Proof.
  intros Hb. cbv beta. rewrite rooted_ends_leaf. unfold two_rows_of. pose proof F_one_not_zero. destruct Hb as [E|E]; rewrite E.
  - destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|]. split; [|cbn [flat_map length]; lia]. intros m. cbn [flat_map total].
    repeat match goal with |- context [if list_F_dec ?a ?b then _ else _] => destruct (list_F_dec a b) end; ring.
  - destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. split; [|cbn [flat_map leaf_says app length]; lia]. intros m.
    replace (Fz 1 * Fz (-1))%F with (Fz (-1)) by ring. reflexivity.
Qed.

Lemma used_bits e : In e (envs (x_rooted x)) -> is_bit (row_used e 0).
Proof. intros He. apply in_envs in He. destruct He as (i & Hi & ->). exact (RootedEnds.used_bit (x_rooted x) rooted_holds i Hi). Qed.

Lemma rows_say l : (forall e, In e l -> is_bit (row_used e 0)) ->
  (forall m, total list_F_dec m (flat_map rooted_says l) = total list_F_dec m (flat_map leaf_says (flat_map two_rows_of l))) /\
  (length (flat_map leaf_says (flat_map two_rows_of l)) <= length (flat_map rooted_says l))%nat.
Proof.
  induction l as [|e l IH]; intros H; [split; [reflexivity|cbn; lia]|]. destruct (row_says e (H e (or_introl eq_refl))) as (H1 & H2).
  destruct IH as (I1 & I2); [intros; apply H; now right|]. cbn [flat_map]. rewrite flat_map_app. split.
  - intros m. now rewrite !total_app, H1, I1.
  - rewrite !app_length. lia.
Qed.

Lemma said_balances : balances list_F_dec (merkle_said merkle leaf_envs).
Proof.
  intros m. pose proof (x_tree x proven m) as H. rewrite all_said, total_app, (proj1 (rows_say _ used_bits)) in H.
  unfold merkle_said, leaves_say, leaf_envs. rewrite total_app. exact H.
Qed.

Lemma said_few : Z.of_nat (length (merkle_said merkle leaf_envs)) < p.
Proof.
  pose proof (x_tree_few x proven) as H. rewrite <- said_length, all_said, app_length in H
    by (intros a t Ha; apply (ends_count x a t); [assumption|now left]).
  unfold merkle_said, leaves_say, leaf_envs. rewrite app_length. pose proof (proj2 (rows_say _ used_bits)). lia.
Qed.

(** ** Leaves that there may be, each with one row. *)
Lemma row_is_leaf e : in_use e -> is_leaf (leaf_at 2 e 0).
Proof.
  intros H. destruct (leaf_envs_in e H) as (Hs & _).
  destruct (leaf_is_possible merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few _ Hs) as (Ha & Hb).
  - exact F_one_not_zero.
  - split; [exact (space_range _ Ha)|exact Hb].
Qed.

Theorem rooted_part_ascends {root} (from to : root) :
  part_ascends (Part root (val (publics (x_rooted x) 52)) (val (publics (x_rooted x) 53)) (rooted_ends (x_rooted x)) from to).
Proof.
  apply rooted_ends_ascend; [exact rooted_holds| |].
  - intros e He. apply (x_ranges x proven RootedEndsAir (x_rooted x)); [right; now left|assumption].
  - intros e He Hu. apply row_is_leaf. now split.
Qed.

Lemma in_rooted_ends r : In r (rooted_ends (x_rooted x)) <-> exists e, in_use e /\ r = rooted_row e.
Proof.
  unfold rooted_ends, rows_of_ends. rewrite in_flat_map. split.
  - intros (e & He & H). destruct (F_eq_dec _ _) as [Hu|]; [|contradiction]. destruct H as [<-|[]]. exists e. split; [now split|reflexivity].
  - intros (e & (He & Hu) & ->). exists e. split; [assumption|]. rewrite Hu. destruct (F_eq_dec (Fz 1) (Fz 1)); [now left|congruence].
Qed.

(** The memory behind the part: its rows' ends are written. *)
Definition part_leaves : list (cell * list F) := map (fun r => (e_leaf r, e_final r)) (rooted_ends (x_rooted x)).
Definition behind_part (m : memory) : memory := if free then m else with_leaves part_leaves m.

Lemma part_leaves_once : NoDup (map fst part_leaves).
Proof.
  unfold part_leaves. rewrite map_map. cbn [fst]. pose proof (part_sorted _ (rooted_part_ascends tt tt)) as H. apply sorted_nodup in H.
  unfold places in H. rewrite <- (map_map e_leaf leaf_place) in H. now apply NoDup_map_inv in H.
Qed.

Lemma in_part_leaves l v : In (l, v) part_leaves <-> exists e, in_use e /\ l = leaf_at 2 e 0 /\ v = map (at_cell e 0 0) (seq 12 8).
Proof.
  unfold part_leaves. rewrite in_map_iff. split.
  - intros (r & E & Hr). apply in_rooted_ends in Hr. destruct Hr as (e & He & ->). cbn [rooted_row e_leaf e_final] in E. injection E as <- <-. eauto.
  - intros (e & He & -> & ->). exists (rooted_row e). split; [reflexivity|]. apply in_rooted_ends. eauto.
Qed.

Lemma part_leaves_in_range l v : In (l, v) part_leaves -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof. intros H. apply in_part_leaves in H. destruct H as (e & He & -> & ->). split; [apply (row_is_leaf e He)|reflexivity]. Qed.

(** What the part has no row for stays as it was. *)
Theorem part_keeps_others m l v : ~ In l (map e_leaf (rooted_ends (x_rooted x))) -> holds_leaf m l v <-> holds_leaf (behind_part m) l v.
Proof.
  intros Hn. unfold behind_part. destruct free; [tauto|]. unfold holds_leaf.
  assert (H : is_leaf l -> length v = 8%nat -> (has_leaf m l v <-> has_leaf (with_leaves part_leaves m) l v)).
  { intros (_ & Hb) H8. assert (Hn' : ~ In l (map fst part_leaves)) by (unfold part_leaves; rewrite map_map; exact Hn).
    unfold has_leaf. split; intros H c y t Hin; pose proof (other_leaf_stays part_leaves part_leaves_in_range m l v c _ Hn' Hb H8 Hin) as E;
      [rewrite E|rewrite <- E]; exact (H c y t Hin). }
  tauto.
Qed.

(** ** What hashes say. *)
Section Hashes.
Variable compress : list F -> list F -> list F.
(** The hash chip's part: what is looked up on the bus of hashes is a compression. *)
Definition looked_up (m : list F) : Prop := exists a t e, In (a, t) (ends_key x) /\ In e (envs t) /\ In (m, Fz 1) (says a e Bus.hash).
Hypothesis hash_bus : forall m, looked_up m -> exists u v, length u = 8%nat /\ length v = 8%nat /\ m = u ++ v ++ compress u v.
(** The memory before the part has the part's first root, and no row looks up another preimage of one of its nodes' hashes. *)
Variable m0 : memory.
Hypothesis m0_has_the_root : root_of compress m0 = initial_root merkle.
Definition no_collision : Prop := forall u v, looked_up (u ++ v ++ compress u v) -> length u = 8%nat -> length v = 8%nat ->
  forall h space label, in_tree h space label -> compress u v = hash_at compress m0 h space label -> (u, v) = preimage compress m0 h space label.
Hypothesis none_collides : no_collision.

Lemma free_of e : In e (envs (x_rooted x)) -> free_end e = if free then Fz 1 else Fz 0.
Proof. intros He. apply in_envs in He. destruct He as (i & _ & ->). exact free_is_said. Qed.

Lemma rooted_looks_up e m : In e (envs (x_rooted x)) -> In (m, Fz 1) (says RootedEndsAir e Bus.hash) -> looked_up m.
Proof. intros He Hm. exists RootedEndsAir, (x_rooted x), e. split; [right; now left|now split]. Qed.

Lemma leaf_looks_up e' : In e' leaf_envs -> at_cell e' 0 0 0 <> Fz 0 -> looked_up (values_of e' ++ zeros ++ hash_of e').
Proof.
  intros H _. destruct (in_leaf_envs e' H) as (e & (He & Hu) & Hs). apply (rooted_looks_up e _ He). rewrite rooted_ends_hash, Hu.
  destruct (hash_at_the_end e) as (H0 & H1). pose proof (free_of e He) as Hf. destruct Hs as [->| ->].
  - left. reflexivity.
  - assert (Ev : values_of (end_row_of e) = map (at_cell e 0 0) (seq (if free then 4 else 12) 8)) by reflexivity.
    assert (Eh : hash_of (end_row_of e) = end_hash e) by reflexivity. rewrite Ev, Eh. destruct free.
    + left. now rewrite (H1 Hf).
    + right. left. rewrite Hf, (H0 Hf). apply f_equal2; [reflexivity|ring].
Qed.

Lemma merkle_looks_up e m : In e (envs merkle) -> In (m, Fz 1) (says MemoryMerkleAir e Bus.hash) -> looked_up m.
Proof. intros He Hm. exists MemoryMerkleAir, merkle, e. split; [do 2 right; now left|now split]. Qed.

(** Each row starts its leaf with what is under the first root. *)
Theorem part_opens_before r : In r (rooted_ends (x_rooted x)) -> holds_leaf m0 (e_leaf r) (e_start r).
Proof.
  intros H. apply in_rooted_ends in H. destruct H as (e & He & ->). split; [exact (row_is_leaf e He)|split; [reflexivity|]].
  destruct (leaf_envs_in e He) as (Hs & _).
  exact (started_leaf_is_opened merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few
    compress looked_up hash_bus leaf_looks_up merkle_looks_up m0 m0_has_the_root none_collides (start_row e) Hs eq_refl).
Qed.

(** With a final root, each row ends it with what is under that, which is the root of the memory behind the part. *)
Theorem part_opens_behind m r : free = false -> In r (rooted_ends (x_rooted x)) -> holds_leaf (behind_part m) (e_leaf r) (e_final r).
Proof.
  intros Hf H. unfold behind_part. rewrite Hf. assert (Hin : In (e_leaf r, e_final r) part_leaves) by exact (in_map (fun r => (e_leaf r, e_final r)) _ _ H).
  destruct (part_leaves_in_range _ _ Hin) as (_ & H8). apply in_rooted_ends in H. destruct H as (e & He & ->).
  split; [exact (row_is_leaf e He)|split; [exact H8|]].
  exact (leaves_written part_leaves part_leaves_once part_leaves_in_range m _ _ Hin).
Qed.

Theorem root_behind_the_part : free = false -> root_of compress (behind_part m0) = final_root merkle.
Proof.
  intros Hf. assert (Eb : behind_part m0 = with_leaves part_leaves m0) by (unfold behind_part; now rewrite Hf).
  apply (final_root_is_opened merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few
    compress looked_up hash_bus leaf_looks_up merkle_looks_up m0 m0_has_the_root none_collides).
  - intros e' H Hd. destruct (in_leaf_envs e' H) as (e & He & [->| ->]); [now elim F_minus_one_not_one|].
    assert (Hr : In (rooted_row e) (rooted_ends (x_rooted x))) by (apply in_rooted_ends; eauto).
    pose proof (part_opens_behind m0 _ Hf Hr) as (_ & _ & Hm). unfold has_values, end_row_of. rewrite Hf. exact Hm.
  - intros a b Ha Hb Hno. destruct (leaf_named a b Ha Hb) as (Hl & Ea & Eb').
    assert (Hn : ~ In (Fz (a + 1), Fz b) (map e_leaf (rooted_ends (x_rooted x)))).
    { intros Hin. apply in_map_iff in Hin. destruct Hin as (r & El & Hr). apply in_rooted_ends in Hr. destruct Hr as (e & He & ->).
      destruct (leaf_envs_in e He) as (Hs & _). apply (Hno _ Hs eq_refl). cbn [rooted_row e_leaf] in El.
      change (val (fst (leaf_at 2 e 0) - 1)%F = a /\ val (snd (leaf_at 2 e 0)) = b). rewrite El. cbn [fst snd]. now split. }
    assert (H0 : holds_leaf m0 (Fz (a + 1), Fz b) (leaf_values m0 a b)).
    { split; [exact Hl|split; [apply leaf_values_length|]]. apply has_leaf_is; [apply leaf_values_length|]. cbn [fst snd]. now rewrite Ea, Eb'. }
    apply (part_keeps_others m0 _ _ Hn) in H0. destruct H0 as (_ & H8 & H0). apply has_leaf_is in H0; [|exact H8].
    cbn [fst snd] in H0. rewrite Ea, Eb' in H0. now symmetry.
Qed.
End Hashes.
End RootedTree.
