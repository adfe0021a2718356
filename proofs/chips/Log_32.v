(** The log chip for accesses of 32 cells, as its key has it, does what LogRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks LogRows Spaces Rules.
From Zkmem Require Import AccessLogAir_32.
Import ListNotations.
Open Scope Z_scope.

Theorem log_32 e : holds AccessLogAir_32 e -> looks AccessLogAir_32 e Bus.range in_range ->
  exists rows, speaks AccessLogAir_32 e (Shows [] [] (log_of 32 3 (at_cell e 0 0 0) e)) rows.
Proof. log_chip 32%nat. Qed.

Theorem log_32_rules e : holds AccessLogAir_32 e -> looks AccessLogAir_32 e Bus.range in_range ->
  looks AccessLogAir_32 e Bus.spaces space_fact -> at_cell e 0 0 0 = Fz 1 ->
  keeps_rules 32 (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) (map (at_cell e 0 0) (seq 4 32)).
Proof. intros H Hrange Hspace Hon. unfold_air_in H. rules 32%nat 35%nat H Hrange Hspace (at_cell e 0 0 0) Hon. Qed.

Lemma log_32_bits e : holds AccessLogAir_32 e -> is_bit (at_cell e 0 0 0) /\ is_bit (at_cell e 0 0 1) /\
  (at_cell e 0 0 1 * (1 - at_cell e 0 0 0) = 0)%F.
Proof. log_bits. Qed.

Lemma log_32_spaces e : holds AccessLogAir_32 e -> counts_bits (says AccessLogAir_32 e Bus.spaces).
Proof. log_spaces log_32_bits. Qed.

Theorem log_32_counts e : holds AccessLogAir_32 e -> looks AccessLogAir_32 e Bus.spaces space_fact ->
  log_counts_are_bits AccessLogAir_32 e.
Proof. log_counts 35%nat log_32_bits. Qed.
