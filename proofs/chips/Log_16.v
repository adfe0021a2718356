(** The log chip for accesses of 16 cells, as its key has it, does what LogRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks LogRows Spaces Rules.
From Zkmem Require Import AccessLogAir_16.
Import ListNotations.
Open Scope Z_scope.

Theorem log_16 e : holds AccessLogAir_16 e -> looks AccessLogAir_16 e Bus.range in_range ->
  exists rows, speaks AccessLogAir_16 e (Shows [] [] (log_of 16 3 (at_cell e 0 0 0) e)) rows.
Proof. log_chip 16%nat. Qed.

Theorem log_16_rules e : holds AccessLogAir_16 e -> looks AccessLogAir_16 e Bus.range in_range ->
  looks AccessLogAir_16 e Bus.spaces space_fact -> at_cell e 0 0 0 = Fz 1 ->
  keeps_rules 16 (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) (map (at_cell e 0 0) (seq 4 16)).
Proof. intros H Hrange Hspace Hon. unfold_air_in H. rules 16%nat 19%nat H Hrange Hspace (at_cell e 0 0 0) Hon. Qed.

Lemma log_16_bits e : holds AccessLogAir_16 e -> is_bit (at_cell e 0 0 0) /\ is_bit (at_cell e 0 0 1) /\
  (at_cell e 0 0 1 * (1 - at_cell e 0 0 0) = 0)%F.
Proof. log_bits. Qed.

Lemma log_16_spaces e : holds AccessLogAir_16 e -> counts_bits (says AccessLogAir_16 e Bus.spaces).
Proof. log_spaces log_16_bits. Qed.

Theorem log_16_counts e : holds AccessLogAir_16 e -> looks AccessLogAir_16 e Bus.spaces space_fact ->
  log_counts_are_bits AccessLogAir_16 e.
Proof. log_counts 19%nat log_16_bits. Qed.
