(** The log chip for accesses of 8 cells, as its key has it, does what LogRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks LogRows Spaces Rules.
From Zkmem Require Import AccessLogAir_8.
Import ListNotations.
Open Scope Z_scope.

Theorem log_8 e : holds AccessLogAir_8 e -> looks AccessLogAir_8 e Bus.range in_range ->
  exists rows, speaks AccessLogAir_8 e (Shows [] [] (log_of 8 3 (at_cell e 0 0 0) e)) rows.
Proof. log_chip 8%nat. Qed.

Theorem log_8_rules e : holds AccessLogAir_8 e -> looks AccessLogAir_8 e Bus.range in_range ->
  looks AccessLogAir_8 e Bus.spaces space_fact -> at_cell e 0 0 0 = Fz 1 ->
  keeps_rules 8 (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) (map (at_cell e 0 0) (seq 4 8)).
Proof. intros H Hrange Hspace Hon. unfold_air_in H. rules 8%nat 11%nat H Hrange Hspace (at_cell e 0 0 0) Hon. Qed.

Lemma log_8_bits e : holds AccessLogAir_8 e -> is_bit (at_cell e 0 0 0) /\ is_bit (at_cell e 0 0 1) /\
  (at_cell e 0 0 1 * (1 - at_cell e 0 0 0) = 0)%F.
Proof. log_bits. Qed.

Lemma log_8_spaces e : holds AccessLogAir_8 e -> counts_bits (says AccessLogAir_8 e Bus.spaces).
Proof. log_spaces log_8_bits. Qed.

Theorem log_8_counts e : holds AccessLogAir_8 e -> looks AccessLogAir_8 e Bus.spaces space_fact ->
  log_counts_are_bits AccessLogAir_8 e.
Proof. log_counts 11%nat log_8_bits. Qed.
