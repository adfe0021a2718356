(** From the constraints of the key to the theorem: the statement about a log between roots, profile `hybrid`, default
    configuration (Lemma 11 of docs/spec/memory-argument.md).

    The hash chip is not here: it speaks on the bus of hashes alone, and what is looked up there is a premise. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Run Air Trace Speaks Key SpaceTables Rules.
From Zkmem Require Import PersistentBoundaryAir_1 PersistentBoundaryAir_2 PersistentBoundaryAir_4 PersistentBoundaryAir_8.
From Zkmem Require Import MemoryMerkleAir.
From Zkmem Require Import Tree Merkle MerkleTrace Roots Chain PersistentRows Opening Persistent_1 Persistent_2 Persistent_4 Persistent_8 Assembly.
Import ListNotations.
Open Scope Z_scope.

Section PersistentSegment.
Variables connector boundary1 boundary2 boundary4 boundary8 merkle log1 log2 log4 log8 log16 log32 inc : trace.
Variables adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges : trace.

Definition leaf_chips : list chip :=
  [(PersistentBoundaryAir_1, boundary1, persistent_shows 1 8); (PersistentBoundaryAir_2, boundary2, persistent_shows 2 4);
   (PersistentBoundaryAir_4, boundary4, persistent_shows 4 2); (PersistentBoundaryAir_8, boundary8, persistent_shows 8 1)].
Definition boundary : list chip := leaf_chips ++ [(MemoryMerkleAir, merkle, fun _ => silent)].
Definition persistent_key : key := the_key connector log1 log2 log4 log8 log16 log32 inc
  adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks boundary.

(** The premises. *)
Hypothesis all_hold : key_holds persistent_key.
Hypothesis all_balance : forall b, In b (Bus.merkle :: segment_buses) -> balances list_F_dec (said_on b (rows_of persistent_key)).
Hypothesis all_weights : forall b, In b (Bus.merkle :: segment_buses) -> total_weight b persistent_key < p.
Hypothesis all_heights : forall a t, In (a, t) persistent_key -> Z.of_nat (height t) < p.
Hypothesis connector_is_there : (0 < height connector)%nat.
Hypothesis merkle_is_there : (0 < height merkle)%nat.

Definition persistent_log : list access := sort (the_accesses log1 log2 log4 log8 log16 log32).

(** Rows of the boundary chips. *)
Definition leaf_envs : list env := envs boundary1 ++ envs boundary2 ++ envs boundary4 ++ envs boundary8.
Definition starts_leaf (e : env) : Prop := In e leaf_envs /\ at_cell e 0 0 0 = Fz 1.
Definition ends_leaf (e : env) : Prop := In e leaf_envs /\ at_cell e 0 0 0 = Fz (-1).

Lemma in_boundary_key a t f : In (a, t, f) boundary -> trace_holds a t.
Proof. intros H. apply all_hold. exact (boundary_in_key _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ H). Qed.

Lemma holds_in a t f e : In (a, t, f) boundary -> In e (envs t) -> holds a e.
Proof. intros H He. apply in_boundary_key in H. apply in_envs in He. destruct He as (i & Hi & ->). exact (H i Hi). Qed.

Ltac by_boundary := let a := fresh in let t := fresh in let f := fresh in let H := fresh in
  intros a t f [H|[H|[H|[H|[H|[]]]]]]; injection H as <- <- <-.

Lemma boundary_counts : forall a t f, In (a, t, f) boundary ->
  each_counts Bus.memory a /\ each_counts Bus.range a /\ each_counts Bus.clock a /\ each_counts Bus.spaces a /\
  each_counts Bus.block_times a.
Proof. by_boundary; repeat split; apply each_counts_by; vm_compute; reflexivity. Qed.

Lemma boundary_bits : forall a t f, In (a, t, f) boundary -> forall e, trace_holds a t -> In e (envs t) ->
  counts_bits (says a e Bus.range) /\ counts_bits (says a e Bus.spaces) /\ counts_bits (says a e Bus.block_times).
Proof. by_boundary; intros e _ _; repeat split; apply Forall_nil. Qed.

Lemma boundary_speaks : forall a t f, In (a, t, f) boundary -> forall e, trace_holds a t -> In e (envs t) ->
  exists rows, speaks a e (f e) rows.
Proof.
  by_boundary; intros e Hh He; apply in_envs in He; destruct He as (i & Hi & ->).
  - exact (persistent_1 _ (Hh i Hi)).
  - exact (persistent_2 _ (Hh i Hi)).
  - exact (persistent_4 _ (Hh i Hi)).
  - exact (persistent_8 _ (Hh i Hi)).
  - apply nothing_is_said; reflexivity.
Qed.

Lemma shows_no_access : forall a t f, In (a, t, f) boundary -> forall e, accessed (f e) = [].
Proof.
  by_boundary; intros e; try reflexivity; unfold persistent_shows, of_direction;
    destruct (F_eq_dec _ _); try reflexivity; destruct (F_eq_dec _ _); reflexivity.
Qed.

(** *** The Merkle bus. *)

Lemma leaf_env_signed e : In e leaf_envs -> signed_direction e.
Proof.
  unfold leaf_envs. rewrite !in_app_iff. intros [H|[H|[H|H]]].
  - apply persistent_1_signed. apply (holds_in _ boundary1 (persistent_shows 1 8)); [now left|assumption].
  - apply persistent_2_signed. apply (holds_in _ boundary2 (persistent_shows 2 4)); [right; now left|assumption].
  - apply persistent_4_signed. apply (holds_in _ boundary4 (persistent_shows 4 2)); [do 2 right; now left|assumption].
  - apply persistent_8_signed. apply (holds_in _ boundary8 (persistent_shows 8 1)); [do 3 right; now left|assumption].
Qed.

Lemma said_on_merkle : said_on Bus.merkle (rows_of persistent_key) =
  leaves_say leaf_envs ++ flat_map (fun e => says MemoryMerkleAir e Bus.merkle) (envs merkle).
Proof.
  unfold persistent_key, the_key, speakers, boundary, range_table_of_key. unfold key_of at 1. rewrite map_app.
  cbn [leaf_chips others log_chips adapters quiet accessing key_of map fst app clock_ends time_table space_table_of_key range_table_of_key].
  rewrite !said_cons.
  rewrite !(said_nothing _ AccessLogAir_1.AccessLogAir_1), !(said_nothing _ AccessLogAir_2.AccessLogAir_2),
    !(said_nothing _ AccessLogAir_4.AccessLogAir_4), !(said_nothing _ AccessLogAir_8.AccessLogAir_8),
    !(said_nothing _ AccessLogAir_16.AccessLogAir_16), !(said_nothing _ AccessLogAir_32.AccessLogAir_32),
    !(said_nothing _ IncAir.IncAir), !(said_nothing _ AccessAdapterAir_2.AccessAdapterAir_2),
    !(said_nothing _ AccessAdapterAir_4.AccessAdapterAir_4), !(said_nothing _ AccessAdapterAir_8.AccessAdapterAir_8),
    !(said_nothing _ AccessAdapterAir_16.AccessAdapterAir_16), !(said_nothing _ AccessAdapterAir_32.AccessAdapterAir_32),
    !(said_nothing _ ClockConnectorAir.ClockConnectorAir), !(said_nothing _ BlockTimeAir.BlockTimeAir),
    !(said_nothing _ table_without_blocks), !(said_nothing _ VariableRangeCheckerAir.VariableRangeCheckerAir)
    by (intros; reflexivity).
  unfold leaves_say, leaf_envs. rewrite !flat_map_app, <- !app_assoc.
  assert (L1 := flat_map_same _ _ (envs boundary1) (fun e _ => persistent_1_leaf e)).
  assert (L2 := flat_map_same _ _ (envs boundary2) (fun e _ => persistent_2_leaf e)).
  assert (L4 := flat_map_same _ _ (envs boundary4) (fun e _ => persistent_4_leaf e)).
  assert (L8 := flat_map_same _ _ (envs boundary8) (fun e _ => persistent_8_leaf e)).
  cbv beta in L1, L2, L4, L8. rewrite L1, L2, L4, L8.
  cbn [app]. unfold said_on. cbn [rows_of flat_map]. rewrite !app_nil_r. reflexivity.
Qed.

Lemma merkle_holds : trace_holds MemoryMerkleAir merkle.
Proof. apply (in_boundary_key _ _ (fun _ => silent)). do 4 right. now left. Qed.

Lemma merkle_few : Z.of_nat (height merkle) < p.
Proof.
  apply (all_heights MemoryMerkleAir). apply (boundary_in_key _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ (fun _ => silent)).
  do 4 right. now left.
Qed.

Lemma merkle_each_counts a t : In (a, t) persistent_key -> each_counts Bus.merkle a.
Proof.
  unfold persistent_key, the_key, speakers, boundary, range_table_of_key. unfold key_of at 1. rewrite map_app.
  cbn [leaf_chips others log_chips adapters quiet accessing key_of map fst app clock_ends time_table space_table_of_key range_table_of_key In].
  intros H. repeat (destruct H as [H|H]; [injection H as <- <-; apply each_counts_by; vm_compute; reflexivity|]). contradiction.
Qed.

Notation said := (merkle_said merkle leaf_envs).
Lemma said_balances : balances list_F_dec said.
Proof. unfold merkle_said. rewrite <- said_on_merkle. apply all_balance. now left. Qed.
Lemma said_few : Z.of_nat (length said) < p.
Proof. unfold merkle_said. rewrite <- said_on_merkle, said_length; [apply all_weights; now left|exact merkle_each_counts]. Qed.

(** Each leaf is of a space and a label that there may be, and is started once, and ended once. *)
Theorem leaf_is_possible e : In e leaf_envs -> at_cell e 0 0 0 <> Fz 0 ->
  val (fst (leaf_of e) - 1)%F < 8 /\ below (2 ^ 26) (snd (leaf_of e)).
Proof. exact (Opening.leaf_is_possible merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few e). Qed.

Theorem leaf_is_taken_once d l : sumZ (fun e => if F_eq_dec (at_cell e 0 0 0) (dir d) then if cell_dec (leaf_of e) l then 1 else 0 else 0) leaf_envs <= 1.
Proof. exact (Opening.leaf_is_taken_once merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few d l). Qed.

(** *** The cells of leaves. *)
Definition leaf_cells (d : bool) (e : env) : list (cell * token) :=
  if F_eq_dec (at_cell e 0 0 0) (dir d) then leaf_tokens (leaf_of e) (values_of e) else [].

Lemma tokens_are_leaves (size n : nat) (a : air) t : (forall e,
    map without_time (flat_map tokens_of (leaf_blocks size n e)) = map without_time (leaf_tokens (leaf_of e) (values_of e))) ->
  map without_time (flat_map tokens_of (flat_map begun (map (persistent_shows size n) (envs t)))) =
    flat_map (fun e => map without_time (leaf_cells true e)) (envs t) /\
  map without_time (flat_map tokens_of (flat_map ended (map (persistent_shows size n) (envs t)))) =
    flat_map (fun e => map without_time (leaf_cells false e)) (envs t).
Proof.
  intros H. induction (envs t) as [|e l (IH1 & IH2)]; [split; reflexivity|]. cbn [map flat_map].
  rewrite !flat_map_app, !map_app, IH1, IH2. pose proof F_minus_one_not_one.
  unfold persistent_shows, leaf_cells, of_direction. cbn [dir].
  destruct (F_eq_dec (at_cell e 0 0 0) (Fz 1)) as [E|N].
  - rewrite E. destruct (F_eq_dec (Fz 1) (Fz (-1))); [congruence|]. cbn [begun ended flat_map map app]. rewrite H. split; reflexivity.
  - destruct (F_eq_dec (at_cell e 0 0 0) (Fz (-1))) as [E'|N']; cbn [begun ended silent flat_map map app]; rewrite ?H; split; reflexivity.
Qed.

Lemma shown_are_leaves :
  map without_time (flat_map tokens_of (flat_map begun (shown_by boundary))) = flat_map (fun e => map without_time (leaf_cells true e)) leaf_envs /\
  map without_time (flat_map tokens_of (flat_map ended (shown_by boundary))) = flat_map (fun e => map without_time (leaf_cells false e)) leaf_envs.
Proof.
  unfold shown_by. cbn [boundary leaf_chips app flat_map fst snd]. rewrite !app_nil_r.
  destruct (tokens_are_leaves 1 8 PersistentBoundaryAir_1 boundary1 persistent_1_cells) as (A1 & B1).
  destruct (tokens_are_leaves 2 4 PersistentBoundaryAir_2 boundary2 persistent_2_cells) as (A2 & B2).
  destruct (tokens_are_leaves 4 2 PersistentBoundaryAir_4 boundary4 persistent_4_cells) as (A4 & B4).
  destruct (tokens_are_leaves 8 1 PersistentBoundaryAir_8 boundary8 persistent_8_cells) as (A8 & B8).
  assert (Hq : forall g : shows -> list block, g silent = [] -> flat_map g (map (fun _ : env => silent) (envs merkle)) = []).
  { intros g Hg. induction (envs merkle) as [|e l IH]; [reflexivity|]. cbn [map flat_map]. now rewrite Hg. }
  unfold leaf_envs. rewrite !flat_map_app, !map_app, !Hq by reflexivity. cbn [flat_map map]. rewrite !app_nil_r.
  rewrite A1, A2, A4, A8, B1, B2, B4, B8. split; reflexivity.
Qed.

Lemma length_without_time c (l : list (cell * token)) : length (of_cell c l) = length (of_cell c (map without_time l)).
Proof.
  induction l as [|[c' x] l IH]; [reflexivity|]. cbn [map without_time of_cell fst snd]. destruct (cell_dec c' c); cbn [length]; now rewrite IH.
Qed.

Lemma count_of_cell {A B} (f : A -> list (cell * B)) c l :
  Z.of_nat (length (of_cell c (flat_map f l))) = sumZ (fun x => Z.of_nat (length (of_cell c (f x)))) l.
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map sumZ]. rewrite of_cell_app, app_length, <- IH. lia. Qed.

(** A cell is started by one row at most, and once. *)
Lemma leaf_cells_once d c : (length (of_cell c (flat_map (leaf_cells d) leaf_envs)) <= 1)%nat.
Proof.
  assert (H : Z.of_nat (length (of_cell c (flat_map (leaf_cells d) leaf_envs))) <= 1); [|lia].
  rewrite count_of_cell.
  destruct (of_cell c (flat_map (leaf_cells d) leaf_envs)) as [|x xs] eqn:E.
  - rewrite <- count_of_cell, E. cbn. lia.
  - assert (Hx : In x (of_cell c (flat_map (leaf_cells d) leaf_envs))) by (rewrite E; now left). clear E.
    apply of_cell_in in Hx. apply in_flat_map in Hx. destruct Hx as (e0 & He0 & Hx).
    unfold leaf_cells in Hx. destruct (F_eq_dec (at_cell e0 0 0 0) (dir d)) as [E0|]; [|contradiction].
    apply Z.le_trans with (2 := leaf_is_taken_once d (leaf_of e0)).
    assert (Hp : forall e, In e leaf_envs -> at_cell e 0 0 0 = dir d -> below (2 ^ 26) (snd (leaf_of e))).
    { intros e He Ed. apply leaf_is_possible; [assumption|]. rewrite Ed. destruct d; cbn [dir]; [apply F_one_not_zero|apply F_minus_one_not_zero]. }
    assert (Hp0 := Hp e0 He0 E0). clear He0. induction leaf_envs as [|e l IH]; [cbn; lia|]. cbn [sumZ].
    assert (IH' := IH (fun e' H => Hp e' (or_intror H))). clear IH.
    assert (Hle : Z.of_nat (length (of_cell c (leaf_cells d e))) <=
      (if F_eq_dec (at_cell e 0 0 0) (dir d) then if cell_dec (leaf_of e) (leaf_of e0) then 1 else 0 else 0)); [|lia].
    unfold leaf_cells. destruct (F_eq_dec (at_cell e 0 0 0) (dir d)) as [Ed|]; [|cbn; lia].
    assert (H1 : (length (of_cell c (leaf_tokens (leaf_of e) (values_of e))) <= 1)%nat) by (apply tokens_once; unfold values_of; rewrite map_length, seq_length; unfold p; lia).
    destruct (cell_dec (leaf_of e) (leaf_of e0)) as [|Hne]; [lia|].
    destruct (of_cell c (leaf_tokens (leaf_of e) (values_of e))) as [|y ys] eqn:Ey; [cbn; lia|exfalso].
    assert (Hy : In y (of_cell c (leaf_tokens (leaf_of e) (values_of e)))) by (rewrite Ey; now left). apply of_cell_in in Hy.
    apply Hne. eapply one_leaf; [| | | |exact Hy|exact Hx]; try reflexivity; [apply Hp; [now left|assumption]|assumption].
Qed.

Lemma in_leaf_cells d c v : In (c, v) (flat_map (fun e => map without_time (leaf_cells d e)) leaf_envs) <->
  exists e t, In e leaf_envs /\ at_cell e 0 0 0 = dir d /\ In (c, (v, t)) (leaf_tokens (leaf_of e) (values_of e)).
Proof.
  rewrite in_flat_map. split.
  - intros (e & He & H). apply in_map_iff in H. destruct H as ([c' [v' t]] & E & H). unfold without_time in E. cbn in E. injection E as -> ->.
    unfold leaf_cells in H. destruct (F_eq_dec _ _); [|contradiction]. eauto.
  - intros (e & t & He & Ed & H). exists e. split; [assumption|]. apply in_map_iff. exists (c, (v, t)). split; [reflexivity|].
    unfold leaf_cells. destruct (F_eq_dec _ _); [assumption|contradiction].
Qed.

(** The theorem, of any memory that the initial rows start with: the log is consistent from it, and leaves what the final
    rows say; what no row starts stays as it was. *)
Section FromMemory.
Variable m0 : memory.
Hypothesis m0_is_initial : forall e, starts_leaf e -> has_values m0 e.

Theorem a_persistent_log_is_right :
  StronglySorted earlier persistent_log /\ consistent m0 persistent_log /\
  (forall a, In a persistent_log -> keeps_its_rules a) /\
  (forall e, ends_leaf e -> has_values (apply m0 persistent_log) e) /\
  (forall c, (forall e x, starts_leaf e -> ~ In (c, x) (leaf_tokens (leaf_of e) (values_of e))) -> apply m0 persistent_log c = m0 c).
Proof.
  destruct (a_segment_is_ok connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks without_blocks_is_table boundary all_hold
    (fun b H => all_balance b (or_intror H)) (fun b H => all_weights b (or_intror H)) all_heights
    connector_is_there boundary_counts (fun a t f e H => boundary_bits a t f H e)
    (fun a t f e H Hh He _ => boundary_speaks a t f H e Hh He) (fun a t f e H => shows_no_access a t f H e))
    as (rows & Hok & Hstart & Hend & Hlog).
  destruct shown_are_leaves as (Hs & He). rewrite <- Hstart in Hs. rewrite <- Hend in He.
  fold (initial_tokens rows) in Hs. fold (final_tokens rows) in He.
  assert (Hone : forall c, (length (of_cell c (initial_tokens rows)) <= 1)%nat).
  { intros c. rewrite length_without_time, Hs.
    assert (E : flat_map (fun e => map without_time (leaf_cells true e)) leaf_envs = map without_time (flat_map (leaf_cells true) leaf_envs)) by apply map_flat_map.
    rewrite E, <- length_without_time. apply leaf_cells_once. }
  assert (Hinit : forall c v t, In (c, (v, t)) (initial_tokens rows) -> m0 c = v).
  { intros c v t Hin. apply (in_map without_time) in Hin. rewrite Hs in Hin. unfold without_time in Hin. cbn [fst snd] in Hin.
    apply in_leaf_cells in Hin. destruct Hin as (e & u & Hle & Hd & Hin). exact (m0_is_initial e (conj Hle Hd) c v u Hin). }
  assert (HT : 0 <= time_bits <= 29) by (unfold time_bits; lia).
  unfold persistent_log. rewrite <- Hlog. split; [|split; [|split; [|split]]].
  - apply (the_log_is_sorted time_bits HT largest_block rows (stop connector)); apply Hok.
  - apply (the_log_is_consistent time_bits HT largest_block rows (stop connector)); try apply Hok; assumption.
  - intros a Ha. apply (Permutation_in _ (sort_perm _)) in Ha. rewrite Hlog in Ha.
    apply (accesses_keep_rules connector log1 log2 log4 log8 log16 log32 inc
      adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks without_blocks_is_table boundary); try assumption;
      intros; eauto using boundary_counts, boundary_bits; [apply all_balance|apply all_weights]; now right.
  - intros e (Hle & Hd) c v t Hin.
    assert (Hf : In (c, v) (map without_time (final_tokens rows))).
    { rewrite He. apply in_leaf_cells. eauto. }
    apply in_map_iff in Hf. destruct Hf as ([c' [v' t']] & E & Hf). unfold without_time in E. cbn in E. injection E as -> ->.
    apply (final_rows_are_right time_bits HT largest_block rows (stop connector)) with (t := t'); try apply Hok; assumption.
  - intros c Hc. apply (unstarted_cells_stay time_bits HT largest_block rows (stop connector)); try apply Hok.
    destruct (of_cell c (initial_tokens rows)) as [|[v t] r] eqn:E; [reflexivity|exfalso].
    assert (Hin : In (v, t) (of_cell c (initial_tokens rows))) by (rewrite E; now left). apply of_cell_in in Hin.
    apply (in_map without_time) in Hin. rewrite Hs in Hin. unfold without_time in Hin. cbn [fst snd] in Hin.
    apply in_leaf_cells in Hin. destruct Hin as (e & u & Hle & Hd & Hin). exact (Hc e _ (conj Hle Hd) Hin).
Qed.
End FromMemory.

(** *** What hashes say. *)
Section FromRoot.
Variable compress : list F -> list F -> list F.

(** The hash chip's part: what is looked up on the bus of hashes is a compression. *)
Hypothesis hash_bus : forall a t e m, In (a, t) persistent_key -> In e (envs t) -> In (m, Fz 1) (says a e Bus.hash) ->
  exists x y, length x = 8%nat /\ length y = 8%nat /\ m = x ++ y ++ compress x y.

Notation initial_root := (initial_root merkle).
Notation final_root := (final_root merkle).

(** The memory at the start has the initial root, and no row looks up another preimage of one of its nodes' hashes. *)
Variable m0 : memory.
Hypothesis m0_has_the_root : root_of compress m0 = initial_root.
Hypothesis no_collision : forall a t e x y, In (a, t) persistent_key -> In e (envs t) ->
  In (x ++ y ++ compress x y, Fz 1) (says a e Bus.hash) -> length x = 8%nat -> length y = 8%nat ->
  forall h space label, in_tree h space label -> compress x y = hash_at compress m0 h space label -> (x, y) = preimage compress m0 h space label.

Lemma boundary_key a t f : In (a, t, f) boundary -> In (a, t) persistent_key.
Proof. apply boundary_in_key. Qed.

Definition looked_up (m : list F) : Prop := exists a t e, In (a, t) persistent_key /\ In e (envs t) /\ In (m, Fz 1) (says a e Bus.hash).

Lemma leaf_looks_up e : In e leaf_envs -> at_cell e 0 0 0 <> Fz 0 -> looked_up (values_of e ++ zeros ++ hash_of e).
Proof.
  intros He Hd. pose proof (square_is_one e (signed_not_zero _ (leaf_env_signed e He) Hd)) as Hsq.
  assert (H : forall a t f, In (a, t, f) boundary -> In e (envs t) ->
    says a e Bus.hash = [(values_of e ++ repeat (Fz 0) 8 ++ hash_of e, (at_cell e 0 0 0 * at_cell e 0 0 0)%F)] ->
    looked_up (values_of e ++ zeros ++ hash_of e)).
  { intros a t f Hb Ht E. exists a, t, e. split; [exact (boundary_key a t f Hb)|]. split; [assumption|]. rewrite E, Hsq. now left. }
  unfold leaf_envs in He. rewrite !in_app_iff in He. destruct He as [He|[He|[He|He]]].
  - apply (H PersistentBoundaryAir_1 boundary1 (persistent_shows 1 8)); [now left|assumption|apply persistent_1_hash].
  - apply (H PersistentBoundaryAir_2 boundary2 (persistent_shows 2 4)); [right; now left|assumption|apply persistent_2_hash].
  - apply (H PersistentBoundaryAir_4 boundary4 (persistent_shows 4 2)); [do 2 right; now left|assumption|apply persistent_4_hash].
  - apply (H PersistentBoundaryAir_8 boundary8 (persistent_shows 8 1)); [do 3 right; now left|assumption|apply persistent_8_hash].
Qed.

Lemma merkle_key : In (MemoryMerkleAir, merkle) persistent_key.
Proof. apply (boundary_key _ _ (fun _ => silent)). do 4 right. now left. Qed.

Lemma merkle_looks_up e m : In e (envs merkle) -> In (m, Fz 1) (says MemoryMerkleAir e Bus.hash) -> looked_up m.
Proof. intros He Hm. exists MemoryMerkleAir, merkle, e. split; [exact merkle_key|]. now split. Qed.

Lemma looked_up_right m : looked_up m -> exists x y, length x = 8%nat /\ length y = 8%nat /\ m = x ++ y ++ compress x y.
Proof. intros (a & t & e & H1 & H2 & H3). exact (hash_bus a t e m H1 H2 H3). Qed.

Lemma none_collides x y : looked_up (x ++ y ++ compress x y) -> length x = 8%nat -> length y = 8%nat ->
  forall h space label, in_tree h space label -> compress x y = hash_at compress m0 h space label -> (x, y) = preimage compress m0 h space label.
Proof. intros (a & t & e & H1 & H2 & H3). exact (no_collision a t e x y H1 H2 H3). Qed.

Lemma m0_has_values e : starts_leaf e -> has_values m0 e.
Proof.
  intros (He & Hd).
  exact (started_leaf_is_opened merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few
    compress looked_up looked_up_right leaf_looks_up merkle_looks_up m0 m0_has_the_root none_collides e He Hd).
Qed.

(** The theorem between roots: the log is consistent from the memory that has the initial root, and leaves the memory that has
    the final one. *)
Theorem a_log_between_roots_is_right :
  StronglySorted earlier persistent_log /\ consistent m0 persistent_log /\
  (forall a, In a persistent_log -> keeps_its_rules a) /\
  root_of compress (apply m0 persistent_log) = final_root.
Proof.
  destruct (a_persistent_log_is_right m0 m0_has_values) as (H1 & H2 & H3 & H4 & H5).
  split; [exact H1|]. split; [exact H2|]. split; [exact H3|].
  apply (final_root_is_opened merkle leaf_envs merkle_holds merkle_is_there merkle_few leaf_env_signed said_balances said_few
    compress looked_up looked_up_right leaf_looks_up merkle_looks_up m0 m0_has_the_root none_collides).
  - intros e He Hd. apply H4. split; assumption.
  - intros a b Ha Hb Hno. unfold leaf_values. apply map_ext_in. intros i Hi. apply H5. intros e x He Hin.
    apply (Hno e (proj1 He) (proj2 He)).
    assert (Hbelow : below (2 ^ 26) (snd (leaf_of e))).
    { apply leaf_is_possible; [exact (proj1 He)|]. rewrite (proj2 He). exact F_one_not_zero. }
    assert (Ev : val (Fz b) = b) by (apply val_small; change (2 ^ 26) with 67108864 in Hb; unfold p; lia).
    assert (Hin' : In ((Fz (a + 1), (Fz b * Fz 8 + Fz (Z.of_nat i))%F), (Fz 0, 0)) (leaf_tokens (Fz (a + 1), Fz b) (repeat (Fz 0) 8))).
    { unfold leaf_tokens. cbn [repeat tokens fst snd]. cbn in Hi.
      repeat (destruct Hi as [<-|Hi]; [match goal with |- In ((?s, ?q), _) _ =>
        cbn [In]; repeat first [left; apply f_equal2; [apply f_equal2; [reflexivity|cbn [Z.of_nat Pos.of_succ_nat Pos.succ]; ring]|reflexivity] | right] end|]).
      contradiction. }
    assert (El : leaf_of e = (Fz (a + 1), Fz b)).
    { eapply one_leaf; [| |exact Hbelow| |exact Hin|exact Hin']; try reflexivity. unfold below. cbn [snd]. rewrite Ev. lia. }
    unfold leaf_of in El. injection El as E1 E2. rewrite E1, E2, Ev. split; [|reflexivity].
    replace (Fz (a + 1) - 1)%F with (Fz a) by (rewrite <- Fz_add; ring). apply val_small. unfold p. lia.
Qed.
End FromRoot.

(** As one of several segments. *)
Definition no_row_collides (compress : list F -> list F -> list F) (m0 : memory) : Prop :=
  forall a t e x y, In (a, t) persistent_key -> In e (envs t) ->
  In (x ++ y ++ compress x y, Fz 1) (says a e Bus.hash) -> length x = 8%nat -> length y = 8%nat ->
  forall h space label, in_tree h space label -> compress x y = hash_at compress m0 h space label -> (x, y) = preimage compress m0 h space label.

Theorem a_segment_between_roots_is_proven compress :
  (forall a t e m, In (a, t) persistent_key -> In e (envs t) -> In (m, Fz 1) (says a e Bus.hash) ->
    exists x y, length x = 8%nat /\ length y = 8%nat /\ m = x ++ y ++ compress x y) ->
  is_right compress (Proven (initial_root merkle) (final_root merkle) persistent_log (no_row_collides compress)).
Proof.
  intros Hh m0 Hr Hc. destruct (a_log_between_roots_is_right compress Hh m0 Hr Hc) as (_ & H1 & _ & H2). split; [exact H1|exact H2].
Qed.
End PersistentSegment.
