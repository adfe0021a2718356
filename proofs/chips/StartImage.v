(** The chip of the memory that a program starts on (global memory, Lemma 9): a row in use takes the zeros of its leaf and puts what the
    image holds. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Ledger Image Extension Fingerprints Air Trace Speaks RunningSum EndsRows.
From Zkmem Require Import StartImageAir.
Import ListNotations.
Open Scope Z_scope.

(** A row's leaf with its values, as the ledger's model has an image. *)
Definition image_of (e : env) : cell * list F := (leaf_at 1 e 0, map (at_cell e 0 0) (seq 3 8)).

Lemma start_image_bit e : holds StartImageAir e -> is_bit (row_used e 0).
Proof. intros (H & _). unfold_air_in H. exact (bit_of _ H). Qed.

Theorem start_image_sums e : holds StartImageAir e ->
  sums e (row_used e 0) (row_used e 0)
    (fingerprint_of e (leaf_terms (at_cell e 0 0 1) (at_cell e 0 0 2) ++ value_terms (fun i => at_cell e 0 0 (3 + i))))
    (fingerprint_of e (leaf_terms (at_cell e 0 0 1) (at_cell e 0 0 2))).
Proof. intros (_ & _ & _ & _ & _ & H0 & H1 & H2 & H3 & _). running_sum H0 H1 H2 H3. Qed.

Section Trace.
Variable t : trace.
Hypothesis all_hold : trace_holds StartImageAir t.

Definition the_image : list (cell * list F) := flat_map (fun e => if F_eq_dec (row_used e 0) (Fz 1) then [image_of e] else []) (envs t).

Variable c : K * K.
Hypothesis challenge : (0 < height t)%nat -> has_challenge (publics t) c.
Hypothesis none_vanishes : forall e, In e (envs t) ->
  fingerprint c (image_puts (image_of e)) <> Kzero /\ fingerprint c (image_takes (image_of e)) <> Kzero.

Lemma chosen_rows {A} (say : cell * list F -> A) l :
  flat_map (fun e => if F_eq_dec (row_used e 0) (Fz 1) then [say (image_of e)] else []) l =
  map say (flat_map (fun e => if F_eq_dec (row_used e 0) (Fz 1) then [image_of e] else []) l).
Proof.
  induction l as [|e l IH]; [reflexivity|]. cbn [flat_map]. rewrite map_app, IH. f_equal. destruct (F_eq_dec _ _); reflexivity.
Qed.

(** Lemma 3: S is the sum of the fractions of what the image puts, less those of the zeros that it takes. *)
Theorem start_image_sum : chip_sum t =
  Ksub (sumK (fraction c) (map image_puts the_image)) (sumK (fraction c) (map image_takes the_image)).
Proof.
  unfold the_image. rewrite <- !chosen_rows.
  apply (sum_is_of_fractions t c (fun e => row_used e 0) (fun e => row_used e 0) (fun e => image_puts (image_of e)) (fun e => image_takes (image_of e))).
  - intros e He. apply in_envs in He. destruct He as (i & Hi & ->). pose proof (start_image_sums _ (all_hold i Hi)) as H.
    rewrite (fingerprint_at_start _ c), (fingerprint_of_zeros _ c) in H by (apply challenge; lia). exact H.
  - exact none_vanishes.
  - intros e He. apply in_envs in He. destruct He as (i & Hi & ->). pose proof (start_image_bit _ (all_hold i Hi)) as H. split; exact H.
Qed.

Lemma the_image_of_eight l v : In (l, v) the_image -> length v = 8%nat.
Proof.
  intros H. apply in_flat_map in H. destruct H as (e & _ & H). destruct (F_eq_dec _ _); [|contradiction].
  destruct H as [E|[]]. injection E as _ <-. reflexivity.
Qed.
End Trace.
