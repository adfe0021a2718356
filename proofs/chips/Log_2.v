(** The log chip for accesses of 2 cells, as its key has it, does what LogRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks LogRows Spaces Rules.
From Zkmem Require Import AccessLogAir_2.
Import ListNotations.
Open Scope Z_scope.

Theorem log_2 e : holds AccessLogAir_2 e -> looks AccessLogAir_2 e Bus.range in_range ->
  exists rows, speaks AccessLogAir_2 e (Shows [] [] (log_of 2 3 (at_cell e 0 0 0) e)) rows.
Proof. log_chip 2%nat. Qed.

Theorem log_2_rules e : holds AccessLogAir_2 e -> looks AccessLogAir_2 e Bus.range in_range ->
  looks AccessLogAir_2 e Bus.spaces space_fact -> at_cell e 0 0 0 = Fz 1 ->
  keeps_rules 2 (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) (map (at_cell e 0 0) (seq 4 2)).
Proof. intros H Hrange Hspace Hon. unfold_air_in H. rules 2%nat 5%nat H Hrange Hspace (at_cell e 0 0 0) Hon. Qed.

Lemma log_2_bits e : holds AccessLogAir_2 e -> is_bit (at_cell e 0 0 0) /\ is_bit (at_cell e 0 0 1) /\
  (at_cell e 0 0 1 * (1 - at_cell e 0 0 0) = 0)%F.
Proof. log_bits. Qed.

Lemma log_2_spaces e : holds AccessLogAir_2 e -> counts_bits (says AccessLogAir_2 e Bus.spaces).
Proof. log_spaces log_2_bits. Qed.

Theorem log_2_counts e : holds AccessLogAir_2 e -> looks AccessLogAir_2 e Bus.spaces space_fact ->
  log_counts_are_bits AccessLogAir_2 e.
Proof. log_counts 5%nat log_2_bits. Qed.
