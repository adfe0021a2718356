(** The table of spaces: constants in its constraints (Lemma 3 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks.
From Zkmem Require Import SpaceTableAir.
Import ListNotations.
Open Scope Z_scope.

(** space, operation (0 read, 1 write), even, fours, cells, ranged, bits: what the configuration says of each space. *)
Definition space_keys : list (list F) := map (map Fz)
  [ [1; 0; 1; 1; 128; 1; 8]; [1; 1; 1; 1; 128; 1; 8];
    [2; 0; 1; 1; 536870912; 1; 8]; [2; 1; 1; 1; 536870912; 1; 8];
    [3; 0; 1; 1; 32; 1; 8]; [3; 1; 1; 1; 32; 1; 8];
    [4; 0; 0; 0; 16384; 0; 0]; [4; 1; 0; 0; 16384; 0; 0] ].
Definition space_fact (m : list F) : Prop := In m space_keys.

Lemma space_fact_length m : space_fact m -> length m = 7%nat.
Proof. intros H. cbn [space_fact space_keys map In] in H. repeat (destruct H as [<-|H]; [reflexivity|]). contradiction. Qed.

(** The block size in which a space starts; space 4 has single cells, the others blocks of 4. *)
Definition block_of (space : F) : F := if F_eq_dec space (Fz 4) then Fz 1 else Fz 4.
Definition block_fact (m : list F) : Prop := exists space, m = [space; Fz 2; block_of space].

Lemma block_key s size : size = block_of s -> block_fact [s; Fz 2; size].
Proof. intros ->. now exists s. Qed.

Lemma block_size s size : block_fact [s; Fz 2; size] -> block_of s = size.
Proof. intros (s' & E). injection E as <- E. exact (eq_sym E). Qed.

Ltac a_key :=
  lazymatch goal with
  | |- _ \/ block_fact [?s; _; _] =>
      right; apply block_key; unfold block_of; destruct (F_eq_dec s (Fz 4)) as [E|E];
      first [reflexivity | differ_in E | exfalso; apply E; reflexivity]
  | _ =>
      left; unfold space_fact, space_keys; cbn [map]; repeat first [left; reflexivity | right]
  end.

(** Whatever its multiplicities, the table offers no other keys. *)
Theorem space_table e m : In m (map fst (says SpaceTableAir e Bus.spaces)) -> space_fact m \/ block_fact m.
Proof.
  intros H. unfold_air_in H.
  repeat (destruct H as [<-|H]; [a_key|]).
  contradiction.
Qed.

(** Who looks up seven fields learns of a space, who looks up three of its blocks. *)
Lemma looks_for_facts a e : (forall m, In (m, Fz 1) (says a e Bus.spaces) -> space_fact m \/ block_fact m) ->
  Forall (fun x => length (fst x) = 7%nat) (says a e Bus.spaces) -> looks a e Bus.spaces space_fact.
Proof.
  intros H Hl m Hm. destruct (H m Hm) as [|(s & ->)]; [assumption|].
  rewrite Forall_forall in Hl. specialize (Hl _ Hm). discriminate.
Qed.

Lemma looks_for_blocks a e : (forall m, In (m, Fz 1) (says a e Bus.spaces) -> space_fact m \/ block_fact m) ->
  Forall (fun x => length (fst x) = 3%nat) (says a e Bus.spaces) -> looks a e Bus.spaces block_fact.
Proof.
  intros H Hl m Hm. destruct (H m Hm) as [Hs|]; [|assumption]. apply space_fact_length in Hs.
  rewrite Forall_forall in Hl. specialize (Hl _ Hm). cbn [fst] in Hl. lia.
Qed.
