(** From the constraints of all chips to a segment that is as it should be, whatever chips start and end its blocks, and with either
    table of spaces: profile `hybrid`, default configuration.

    Premises: every constraint of every chip holds on every row, every bus balances in the field, and the heights obey the
    key's constraints; of the chips that start and end blocks what Speaks.v says, of the table of spaces what
    SpaceTables.v does. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Run Air Trace Speaks Key.
From Zkmem Require Import Spaces SpaceTables Rules Range.
From Zkmem Require Import ClockConnectorAir IncAir BlockTimeAir VariableRangeCheckerAir.
From Zkmem Require Import AccessLogAir_1 AccessLogAir_2 AccessLogAir_4 AccessLogAir_8 AccessLogAir_16 AccessLogAir_32.
From Zkmem Require Import AccessAdapterAir_2 AccessAdapterAir_4 AccessAdapterAir_8 AccessAdapterAir_16 AccessAdapterAir_32.
From Zkmem Require Import Adapter Adapter_2 Adapter_4 Adapter_8 Adapter_16 Adapter_32 LogRows Log_1 Log_2 Log_4 Log_8 Log_16 Log_32.
From Zkmem Require Import Inc BlockTime Connector.
Import ListNotations.
Open Scope Z_scope.

(** ** Steps that are not about these chips. *)

Lemma map_injective {A B} (f : A -> B) : (forall x y, f x = f y -> x = y) -> forall l r, map f l = map f r -> l = r.
Proof.
  intros Hf. induction l as [|x l IH]; intros [|y r] E; try discriminate; [reflexivity|].
  injection E as E1 E2. f_equal; auto.
Qed.

Lemma Permutation_of_map {A B} (f : A -> B) l r : (forall x y, f x = f y -> x = y) ->
  Permutation (map f l) (map f r) -> Permutation l r.
Proof.
  intros Hf H. apply Permutation_map_inv in H. destruct H as (s & E & Hp).
  apply (map_injective f Hf) in E. subst s. symmetry. exact Hp.
Qed.

Lemma once_in_seq {A} (x : A) k s n : flat_map (fun i => if Nat.eqb i k then [x] else []) (seq s n) =
  (if andb (Nat.leb s k) (Nat.ltb k (s + n)) then [x] else []).
Proof.
  revert s. induction n as [|n IH]; intros s; cbn [seq flat_map].
  - destruct (Nat.leb_spec s k), (Nat.ltb_spec k (s + 0)); cbn; try reflexivity; lia.
  - rewrite IH. destruct (Nat.eqb_spec s k) as [->|N]; cbn [app].
    + destruct (Nat.leb_spec (S k) k); [lia|]. cbn [andb]. rewrite Nat.leb_refl.
      destruct (Nat.ltb_spec k (k + S n)); [reflexivity|lia].
    + destruct (Nat.leb_spec (S s) k), (Nat.leb_spec s k), (Nat.ltb_spec k (S s + n)), (Nat.ltb_spec k (s + S n));
        cbn [andb]; try reflexivity; lia.
Qed.

Lemma first_is_bit t i : is_bit (is_first (row_env t i)).
Proof. cbn. destruct (Nat.eqb i 0); [right|left]; reflexivity. Qed.
Lemma last_is_bit t i : is_bit (is_last (row_env t i)).
Proof. unfold row_env. cbn [is_last]. destruct (Nat.eqb (S i) (height t)); [right|left]; reflexivity. Qed.

Lemma bit_not b : is_bit b -> is_bit (1 - b)%F.
Proof. intros [->| ->]; [right|left]; ring. Qed.

Lemma counted_all_silent c b l : (forall a e, In (a, e) l -> says a e b = []) -> counted c (said_on b l) = [].
Proof.
  induction l as [|[a e] l IH]; intros H; [reflexivity|]. unfold said_on in *. cbn [flat_map fst snd].
  rewrite (H a e) by now left. apply IH. intros; apply H; now right.
Qed.

(** A chip that says nothing of memory and time speaks. *)
Lemma nothing_is_said a e : says a e Bus.memory = [] -> says a e Bus.clock = [] -> exists rows, speaks a e silent rows.
Proof.
  intros Hm Hc. exists []. constructor; rewrite ?Hm, ?Hc; try (intros r []); try constructor; reflexivity.
Qed.

Lemma sent_is {M} (l : list (M * F)) : sent l = counted (Fz 1) l.
Proof. reflexivity. Qed.
Lemma received_is {M} (l : list (M * F)) : received l = counted (Fz (-1)) l.
Proof. reflexivity. Qed.

(** The connector's trace on the clock. *)
Section ConnectorTrace.
Variable t : trace.
Hypothesis all_hold : trace_holds ClockConnectorAir t.
Hypothesis not_empty : (0 < height t)%nat.
Hypothesis in_ranges : forall e, In e (envs t) -> looks ClockConnectorAir e Bus.range in_range.
Notation said b := (said_on b (rows_of [(ClockConnectorAir, t)])).

Lemma connector_at i : (i < height t)%nat -> let e := row_env t i in
  Forall is_signed (says ClockConnectorAir e Bus.clock) /\
  sent (says ClockConnectorAir e Bus.clock) = (if Nat.eqb i 0 then [[Fz 1]] else []) /\
  received (says ClockConnectorAir e Bus.clock) = (if Nat.eqb i (height t - 1) then [[publics t 2]] else []) /\
  (i = (height t - 1)%nat -> below (2 ^ time_bits) (publics t 2)).
Proof.
  intros Hi. cbn zeta.
  assert (Hl : looks ClockConnectorAir (row_env t i) Bus.range in_range) by (apply in_ranges, in_envs; eauto).
  destruct (connector_row (row_env t i) (all_hold i Hi) Hl (first_is_bit t i) (last_is_bit t i)) as (_ & H1 & H2 & H3 & H4).
  split; [exact H1|]. rewrite H2, H3.
  change (is_first (row_env t i)) with (if Nat.eqb i 0 then Fz 1 else Fz 0).
  change (is_last (row_env t i)) with (if Nat.eqb (S i) (height t) then Fz 1 else Fz 0) in *.
  change (end_of (row_env t i)) with (publics t 2) in *.
  assert (El : Nat.eqb (S i) (height t) = Nat.eqb i (height t - 1)).
  { destruct (Nat.eqb_spec (S i) (height t)), (Nat.eqb_spec i (height t - 1)); try reflexivity; lia. }
  rewrite El in *. repeat split.
  - destruct (Nat.eqb i 0); [destruct (F_eq_dec (Fz 1) (Fz 1)); congruence|].
    destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|reflexivity].
  - destruct (Nat.eqb i (height t - 1)); [destruct (F_eq_dec (Fz 1) (Fz 1)); congruence|].
    destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|reflexivity].
  - intros E. apply H4. rewrite E, Nat.eqb_refl. reflexivity.
Qed.

Lemma connector_said c x k : (forall i, (i < height t)%nat -> counted c (says ClockConnectorAir (row_env t i) Bus.clock) =
    (if Nat.eqb i k then [x] else [])) -> (k < height t)%nat -> counted c (said Bus.clock) = [x].
Proof.
  intros H Hk. unfold rows_of. cbn [flat_map fst snd]. rewrite app_nil_r. unfold envs, said_on. rewrite map_map.
  transitivity (flat_map (fun i => if Nat.eqb i k then [x] else []) (seq 0 (height t))).
  - assert (Hin : forall i, In i (seq 0 (height t)) -> (i < height t)%nat) by (intros i Hi; apply in_seq in Hi; lia).
    induction (seq 0 (height t)) as [|i l IH]; [reflexivity|]. cbn [map flat_map fst snd].
    rewrite counted_app, (H i) by (apply Hin; now left). rewrite IH; [reflexivity|].
    intros; apply Hin; now right.
  - rewrite once_in_seq. destruct (Nat.ltb_spec k (0 + height t)); [reflexivity|lia].
Qed.

Lemma connector_sends : sent (said Bus.clock) = [[Fz 1]].
Proof.
  rewrite sent_is. apply (connector_said _ _ 0); [|lia]. intros i Hi. destruct (connector_at i Hi) as (_ & H & _).
  rewrite sent_is in H. exact H.
Qed.
Lemma connector_receives : received (said Bus.clock) = [[publics t 2]].
Proof.
  rewrite received_is. apply (connector_said _ _ (height t - 1)); [|lia]. intros i Hi.
  destruct (connector_at i Hi) as (_ & _ & H & _). rewrite received_is in H. exact H.
Qed.
Lemma connector_signed : Forall is_signed (said Bus.clock).
Proof.
  apply Forall_forall. intros x Hx. apply in_flat_map in Hx. destruct Hx as ([a e] & Hr & Hx).
  apply in_rows_of in Hr. destruct Hr as (t' & [E|[]] & He). injection E as <- <-.
  apply in_envs in He. destruct He as (i & Hi & ->). destruct (connector_at i Hi) as (H & _).
  rewrite Forall_forall in H. exact (H x Hx).
Qed.
Lemma connector_end : below (2 ^ time_bits) (publics t 2).
Proof. destruct (connector_at (height t - 1) ltac:(lia)) as (_ & _ & _ & H). now apply H. Qed.
End ConnectorTrace.

(** ** The key's chips. *)

(** The buses of these chips. *)
Definition segment_buses : list nat := [Bus.memory; Bus.range; Bus.clock; Bus.spaces; Bus.block_times].

(** The accesses of the log chips, off their cells. *)
Definition access_of (n : nat) (e : env) : list access := log_of n 3 (at_cell e 0 0 0) e.
Definition access_or_immediate (e : env) : list access := log_of 1 3 (on_bus e) e.

Section Assembly.
Variables connector log1 log2 log4 log8 log16 log32 inc : trace.
Variables adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges : trace.
(** The key's table of spaces. *)
Variable table : air.
Hypothesis is_table : is_space_table table.
(** The chips that start and end blocks, with those that only they speak to. *)
Variable boundary : list chip.

Definition quiet (a : air) (t : trace) : chip := (a, t, fun _ => silent).
Definition accessing (a : air) (t : trace) (f : env -> list access) : chip := (a, t, fun e => Shows [] [] (f e)).
Definition log_chips : list chip :=
  [accessing AccessLogAir_1 log1 access_or_immediate; accessing AccessLogAir_2 log2 (access_of 2);
   accessing AccessLogAir_4 log4 (access_of 4); accessing AccessLogAir_8 log8 (access_of 8);
   accessing AccessLogAir_16 log16 (access_of 16); accessing AccessLogAir_32 log32 (access_of 32)].
Definition adapters : list chip :=
  [quiet AccessAdapterAir_2 adapter2; quiet AccessAdapterAir_4 adapter4; quiet AccessAdapterAir_8 adapter8;
   quiet AccessAdapterAir_16 adapter16; quiet AccessAdapterAir_32 adapter32].
Definition others : list chip := log_chips ++ quiet IncAir inc :: adapters.
Definition clock_ends : key := [(ClockConnectorAir, connector)].
Definition speakers : key := key_of boundary ++ key_of others ++ clock_ends.
Definition time_table : key := [(BlockTimeAir, times)].
Definition space_table_of_key : key := [(table, spaces)].
Definition range_table_of_key : key := [(VariableRangeCheckerAir, ranges)].
Definition the_key : key := speakers ++ time_table ++ space_table_of_key ++ range_table_of_key.

(** The accesses of the segment, in no order. *)
Definition the_accesses : list access :=
  flat_map access_or_immediate (envs log1) ++ flat_map (access_of 2) (envs log2) ++ flat_map (access_of 4) (envs log4) ++
  flat_map (access_of 8) (envs log8) ++ flat_map (access_of 16) (envs log16) ++ flat_map (access_of 32) (envs log32).

(** The premises. *)
Hypothesis all_hold : key_holds the_key.
Hypothesis all_balance : forall b, In b segment_buses -> balances list_F_dec (said_on b (rows_of the_key)).
Hypothesis all_weights : forall b, In b segment_buses -> total_weight b the_key < p.
Hypothesis all_heights : forall a t, In (a, t) the_key -> Z.of_nat (height t) < p.
Hypothesis connector_is_there : (0 < height connector)%nat.

(** Of the chips that start and end blocks. *)
Hypothesis boundary_counts : forall a t f, In (a, t, f) boundary ->
  each_counts Bus.memory a /\ each_counts Bus.range a /\ each_counts Bus.clock a /\ each_counts Bus.spaces a /\
  each_counts Bus.block_times a.
Hypothesis boundary_bits : forall a t f e, In (a, t, f) boundary -> trace_holds a t -> In e (envs t) ->
  counts_bits (says a e Bus.range) /\ counts_bits (says a e Bus.spaces) /\ counts_bits (says a e Bus.block_times).
Hypothesis boundary_speaks : forall a t f e, In (a, t, f) boundary -> trace_holds a t -> In e (envs t) ->
  (forall e', In e' (envs t) -> looks a e' Bus.range in_range) -> exists rows, speaks a e (f e) rows.
Hypothesis boundary_logs_nothing : forall a t f e, In (a, t, f) boundary -> accessed (f e) = [].

Lemma total_said_perm b k l m : Permutation k l -> total list_F_dec m (said_on b (rows_of k)) = total list_F_dec m (said_on b (rows_of l)).
Proof. intros H. apply total_perm. unfold said_on, rows_of. apply Permutation_flat_map, Permutation_flat_map, H. Qed.

Lemma weight_perm b k l : Permutation k l -> total_weight b k = total_weight b l.
Proof. apply sumZ_perm. Qed.

Lemma balances_perm b k : In b segment_buses -> Permutation the_key k -> balances list_F_dec (said_on b (rows_of k)).
Proof. intros Hb H m. rewrite <- (total_said_perm b _ _ m H). now apply all_balance. Qed.

Lemma holds_of a t e : In (a, t) the_key -> In e (envs t) -> holds a e.
Proof. intros Hk He. apply in_envs in He. destruct He as (i & Hi & ->). exact (all_hold a t Hk i Hi). Qed.

Lemma in_key_of l a t : In (a, t) (key_of l) -> exists f, In (a, t, f) l.
Proof. intros H. apply in_map_iff in H. destruct H as ([[a' t'] f] & E & H). cbn in E. injection E as -> ->. eauto. Qed.

Lemma key_of_in l a t f : In (a, t, f) l -> In (a, t) (key_of l).
Proof. intros H. apply (in_map fst) in H. exact H. Qed.

Lemma boundary_in_key a t f : In (a, t, f) boundary -> In (a, t) the_key.
Proof. intros H. unfold the_key, speakers. rewrite !in_app_iff. left; left. eapply key_of_in, H. Qed.

(** Cases by chip. *)
Ltac by_chip H := repeat (destruct H as [H|H]; [injection H as <- <-|]); [..|contradiction].
Ltac each_one := apply each_counts_by; vm_compute; reflexivity.

(** Every chip but the boundary's, and what it counts on each bus but its own. *)
Lemma others_count b a t : In b segment_buses ->
  In (a, t) (key_of others ++ clock_ends) -> each_counts b a.
Proof.
  intros Hb H. cbn [others log_chips adapters key_of quiet accessing map fst clock_ends app In] in H.
  by_chip H; cbn [In] in Hb; repeat (destruct Hb as [<-|Hb]; [each_one|]); contradiction.
Qed.

Lemma speakers_count b a t : In b segment_buses ->
  In (a, t) speakers -> each_counts b a.
Proof.
  intros Hb H. unfold speakers in H. apply in_app_or in H. destruct H as [H|H]; [|now apply others_count with (t := t)].
  destruct (in_key_of _ _ _ H) as (f & Hf). destruct (boundary_counts a t f Hf) as (H1 & H2 & H3 & H4 & H5).
  cbn [In] in Hb. repeat (destruct Hb as [<-|Hb]; [assumption|]). contradiction.
Qed.

Ltac table_or_each := first [apply (table_counts table _ is_table); discriminate | each_one].

Lemma tables_count b a t : In b [Bus.memory; Bus.clock] \/
    (b = Bus.range /\ (a = BlockTimeAir \/ a = table)) \/
    (b = Bus.spaces /\ (a = BlockTimeAir \/ a = VariableRangeCheckerAir)) \/
    (b = Bus.block_times /\ (a = table \/ a = VariableRangeCheckerAir)) ->
  In (a, t) (time_table ++ space_table_of_key ++ range_table_of_key) -> each_counts b a.
Proof.
  intros Hb H. cbn [time_table space_table_of_key range_table_of_key app In] in H.
  destruct Hb as [Hb|[(-> & [->| ->])|[(-> & [->| ->])|(-> & [->| ->])]]]; try table_or_each.
  cbn [In] in Hb. by_chip H; repeat (destruct Hb as [<-|Hb]; [table_or_each|]); contradiction.
Qed.

(** *** What is looked up in the table of spaces. *)

Lemma env_holds a t e : trace_holds a t -> In e (envs t) -> holds a e.
Proof. intros H He. apply in_envs in He. destruct He as (i & Hi & ->). exact (H i Hi). Qed.

Lemma in_others_key a t : In (a, t) (key_of others ++ clock_ends) -> In (a, t) the_key.
Proof.
  intros H. unfold the_key, speakers. apply in_or_app. left. apply in_or_app. right. exact H.
Qed.

Lemma tables_in_key a t : In (a, t) (time_table ++ space_table_of_key ++ range_table_of_key) -> In (a, t) the_key.
Proof. intros H. unfold the_key. apply in_or_app. now right. Qed.

Ltac says_nothing := match goal with |- counts_bits (says ?a ?e ?b) =>
  first [rewrite (table_says_nothing table e b is_table) by discriminate | change (says a e b) with (@nil (list F * F))]; apply Forall_nil end.

Lemma others_spaces a t e : In (a, t) (key_of others ++ clock_ends) -> In e (envs t) -> counts_bits (says a e Bus.spaces).
Proof.
  intros H He. assert (Hh : holds a e) by (apply (holds_of a t); [now apply in_others_key|assumption]).
  cbn [others log_chips adapters key_of quiet accessing map fst clock_ends app In] in H.
  by_chip H;
    [ exact (log_1_spaces e Hh) | exact (log_2_spaces e Hh) | exact (log_4_spaces e Hh) | exact (log_8_spaces e Hh)
    | exact (log_16_spaces e Hh) | exact (log_32_spaces e Hh)
    | says_nothing | says_nothing | says_nothing | says_nothing | says_nothing | says_nothing | says_nothing ].
Qed.

Definition space_users : key := speakers ++ time_table ++ range_table_of_key.
Definition range_users : key := speakers ++ time_table ++ space_table_of_key.
Definition time_users : key := speakers ++ space_table_of_key ++ range_table_of_key.

Lemma key_by_spaces : Permutation the_key (space_users ++ space_table_of_key).
Proof.
  unfold the_key, space_users. rewrite <- !app_assoc. do 2 apply Permutation_app_head. apply Permutation_app_comm.
Qed.
Lemma key_by_range : Permutation the_key (range_users ++ range_table_of_key).
Proof. unfold the_key, range_users. rewrite <- !app_assoc. reflexivity. Qed.
Lemma key_by_times : Permutation the_key (time_users ++ time_table).
Proof.
  unfold the_key, time_users. rewrite <- !app_assoc. apply Permutation_app_head.
  rewrite (app_assoc space_table_of_key). apply Permutation_app_comm.
Qed.

(** What is said on a bus is looked up there, so it is offered by a row of the table. *)
Lemma looked_up b users a' t' : In b segment_buses -> Permutation the_key (users ++ [(a', t')]) ->
  (forall a t, In (a, t) users -> each_counts b a) ->
  (forall a t e, In (a, t) users -> In e (envs t) -> counts_bits (says a e b)) ->
  forall a t e m, In (a, t) users -> In e (envs t) -> In (m, Fz 1) (says a e b) ->
  exists i, (i < height t')%nat /\ In m (map fst (says a' (row_env t' i) b)).
Proof.
  intros Hin Hp Hc Hb a t e m Ha He Hm.
  destruct (users_look b users [(a', t')]) with (a := a) (e := e) (m := m) as (a1 & e1 & H1 & H2); try assumption.
  - now apply balances_perm.
  - rewrite <- (weight_perm b _ _ Hp). now apply all_weights.
  - intros a0 e0 H0. apply in_rows_of in H0. destruct H0 as (t0 & Ht0 & He0). now apply (Hb a0 t0).
  - apply in_rows_of. eauto.
  - apply in_rows_of in H1. destruct H1 as (t1 & [E|[]] & He1). injection E as <- <-.
    apply in_envs in He1. destruct He1 as (i & Hi & ->). eauto.
Qed.

Lemma boundary_in_speakers a t f : In (a, t, f) boundary -> In (a, t) speakers.
Proof. intros H. unfold speakers. apply in_or_app. left. eapply key_of_in, H. Qed.

Lemma speakers_in_key a t : In (a, t) speakers -> In (a, t) the_key.
Proof. intros H. unfold the_key. apply in_or_app. now left. Qed.

Lemma speakers_spaces a t e : In (a, t) speakers -> In e (envs t) -> counts_bits (says a e Bus.spaces).
Proof.
  intros H He. pose proof (speakers_in_key a t H) as Hk. unfold speakers in H. apply in_app_or in H. destruct H as [H|H].
  - destruct (in_key_of _ _ _ H) as (f & Hf). destruct (boundary_bits a t f e Hf (all_hold a t Hk) He) as (_ & Hs & _).
    exact Hs.
  - now apply others_spaces with (t := t).
Qed.

Theorem spaces_are_right a t e m : In (a, t) speakers -> In e (envs t) -> In (m, Fz 1) (says a e Bus.spaces) ->
  space_fact m \/ block_fact m.
Proof.
  intros Ha He Hm.
  destruct (looked_up Bus.spaces space_users table spaces ltac:(cbn; tauto) key_by_spaces) with (a := a) (t := t) (e := e) (m := m)
    as (i & _ & Hi); try assumption.
  - intros a0 t0 H0. unfold space_users in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
    + apply (speakers_count _ a0 t0); [cbn; tauto|assumption].
    + apply (tables_count _ a0 t0).
      * right. right. left. split; [reflexivity|]. cbn in H0. by_chip H0; auto.
      * cbn in *. intuition.
  - intros a0 t0 e0 H0 He0. unfold space_users in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
    + now apply speakers_spaces with (t := t0).
    + cbn in H0. by_chip H0; says_nothing.
  - unfold space_users. apply in_or_app. now left.
  - exact (table_offers table is_table _ _ Hi).
Qed.

(** *** Ranges. *)

Ltac facts Ha He := match goal with |- looks ?a ?e Bus.spaces space_fact =>
  apply looks_for_facts; [intros m Hm; exact (spaces_are_right a _ e m Ha He Hm)|unfold_air; repeat (apply Forall_cons; [reflexivity|]); apply Forall_nil] end.

Lemma others_in_speakers a t : In (a, t) (key_of others ++ clock_ends) -> In (a, t) speakers.
Proof. intros H. unfold speakers. apply in_or_app. now right. Qed.

Lemma log_facts a t f e : In (a, t, f) log_chips -> In e (envs t) -> looks a e Bus.spaces space_fact.
Proof.
  intros H He. assert (Ha : In (a, t) speakers).
  { apply others_in_speakers. apply in_or_app. left. apply (key_of_in _ _ _ f). unfold others. apply in_or_app. now left. }
  cbn [log_chips accessing In] in H. repeat (destruct H as [H|H]; [injection H as <- <- _; facts Ha He|]). contradiction.
Qed.

Lemma others_range a t e : In (a, t) (key_of others ++ clock_ends) -> In e (envs t) -> counts_bits (says a e Bus.range).
Proof.
  intros H He. assert (Hh : holds a e) by (apply (holds_of a t); [now apply in_others_key|assumption]).
  cbn [others log_chips adapters key_of quiet accessing map fst clock_ends app In] in H.
  by_chip H;
    [ exact (proj1 (log_1_counts e Hh (log_facts _ _ _ e (or_introl eq_refl) He))) | exact (proj1 (log_2_counts e Hh (log_facts _ _ _ e (or_intror (or_introl eq_refl)) He)))
    | exact (proj1 (log_4_counts e Hh (log_facts _ _ _ e (or_intror (or_intror (or_introl eq_refl))) He))) | exact (proj1 (log_8_counts e Hh (log_facts _ _ _ e (or_intror (or_intror (or_intror (or_introl eq_refl)))) He)))
    | exact (proj1 (log_16_counts e Hh (log_facts _ _ _ e (or_intror (or_intror (or_intror (or_intror (or_introl eq_refl))))) He))) | exact (proj1 (log_32_counts e Hh (log_facts _ _ _ e (or_intror (or_intror (or_intror (or_intror (or_intror (or_introl eq_refl)))))) He)))
    | exact (inc_counts e Hh) | exact (proj1 (adapter_2_counts e Hh)) | exact (proj1 (adapter_4_counts e Hh))
    | exact (proj1 (adapter_8_counts e Hh)) | exact (proj1 (adapter_16_counts e Hh)) | exact (proj1 (adapter_32_counts e Hh))
    | apply in_envs in He; destruct He as (i & _ & ->); exact (connector_counts _ (last_is_bit connector i)) ].
Qed.

Theorem ranges_are_right a t e : In (a, t) (speakers ++ time_table) -> In e (envs t) -> looks a e Bus.range in_range.
Proof.
  intros Ha He m Hm.
  destruct (looked_up Bus.range range_users VariableRangeCheckerAir ranges ltac:(cbn; tauto) key_by_range) with (a := a) (t := t) (e := e) (m := m)
    as (i & Hi & Hin); try assumption.
  - intros a0 t0 H0. unfold range_users in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
    + apply (speakers_count _ a0 t0); [cbn; tauto|assumption].
    + apply (tables_count _ a0 t0).
      * right. left. split; [reflexivity|]. cbn in H0. by_chip H0; auto.
      * cbn in *. intuition.
  - intros a0 t0 e0 H0 He0. unfold range_users in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
    + pose proof (speakers_in_key a0 t0 H0) as Hk. unfold speakers in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
      * destruct (in_key_of _ _ _ H0) as (f & Hf). exact (proj1 (boundary_bits a0 t0 f e0 Hf (all_hold a0 t0 Hk) He0)).
      * now apply others_range with (t := t0).
    + cbn in H0. by_chip H0; [apply block_time_counts|says_nothing].
  - unfold range_users. apply in_app_or in Ha. rewrite !in_app_iff. tauto.
  - assert (Hk : In (VariableRangeCheckerAir, ranges) the_key).
    { apply tables_in_key. cbn. auto. }
    apply (range_table ranges) with (i := i); try assumption.
    + exact (all_hold _ _ Hk).
    + lia.
    + exact (all_heights _ _ Hk).
Qed.

Lemma speaker_ranges a t e : In (a, t) speakers -> In e (envs t) -> looks a e Bus.range in_range.
Proof. intros H. apply ranges_are_right. apply in_or_app. now left. Qed.

(** *** Block times. *)

Lemma others_times a t e : In (a, t) (key_of others ++ clock_ends) -> In e (envs t) -> counts_bits (says a e Bus.block_times).
Proof.
  intros H He. assert (Hh : holds a e) by (apply (holds_of a t); [now apply in_others_key|assumption]).
  cbn [others log_chips adapters key_of quiet accessing map fst clock_ends app In] in H.
  by_chip H;
    [ says_nothing | says_nothing | says_nothing | says_nothing | says_nothing | says_nothing | says_nothing
    | exact (proj2 (adapter_2_counts e Hh)) | exact (proj2 (adapter_4_counts e Hh)) | exact (proj2 (adapter_8_counts e Hh))
    | exact (proj2 (adapter_16_counts e Hh)) | exact (proj2 (adapter_32_counts e Hh)) | says_nothing ].
Qed.

Theorem times_are_right a t e : In (a, t) speakers -> In e (envs t) -> looks a e Bus.block_times is_block_time.
Proof.
  intros Ha He m Hm.
  destruct (looked_up Bus.block_times time_users BlockTimeAir times ltac:(cbn; tauto) key_by_times) with (a := a) (t := t) (e := e) (m := m)
    as (i & Hi & Hin); try assumption.
  - intros a0 t0 H0. unfold time_users in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
    + apply (speakers_count _ a0 t0); [cbn; tauto|assumption].
    + apply (tables_count _ a0 t0).
      * right. right. right. split; [reflexivity|]. cbn in H0. by_chip H0; auto.
      * cbn in *. intuition.
  - intros a0 t0 e0 H0 He0. unfold time_users in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
    + pose proof (speakers_in_key a0 t0 H0) as Hk. unfold speakers in H0. apply in_app_or in H0. destruct H0 as [H0|H0].
      * destruct (in_key_of _ _ _ H0) as (f & Hf). apply (boundary_bits a0 t0 f e0 Hf (all_hold a0 t0 Hk) He0).
      * now apply others_times with (t := t0).
    + cbn in H0. by_chip H0; says_nothing.
  - unfold time_users. apply in_or_app. now left.
  - destruct (block_time_row (row_env times i)) as (x & Ex & Hx).
    + apply (ranges_are_right _ times); [apply in_or_app; right; now left|]. apply in_envs. eauto.
    + rewrite Ex in Hin. destruct Hin as [<-|[]]. exact Hx.
Qed.

(** *** All rows speak. *)

Definition all_chips : list chip := boundary ++ others.

Lemma chip_speaks a t f e : In (a, t, f) all_chips -> In e (envs t) -> exists rows, speaks a e (f e) rows.
Proof.
  intros H He. unfold all_chips in H. apply in_app_or in H. destruct H as [H|H].
  - apply (boundary_speaks a t); try assumption.
    + apply all_hold, (boundary_in_key a t f H).
    + intros e' He'. apply (speaker_ranges a t); [exact (boundary_in_speakers a t f H)|assumption].
  - assert (Ha : In (a, t) (key_of others ++ clock_ends)) by (apply in_or_app; left; exact (key_of_in _ _ _ _ H)).
    assert (Hh : holds a e) by (apply (holds_of a t); [now apply in_others_key|assumption]).
    apply others_in_speakers in Ha.
    assert (Hr : looks a e Bus.range in_range) by exact (speaker_ranges a t e Ha He).
    assert (Ht : looks a e Bus.block_times is_block_time) by exact (times_are_right a t e Ha He).
    cbn [others log_chips adapters quiet accessing app In] in H.
    repeat (destruct H as [H|H]; [injection H as <- <- <-|]); [..|contradiction]; cbv beta;
      [ exact (log_1 e Hh Hr) | exact (log_2 e Hh Hr) | exact (log_4 e Hh Hr) | exact (log_8 e Hh Hr)
      | exact (log_16 e Hh Hr) | exact (log_32 e Hh Hr) | exact (inc_row e Hh Hr)
      | exact (adapter_2 e Hh Hr Ht) | exact (adapter_4 e Hh Hr Ht) | exact (adapter_8 e Hh Hr Ht)
      | exact (adapter_16 e Hh Hr Ht) | exact (adapter_32 e Hh Hr Ht) ].
Qed.

Lemma chips_speak : exists rows, all_speak (rows_of (key_of all_chips)) (shown_by all_chips) rows.
Proof.
  rewrite <- rows_with_rows, <- rows_with_shows. apply rows_speak. intros a e s H.
  destruct (in_rows_with _ _ _ _ H) as (t & f & Hc & He & ->). exact (chip_speaks a t f e Hc He).
Qed.

Lemma key_split : the_key = key_of all_chips ++ clock_ends ++ time_table ++ space_table_of_key ++ range_table_of_key.
Proof. unfold the_key, speakers, all_chips, key_of. rewrite map_app, <- !app_assoc. reflexivity. Qed.

Lemma tables_silent b a e : In b [Bus.memory; Bus.clock] ->
  In (a, e) (rows_of (time_table ++ space_table_of_key ++ range_table_of_key)) -> says a e b = [].
Proof.
  intros Hb H. apply in_rows_of in H. destruct H as (t & H & _). cbn [In] in Hb. cbn in H.
  by_chip H; repeat (destruct Hb as [<-|Hb]; [first [apply (table_says_nothing table e _ is_table); discriminate | reflexivity]|]); contradiction.
Qed.

Lemma silent_said b l : (forall a e, In (a, e) l -> says a e b = []) -> said_on b l = [].
Proof.
  induction l as [|[a e] l IH]; intros H; [reflexivity|]. unfold said_on in *. cbn [flat_map fst snd].
  rewrite (H a e) by now left. apply IH. intros; apply H; now right.
Qed.

Lemma connector_in_key : In (ClockConnectorAir, connector) the_key.
Proof. apply in_others_key. apply in_or_app. right. now left. Qed.

Lemma connector_ranges e : In e (envs connector) -> looks ClockConnectorAir e Bus.range in_range.
Proof. intros He. apply (speaker_ranges _ connector); [|assumption]. apply others_in_speakers, in_or_app. right. now left. Qed.

Lemma said_on_the_key b : In b [Bus.memory; Bus.clock] ->
  said_on b (rows_of the_key) = said_on b (rows_of (key_of all_chips)) ++ said_on b (rows_of clock_ends).
Proof.
  intros Hb. rewrite key_split, !rows_of_app, !said_on_app. f_equal. rewrite <- (app_nil_r (said_on b (rows_of clock_ends))) at 2.
  f_equal. rewrite <- !said_on_app, <- !rows_of_app. apply silent_said. intros a e. now apply tables_silent.
Qed.

Lemma connector_quiet : said_on Bus.memory (rows_of clock_ends) = [].
Proof.
  apply silent_said. intros a e H. apply in_rows_of in H. destruct H as (t & [E|[]] & _). injection E as <- <-. reflexivity.
Qed.

Lemma length_below b : In b [Bus.memory; Bus.clock] -> Z.of_nat (length (said_on b (rows_of the_key))) < p.
Proof.
  intros Hb. rewrite said_length; [apply all_weights; cbn in *; tauto|]. intros a t H. unfold the_key in H. apply in_app_or in H.
  assert (Hb' : In b segment_buses) by (cbn in *; intuition).
  destruct H as [H|H]; [now apply (speakers_count b a t)|]. apply (tables_count b a t); auto.
Qed.

(** The segment's rows: what its end of the clock is, what its blocks and accesses are. *)
Definition stop : F := publics connector 2.

Theorem a_segment_is_ok : exists rows, segment_ok time_bits largest_block rows stop /\
  flat_map initials rows = flat_map begun (shown_by boundary) /\
  flat_map finals rows = flat_map ended (shown_by boundary) /\
  accesses rows = the_accesses.
Proof.
  destruct chips_speak as (rows & [Hok Hms Hsent Hrec Hcs Hcsent Hcrec Hst Hen Hac]). exists rows.
  assert (Hshown : forall g : shows -> list block, g silent = [] -> (forall (f : env -> list access) e, g (Shows [] [] (f e)) = []) ->
    flat_map g (shown_by all_chips) = flat_map g (shown_by boundary)).
  { intros g Hg Hg'. unfold all_chips. rewrite shown_by_app, flat_map_app.
    assert (Hq : forall t, flat_map g (map (fun _ : env => silent) (envs t)) = []).
    { intros t. induction (envs t) as [|e l IH]; [reflexivity|]. cbn [map flat_map]. now rewrite Hg. }
    assert (Ha : forall t (f : env -> list access), flat_map g (map (fun e => Shows [] [] (f e)) (envs t)) = []).
    { intros t f. induction (envs t) as [|e l IH]; [reflexivity|]. cbn [map flat_map]. now rewrite Hg'. }
    assert (Ho : flat_map g (shown_by others) = []).
    { unfold shown_by. cbn [others log_chips adapters quiet accessing app flat_map fst snd]. rewrite !flat_map_app. cbn [flat_map].
      rewrite !Ha, !Hq. reflexivity. }
    rewrite Ho. apply app_nil_r. }
  split; [|split; [|split]].
  - constructor.
    + exact Hok.
    + apply (Permutation_of_map message_of); [exact message_of_injective|]. rewrite <- Hsent, <- Hrec.
      assert (E : said_on Bus.memory (rows_of the_key) = said_on Bus.memory (rows_of (key_of all_chips))).
      { rewrite said_on_the_key by (cbn; auto). now rewrite connector_quiet, app_nil_r. }
      rewrite <- E. apply (counts_are_integers list_F_dec).
      * apply all_balance. cbn; tauto.
      * rewrite E. exact Hms.
      * apply length_below. cbn; auto.
    + assert (E := said_on_the_key Bus.clock ltac:(cbn; auto)).
      assert (Hall : Permutation (sent (said_on Bus.clock (rows_of the_key))) (received (said_on Bus.clock (rows_of the_key)))).
      { apply (counts_are_integers list_F_dec).
        - apply all_balance. cbn; tauto.
        - rewrite E. apply Forall_app. split; [exact Hcs|].
          apply (connector_signed connector); first [exact (all_hold _ _ connector_in_key)|exact connector_is_there|exact connector_ranges].
        - apply length_below. cbn; auto. }
      rewrite E in Hall. rewrite !sent_is, !received_is, !counted_app, <- !sent_is, <- !received_is in Hall.
      unfold clock_ends in Hall.
      rewrite (connector_sends connector), (connector_receives connector) in Hall;
        try exact (all_hold _ _ connector_in_key); try exact connector_is_there; try exact connector_ranges.
      rewrite Hcsent, Hcrec in Hall.
      apply (Permutation_of_map (fun t : F => [t])); [intros x y Exy; now injection Exy|]. cbn [map].
      fold stop in Hall. rewrite Permutation_app_comm in Hall. rewrite (Permutation_app_comm _ [[stop]]) in Hall. exact Hall.
    + pose proof (length_below Bus.clock ltac:(cbn; auto)) as Hlen. rewrite said_on_the_key in Hlen by (cbn; auto).
      rewrite app_length in Hlen. pose proof (sent_received_length (said_on Bus.clock (rows_of (key_of all_chips)))) as Hsr.
      rewrite (Permutation_length Hcsent), (Permutation_length Hcrec), !map_length, !app_length, !map_length in Hsr. lia.
    + unfold stop. apply (connector_end connector);
        [exact (all_hold _ _ connector_in_key)|exact connector_is_there|exact connector_ranges].
  - rewrite Hst. now apply Hshown.
  - rewrite Hen. now apply Hshown.
  - rewrite Hac. unfold all_chips. rewrite shown_by_app, flat_map_app.
    assert (Hz : flat_map accessed (shown_by boundary) = []).
    { unfold shown_by. clear -boundary_logs_nothing. induction boundary as [|[[a t] f] l IH]; [reflexivity|]. cbn [flat_map fst snd].
      rewrite flat_map_app, IH by (intros; eapply boundary_logs_nothing; right; eassumption). rewrite app_nil_r.
      induction (envs t) as [|e r IHe]; [reflexivity|]. cbn [map flat_map].
      now rewrite (boundary_logs_nothing a t f e (or_introl eq_refl)), IHe. }
    rewrite Hz. unfold shown_by. cbn [app others log_chips adapters quiet accessing flat_map fst snd]. rewrite !flat_map_app.
    assert (Hq : forall t, flat_map accessed (map (fun _ : env => silent) (envs t)) = []).
    { intros t. induction (envs t) as [|e l IH]; [reflexivity|exact IH]. }
    assert (Ha : forall t f, flat_map accessed (map (fun e => Shows [] [] (f e)) (envs t)) = flat_map f (envs t)).
    { intros t f. induction (envs t) as [|e l IH]; [reflexivity|]. cbn [map flat_map accessed]. now rewrite IH. }
    rewrite !Ha, !Hq. cbn [flat_map]. rewrite !app_nil_r. reflexivity.
Qed.

(** *** The rules of accesses (Lemma 13). *)

Definition keeps_its_rules (a : access) : Prop :=
  keeps_rules (Z.of_nat (length (after a))) (if is_write a then Fz 1 else Fz 0) (space a) (pointer a) (after a).

Lemma write_bit x : is_bit x -> (if (if F_eq_dec x (Fz 1) then true else false) then Fz 1 else Fz 0) = x.
Proof.
  intros [->| ->].
  - destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|reflexivity].
  - destruct (F_eq_dec (Fz 1) (Fz 1)) as [_|E]; [reflexivity|congruence].
Qed.

Lemma log_of_rules n k c e : is_bit (at_cell e 0 0 1) ->
  (c = Fz 1 -> keeps_rules (Z.of_nat n) (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) (map (at_cell e 0 0) (seq 4 n))) ->
  forall a, In a (log_of n k c e) -> keeps_its_rules a.
Proof.
  intros Hw H a Ha. unfold log_of in Ha. destruct (F_eq_dec c (Fz 1)) as [E|]; [|contradiction].
  destruct Ha as [<-|[]]. unfold keeps_its_rules. cbn [is_write space pointer after].
  rewrite map_length, seq_length, (write_bit _ Hw). exact (H E).
Qed.

Theorem accesses_keep_rules a : In a the_accesses -> keeps_its_rules a.
Proof.
  intros H. unfold the_accesses in H. rewrite !in_app_iff, !in_flat_map in H.
  assert (Hc : forall A t f e, In (A, t, f) log_chips -> In e (envs t) ->
    holds A e /\ looks A e Bus.range in_range /\ looks A e Bus.spaces space_fact).
  { intros A t f e Hl He.
    assert (Ha : In (A, t) (key_of others ++ clock_ends)).
    { apply in_or_app. left. apply (key_of_in _ _ _ f). unfold others. apply in_or_app. now left. }
    split; [exact (holds_of A t e (in_others_key A t Ha) He)|]. split; [exact (speaker_ranges A t e (others_in_speakers A t Ha) He)|].
    exact (log_facts A t f e Hl He). }
  cbn [log_chips accessing In] in Hc.
  destruct H as [(e & He & H)|[(e & He & H)|[(e & He & H)|[(e & He & H)|[(e & He & H)|(e & He & H)]]]]].
  - destruct (Hc _ _ _ e (or_introl eq_refl) He) as (Hh & Hr & Hs). revert a H. apply log_of_rules; [apply log_1_bits, Hh|].
    intros Hon. exact (log_1_rules e Hh Hr Hs Hon).
  - destruct (Hc _ _ _ e (or_intror (or_introl eq_refl)) He) as (Hh & Hr & Hs). revert a H. apply log_of_rules; [apply log_2_bits, Hh|].
    intros Hon. exact (log_2_rules e Hh Hr Hs Hon).
  - destruct (Hc _ _ _ e (or_intror (or_intror (or_introl eq_refl))) He) as (Hh & Hr & Hs). revert a H.
    apply log_of_rules; [apply log_4_bits, Hh|]. intros Hon. exact (log_4_rules e Hh Hr Hs Hon).
  - destruct (Hc _ _ _ e (or_intror (or_intror (or_intror (or_introl eq_refl)))) He) as (Hh & Hr & Hs). revert a H.
    apply log_of_rules; [apply log_8_bits, Hh|]. intros Hon. exact (log_8_rules e Hh Hr Hs Hon).
  - destruct (Hc _ _ _ e (or_intror (or_intror (or_intror (or_intror (or_introl eq_refl))))) He) as (Hh & Hr & Hs). revert a H.
    apply log_of_rules; [apply log_16_bits, Hh|]. intros Hon. exact (log_16_rules e Hh Hr Hs Hon).
  - destruct (Hc _ _ _ e (or_intror (or_intror (or_intror (or_intror (or_intror (or_introl eq_refl)))))) He) as (Hh & Hr & Hs).
    revert a H. apply log_of_rules; [apply log_32_bits, Hh|]. intros Hon. exact (log_32_rules e Hh Hr Hs Hon).
Qed.
End Assembly.
