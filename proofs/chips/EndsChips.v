(** The chips of a run's ends in one proof, beside a segment's chips or apart with a range checker: what the proof shows of them (global
    memory, Lemma 1). A chip that a proof does not have is one without rows. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Cell Rows Segment Air Trace Speaks Key Range Assembly.
From Zkmem Require Import LedgerEndsAir RootedEndsAir MemoryMerkleAir VariableRangeCheckerAir EndsRows LedgerEnds RootedEnds.
Import ListNotations.
Open Scope Z_scope.

Record ends_traces := EndsTraces { x_ends : trace; x_rooted : trace; x_merkle : trace }.
Definition ends_key (x : ends_traces) : key :=
  [(LedgerEndsAir, x_ends x); (RootedEndsAir, x_rooted x); (MemoryMerkleAir, x_merkle x)].

(** Every bus of these chips and of a segment's but that of hashes. *)
Definition all_buses : list nat := Bus.merkle :: segment_buses.

Ltac by_ends H := destruct H as [H|[H|[H|[]]]]; injection H as <- <-.

Lemma ends_count x a t b : In (a, t) (ends_key x) -> In b all_buses -> each_counts b a.
Proof.
  intros H Hb. cbn [all_buses segment_buses In] in Hb.
  by_ends H; repeat (destruct Hb as [<-|Hb]; [apply each_counts_by; vm_compute; reflexivity|]); contradiction.
Qed.

(** They say nothing on the memory bus and the clock. *)
Lemma ends_are_quiet x a t e : In (a, t) (ends_key x) -> says a e Bus.memory = [] /\ says a e Bus.clock = [].
Proof. intros H. by_ends H; split; reflexivity. Qed.

Lemma ends_bits x a t e : In (a, t) (ends_key x) -> trace_holds a t -> In e (envs t) ->
  counts_bits (says a e Bus.range) /\ counts_bits (says a e Bus.spaces) /\ counts_bits (says a e Bus.block_times).
Proof.
  intros H Hh He. by_ends H; (split; [|split; apply Forall_nil]).
  - now apply (ledger_ends_trace_counts (x_ends x)).
  - now apply (rooted_ends_trace_counts (x_rooted x)).
  - apply Forall_nil.
Qed.

(** What is shown of them. *)
Record ends_proven (x : ends_traces) : Prop := {
  x_holds : key_holds (ends_key x);
  x_ranges : forall a t e, In (a, t) (ends_key x) -> In e (envs t) -> looks a e Bus.range in_range;
  x_tree : balances list_F_dec (said_on Bus.merkle (rows_of (ends_key x)));
  x_tree_few : total_weight Bus.merkle (ends_key x) < p;
  x_heights : forall a t, In (a, t) (ends_key x) -> Z.of_nat (height t) < p }.

(** A proof of nothing else: a part of the ends that stands apart. *)
Record part_traces := PartTraces { q_ends : ends_traces; q_ranges : trace }.
Definition part_key (q : part_traces) : key := ends_key (q_ends q) ++ [(VariableRangeCheckerAir, q_ranges q)].
Record part_is_proven (q : part_traces) : Prop := {
  q_holds : key_holds (part_key q);
  q_balances : forall b, In b [Bus.merkle; Bus.range] -> balances list_F_dec (said_on b (rows_of (part_key q)));
  q_weights : forall b, In b [Bus.merkle; Bus.range] -> total_weight b (part_key q) < p;
  q_heights : forall a t, In (a, t) (part_key q) -> Z.of_nat (height t) < p }.

Theorem part_ends_are_proven q : part_is_proven q -> ends_proven (q_ends q).
Proof.
  intros [Hh Hb Hw Hp].
  assert (Hin : forall a t, In (a, t) (ends_key (q_ends q)) -> In (a, t) (part_key q)) by (intros; apply in_or_app; now left).
  assert (Htable : In (VariableRangeCheckerAir, q_ranges q) (part_key q)) by (apply in_or_app; right; now left).
  constructor.
  - intros a t H. apply Hh, Hin, H.
  - intros a t e H He m Hm.
    destruct (users_look Bus.range (ends_key (q_ends q)) [(VariableRangeCheckerAir, q_ranges q)]) with (a := a) (e := e) (m := m)
      as (a' & e' & Hrow & Hm'); try assumption.
    + apply Hb. cbn; tauto.
    + apply Hw. cbn; tauto.
    + intros a0 t0 H0. apply (ends_count (q_ends q) a0 t0); [assumption|cbn; tauto].
    + intros a0 e0 Hrow. apply in_rows_of in Hrow. destruct Hrow as (t0 & H0 & He0). exact (proj1 (ends_bits _ a0 t0 e0 H0 (Hh _ _ (Hin _ _ H0)) He0)).
    + apply in_rows_of. eauto.
    + apply in_rows_of in Hrow. destruct Hrow as (t' & [E|[]] & He'). injection E as <- <-. apply in_envs in He'. destruct He' as (i & Hi & ->).
      apply (range_table (q_ranges q) (Hh _ _ Htable)) with (i := i); [lia|exact (Hp _ _ Htable)|assumption|assumption].
  - specialize (Hb Bus.merkle ltac:(cbn; tauto)). unfold part_key in Hb. rewrite rows_of_app, said_on_app in Hb.
    rewrite (silent_said Bus.merkle (rows_of [(VariableRangeCheckerAir, q_ranges q)])), app_nil_r in Hb; [exact Hb|].
    intros a e Hrow. apply in_rows_of in Hrow. destruct Hrow as (t' & [E|[]] & _). injection E as <- <-. reflexivity.
  - pose proof (Hw Bus.merkle ltac:(cbn; tauto)) as H. pose proof (total_weight_part Bus.merkle (ends_key (q_ends q)) [(VariableRangeCheckerAir, q_ranges q)]).
    unfold part_key in H. lia.
  - intros a t H. apply (Hp a), Hin, H.
Qed.
