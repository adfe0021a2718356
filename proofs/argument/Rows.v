(** What a row of a chip says when it is in use, as a relation: the left side of the theorem.

    The chips' constraints imply these relations; the files in chips/ show that for the terms that
    `zkmem export --rocq` writes. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Clock.
Import ListNotations.
Open Scope Z_scope.

(** A message of the memory bus: the cells of one space from a pointer on, and the time of their last access. *)
Record block := Block { b_space : F; b_pointer : F; b_values : list F; b_time : F }.

Record access := Access {
  is_write : bool;
  space : F;
  pointer : F;
  before : list F;       (* the block as it was *)
  time_was : F;
  after : list F;        (* and as it is afterwards *)
  timestamp : F }.

Inductive row :=
| Log (a : access)
| Immediate (pointer value timestamp : F)
| Split (space pointer : F) (left right : list F) (time : F)
| Merge (space pointer : F) (left right : list F) (left_time right_time time : F)
| Initial (b : block)
| Final (b : block)
| Inc (start stop : F).

Definition block_before a := Block (space a) (pointer a) (before a) (time_was a).
Definition block_after a := Block (space a) (pointer a) (after a) (timestamp a).

(** The pointer behind n cells. *)
Definition behind (pointer : F) (cells : list F) := (pointer + Fz (Z.of_nat (length cells)))%F.

Definition halves sp pt left right left_time right_time :=
  [Block sp pt left left_time; Block sp (behind pt left) right right_time].

(** What a row sends to the memory bus, and what it receives. *)
Definition sends (r : row) : list block :=
  match r with
  | Log a => [block_after a]
  | Split sp pt l r t => halves sp pt l r t t
  | Merge sp pt l r lt rt t => [Block sp pt (l ++ r) t]
  | Initial b => [b]
  | Immediate _ _ _ | Final _ | Inc _ _ => []
  end.

Definition receives (r : row) : list block :=
  match r with
  | Log a => [block_before a]
  | Split sp pt l r t => [Block sp pt (l ++ r) t]
  | Merge sp pt l r lt rt t => halves sp pt l r lt rt
  | Final b => [b]
  | Immediate _ _ _ | Initial _ | Inc _ _ => []
  end.

(** Rows that let one tick pass, and rows that let more pass. *)
Definition ticks (r : row) : list F :=
  match r with Log a => [timestamp a] | Immediate _ _ t => [t] | _ => [] end.
Definition incs (r : row) : list (F * F) := match r with Inc s e => [(s, e)] | _ => [] end.

Section Rows.
(** T: timestamp_max_bits. most: the cells of the largest block that an adapter cuts. *)
Variable T : Z.
Variable most : nat.

Definition row_ok (r : row) : Prop :=
  match r with
  | Log a =>
      length (before a) = length (after a) /\
      (is_write a = false -> after a = before a) /\
      (exists d, 0 <= d < 2 ^ T /\ (timestamp a - time_was a - 1)%F = Fz d)
  | Immediate ptr value _ => value = ptr
  | Split _ _ l r _ => l <> [] /\ r <> [] /\ (length l + length r <= most)%nat
  | Merge _ _ _ _ lt rt t =>
      below (2 ^ T) t /\
      exists d (right_larger : bool), 0 <= d < 2 ^ T /\
        (rt - lt + Fz (2 ^ T - 1))%F = Fz (d + (if right_larger then 2 ^ T else 0)) /\
        t = if right_larger then rt else lt
  | Initial b => b_time b = Fz 0
  | Final _ => True
  | Inc s e => below (2 ^ T) s /\ below (2 ^ T) e /\
      exists step, below (2 ^ T) step /\ (s + step)%F = e
  end.
End Rows.
