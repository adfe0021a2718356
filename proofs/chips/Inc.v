(** The inc chip: time passes without an access (Lemmas 2 and 5 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks.
From Zkmem Require Import IncAir.
Import ListNotations.
Open Scope Z_scope.

Theorem inc_row e : holds IncAir e -> looks IncAir e Bus.range in_range -> exists rows, speaks IncAir e silent rows.
Proof.
  intros H Hrange. unfold_air_in H. unfold looks in Hrange. destruct H as (H1 & H2 & _).
  set (c := at_cell e 0 0) in *.
  destruct (bit_of (c 0%nat) H1) as [Hv|Hv].
  - exists []. constructor; try (intros x []); try exact nothing_signed; try reflexivity;
      unfold sent, received; unfold_air; fold c; rewrite Hv; rewrite ?Fz_opp; try (count; fail).
    signed.
  - assert (Hl : forall i bits, In ([c i; Fz bits], c 0%nat) (says IncAir e Bus.range) -> val (c i) < 2 ^ val (Fz bits)).
    { intros i bits Hin. rewrite Hv in Hin. apply (Hrange _ Hin). }
    assert (Hs : forall i, (i = 1 \/ i = 3 \/ i = 5)%nat -> below (2 ^ time_bits) (c i + c (S i) * Fz 131072)%F).
    { intros i Hi. apply limbs_below.
      - change 17 with (val (Fz 17)). apply Hl. unfold_air. fold c. destruct Hi as [->|[->| ->]]; tauto.
      - change 12 with (val (Fz 12)). apply Hl. unfold_air. fold c. destruct Hi as [->|[->| ->]]; tauto. }
    exists [Inc (c 1%nat + c 2%nat * Fz 131072)%F (c 5%nat + c 6%nat * Fz 131072)%F].
    constructor; try exact nothing_signed; try reflexivity.
    + intros x [<-|[]]. cbn [row_ok]. repeat split; [apply Hs; auto|apply Hs; auto|].
      exists (c 3%nat + c 4%nat * Fz 131072)%F. split; [apply Hs; auto|].
      rewrite Hv in H2. apply F_sub_zero. rewrite <- H2. ring.
    + unfold_air. fold c. rewrite Hv. rewrite ?Fz_opp. signed.
    + unfold sent. unfold_air. fold c. rewrite Hv. rewrite ?Fz_opp. count.
    + unfold received. unfold_air. fold c. rewrite Hv. rewrite ?Fz_opp. count.
Qed.

Theorem inc_counts e : holds IncAir e -> counts_bits (says IncAir e Bus.range).
Proof.
  intros H. unfold_air_in H. destruct H as (H1 & _). apply bit_of in H1.
  unfold_air. repeat (apply Forall_cons; [exact H1|]). apply Forall_nil.
Qed.
