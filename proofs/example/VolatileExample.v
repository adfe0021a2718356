(** The premises of the theorem about logs in volatile memory (chips/VolatileSegment.v) can be met, from the key's constraints on: by the
    traces that zkmem makes of a log (VolatileTraces.v): writes and reads of two spaces, an immediate and a pause, by which blocks are joined
    and split. With another value read, constraints hold and memory does not balance. *)
From Coq Require Import ZArith Lia List Bool Sorted.
From Zkmem Require Import Lists Field Balance Rows Log Air Trace Speaks Key SpaceTables Rules Assembly VolatileSegment.
From Zkmem Require Import VariableRangeCheckerAir ListedTrace VolatileTraces.
Import ListNotations.
Open Scope Z_scope.

(** The key's chips but the range checker; of the log chip for 4 cells any trace. *)
Section Chips.
Variable log_4 : trace.
Definition example_speakers : key :=
  speakers trace_of_ClockConnectorAir trace_of_AccessLogAir_1 trace_of_AccessLogAir_2 log_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16
    trace_of_AccessLogAir_32 trace_of_IncAir trace_of_AccessAdapterAir_2 trace_of_AccessAdapterAir_4 trace_of_AccessAdapterAir_8
    trace_of_AccessAdapterAir_16 trace_of_AccessAdapterAir_32 (boundary trace_of_VolatileBoundaryAir_1 trace_of_VolatileBoundaryAir_4).
Definition before_ranges : key :=
  example_speakers ++ time_table trace_of_BlockTimeAir ++ space_table_of_key trace_of_SpaceTableAir table_with_blocks.

Definition example_key (height_of_ranges : nat) : key :=
  volatile_key trace_of_ClockConnectorAir trace_of_VolatileBoundaryAir_1 trace_of_VolatileBoundaryAir_4 trace_of_AccessLogAir_1
    trace_of_AccessLogAir_2 log_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16 trace_of_AccessLogAir_32 trace_of_IncAir
    trace_of_AccessAdapterAir_2 trace_of_AccessAdapterAir_4 trace_of_AccessAdapterAir_8 trace_of_AccessAdapterAir_16
    trace_of_AccessAdapterAir_32 trace_of_BlockTimeAir trace_of_SpaceTableAir (range_trace height_of_ranges looked_up).

Lemma example_key_is h : example_key h = before_ranges ++ [(VariableRangeCheckerAir, range_trace h looked_up)].
Proof.
  unfold example_key, volatile_key, the_key, before_ranges, example_speakers, range_table_of_key. now rewrite !app_assoc.
Qed.

Definition example_log : list access :=
  volatile_log trace_of_AccessLogAir_1 trace_of_AccessLogAir_2 log_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16
    trace_of_AccessLogAir_32.
End Chips.

Definition all_hold_b (k : key) : bool := forallb (fun x => forallb (holds_b (fst x)) (envs (snd x))) k.

Lemma all_hold_by k : all_hold_b k = true -> key_holds k.
Proof.
  intros H a t Hin. unfold all_hold_b in H. rewrite forallb_forall in H. exact (trace_holds_by a t (H (a, t) Hin)).
Qed.

Section Example.
Variable height_of_ranges : nat.
Hypothesis height_is : Z.of_nat height_of_ranges = 2 ^ 18.
Notation ranges := (range_trace height_of_ranges looked_up).
Notation log_4 := trace_of_AccessLogAir_4.

Lemma rows_in_table : Forall (fun x => 0 <= fst x < 262144) looked_up.
Proof.
  apply Forall_forall. intros x Hx.
  assert (H : forallb (fun x => (0 <=? fst x) && (fst x <? 262144)) looked_up = true) by (vm_compute; reflexivity).
  rewrite forallb_forall in H. specialize (H x Hx). apply andb_true_iff in H. destruct H. lia.
Qed.

Lemma total_is_of m b log : total list_F_dec m (said_on b (rows_of (example_key log height_of_ranges))) =
  total list_F_dec m (said_on b (rows_of (before_ranges log)) ++ (if Nat.eqb b Bus.range then offered looked_up else [])).
Proof.
  rewrite example_key_is, rows_of_app, said_on_app, !total_app. f_equal.
  destruct (Nat.eqb_spec b Bus.range) as [->|N].
  - exact (range_said height_of_ranges height_is m looked_up rows_in_table).
  - now rewrite (range_silent height_of_ranges b looked_up N).
Qed.

Theorem the_constraints_hold log : all_hold_b (before_ranges log) = true -> key_holds (example_key log height_of_ranges).
Proof.
  intros H a t Hin. rewrite example_key_is in Hin. apply in_app_or in Hin. destruct Hin as [Hin|[E|[]]].
  - exact (all_hold_by _ H a t Hin).
  - injection E as <- <-. apply range_trace_holds; [exact height_is|reflexivity].
Qed.

Theorem the_buses_balance b : In b segment_buses -> balances list_F_dec (said_on b (rows_of (example_key log_4 height_of_ranges))).
Proof.
  intros Hb m. rewrite total_is_of. revert m. apply balances_by.
  repeat (destruct Hb as [<-|Hb]; [vm_compute; reflexivity|]). contradiction.
Qed.

Theorem the_heights_are_bounded b : In b segment_buses -> total_weight b (example_key log_4 height_of_ranges) < p.
Proof.
  intros Hb. rewrite example_key_is. unfold total_weight. rewrite sumZ_app. cbn [sumZ fst snd].
  assert (E : weight_on b VariableRangeCheckerAir = 0%nat).
  { repeat (destruct Hb as [<-|Hb]; [reflexivity|]). contradiction. }
  rewrite E, Nat.mul_0_r. repeat (destruct Hb as [<-|Hb]; [vm_compute; reflexivity|]). contradiction.
Qed.

Theorem the_heights_are_below a t : In (a, t) (example_key log_4 height_of_ranges) -> Z.of_nat (height t) < p.
Proof.
  rewrite example_key_is. intros H. apply in_app_or in H. destruct H as [H|[E|[]]].
  - assert (Hb : forallb (fun x => Z.of_nat (height (snd x)) <? p) (before_ranges log_4) = true) by (vm_compute; reflexivity).
    rewrite forallb_forall in Hb. exact (proj1 (Z.ltb_lt _ _) (Hb (a, t) H)).
  - injection E as _ <-. cbn [height range_trace]. rewrite height_is. reflexivity.
Qed.

(** What the theorem says of this log. *)
Theorem the_traces_are_right :
  StronglySorted earlier (example_log log_4) /\ consistent (fun _ => Fz 0) (example_log log_4) /\
  (forall a, In a (example_log log_4) -> keeps_its_rules a).
Proof.
  unfold example_log. apply (a_volatile_log_is_right _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ (the_constraints_hold log_4 ltac:(vm_compute; reflexivity))
    the_buses_balance the_heights_are_bounded the_heights_are_below). cbn. lia.
Qed.

(** A read's value changed, and what it says was there with it. *)
Definition with_cell (part index row : nat) (value : Z) (t : trace) : trace :=
  Trace (height t) (fun q i r => if Nat.eqb q part && Nat.eqb i index && Nat.eqb r row then Fz value else cells t q i r) (publics t).
Definition lying_log_4 : trace := with_cell 0 5 1 21 (with_cell 1 4 1 21 log_4).

Theorem a_lie_keeps_the_constraints : key_holds (example_key lying_log_4 height_of_ranges).
Proof. apply the_constraints_hold. vm_compute. reflexivity. Qed.

Theorem a_lie_does_not_balance :
  ~ balances list_F_dec (said_on Bus.memory (rows_of (example_key lying_log_4 height_of_ranges))).
Proof.
  intros H. specialize (H (map Fz [2; 8; 10; 21; 30; 255; 10])). rewrite total_is_of in H. apply (f_equal val) in H.
  vm_compute in H. discriminate.
Qed.
End Example.

(** The accesses, of which this is said: what is written or read, where, what was there, what is, when. The immediate has none. *)
Definition in_words (a : access) := (is_write a, val (space a), val (pointer a), map val (before a), map val (after a), val (timestamp a)).

Theorem the_accesses_are : map in_words (example_log trace_of_AccessLogAir_4) =
  [(true, 2, 8, [0; 0; 0; 0], [10; 20; 30; 255], 1);
   (false, 2, 8, [10; 20; 30; 255; 0; 0; 0; 0], [10; 20; 30; 255; 0; 0; 0; 0], 2);
   (true, 4, 0, [0; 0], [p - 1; 7], 8);
   (false, 2, 8, [10; 20; 30; 255], [10; 20; 30; 255], 10);
   (false, 4, 1, [7], [7], 11)].
Proof. vm_compute. reflexivity. Qed.

Theorem and_the_lie : map in_words (example_log lying_log_4) =
  [(true, 2, 8, [0; 0; 0; 0], [10; 20; 30; 255], 1);
   (false, 2, 8, [10; 20; 30; 255; 0; 0; 0; 0], [10; 20; 30; 255; 0; 0; 0; 0], 2);
   (true, 4, 0, [0; 0], [p - 1; 7], 8);
   (false, 2, 8, [10; 21; 30; 255], [10; 21; 30; 255], 10);
   (false, 4, 1, [7], [7], 11)].
Proof. vm_compute. reflexivity. Qed.

(** The range checker's height is a number. *)
Lemma there_is_such_a_height : exists h, Z.of_nat h = 2 ^ 18.
Proof. exists (Z.to_nat (2 ^ 18)). apply Z2Nat.id. lia. Qed.
