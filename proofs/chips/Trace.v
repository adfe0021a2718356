(** A trace is a table of rows; the row behind the last is the first. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Air.
Import ListNotations.
Open Scope Z_scope.

Record trace := Trace { height : nat; cells : nat -> nat -> nat -> F; publics : nat -> F }.

(** Row i: cells by part and column; the selectors of the first and the last row. *)
Definition row_env (t : trace) (i : nat) : env :=
  Env (fun part offset index => cells t part index ((i + offset) mod height t)) (publics t)
    (if Nat.eqb i 0 then Fz 1 else Fz 0)
    (if Nat.eqb (S i) (height t) then Fz 1 else Fz 0)
    (if Nat.eqb (S i) (height t) then Fz 0 else Fz 1).

Definition envs (t : trace) : list env := map (row_env t) (seq 0 (height t)).

Definition trace_holds (a : air) (t : trace) : Prop := forall i, (i < height t)%nat -> holds a (row_env t i).

Lemma in_envs t e : In e (envs t) <-> exists i, (i < height t)%nat /\ e = row_env t i.
Proof.
  unfold envs. rewrite in_map_iff. split.
  - intros (i & <- & Hi). apply in_seq in Hi. exists i. split; [lia|reflexivity].
  - intros (i & Hi & ->). exists i. split; [reflexivity|]. apply in_seq. lia.
Qed.

Lemma here t i part index : (i < height t)%nat -> at_cell (row_env t i) part 0 index = cells t part index i.
Proof. intros H. cbn. rewrite Nat.add_0_r, Nat.mod_small by assumption. reflexivity. Qed.

Lemma next t i part index : (S i < height t)%nat -> at_cell (row_env t i) part 1 index = cells t part index (S i).
Proof. intros H. cbn. rewrite Nat.add_1_r, Nat.mod_small by assumption. reflexivity. Qed.
