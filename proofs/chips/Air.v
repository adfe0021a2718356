(** What the terms mean that `zkmem export --rocq` writes: an AIR's constraints and interactions, node for node as the
    verifying key holds them. *)
From Coq Require Export ZArith List.
From Zkmem Require Import Field Balance.
Export ListNotations.

(** A node names its operands by their numbers, which are smaller than its own. Main parts are the cached ones, then the
    common one; offset 0 is the row, 1 the next, behind the last the first. *)
Inductive node :=
| Cell (part offset index : nat)
| Preprocessed (offset index : nat)
| Public (index : nat)
| Challenge (index : nat)
| FirstRow | LastRow | Transition
| Constant (c : Z)
| Add (left right : nat)
| Sub (left right : nat)
| Mul (left right : nat)
| Neg (operand : nat).
Arguments Constant c%Z.

Record interaction := Interaction { bus : nat; message : list nat; count : nat; weight : nat }.

Record air := Air {
  cached_widths : list nat;
  width : nat;
  public_values : nat;
  nodes : list node;
  constraints : list nat;
  interactions : list interaction }.

(** What a row's nodes read. *)
Record env := Env {
  at_cell : nat -> nat -> nat -> F;
  at_public : nat -> F;
  is_first : F;
  is_last : F;
  is_transition : F }.

Definition nth_value (values : list F) (i : nat) : F := nth i values (Fz 0).

Definition value_of (e : env) (values : list F) (n : node) : F :=
  match n with
  | Cell part offset index => at_cell e part offset index
  | Public index => at_public e index
  | FirstRow => is_first e
  | LastRow => is_last e
  | Transition => is_transition e
  | Constant c => Fz c
  | Add l r => Fadd (nth_value values l) (nth_value values r)
  | Sub l r => Fsub (nth_value values l) (nth_value values r)
  | Mul l r => Fmul (nth_value values l) (nth_value values r)
  | Neg x => Fopp (nth_value values x)
  | Preprocessed _ _ | Challenge _ => Fz 0  (* no chip here has them *)
  end.

Fixpoint values_from (e : env) (values : list F) (l : list node) : list F :=
  match l with [] => values | n :: r => values_from e (values ++ [value_of e values n]) r end.
Definition node_values (a : air) (e : env) : list F := values_from e [] (nodes a).

Fixpoint all_zero (values : list F) (l : list nat) : Prop :=
  match l with [] => True | i :: r => nth_value values i = Fz 0 /\ all_zero values r end.

(** Every constraint is zero on the row. *)
Definition holds (a : air) (e : env) : Prop := all_zero (node_values a e) (constraints a).

Definition said_by (values : list F) (i : interaction) : list F * F :=
  (map (nth_value values) (message i), nth_value values (count i)).

(** What the row says on a bus. *)
Definition says (a : air) (e : env) (b : nat) : list (list F * F) :=
  map (said_by (node_values a e)) (filter (fun i => Nat.eqb (bus i) b) (interactions a)).

(** What a row looks up is so. *)
Definition looks (a : air) (e : env) (b : nat) (ok : list F -> Prop) : Prop :=
  forall m, In (m, Fz 1) (says a e b) -> ok m.
