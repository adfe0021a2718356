(** A Merkle chip and the rows of another that answer for its leaves, in one proof: what the tree opens (Lemma 11 of
    docs/spec/memory-argument.md). A row starts a leaf (direction 1), ends one (-1) or is not in use, as the persistent boundary's do. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Run Air Trace Speaks Key Rules.
From Zkmem Require Import MemoryMerkleAir Tree Merkle MerkleTrace Roots PersistentRows.
Import ListNotations.
Open Scope Z_scope.

Lemma said_cons b a t k : said_on b (rows_of ((a, t) :: k)) = flat_map (fun e => says a e b) (envs t) ++ said_on b (rows_of k).
Proof.
  change (rows_of ((a, t) :: k)) with (map (pair a) (envs t) ++ rows_of k). rewrite said_on_app. f_equal.
  unfold said_on. induction (envs t) as [|e l IH]; [reflexivity|]. cbn [map flat_map fst snd]. now rewrite IH.
Qed.

Lemma said_nothing b a t : (forall e, says a e b = []) -> flat_map (fun e => says a e b) (envs t) = [].
Proof. intros H. induction (envs t) as [|e l IH]; [reflexivity|]. cbn [flat_map]. now rewrite H. Qed.

Lemma split_front (x y x' y' : list F) : length x = length x' -> x ++ y = x' ++ y' -> x = x' /\ y = y'.
Proof.
  revert x'. induction x as [|u x IH]; intros [|u' x'] Hl E; try discriminate; [auto|].
  injection Hl as Hl. injection E as -> E. destruct (IH x' Hl E) as (-> & ->). auto.
Qed.

Lemma split_message (x y z x' y' z' : list F) : length x = length x' -> length y = length y' ->
  x ++ y ++ z = x' ++ y' ++ z' -> x = x' /\ y = y' /\ z = z'.
Proof.
  intros Hx Hy E. destruct (split_front _ _ _ _ Hx E) as (-> & E'). destruct (split_front _ _ _ _ Hy E') as (-> & ->). auto.
Qed.

Lemma square_is_one e : at_cell e 0 0 0 = Fz 1 \/ at_cell e 0 0 0 = Fz (-1) -> (at_cell e 0 0 0 * at_cell e 0 0 0)%F = Fz 1.
Proof. intros [->| ->]; rewrite Fz_mul; reflexivity. Qed.

Lemma signed_not_zero x : (x = Fz 0 \/ x = Fz 1 \/ x = Fz (-1)) -> x <> Fz 0 -> x = Fz 1 \/ x = Fz (-1).
Proof. intros [H|[H|H]]; auto. contradiction. Qed.

(** The memory m has the values with which a row starts its leaf, or ends it. *)
Definition has_values (m : memory) (e : env) : Prop :=
  forall c v t, In (c, (v, t)) (leaf_tokens (leaf_of e) (values_of e)) -> m c = v.

(** A leaf's values, as a row has them and as the tree has them. *)
Lemma leaf_tokens_are e : leaf_tokens (leaf_of e) (values_of e) =
  map (fun i => ((at_cell e 0 0 1, (at_cell e 0 0 2 * Fz 8 + Fz (Z.of_nat i))%F), (at_cell e 0 0 (3 + i), 0))) (seq 0 8).
Proof.
  unfold leaf_tokens, leaf_of, values_of. cbn [map seq tokens fst snd Nat.add Z.of_nat Pos.of_succ_nat Pos.succ].
  repeat match goal with
  | |- @eq F _ _ => first [reflexivity | ring]
  | |- (_ :: _) = (_ :: _) => apply f_equal2
  | |- (_, _) = (_, _) => apply f_equal2
  | |- _ => reflexivity
  end.
Qed.

Lemma has_values_is m e : has_values m e <-> values_of e = leaf_values m (val (at_cell e 0 0 1 - 1)%F) (val (at_cell e 0 0 2)).
Proof.
  unfold has_values, leaf_values. rewrite leaf_tokens_are, Fz_val.
  assert (Es : Fz (val (at_cell e 0 0 1 - 1)%F + 1) = at_cell e 0 0 1) by (rewrite <- Fz_add, Fz_val; ring). rewrite Es.
  unfold values_of. change (seq 3 8) with (map (fun i => (3 + i)%nat) (seq 0 8)). rewrite map_map. split.
  - intros H. apply map_ext_in. intros i Hi. symmetry. apply (H _ _ 0). apply in_map_iff. exists i. auto.
  - intros H c v t Hin. apply in_map_iff in Hin. destruct Hin as (i & E & Hi). injection E as <- <- _.
    assert (Hall : forall l, map (fun x => at_cell e 0 0 (3 + x)) l = map (fun x => m (at_cell e 0 0 1, (at_cell e 0 0 2 * Fz 8 + Fz (Z.of_nat x))%F)) l ->
      In i l -> at_cell e 0 0 (3 + i) = m (at_cell e 0 0 1, (at_cell e 0 0 2 * Fz 8 + Fz (Z.of_nat i))%F)).
    { induction l as [|x l IH]; intros El Hl; [contradiction|]. cbn [map] in El. injection El as E1 E2. destruct Hl as [->|Hl]; auto. }
    symmetry. exact (Hall _ H Hi).
Qed.

Section Opening.
Variable merkle : trace.
Variable leaf_envs : list env.
Hypothesis merkle_holds : trace_holds MemoryMerkleAir merkle.
Hypothesis merkle_is_there : (0 < height merkle)%nat.
Hypothesis merkle_few : Z.of_nat (height merkle) < p.
Hypothesis leaf_env_signed : forall e, In e leaf_envs -> signed_direction e.

(** What both say on the Merkle bus, on which nobody else speaks. *)
Definition tree_leaves : list tree_leaf := flat_map tree_leaf_of leaf_envs.
Definition leaves_say : list (list F * F) := flat_map leaf_says leaf_envs.
Definition merkle_said : list (list F * F) := leaves_say ++ flat_map (fun e => says MemoryMerkleAir e Bus.merkle) (envs merkle).
Hypothesis said_balances : balances list_F_dec merkle_said.
Hypothesis said_few : Z.of_nat (length merkle_said) < p.

Lemma merkle_rows_bits e : In e (envs merkle) -> merkle_facts e /\ is_bit (at_cell e 0 0 4) /\ is_bit (at_cell e 0 0 1).
Proof. exact (row_bits merkle merkle_holds merkle_is_there merkle_few e). Qed.

Lemma merkle_said_signed : Forall is_signed merkle_said.
Proof.
  unfold merkle_said. apply Forall_app. split; apply Forall_forall; intros x Hx; apply in_flat_map in Hx; destruct Hx as (e & He & Hx).
  - pose proof (leaf_signed e (leaf_env_signed e He)) as H. rewrite Forall_forall in H. auto.
  - destruct (merkle_rows_bits e He) as (Hf & Hr & _). pose proof (merkle_signed e Hf Hr) as H. rewrite Forall_forall in H. auto.
Qed.

Lemma merkle_net d k : sumZ (fun e => net (node_key d k) (leaf_says e)) leaf_envs +
  sumZ (fun e => net (node_key d k) (says MemoryMerkleAir e Bus.merkle)) (envs merkle) = 0.
Proof.
  assert (Hn : forall f l, sumZ (fun e : env => net (node_key d k) (f e)) l = net (node_key d k) (flat_map f l)).
  { intros f l. unfold net. now rewrite sumZ_flat_map. }
  rewrite !Hn. rewrite <- net_app. fold leaves_say. fold merkle_said. apply net_zero; [exact said_balances|exact merkle_said_signed|exact said_few].
Qed.

Lemma leaves_net d k : sumZ (says_leaf d k) tree_leaves = sign d * sumZ (fun e => net (node_key d k) (leaf_says e)) leaf_envs.
Proof.
  unfold tree_leaves. rewrite sumZ_flat_map. assert (Hs := leaf_env_signed). revert Hs. generalize leaf_envs as es. intros es Hs. induction es as [|e l IH]; [cbn; lia|].
  cbn [sumZ]. rewrite (leaf_is_said e d k) by (apply Hs; now left). rewrite IH by (intros; apply Hs; now right). lia.
Qed.

Lemma merkle_bus d k : sumZ (says_itself d k) (tree_rows merkle) + sumZ (says_leaf d k) tree_leaves <=
  sumZ (says_children d k) (tree_rows merkle).
Proof.
  pose proof (tree_says merkle merkle_holds merkle_is_there merkle_few d k) as H.
  pose proof (merkle_net d k) as Hn. rewrite leaves_net. nia.
Qed.

Lemma tree_1 : forall r, In r (tree_rows merkle) -> t_height r <> Fz 0.
Proof. intros r. apply tree_heights; auto using merkle_holds, merkle_is_there, merkle_few. Qed.
Lemma tree_2 : forall r, In r (tree_rows merkle) -> t_root r = true -> t_at r = (Fz 29, Fz 0, Fz 0).
Proof. intros r. apply tree_root_place; auto using merkle_holds, merkle_is_there, merkle_few. Qed.
Lemma tree_3 : forall d, sumZ (fun r => if eqb (t_initial r) d && t_root r then 1 else 0) (tree_rows merkle) <= 1.
Proof. intros d. apply tree_one_root; auto using merkle_holds, merkle_is_there, merkle_few. Qed.
Lemma tree_4 : forall r, In r (tree_rows merkle) -> val (t_height r) <= 29 -> t_upper r = (27 <=? val (t_height r)).
Proof. intros r. apply tree_sections; auto using merkle_holds, merkle_is_there, merkle_few. Qed.

(** Each leaf is of a space and a label that there may be, and is started once, and ended once. *)
Theorem leaf_is_possible e : In e leaf_envs -> at_cell e 0 0 0 <> Fz 0 ->
  val (fst (leaf_of e) - 1)%F < 8 /\ below (2 ^ 26) (snd (leaf_of e)).
Proof.
  intros He Hd. assert (Hl : exists d, In (TreeLeaf d (at_cell e 0 0 1 - 1)%F (at_cell e 0 0 2)) tree_leaves).
  { unfold tree_leaves. pose proof (leaf_env_signed e He) as Hs. destruct Hs as [E|[E|E]]; [contradiction|exists true|exists false];
      apply in_flat_map; exists e; (split; [assumption|]); unfold tree_leaf_of, of_direction; rewrite E.
    - destruct (F_eq_dec (Fz 1) (Fz 1)); [now left|congruence].
    - pose proof F_minus_one_not_one. destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|].
      destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [now left|congruence]. }
  destruct Hl as (d & Hl).
  exact (leaf_in_range (tree_rows merkle) tree_leaves tree_1 tree_2 tree_3 tree_4 merkle_bus _ Hl).
Qed.

Theorem leaf_is_taken_once d l : sumZ (fun e => if F_eq_dec (at_cell e 0 0 0) (dir d) then if cell_dec (leaf_of e) l then 1 else 0 else 0) leaf_envs <= 1.
Proof.
  pose proof (leaf_once (tree_rows merkle) tree_leaves tree_1 tree_2 tree_3 tree_4 merkle_bus d (Fz 0, (fst l - 1)%F, snd l) eq_refl) as H.
  unfold tree_leaves in H. rewrite sumZ_flat_map in H. apply Z.le_trans with (2 := H). clear H.
  assert (Hs := leaf_env_signed). revert Hs. generalize leaf_envs as es. intros es Hs. induction es as [|e r IH]; [cbn; lia|]. cbn [sumZ].
  assert (IH' := IH (fun x Hx => Hs x (or_intror Hx))). clear IH.
  assert (H1 : (if F_eq_dec (at_cell e 0 0 0) (dir d) then if cell_dec (leaf_of e) l then 1 else 0 else 0) <=
    sumZ (says_leaf d (Fz 0, (fst l - 1)%F, snd l)) (tree_leaf_of e)); [|lia].
  assert (Hz : 0 <= sumZ (says_leaf d (Fz 0, (fst l - 1)%F, snd l)) (tree_leaf_of e)) by (apply sumZ_nonneg; intros; apply leaf_nonneg).
  destruct (F_eq_dec (at_cell e 0 0 0) (dir d)) as [E|]; [|exact Hz]. destruct (cell_dec (leaf_of e) l) as [<-|]; [|exact Hz].
  unfold tree_leaf_of, of_direction. rewrite E. pose proof F_minus_one_not_one.
  destruct d; cbn [dir].
  - destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. cbn [sumZ]. unfold says_leaf, l_at, leaf_of. cbn. rewrite here_is_self. lia.
  - destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence].
    cbn [sumZ]. unfold says_leaf, l_at, leaf_of. cbn. rewrite here_is_self. lia.
Qed.

(** *** What hashes say. *)
Section Hashes.
Variable compress : list F -> list F -> list F.
(** What rows of the proof look up on the bus of hashes, which is right (the hash chip's part). *)
Variable looked_up : list F -> Prop.
Hypothesis hash_bus : forall m, looked_up m -> exists x y, length x = 8%nat /\ length y = 8%nat /\ m = x ++ y ++ compress x y.
Hypothesis leaf_looks_up : forall e, In e leaf_envs -> at_cell e 0 0 0 <> Fz 0 -> looked_up (values_of e ++ zeros ++ hash_of e).
Hypothesis merkle_looks_up : forall e m, In e (envs merkle) -> In (m, Fz 1) (says MemoryMerkleAir e Bus.hash) -> looked_up m.

Definition initial_root : list F := map (publics merkle) (seq 0 8).
Definition final_root : list F := map (publics merkle) (seq 8 8).

(** The memory at the start has the initial root, and no row looks up another preimage of one of its nodes' hashes. *)
Variable m0 : memory.
Hypothesis m0_has_the_root : root_of compress m0 = initial_root.
Hypothesis no_collision : forall x y, looked_up (x ++ y ++ compress x y) -> length x = 8%nat -> length y = 8%nat ->
  forall h space label, in_tree h space label -> compress x y = hash_at compress m0 h space label -> (x, y) = preimage compress m0 h space label.

Lemma leaf_hash_is e : In e leaf_envs -> at_cell e 0 0 0 <> Fz 0 -> hash_of e = compress (values_of e) zeros.
Proof.
  intros He Hd. destruct (hash_bus _ (leaf_looks_up e He Hd)) as (x & y & Hx & Hy & E).
  destruct (split_message (values_of e) zeros (hash_of e) x y (compress x y)) as (-> & -> & ->); try assumption;
    [now rewrite Hx|now rewrite Hy|reflexivity].
Qed.

Lemma node_looks_up e : In e (envs merkle) -> at_cell e 0 0 0 <> Fz 0 -> looked_up (child_hash false e ++ child_hash true e ++ parent_hash e).
Proof.
  intros He Hd. apply (merkle_looks_up e _ He). destruct (merkle_rows_bits e He) as ([Hs _ _ _ _ _ _ _ _ _ _ _ _ _] & _).
  rewrite merkle_hash, (square_is_one e (signed_not_zero _ Hs Hd)). now left.
Qed.

Lemma node_hash_is e : In e (envs merkle) -> at_cell e 0 0 0 <> Fz 0 -> parent_hash e = compress (child_hash false e) (child_hash true e).
Proof.
  intros He Hd. destruct (hash_bus _ (node_looks_up e He Hd)) as (x & y & Hx & Hy & E).
  destruct (split_message (child_hash false e) (child_hash true e) (parent_hash e) x y (compress x y)) as (-> & -> & ->); try assumption;
    [now rewrite Hx|now rewrite Hy|reflexivity].
Qed.

Lemma roots_said e : In e (envs merkle) -> at_cell e 0 0 4 = Fz 1 ->
  (at_cell e 0 0 0 = Fz 1 -> parent_hash e = initial_root) /\ (at_cell e 0 0 0 = Fz (-1) -> parent_hash e = final_root).
Proof.
  intros He Hr. apply in_envs in He. destruct He as (i & Hi & ->). rewrite here in Hr by assumption.
  destruct (merkle_roots _ (merkle_holds 0%nat merkle_is_there) eq_refl) as (H0 & H1).
  pose proof (two_rows merkle merkle_holds merkle_is_there) as H2. pose proof F_minus_one_not_one.
  destruct (roots_are merkle merkle_holds merkle_is_there merkle_few i Hi Hr) as [(-> & Ed)|(-> & Ed)]; rewrite here by assumption;
    rewrite Ed; split; intros E; try congruence.
  - exact H0.
  - change final_root with (map (at_public (row_env merkle 0)) (seq 8 8)). rewrite <- H1. unfold parent_hash. apply map_ext. intros k. now rewrite here, next by assumption.
Qed.

Lemma a_final_root : exists e, In e (envs merkle) /\ at_cell e 0 0 0 = Fz (-1) /\ at_cell e 0 0 4 = Fz 1.
Proof.
  pose proof (two_rows merkle merkle_holds merkle_is_there) as H2.
  destruct (first_facts merkle merkle_holds merkle_is_there) as (_ & Hr0 & _).
  pose proof (row_1_is_root merkle merkle_holds merkle_is_there) as Hr1.
  destruct (root_pair merkle merkle_holds merkle_is_there 0 ltac:(lia) Hr0 Hr1) as (_ & Hd).
  exists (row_env merkle 1). split; [apply in_envs; eauto|]. rewrite !here by lia. auto.
Qed.

Lemma merkle_bus_same k : sumZ (says_itself true k) (tree_rows merkle) + sumZ (says_same k) (envs merkle) + sumZ (says_leaf true k) tree_leaves <=
  sumZ (says_children true k) (tree_rows merkle).
Proof.
  pose proof (merkle_net true k) as Hn. rewrite leaves_net. cbn [sign]. unfold tree_rows. rewrite !sumZ_flat_map.
  assert (H : sumZ (fun e => sumZ (says_itself true k) (tree_row_of e)) (envs merkle) + sumZ (says_same k) (envs merkle) -
    sumZ (fun e => sumZ (says_children true k) (tree_row_of e)) (envs merkle) <=
    sumZ (fun e => net (node_key true k) (says MemoryMerkleAir e Bus.merkle)) (envs merkle)); [|lia].
  assert (Hb := merkle_rows_bits). clear Hn. revert Hb. generalize (envs merkle) as es. intros es Hb. induction es as [|e l IH]; [cbn; lia|]. cbn [sumZ].
  destruct (Hb e (or_introl eq_refl)) as (Hf & Hr & Hs). pose proof (merkle_says_same e k Hf Hr Hs).
  specialize (IH (fun e' He' => Hb e' (or_intror He'))). lia.
Qed.

Lemma merkle_permutation : Permutation (sent merkle_said) (received merkle_said).
Proof. apply (counts_are_integers list_F_dec); [exact said_balances|exact merkle_said_signed|exact said_few]. Qed.

Lemma collides_not h a b : in_tree h a b ->
  (forall e, In e (envs merkle) -> at_cell e 0 0 0 = Fz 1 -> compress (child_hash false e) (child_hash true e) = hash_at compress m0 h a b ->
     child_hash false e = fst (preimage compress m0 h a b) /\ child_hash true e = snd (preimage compress m0 h a b)) /\
  (forall e, In e leaf_envs -> at_cell e 0 0 0 = Fz 1 -> compress (values_of e) zeros = hash_at compress m0 h a b ->
     values_of e = fst (preimage compress m0 h a b)).
Proof.
  intros Ht. pose proof F_one_not_zero as Hnz. split; intros e He Hd E.
  - assert (Hd' : at_cell e 0 0 0 <> Fz 0) by congruence. pose proof (node_looks_up e He Hd') as Hs. rewrite (node_hash_is e He Hd') in Hs.
    rewrite <- (no_collision _ _ Hs eq_refl eq_refl h a b Ht E). split; reflexivity.
  - assert (Hd' : at_cell e 0 0 0 <> Fz 0) by congruence. pose proof (leaf_looks_up e He Hd') as Hs.
    rewrite (leaf_hash_is e He Hd') in Hs. rewrite <- (no_collision _ _ Hs eq_refl eq_refl h a b Ht E). reflexivity.
Qed.

(** A leaf that a row starts has the values of the memory under the initial root. *)
Theorem started_leaf_is_opened e : In e leaf_envs -> at_cell e 0 0 0 = Fz 1 -> has_values m0 e.
Proof.
  intros He Hd. apply has_values_is.
  exact (initial_values compress (envs merkle) leaf_envs merkle_rows_bits merkle_permutation tree_1 tree_2 tree_3 tree_4 merkle_bus
    leaf_hash_is node_hash_is initial_root final_root roots_said m0 m0_has_the_root collides_not e He Hd).
Qed.

(** A memory that has what rows end their leaves with, and what the one before had in others, has the final root. *)
Theorem final_root_is_opened m1 : (forall e, In e leaf_envs -> at_cell e 0 0 0 = Fz (-1) -> has_values m1 e) ->
  (forall a b, 0 <= a < 8 -> 0 <= b < 2 ^ 26 ->
    (forall e, In e leaf_envs -> at_cell e 0 0 0 = Fz 1 -> ~ (val (at_cell e 0 0 1 - 1)%F = a /\ val (at_cell e 0 0 2) = b)) ->
    leaf_values m1 a b = leaf_values m0 a b) ->
  root_of compress m1 = final_root.
Proof.
  intros Hf Ho.
  apply (final_root_is_right compress (envs merkle) leaf_envs merkle_rows_bits merkle_permutation tree_1 tree_2 tree_3 tree_4 merkle_bus
    merkle_bus_same leaf_hash_is node_hash_is initial_root final_root roots_said m0 m0_has_the_root collides_not); [|exact Ho|exact a_final_root].
  intros e He Hd. apply has_values_is. now apply Hf.
Qed.
End Hashes.
End Opening.
