(** The premises of the theorem can be met: a segment with a merge, a write of two cells, a split and a read of one
    of them. Its log is consistent by the theorem, and the same rows with another value read do not balance. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Field Clock Rows Segment Log.
Import ListNotations.
Open Scope Z_scope.

Definition block_dec (a b : block) : {a = b} + {a <> b}.
Proof. decide equality; try apply F_eq_dec. apply (list_eq_dec F_eq_dec). Defined.

Fixpoint take {A} (dec : forall a b : A, {a = b} + {a <> b}) (x : A) (l : list A) : option (list A) :=
  match l with
  | [] => None
  | y :: r => if dec y x then Some r else match take dec x r with Some s => Some (y :: s) | None => None end
  end.

Fixpoint same {A} (dec : forall a b : A, {a = b} + {a <> b}) (l r : list A) : bool :=
  match l with
  | [] => match r with [] => true | _ => false end
  | x :: l' => match take dec x r with Some r' => same dec l' r' | None => false end
  end.

Lemma take_perm {A} dec (x : A) l s : take dec x l = Some s -> Permutation l (x :: s).
Proof.
  revert s. induction l as [|y l IH]; intros s H; [discriminate|]. cbn [take] in H.
  destruct (dec y x) as [->|]; [injection H as ->; reflexivity|].
  destruct (take dec x l) as [u|]; [|discriminate]. injection H as <-. rewrite (IH u eq_refl). constructor.
Qed.

Lemma same_perm {A} dec (l r : list A) : same dec l r = true -> Permutation l r.
Proof.
  revert r. induction l as [|x l IH]; intros r H; cbn [same] in H; [destruct r; [constructor|discriminate]|].
  destruct (take dec x r) as [s|] eqn:E; [|discriminate].
  apply take_perm in E. rewrite E. constructor. now apply IH.
Qed.

Notation "# n" := (Fz n) (at level 9, format "# n").

Definition write := Access true #1 #0 [#0; #0] #0 [#5; #7] #1.
Definition read value := Access false #1 #1 [value] #1 [value] #2.

Definition rows value : list row :=
  [ Initial (Block #1 #0 [#0] #0); Initial (Block #1 #1 [#0] #0);
    Merge #1 #0 [#0] [#0] #0 #0 #0;
    Log write;
    Split #1 #0 [#5] [#7] #1;
    Log (read value);
    Inc #3 #10;
    Final (Block #1 #0 [#5] #1); Final (Block #1 #1 [value] #2) ].

Lemma rows_are_ok value r : In r (rows value) -> row_ok 29 2 r.
Proof.
  intros [<-|[<-|[<-|[<-|[<-|[<-|[<-|[<-|[<-|[]]]]]]]]]]; cbn [row_ok]; try exact I; try reflexivity.
  - split; [reflexivity|]. exists (2 ^ 29 - 1), false. split; [lia|]. split; [apply F_eq|]; reflexivity.
  - split; [reflexivity|]. split; [discriminate|]. exists 0. split; [lia|]. apply F_eq. reflexivity.
  - repeat split; [discriminate|discriminate|]. cbn. lia.
  - split; [reflexivity|]. split; [reflexivity|]. exists 0. split; [lia|]. apply F_eq. reflexivity.
  - split; [reflexivity|]. split; [reflexivity|]. exists (Fz 7). split; [reflexivity|]. apply F_eq. reflexivity.
Qed.

Definition zeros : memory := fun _ => #0.

Theorem the_example_is_consistent : consistent zeros (the_log (rows #7)).
Proof.
  apply (the_log_is_consistent 29 ltac:(lia) 2 (rows #7) #10 (rows_are_ok #7)).
  - apply (same_perm block_dec). vm_compute. reflexivity.
  - apply (same_perm F_eq_dec). vm_compute. reflexivity.
  - vm_compute. reflexivity.
  - vm_compute. reflexivity.
  - intros c. cbn [rows initial_tokens flat_map initials app tokens_of b_space b_pointer b_values b_time tokens of_cell].
    destruct (cell_dec (#1, #0) c) as [<-|]; destruct (cell_dec _ _) as [E|]; cbn [length]; try lia.
    exfalso. apply (f_equal (fun c => val (snd c))) in E. discriminate E.
  - intros c v t [H|[H|[]]]; injection H as _ <- _; reflexivity.
Qed.

(** A read of anything else leaves the memory bus off balance. *)
Theorem another_value_does_not_balance value : value <> #7 ->
  ~ Permutation (flat_map sends (rows value)) (flat_map receives (rows value)).
Proof.
  intros Hne H.
  assert (Hin : In (Block #1 #1 [value] #1) (flat_map sends (rows value))).
  { eapply Permutation_in; [symmetry; exact H|]. cbn. tauto. }
  cbn [rows flat_map sends app halves block_after In] in Hin.
  repeat (destruct Hin as [E|Hin]; [
    pose proof (f_equal (fun b => val (b_pointer b)) E) as E1; pose proof (f_equal (fun b => val (b_time b)) E) as E2;
    first [discriminate E1 | discriminate E2 | apply Hne; symmetry; exact (f_equal (fun b => hd #0 (b_values b)) E)] |]).
  contradiction.
Qed.

(** Nor is it consistent, from any memory, whatever it says that it found and when. *)
Theorem another_value_is_not_consistent m found time value : value <> #7 ->
  ~ consistent m [write; Access false #1 #1 found time [value] #2].
Proof.
  intros Hne (_ & (Hfinds & _ & Hread) & _). cbn [before after is_write] in Hread. specialize (Hread eq_refl). subst found.
  assert (Hin : In ((#1, #1), (value, val time)) (tokens_of (Block #1 #1 [value] time))).
  { unfold tokens_of. cbn [b_space b_pointer b_values b_time tokens]. now left. }
  apply Hne. rewrite <- (Hfinds _ _ _ Hin). vm_compute. apply F_eq. reflexivity.
Qed.

(** A read returns what is written, if it is consistent at all. *)
Corollary a_read_returns_what_is_written m found time value :
  consistent m [write; Access false #1 #1 found time [value] #2] -> value = #7.
Proof.
  intros H. destruct (F_eq_dec value #7) as [E|N]; [exact E|]. exfalso. exact (another_value_is_not_consistent m found time value N H).
Qed.
