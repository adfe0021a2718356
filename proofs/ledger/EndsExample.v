(** The premises of Ends.v can be met at once; and without handing on, the row of a revealed leaf could hash anything. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Lists Field Clock Cell Rows Segment Log Ledger HandedOn Parts Run Ends.
Import ListNotations.
Open Scope Z_scope.

Definition the_leaf : cell := (Fz 1, Fz 5).
Definition sevens : list F := repeat (Fz 7) 8.
Definition a_claim : cell * (list F * F) := (the_leaf, (sevens, Fz 0)).

(** A row that says it is revealed and has other values than the claim: the ledger balances as long as nothing is handed
    on, and does not if it is. *)
Definition another_end (v : list F) : end_row := EndRow the_leaf false true sevens v (Fz 0).

Example without_handing_on v : Permutation (starts [another_end v] [] ++ map row_puts [])
                                           (finishes [another_end v] [a_claim] ++ map row_takes []).
Proof. reflexivity. Qed.

Example with_handing_on v : ~ Permutation (starts [another_end v] [] ++ map hand_on [a_claim] ++ map row_puts [])
                                          (finishes [another_end v] [a_claim] ++ map row_takes []).
Proof. intros H. apply Permutation_length in H. discriminate H. Qed.

(** A run of one segment without accesses, its one leaf revealed beside a final root. *)
Definition a_row : end_row := EndRow the_leaf false false sevens sevens handed_number.
Definition a_part : part unit := Part unit (leaf_place the_leaf) (leaf_place the_leaf) [a_row] tt tt.
Definition only_sevens (R : unit) (l : cell) (v : list F) : Prop := l = the_leaf /\ v = sevens.

Example a_run_on_roots : only_sevens tt the_leaf sevens /\ has_leaf (apply (fun _ => Fz 7) (logs [([], Fz 1)])) the_leaf sevens.
Proof.
  apply (revealed_is_under_the_final_root 29 ltac:(lia) 32%nat 24 1) with (leaf_rows := []) (claims := [a_claim])
    (parts := [a_part]) (first := tt) (s := Fz 0); try (intros r H; exfalso; exact H); try reflexivity; try lia.
  - intros pre rows stop post E. destruct pre as [|x [|? ?]]; try discriminate. injection E as <- <- _.
    split; [|split; reflexivity]. constructor; try (intros r []); try reflexivity.
  - repeat constructor. intros [].
  - intros l v s [E|[]]. injection E as _ _ <-. vm_compute. discriminate.
  - intros R l v (-> & ->). split; reflexivity.
  - apply Forall_cons; [constructor|apply Forall_nil]; try (intros; reflexivity).
    + intros e [<-|[]]. split; vm_compute; [split; discriminate|reflexivity].
    + repeat constructor.
  - split; [cbn; lia|split; exact I].
  - intros e [<-|[]]. reflexivity.
  - split; reflexivity.
  - apply Forall_cons; [|apply Forall_nil]. intros e [<-|[]]. split; reflexivity.
  - apply Forall_cons; [|apply Forall_nil]. intros l _ v. reflexivity.
  - intros l v (-> & ->) c x t H. repeat (destruct H as [E|H]; [now injection E|]). contradiction.
  - apply Forall_cons; [|apply Forall_nil]. intros e [<-|[]]. split; reflexivity.
  - cbn. apply perm_swap.
  - now left.
Qed.
