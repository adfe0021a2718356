(** Segments chain by their roots (Lemma 15 of docs/spec/memory-argument.md): their logs, one behind the other, are one log. *)
From Coq Require Import ZArith Lia List.
From Zkmem Require Import Lists Field Cell Rows Segment Log Roots.
Import ListNotations.

(** What is known of a segment: its roots, its log, and of which memories it looks up no second preimage. *)
Record proven := Proven { first_root : list F; last_root : list F; its_log : list access; avoids : memory -> Prop }.

Section Chain.
Variable compress : list F -> list F -> list F.

Definition is_right (s : proven) : Prop := forall m0, root_of compress m0 = first_root s -> avoids s m0 ->
  consistent m0 (its_log s) /\ root_of compress (apply m0 (its_log s)) = last_root s.

(** What the verifier compares. *)
Fixpoint chained (first : list F) (l : list proven) (stop : list F) : Prop :=
  match l with [] => first = stop | s :: r => first_root s = first /\ chained (last_root s) r stop end.

Fixpoint none_collides (m : memory) (l : list proven) : Prop :=
  match l with [] => True | s :: r => avoids s m /\ none_collides (apply m (its_log s)) r end.

Theorem segments_chain l : Forall is_right l -> forall m0 stop, chained (root_of compress m0) l stop -> none_collides m0 l ->
  consistent m0 (flat_map its_log l) /\ root_of compress (apply m0 (flat_map its_log l)) = stop.
Proof.
  induction 1 as [|s l Hs Hl IH]; intros m0 stop Hc Hn; cbn [chained none_collides flat_map] in *; [split; [exact I|exact Hc]|].
  destruct Hc as (Hf & Hc), Hn as (Ha & Hn). destruct (Hs m0 (eq_sym Hf) Ha) as (H1 & H2). rewrite <- H2 in Hc.
  destruct (IH _ _ Hc Hn) as (H3 & H4). split; [now apply consistent_app|]. now rewrite apply_app.
Qed.
End Chain.
