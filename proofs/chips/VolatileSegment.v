(** From the constraints of the key to the theorem: the statement about a log in volatile memory, profile `hybrid`, default
    configuration.

    Premises: every constraint of every chip holds on every row, every bus balances in the field, and the heights obey
    the key's constraints. Nothing is supposed of rows. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Run Air Trace Speaks Key SpaceTables Spaces Rules.
From Zkmem Require Import VolatileBoundaryAir_1 VolatileBoundaryAir_4.
From Zkmem Require Import VolatileRows VolatileStarts Volatile_1 Volatile_4 Assembly.
Import ListNotations.
Open Scope Z_scope.

Lemma next_row t i part index : (i < height t)%nat -> exists j, (j < height t)%nat /\
  at_cell (row_env t i) part 1 index = at_cell (row_env t j) part 0 index.
Proof.
  intros Hi. exists ((i + 1) mod height t)%nat. assert (Hj : ((i + 1) mod height t < height t)%nat) by (apply Nat.mod_upper_bound; lia).
  split; [assumption|]. cbn. now rewrite Nat.add_0_r, (Nat.mod_small _ _ Hj).
Qed.

(** Both boundary chips, by the cells of a block. *)
Section Chip.
Variable size : nat.
Hypothesis a_size : size = 1%nat \/ size = 4%nat.
Variable chip_air : air.
Variable t : trace.
Notation valid e := (at_cell e 0 0 (4 + size)).
Notation size_Z := (Z.of_nat size).
Hypothesis address : forall e, looks chip_air e Bus.range in_range -> valid e = Fz 1 -> is_address size_Z e 0.
Hypothesis ascends : forall e, holds chip_air e -> looks chip_air e Bus.range in_range ->
  is_transition e = Fz 1 -> at_cell e 0 1 (4 + size) = Fz 1 -> is_address size_Z e 1 -> valid e = Fz 1 /\ lower e.
Hypothesis all_hold : trace_holds chip_air t.
Hypothesis in_ranges : forall e, In e (envs t) -> looks chip_air e Bus.range in_range.

Lemma at_row i : (i < height t)%nat -> looks chip_air (row_env t i) Bus.range in_range.
Proof. intros Hi. apply in_ranges, in_envs. eauto. Qed.

Lemma addresses i : (i < height t)%nat -> valid (row_env t i) = Fz 1 -> is_address size_Z (row_env t i) 0.
Proof. intros Hi. apply address, at_row, Hi. Qed.

Lemma address_of_next i : (S i < height t)%nat -> is_address size_Z (row_env t (S i)) 0 -> is_address size_Z (row_env t i) 1.
Proof.
  intros Hi. unfold is_address, space_of, number_of. rewrite !here by assumption. rewrite !next by assumption. auto.
Qed.

Lemma order i : (S i < height t)%nat -> valid (row_env t (S i)) = Fz 1 ->
  valid (row_env t i) = Fz 1 /\ place (row_env t i) < place (row_env t (S i)).
Proof.
  intros Hi Hv. pose proof (addresses (S i) Hi Hv) as Ha. pose proof (address_of_next i Hi Ha) as Hn.
  assert (Ht : is_transition (row_env t i) = Fz 1).
  { unfold row_env. cbn [is_transition]. destruct (Nat.eqb_spec (S i) (height t)); [lia|reflexivity]. }
  assert (Hv' : at_cell (row_env t i) 0 1 (4 + size) = Fz 1) by (rewrite next by assumption; rewrite here in Hv by assumption; exact Hv).
  destruct (ascends (row_env t i) (all_hold i ltac:(lia)) (at_row i ltac:(lia)) Ht Hv' Hn) as (Hvi & Hlow).
  split; [exact Hvi|]. pose proof (addresses i ltac:(lia) Hvi) as (Hs0 & Hn0). destruct Ha as (Hs1 & Hn1).
  assert (Hdiv : 2 ^ 29 / size_Z <= 2 ^ 29) by (destruct a_size as [->| ->]; vm_compute; discriminate).
  unfold place. unfold lower in Hlow.
  assert (Es : space_of (row_env t i) 1 = space_of (row_env t (S i)) 0) by (unfold space_of; rewrite next, here by assumption; reflexivity).
  assert (En : number_of (row_env t i) 1 = number_of (row_env t (S i)) 0).
  { unfold number_of. rewrite !next, !here by assumption. reflexivity. }
  rewrite Es, En in Hlow. pose proof (val_range (number_of (row_env t (S i)) 0)). pose proof (val_range (number_of (row_env t i) 0)).
  change (2 ^ 29) with 536870912 in *. destruct Hlow as [Hlow|(Heq & Hlow)]; [lia|rewrite Heq; lia].
Qed.
End Chip.

Section VolatileSegment.
Variables connector boundary1 boundary4 log1 log2 log4 log8 log16 log32 inc : trace.
Variables adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges : trace.

Definition shows_1 (e : env) : shows := volatile_shows e 1 (at_cell e 0 0 5).
Definition shows_4 (e : env) : shows := volatile_shows e 4 (at_cell e 0 0 8).
Definition boundary : list chip := [(VolatileBoundaryAir_1, boundary1, shows_1); (VolatileBoundaryAir_4, boundary4, shows_4)].
Definition volatile_key : key := the_key connector log1 log2 log4 log8 log16 log32 inc
  adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_with_blocks boundary.

(** The premises. *)
Hypothesis all_hold : key_holds volatile_key.
Hypothesis all_balance : forall b, In b segment_buses -> balances list_F_dec (said_on b (rows_of volatile_key)).
Hypothesis all_weights : forall b, In b segment_buses -> total_weight b volatile_key < p.
Hypothesis all_heights : forall a t, In (a, t) volatile_key -> Z.of_nat (height t) < p.
Hypothesis connector_is_there : (0 < height connector)%nat.

Notation accesses_of_key := (the_accesses log1 log2 log4 log8 log16 log32).
Definition volatile_log : list access := sort accesses_of_key.

Ltac by_boundary := let a := fresh in let t := fresh in let f := fresh in let H := fresh in
  intros a t f [H|[H|[]]]; injection H as <- <- <-.

Lemma boundary_counts : forall a t f, In (a, t, f) boundary ->
  each_counts Bus.memory a /\ each_counts Bus.range a /\ each_counts Bus.clock a /\ each_counts Bus.spaces a /\
  each_counts Bus.block_times a.
Proof. by_boundary; repeat split; apply each_counts_by; vm_compute; reflexivity. Qed.

Lemma bit_of_next a t v : (forall e, holds a e -> is_bit (at_cell e 0 0 v)) -> trace_holds a t ->
  forall e, In e (envs t) -> is_bit (at_cell e 0 0 v) /\ is_bit (at_cell e 0 1 v).
Proof.
  intros Hb Hh e He. apply in_envs in He. destruct He as (i & Hi & ->). split; [apply Hb, Hh, Hi|].
  destruct (next_row t i 0%nat v Hi) as (j & Hj & ->). apply Hb, Hh, Hj.
Qed.

Lemma boundary_bits : forall a t f, In (a, t, f) boundary -> forall e, trace_holds a t -> In e (envs t) ->
  counts_bits (says a e Bus.range) /\ counts_bits (says a e Bus.spaces) /\ counts_bits (says a e Bus.block_times).
Proof.
  by_boundary; intros e Hh He.
  - destruct (bit_of_next _ _ _ volatile_1_bit Hh e He) as (H0 & H1).
    destruct (volatile_1_counts e H0 H1) as (Hr & Hs). split; [exact Hr|split; [exact Hs|apply Forall_nil]].
  - destruct (bit_of_next _ _ _ volatile_4_bit Hh e He) as (H0 & H1).
    destruct (volatile_4_counts e H0 H1) as (Hr & Hs). split; [exact Hr|split; [exact Hs|apply Forall_nil]].
Qed.

Lemma boundary_speaks : forall a t f, In (a, t, f) boundary -> forall e, trace_holds a t -> In e (envs t) ->
  exists rows, speaks a e (f e) rows.
Proof.
  by_boundary; intros e Hh He; apply in_envs in He; destruct He as (i & Hi & ->).
  - exact (volatile_1 _ (Hh i Hi)).
  - exact (volatile_4 _ (Hh i Hi)).
Qed.

Lemma boundary_logs_nothing : forall a t f, In (a, t, f) boundary -> forall e, accessed (f e) = [].
Proof. by_boundary; reflexivity. Qed.

Notation speakers := (speakers connector log1 log2 log4 log8 log16 log32 inc adapter2 adapter4 adapter8 adapter16 adapter32 boundary).

Lemma ranges_of a t f e : In (a, t, f) boundary -> In e (envs t) -> looks a e Bus.range in_range.
Proof.
  intros H He. apply (speaker_ranges connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_with_blocks with_blocks_is_table boundary) with (t := t); try assumption;
    intros; eauto using boundary_counts, boundary_bits. exact (boundary_in_speakers _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ H).
Qed.

Lemma blocks_of a t f e : In (a, t, f) boundary -> In e (envs t) ->
  Forall (fun x => length (fst x) = 3%nat) (says a e Bus.spaces) -> looks a e Bus.spaces block_fact.
Proof.
  intros H He. apply looks_for_blocks. intros m Hm.
  apply (spaces_are_right connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_with_blocks with_blocks_is_table boundary) with (a := a) (t := t) (e := e); try assumption;
    intros; eauto using boundary_counts, boundary_bits. exact (boundary_in_speakers _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ H).
Qed.

Lemma one_chip_starts a t f : In (a, t, f) boundary -> trace_holds a t.
Proof. intros H. apply all_hold. exact (boundary_in_key _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ H). Qed.

Lemma in_1 : In (VolatileBoundaryAir_1, boundary1, shows_1) boundary.
Proof. now left. Qed.
Lemma in_4 : In (VolatileBoundaryAir_4, boundary4, shows_4) boundary.
Proof. right. now left. Qed.

Definition tokens_started (size : nat) (t : trace) : list (cell * token) := flat_map (starts_at size) (envs t).

Lemma initial_tokens_are rows : flat_map initials rows = flat_map begun (shown_by boundary) ->
  initial_tokens rows = tokens_started 1 boundary1 ++ tokens_started 4 boundary4.
Proof.
  intros E. unfold initial_tokens. rewrite E. unfold tokens_started.
  assert (Hs : forall f size t, (forall e, flat_map tokens_of (begun (f e)) = starts_at size e) ->
    flat_map tokens_of (flat_map begun (map f (envs t))) = flat_map (starts_at size) (envs t)).
  { intros f size t Hf. induction (envs t) as [|e l IH]; [reflexivity|]. cbn [map flat_map]. rewrite flat_map_app, IH, Hf. reflexivity. }
  unfold shown_by. cbn [boundary flat_map fst snd]. rewrite app_nil_r, !flat_map_app.
  rewrite (Hs shows_1 1%nat), (Hs shows_4 4%nat); reflexivity.
Qed.

Theorem cells_start_once c : (length (of_cell c (tokens_started 1 boundary1 ++ tokens_started 4 boundary4)) <= 1)%nat.
Proof.
  assert (A1 := addresses 1 VolatileBoundaryAir_1 boundary1 volatile_1_address (fun e => ranges_of _ _ _ e in_1)).
  assert (O1 := order 1 (or_introl eq_refl) VolatileBoundaryAir_1 boundary1 volatile_1_address volatile_1_order
    (one_chip_starts _ _ _ in_1) (fun e => ranges_of _ _ _ e in_1)).
  assert (A4 := addresses 4 VolatileBoundaryAir_4 boundary4 volatile_4_address (fun e => ranges_of _ _ _ e in_4)).
  assert (O4 := order 4 (or_intror eq_refl) VolatileBoundaryAir_4 boundary4 volatile_4_address volatile_4_order
    (one_chip_starts _ _ _ in_4) (fun e => ranges_of _ _ _ e in_4)).
  pose proof (chip_starts_once 1 (or_introl eq_refl) boundary1 A1 O1 c) as H1.
  pose proof (chip_starts_once 4 (or_intror eq_refl) boundary4 A4 O4 c) as H4.
  unfold tokens_started. rewrite of_cell_app, app_length.
  destruct (of_cell c (flat_map (starts_at 1) (envs boundary1))) as [|x r] eqn:E1; [exact H4|].
  destruct (of_cell c (flat_map (starts_at 4) (envs boundary4))) as [|y s] eqn:E4; [cbn [length] in *; lia|exfalso].
  assert (Hx : In (c, x) (flat_map (starts_at 1) (envs boundary1))) by (apply of_cell_in; rewrite E1; now left).
  assert (Hy : In (c, y) (flat_map (starts_at 4) (envs boundary4))) by (apply of_cell_in; rewrite E4; now left).
  apply in_flat_map in Hx, Hy. destruct Hx as (e & He & Hx), Hy as (e' & He' & Hy).
  assert (V1 : at_cell e 0 0 5 = Fz 1).
  { unfold starts_at, start_block in Hx. cbn [Nat.add] in Hx. destruct (F_eq_dec (at_cell e 0 0 5) (Fz 1)); [assumption|contradiction]. }
  assert (V4 : at_cell e' 0 0 8 = Fz 1).
  { unfold starts_at, start_block in Hy. cbn [Nat.add] in Hy. destruct (F_eq_dec (at_cell e' 0 0 8) (Fz 1)); [assumption|contradiction]. }
  assert (B1 : block_of (space_of e 0) = Fz 1).
  { apply volatile_1_block; [|exact V1]. apply (blocks_of _ _ _ e in_1 He). unfold_air. repeat (apply Forall_cons; [reflexivity|]). apply Forall_nil. }
  assert (B4 : block_of (space_of e' 0) = Fz 4).
  { apply volatile_4_block; [|exact V4]. apply (blocks_of _ _ _ e' in_4 He'). unfold_air. repeat (apply Forall_cons; [reflexivity|]). apply Forall_nil. }
  apply in_envs in He, He'. destruct He as (i & Hi & ->), He' as (j & Hj & ->).
  destruct (started_cell 1 (or_introl eq_refl) boundary1 A1 O1 _ c x (A1 i Hi V1) Hx) as (_ & S1 & _).
  destruct (started_cell 4 (or_intror eq_refl) boundary4 A4 O4 _ c y (A4 j Hj V4) Hy) as (_ & S4 & _).
  rewrite <- S1, S4, B4 in B1. differ_in B1.
Qed.

Lemma starts_with_zero c v t : In (c, (v, t)) (tokens_started 1 boundary1 ++ tokens_started 4 boundary4) -> v = Fz 0.
Proof.
  assert (H : forall sp pt n t' c' v', In (c', (v', t')) (tokens sp pt (repeat (Fz 0) n) 0) -> v' = Fz 0).
  { intros sp pt n. revert pt. induction n as [|n IH]; intros pt t' c' v' Hin; [contradiction|].
    destruct Hin as [E|Hin]; [now injection E|eauto]. }
  unfold tokens_started, starts_at. rewrite in_app_iff, !in_flat_map. intros [(e & _ & Hin)|(e & _ & Hin)];
    unfold start_block in Hin; destruct (F_eq_dec _ _); try contradiction; cbn [flat_map] in Hin;
    rewrite app_nil_r in Hin; unfold tokens_of in Hin; cbn [b_space b_pointer b_values b_time] in Hin;
    change (val (Fz 0)) with 0 in Hin; eapply H, Hin.
Qed.

(** The theorem: the accesses of the log chips, in the order of their timestamps, are a log that is consistent from zeros,
    and each of them keeps the rules of its space. *)
Theorem a_volatile_log_is_right :
  StronglySorted earlier volatile_log /\ consistent (fun _ => Fz 0) volatile_log /\
  (forall a, In a volatile_log -> keeps_its_rules a).
Proof.
  destruct (a_segment_is_ok connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_with_blocks with_blocks_is_table boundary all_hold all_balance all_weights all_heights
    connector_is_there boundary_counts (fun a t f e H => boundary_bits a t f H e)
    (fun a t f e H Hh He _ => boundary_speaks a t f H e Hh He) (fun a t f e H => boundary_logs_nothing a t f H e))
    as (rows & Hok & Hstart & _ & Hlog).
  assert (Ht := initial_tokens_are rows Hstart). unfold volatile_log. rewrite <- Hlog.
  split; [|split].
  - apply (the_log_is_sorted time_bits ltac:(unfold time_bits; lia) largest_block rows (stop connector)); apply Hok.
  - apply (the_log_is_consistent time_bits ltac:(unfold time_bits; lia) largest_block rows (stop connector)); try apply Hok.
    + intros c. rewrite Ht. apply cells_start_once.
    + intros c v t. rewrite Ht. intros Hin. symmetry. exact (starts_with_zero _ _ _ Hin).
  - intros a Ha. apply (Permutation_in _ (sort_perm _)) in Ha. rewrite Hlog in Ha.
    apply (accesses_keep_rules connector log1 log2 log4 log8 log16 log32 inc
      adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_with_blocks with_blocks_is_table boundary); try assumption;
      intros; eauto using boundary_counts, boundary_bits.
Qed.
End VolatileSegment.
