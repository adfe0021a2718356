(** The premises of the theorem about logs in volatile memory (chips/VolatileSegment.v) can be met, from the key's constraints on: by the
    traces that zkmem makes of a log (VolatileTraces.v): writes and reads of two spaces, an immediate and a pause, by which blocks are joined
    and split. With another value read, constraints hold and memory does not balance. *)
From Coq Require Import ZArith Lia List Bool Sorted.
From Zkmem Require Import Lists Field Balance Rows Log Air Trace Speaks Key SpaceTables Rules Assembly VolatileSegment.
From Zkmem Require Import VariableRangeCheckerAir ListedTrace VolatileTraces.
Import ListNotations.
Open Scope Z_scope.

(** Of the log chip for 4 cells any trace. *)
Section Chips.
Variable log_4 : trace.
Definition but_ranges : key :=
  speakers trace_of_ClockConnectorAir trace_of_AccessLogAir_1 trace_of_AccessLogAir_2 log_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16
    trace_of_AccessLogAir_32 trace_of_IncAir trace_of_AccessAdapterAir_2 trace_of_AccessAdapterAir_4 trace_of_AccessAdapterAir_8
    trace_of_AccessAdapterAir_16 trace_of_AccessAdapterAir_32 (boundary trace_of_VolatileBoundaryAir_1 trace_of_VolatileBoundaryAir_4) ++
  time_table trace_of_BlockTimeAir ++ space_table_of_key trace_of_SpaceTableAir table_with_blocks.
Definition example_key (height_of_ranges : nat) : key :=
  volatile_key trace_of_ClockConnectorAir trace_of_VolatileBoundaryAir_1 trace_of_VolatileBoundaryAir_4 trace_of_AccessLogAir_1
    trace_of_AccessLogAir_2 log_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16 trace_of_AccessLogAir_32 trace_of_IncAir
    trace_of_AccessAdapterAir_2 trace_of_AccessAdapterAir_4 trace_of_AccessAdapterAir_8 trace_of_AccessAdapterAir_16
    trace_of_AccessAdapterAir_32 trace_of_BlockTimeAir trace_of_SpaceTableAir (range_trace height_of_ranges looked_up).
Definition example_log : list access :=
  volatile_log trace_of_AccessLogAir_1 trace_of_AccessLogAir_2 log_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16
    trace_of_AccessLogAir_32.

Lemma example_key_is h : example_key h = with_ranges h but_ranges looked_up.
Proof. unfold example_key, volatile_key, the_key, with_ranges, but_ranges, range_table_of_key. now rewrite !app_assoc. Qed.
End Chips.

Section Example.
Variable height_of_ranges : nat.
Hypothesis height_is : Z.of_nat height_of_ranges = 2 ^ 18.
Notation log_4 := trace_of_AccessLogAir_4.
Notation the_example := (example_key log_4 height_of_ranges).

Theorem the_constraints_hold : key_holds the_example.
Proof. rewrite example_key_is. apply all_hold_by; [exact height_is|vm_compute; reflexivity|reflexivity]. Qed.

Theorem the_buses_balance b : In b segment_buses -> balances list_F_dec (said_on b (rows_of the_example)).
Proof. intros H. rewrite example_key_is. apply all_balance_by; [exact height_is|reflexivity|]. by_bus H. Qed.

Lemma weights_are_bounded b : In b segment_buses -> total_weight b the_example < p.
Proof. intros H. rewrite example_key_is. apply all_weights_by. by_bus H. Qed.

Lemma heights_are_bounded a t : In (a, t) the_example -> Z.of_nat (height t) < p.
Proof. rewrite example_key_is. apply all_heights_by; [exact height_is|vm_compute; reflexivity]. Qed.

(** What the theorem says of this log. *)
Theorem the_traces_are_right :
  StronglySorted earlier (example_log log_4) /\ consistent (fun _ => Fz 0) (example_log log_4) /\
  (forall a, In a (example_log log_4) -> keeps_its_rules a).
Proof.
  apply (a_volatile_log_is_right _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ the_constraints_hold the_buses_balance weights_are_bounded
    heights_are_bounded). cbn. lia.
Qed.

(** A read's value changed, and what it says was there with it. *)
Definition lying_log_4 : trace := with_cell 0 5 1 21 (with_cell 1 4 1 21 log_4).

Theorem a_lie_keeps_the_constraints : key_holds (example_key lying_log_4 height_of_ranges).
Proof. rewrite example_key_is. apply all_hold_by; [exact height_is|vm_compute; reflexivity|reflexivity]. Qed.

Theorem a_lie_does_not_balance :
  ~ balances list_F_dec (said_on Bus.memory (rows_of (example_key lying_log_4 height_of_ranges))).
Proof.
  intros H. specialize (H (map Fz [2; 8; 10; 21; 30; 255; 10])). rewrite example_key_is, total_is_of in H; [|exact height_is|reflexivity]. apply (f_equal val) in H.
  vm_compute in H. discriminate.
Qed.
End Example.

(** The accesses, of which this is said. *)
Theorem the_accesses_are : map in_words (example_log trace_of_AccessLogAir_4) = example_accesses 20.
Proof. vm_compute. reflexivity. Qed.

Theorem and_the_lie : map in_words (example_log lying_log_4) = example_accesses 21.
Proof. vm_compute. reflexivity. Qed.
