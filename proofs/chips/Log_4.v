(** The log chip for accesses of 4 cells, as its key has it, does what LogRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks LogRows Spaces Rules.
From Zkmem Require Import AccessLogAir_4.
Import ListNotations.
Open Scope Z_scope.

Theorem log_4 e : holds AccessLogAir_4 e -> looks AccessLogAir_4 e Bus.range in_range ->
  exists rows, speaks AccessLogAir_4 e (Shows [] [] (log_of 4 3 (at_cell e 0 0 0) e)) rows.
Proof. log_chip 4%nat. Qed.

Theorem log_4_rules e : holds AccessLogAir_4 e -> looks AccessLogAir_4 e Bus.range in_range ->
  looks AccessLogAir_4 e Bus.spaces space_fact -> at_cell e 0 0 0 = Fz 1 ->
  keeps_rules 4 (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) (map (at_cell e 0 0) (seq 4 4)).
Proof. intros H Hrange Hspace Hon. unfold_air_in H. rules 4%nat 7%nat H Hrange Hspace (at_cell e 0 0 0) Hon. Qed.

Lemma log_4_bits e : holds AccessLogAir_4 e -> is_bit (at_cell e 0 0 0) /\ is_bit (at_cell e 0 0 1) /\
  (at_cell e 0 0 1 * (1 - at_cell e 0 0 0) = 0)%F.
Proof. log_bits. Qed.

Lemma log_4_spaces e : holds AccessLogAir_4 e -> counts_bits (says AccessLogAir_4 e Bus.spaces).
Proof. log_spaces log_4_bits. Qed.

Theorem log_4_counts e : holds AccessLogAir_4 e -> looks AccessLogAir_4 e Bus.spaces space_fact ->
  log_counts_are_bits AccessLogAir_4 e.
Proof. log_counts 7%nat log_4_bits. Qed.
