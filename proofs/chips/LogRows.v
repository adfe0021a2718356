(** The log chips: a row is an access, an immediate, or padding (Lemmas 2, 9 and 14 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Log Air Speaks.
Import ListNotations.
Open Scope Z_scope.

(** ** The chip for any number of cells. on_bus: the row is an access of memory. *)
Section Log.
Variables valid write immediate on_bus sp pt t before_time low high : F.
Variables cells old : list F.
Hypothesis valid_bit : (valid * (valid - 1) = 0)%F.
Hypothesis write_bit : (write * (write - 1) = 0)%F.
Hypothesis as_many : length old = length cells.
Hypothesis reads_keep : Forall (fun x => (valid - write) * (fst x - snd x) = Fz 0)%F (combine cells old).
Hypothesis on_bus_is : (on_bus = valid * (1 - immediate))%F.
Hypothesis immediate_bit : valid = Fz 1 -> is_bit immediate.
Hypothesis immediate_reads : valid = Fz 1 -> immediate = Fz 1 -> cells = [pt].
Hypothesis compared : (on_bus * (t - before_time - 1 - (low + high * Fz 131072)) = 0)%F.
Hypothesis limbs_in_range : on_bus = Fz 1 -> val low < 2 ^ 17 /\ val high < 2 ^ 12.

Definition memory_says : list (list F * F) :=
  [ (message_of (Block sp pt old before_time), (Fz 2013265920 * on_bus)%F); (message_of (Block sp pt cells t), on_bus) ].
Definition clock_says : list (list F * F) := [ ([t], (- valid)%F); ([(t + 1)%F], valid) ].

Lemma reads_return : valid = Fz 1 -> write = Fz 0 -> cells = old.
Proof.
  intros Hv Hw. rewrite Hv, Hw in reads_keep. clear -as_many reads_keep. revert old as_many reads_keep.
  induction cells as [|x l IH]; intros [|y o] Hl Hr; try discriminate; [reflexivity|].
  cbn [combine] in Hr. inversion Hr as [|? ? H1 H2]; subst. cbn [fst snd] in H1. f_equal.
  - apply F_sub_zero. rewrite <- H1. ring.
  - apply IH; [now injection Hl|exact H2].
Qed.

Definition the_access := Access (if F_eq_dec write (Fz 1) then true else false) sp pt old before_time cells t.

Lemma log_rows : exists rows,
  (forall x, In x rows -> row_ok time_bits largest_block x) /\
  Forall is_signed memory_says /\
  sent memory_says = map message_of (flat_map sends rows) /\
  received memory_says = map message_of (flat_map receives rows) /\
  Forall is_signed clock_says /\
  sent clock_says = map (fun t => [t]) (map (fun t => t + 1)%F (flat_map ticks rows) ++ map snd (flat_map incs rows)) /\
  received clock_says = map (fun t => [t]) (flat_map ticks rows ++ map fst (flat_map incs rows)) /\
  shown rows = Shows [] [] (if F_eq_dec on_bus (Fz 1) then [the_access] else []).
Proof.
  unfold memory_says, clock_says, sent, received. rewrite minus_one.
  destruct (bit_of valid valid_bit) as [Hv|Hv].
  - exists []. assert (Hb : on_bus = Fz 0) by (rewrite on_bus_is, Hv; ring).
    rewrite Hb, Hv, Fz_opp. replace (Fz (-1) * 0)%F with (Fz 0) by ring. split; [intros x []|].
    repeat split; try (count; fail); signed.
  - destruct (immediate_bit Hv) as [Hi|Hi].
    + exists [Log the_access]. assert (Hb : on_bus = Fz 1) by (rewrite on_bus_is, Hv, Hi; ring).
      destruct (limbs_in_range Hb) as (Hlow & Hhigh). destruct (two_limbs low high Hlow Hhigh) as (d & Hd & Ed).
      rewrite Hb in compared. rewrite Hb, Hv, Fz_opp. replace (Fz (-1) * 1)%F with (Fz (-1)) by ring.
      split; [|repeat split; try (count; fail); signed].
      intros x [<-|[]]. cbn [row_ok the_access before after is_write timestamp time_was].
      split; [assumption|]. split.
      * destruct (F_eq_dec write (Fz 1)) as [|Hn]; [discriminate|]. intros _.
        destruct (bit_of write write_bit) as [Hw|Hw]; [|congruence]. now apply reads_return.
      * exists d. split; [exact Hd|]. rewrite <- Ed. apply F_sub_zero. rewrite <- compared. ring.
    + exists [Immediate pt (hd (Fz 0) cells) t].
      assert (Hb : on_bus = Fz 0) by (rewrite on_bus_is, Hv, Hi; ring).
      rewrite Hb, Hv, Fz_opp. replace (Fz (-1) * 0)%F with (Fz 0) by ring.
      split; [|repeat split; try (count; fail); signed].
      intros x [<-|[]]. cbn [row_ok]. now rewrite (immediate_reads Hv Hi).
Qed.
End Log.

(** ** What the cells of a row say: the access of n cells, if it is one. on_bus as above. *)
Definition log_of (n old_from : nat) (on_bus : F) (e : env) : list access :=
  if F_eq_dec on_bus (Fz 1)
  then [Access (if F_eq_dec (at_cell e 0 0 1) (Fz 1) then true else false) (at_cell e 0 0 2) (at_cell e 0 0 3)
         (map (at_cell e 1 0) (seq old_from n)) (at_cell e 1 0 0) (map (at_cell e 0 0) (seq 4 n)) (at_cell e 0 0 (4 + n))]
  else [].

(** ** For the proof about each chip's exported term: without immediates, the constraints in the key's order. *)
Ltac log_chip n :=
  intros H Hrange; unfold_air_in H; unfold looks in Hrange;
  destruct H as (H1 & H2 & H3 & H);
  match goal with |- exists rows, speaks ?a ?e ?s rows =>
    destruct (log_rows (at_cell e 0 0 0) (at_cell e 0 0 1) (Fz 0) (at_cell e 0 0 0) (at_cell e 0 0 2) (at_cell e 0 0 3)
      (at_cell e 0 0 (4 + n)) (at_cell e 1 0 0) (at_cell e 1 0 1) (at_cell e 1 0 2)
      (map (at_cell e 0 0) (seq 4 n)) (map (at_cell e 1 0) (seq 3 n)))
      as (rows & Hok & Hsigned & Hsent & Hreceived & Hcs & Hct & Hcr & Hinit);
    [ exact H1 | exact H2 | reflexivity
    | cbn [map seq combine]; repeat (apply Forall_cons; [apply H|destruct H as (_ & H)]); apply Forall_nil
    | ring | intros _; left; reflexivity | intros _ E; differ_in E
    | let rec compare H := first [ exact (proj1 H) | compare constr:(proj2 H) ] in compare H
    | intros Hv; split;
      [ apply (Hrange [at_cell e 1 0 1; Fz 17]) | apply (Hrange [at_cell e 1 0 2; Fz 12]) ];
      rewrite <- Hv; unfold_air; tauto
    | exists rows; constructor;
      [ exact Hok | exact Hsigned | exact Hsent | exact Hreceived | exact Hcs | exact Hct | exact Hcr | exact Hinit ] ]
  end.
