(** The log chip for single cells, immediates among them, as its key has it, does what LogRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks LogRows Spaces Rules.
From Zkmem Require Import AccessLogAir_1.
Import ListNotations.
Open Scope Z_scope.

Theorem log_1 e : holds AccessLogAir_1 e -> looks AccessLogAir_1 e Bus.range in_range ->
  exists rows, speaks AccessLogAir_1 e (Shows [] [] (log_of 1 3 (at_cell e 0 0 0 * (1 - at_cell e 1 0 4))%F e)) rows.
Proof.
  intros H Hrange. unfold_air_in H. unfold looks in Hrange.
  destruct H as (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8 & H9 & _).
  set (valid := at_cell e 0 0 0) in *. set (imm := at_cell e 1 0 4) in *.
  destruct (log_rows valid (at_cell e 0 0 1) imm (valid * (1 - imm))%F (at_cell e 0 0 2) (at_cell e 0 0 3)
    (at_cell e 0 0 5) (at_cell e 1 0 0) (at_cell e 1 0 1) (at_cell e 1 0 2) [at_cell e 0 0 4] [at_cell e 1 0 3])
    as (rows & Hok & Hsigned & Hsent & Hreceived & Hcs & Hct & Hcr & Hinit).
  - exact H1.
  - exact H2.
  - reflexivity.
  - apply Forall_cons; [exact H4|apply Forall_nil].
  - reflexivity.
  - intros Hv. apply F_integral in H5. destruct H5 as [H5|H5]; [|left; exact H5].
    right. rewrite Hv, H5 in H6. apply F_sub_zero. rewrite <- H6. ring.
  - intros Hv Hi. f_equal. rewrite Hi in H8. apply F_sub_zero. rewrite <- H8. ring.
  - exact H9.
  - intros Hv. split.
    + apply (Hrange [at_cell e 1 0 1; Fz 17]). rewrite <- Hv. unfold_air. tauto.
    + apply (Hrange [at_cell e 1 0 2; Fz 12]). rewrite <- Hv. unfold_air. tauto.
  - exists rows. constructor; assumption.
Qed.

(** The row is an access of memory, and no immediate. *)
Definition on_bus (e : env) := (at_cell e 0 0 0 * (1 - at_cell e 1 0 4))%F.

Theorem log_1_rules e : holds AccessLogAir_1 e -> looks AccessLogAir_1 e Bus.range in_range ->
  looks AccessLogAir_1 e Bus.spaces space_fact -> on_bus e = Fz 1 ->
  keeps_rules 1 (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3) [at_cell e 0 0 4].
Proof. intros H Hrange Hspace Hon. unfold on_bus in Hon. unfold_air_in H. rules 1%nat 6%nat H Hrange Hspace (on_bus e) Hon. Qed.

Lemma log_1_bits e : holds AccessLogAir_1 e -> is_bit (on_bus e) /\ is_bit (at_cell e 0 0 1) /\
  (on_bus e = Fz 0 -> at_cell e 0 0 1 = Fz 0).
Proof.
  intros H. unfold_air_in H. destruct H as (H1 & H2 & H3 & H4 & H5 & H6 & H7 & _). unfold on_bus.
  split; [|split; [apply bit_of; exact H2|]].
  - destruct (bit_of _ H1) as [Hv|Hv]; [left; rewrite Hv; ring|].
    assert (Hi : is_bit (at_cell e 1 0 4)).
    { apply F_integral in H5. destruct H5 as [H5|H5]; [|left; exact H5].
      right. rewrite Hv, H5 in H6. apply F_sub_zero. rewrite <- H6. ring. }
    rewrite Hv. destruct Hi as [->| ->]; [right|left]; ring.
  - intros Hon. destruct (bit_of _ H1) as [Hv|Hv].
    + rewrite Hv in H3. replace (at_cell e 0 0 1) with (at_cell e 0 0 1 * (1 - 0))%F by ring. exact H3.
    + assert (Hi : at_cell e 1 0 4 = Fz 1).
      { symmetry. apply F_sub_zero. rewrite Hv in Hon. rewrite <- Hon. ring. }
      rewrite Hi in H7. replace (at_cell e 0 0 1) with (1 * at_cell e 0 0 1)%F by ring. exact H7.
Qed.

Lemma log_1_spaces e : holds AccessLogAir_1 e -> counts_bits (says AccessLogAir_1 e Bus.spaces).
Proof. log_spaces log_1_bits. Qed.

Theorem log_1_counts e : holds AccessLogAir_1 e -> looks AccessLogAir_1 e Bus.spaces space_fact ->
  log_counts_are_bits AccessLogAir_1 e.
Proof.
  intros H Hspace. destruct (log_1_bits e H) as (Hon & Hw & Hoff). unfold looks in Hspace.
  assert (Hwr : is_bit (at_cell e 0 0 1 * at_cell e 1 0 9)%F).
  { destruct Hon as [Hb|Hb]; [left; rewrite (Hoff Hb); ring|]. apply bit_times; [exact Hw|].
    eapply space_bits. apply Hspace. rewrite <- Hb. pick. }
  split; bits Hon Hwr.
Qed.
