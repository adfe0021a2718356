(** The two tables of spaces that keys have. In volatile mode boundary chips look up the size of blocks, so the table has a key for that of
    each space besides those for reads and writes; the table of persistent and global keys has the latter only. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Trace Speaks Key Spaces.
From Zkmem Require Import SpaceTableAir SpaceTableAir_without_blocks.
Import ListNotations.
Open Scope Z_scope.

Definition table_with_blocks : air := SpaceTableAir.SpaceTableAir.
Definition table_without_blocks : air := SpaceTableAir_without_blocks.SpaceTableAir.

(** What a segment needs of its table: it offers no other keys, and speaks on its own bus only. *)
Record is_space_table (a : air) : Prop := {
  table_offers : forall e m, In m (map fst (says a e Bus.spaces)) -> space_fact m \/ block_fact m;
  table_bus : Forall (fun i => bus i = Bus.spaces) (interactions a) }.

Lemma table_elsewhere a b : is_space_table a -> b <> Bus.spaces -> filter (fun i => Nat.eqb (bus i) b) (interactions a) = [].
Proof.
  intros [_ H] Hb. induction H as [|i l Hi _ IH]; [reflexivity|]. cbn [filter]. rewrite Hi.
  destruct (Nat.eqb_spec Bus.spaces b) as [E|_]; [now elim Hb|exact IH].
Qed.

Lemma table_says_nothing a e b : is_space_table a -> b <> Bus.spaces -> says a e b = [].
Proof. intros H Hb. unfold says. now rewrite (table_elsewhere a b H Hb). Qed.

Lemma table_counts a b : is_space_table a -> b <> Bus.spaces -> each_counts b a.
Proof. intros H Hb. unfold each_counts. rewrite (table_elsewhere a b H Hb). apply Forall_nil. Qed.

Theorem with_blocks_is_table : is_space_table table_with_blocks.
Proof. constructor; [exact space_table|repeat (apply Forall_cons; [reflexivity|]); apply Forall_nil]. Qed.

(** The eight keys of reads and writes, and no others. *)
Theorem space_table_without_blocks e m : In m (map fst (says table_without_blocks e Bus.spaces)) -> space_fact m.
Proof.
  intros H. unfold_air_in H.
  repeat (destruct H as [<-|H]; [unfold space_fact, space_keys; cbn [map]; repeat first [left; reflexivity | right]|]).
  contradiction.
Qed.

Theorem without_blocks_is_table : is_space_table table_without_blocks.
Proof.
  constructor; [intros e m H; left; exact (space_table_without_blocks e m H)|repeat (apply Forall_cons; [reflexivity|]); apply Forall_nil].
Qed.
