(** The premises of the theorem about logs between roots (chips/PersistentSegment.v) can be met, from the key's constraints and with the
    compression that proofs have: by the traces that zkmem makes of the log of VolatileExample.v (PersistentTraces.v). Memory is zeros
    before it, and the public roots are its root then and afterwards. *)
From Coq Require Import ZArith Lia List Bool Sorted.
From Zkmem Require Import Lists Field Balance Cell Rows Log Air Trace Speaks Key SpaceTables Rules Roots Opening Assembly PersistentSegment MerkleTrace.
From Zkmem Require Import VariableRangeCheckerAir Poseidon2 ListedTrace PersistentTraces.
Import ListNotations.
Open Scope Z_scope.

Definition but_ranges : key :=
  speakers trace_of_ClockConnectorAir trace_of_AccessLogAir_1 trace_of_AccessLogAir_2 trace_of_AccessLogAir_4 trace_of_AccessLogAir_8
    trace_of_AccessLogAir_16 trace_of_AccessLogAir_32 trace_of_IncAir trace_of_AccessAdapterAir_2 trace_of_AccessAdapterAir_4
    trace_of_AccessAdapterAir_8 trace_of_AccessAdapterAir_16 trace_of_AccessAdapterAir_32
    (boundary trace_of_PersistentBoundaryAir_1 trace_of_PersistentBoundaryAir_2 trace_of_PersistentBoundaryAir_4
      trace_of_PersistentBoundaryAir_8 trace_of_MemoryMerkleAir) ++
  time_table trace_of_BlockTimeAir ++ space_table_of_key trace_of_SpaceTableAir table_without_blocks.
Definition example_key (height_of_ranges : nat) : key :=
  persistent_key trace_of_ClockConnectorAir trace_of_PersistentBoundaryAir_1 trace_of_PersistentBoundaryAir_2
    trace_of_PersistentBoundaryAir_4 trace_of_PersistentBoundaryAir_8 trace_of_MemoryMerkleAir trace_of_AccessLogAir_1
    trace_of_AccessLogAir_2 trace_of_AccessLogAir_4 trace_of_AccessLogAir_8 trace_of_AccessLogAir_16 trace_of_AccessLogAir_32
    trace_of_IncAir trace_of_AccessAdapterAir_2 trace_of_AccessAdapterAir_4 trace_of_AccessAdapterAir_8 trace_of_AccessAdapterAir_16
    trace_of_AccessAdapterAir_32 trace_of_BlockTimeAir trace_of_SpaceTableAir (range_trace height_of_ranges looked_up).
Definition example_log : list access :=
  persistent_log trace_of_AccessLogAir_1 trace_of_AccessLogAir_2 trace_of_AccessLogAir_4 trace_of_AccessLogAir_8
    trace_of_AccessLogAir_16 trace_of_AccessLogAir_32.

Lemma example_key_is h : example_key h = with_ranges h but_ranges looked_up.
Proof. unfold example_key, persistent_key, the_key, with_ranges, but_ranges, range_table_of_key. now rewrite !app_assoc. Qed.

(** ** Memory of zeros. *)
Definition nothing : memory := fun _ => Fz 0.

Section Zeros.
Variable compression : list F -> list F -> list F.

Fixpoint hash_of_zeros (h : nat) : list F :=
  match h with O => compression zeros zeros | S h => let below := hash_of_zeros h in compression below below end.
Definition below_zeros (h : nat) : list F * list F := match h with O => (zeros, zeros) | S h => (hash_of_zeros h, hash_of_zeros h) end.

Lemma hash_at_of_zeros h : forall a b, hash_at compression nothing h a b = hash_of_zeros h.
Proof.
  induction h as [|h IH]; intros a b; [reflexivity|]. cbn [hash_at hash_of_zeros]. rewrite !IH. now destruct (27 <=? Z.of_nat (S h)).
Qed.

Lemma preimage_of_zeros h a b : preimage compression nothing h a b = below_zeros h.
Proof.
  destruct h as [|h]; [reflexivity|]. cbn [preimage below_zeros]. rewrite !hash_at_of_zeros. now destruct (27 <=? Z.of_nat (S h)).
Qed.

(** No message has another preimage of a hash of these, of one height and those above it. *)
Definition none_collides_at (messages : list (list F)) (hash preimage : list Z) : bool :=
  forallb (fun m => if same_words (map val (skipn 16 m)) hash then same_words (map val (firstn 16 m)) preimage else true) messages.
Definition none_collides_with (messages : list (list F)) (h : nat) : bool :=
  none_collides_at messages (map val (hash_of_zeros h)) (map val (fst (below_zeros h) ++ snd (below_zeros h))).
Fixpoint none_collides_from (messages : list (list F)) (n : nat) (hash : list F) (under : list F * list F) : bool :=
  match n with
  | O => true
  | S n => if none_collides_at messages (map val hash) (map val (fst under ++ snd under))
           then none_collides_from messages n (compression hash hash) (hash, hash) else false
  end.

Lemma none_collides_above messages n : forall h, none_collides_from messages n (hash_of_zeros h) (below_zeros h) = true ->
  forall k, (h <= k < h + n)%nat -> none_collides_with messages k = true.
Proof.
  induction n as [|n IH]; intros h H k Hk; [lia|]. cbn [none_collides_from] in H. unfold none_collides_with in *.
  destruct (none_collides_at messages (map val (hash_of_zeros h)) _) eqn:E; [|discriminate].
  destruct (Nat.eq_dec k h) as [->|N]; [exact E|]. apply (IH (S h) H). lia.
Qed.

Lemma no_message_collides messages x y h : none_collides_with messages h = true -> In (x ++ y ++ compression x y) messages ->
  length x = 8%nat -> length y = 8%nat -> compression x y = hash_of_zeros h -> (x, y) = below_zeros h.
Proof.
  intros H Hm Hx Hy E. unfold none_collides_with, none_collides_at in H. rewrite forallb_forall in H. specialize (H _ Hm).
  assert (E16 : firstn 16 (x ++ y ++ compression x y) = x ++ y).
  { rewrite app_assoc, firstn_app, firstn_all2 by (rewrite app_length; lia). rewrite app_length, Hx, Hy. apply app_nil_r. }
  assert (S16 : skipn 16 (x ++ y ++ compression x y) = compression x y).
  { rewrite app_assoc, skipn_app, skipn_all2 by (rewrite app_length; lia). rewrite app_length, Hx, Hy. reflexivity. }
  rewrite E16, S16, E in H.
  destruct (same_words_spec (map val (hash_of_zeros h)) (map val (hash_of_zeros h))) as [_|N]; [|contradiction].
  destruct (same_words_spec (map val (x ++ y)) (map val (fst (below_zeros h) ++ snd (below_zeros h)))) as [D|]; [|discriminate].
  apply map_val_injective in D. rewrite (surjective_pairing (below_zeros h)).
  assert (L : length x = length (fst (below_zeros h))).
  { apply (f_equal (@length F)) in D. rewrite !app_length, Hx, Hy in D. rewrite Hx. destruct h; cbn [below_zeros fst snd] in *; [reflexivity|lia]. }
  destruct (split_front _ _ _ _ L D) as (Ex & Ey). now rewrite <- Ex, <- Ey.
Qed.
End Zeros.

(** ** What is looked up on the bus of hashes. *)
Definition looked_up_on_hash : list (list F) := counted (Fz 1) (said_on Bus.hash (rows_of but_ranges)).

Lemma in_looked_up h a t e m : In (a, t) (example_key h) -> In e (envs t) -> In (m, Fz 1) (says a e Bus.hash) -> In m looked_up_on_hash.
Proof.
  rewrite example_key_is. intros Hk He Hm. apply in_app_or in Hk. destruct Hk as [Hk|[E|[]]].
  - unfold looked_up_on_hash. apply in_counted. apply in_flat_map. exists (a, e). split; [|exact Hm]. apply in_rows_of. eauto.
  - injection E as <- _. contradiction.
Qed.

(** Words, left and right digest, and the compression of these. *)
Definition is_compression (m : list F) : bool :=
  Nat.eqb (length m) 24 && same_words (map val (skipn 16 m)) (map val (compress (firstn 8 m) (firstn 8 (skipn 8 m)))).

Lemma all_are_compressions : forallb is_compression looked_up_on_hash = true.
Proof. vm_compute. reflexivity. Qed.

Lemma three_digests (m : list F) : m = firstn 8 m ++ firstn 8 (skipn 8 m) ++ skipn 16 m.
Proof. do 16 (destruct m as [|? m]; [reflexivity|]). reflexivity. Qed.

Lemma compressions_are_right m : In m looked_up_on_hash -> exists x y, length x = 8%nat /\ length y = 8%nat /\ m = x ++ y ++ compress x y.
Proof.
  intros H. pose proof all_are_compressions as Ha. rewrite forallb_forall in Ha. specialize (Ha m H). unfold is_compression in Ha.
  apply andb_true_iff in Ha. destruct Ha as (Hl & Hw). apply Nat.eqb_eq in Hl.
  destruct (same_words_spec (map val (skipn 16 m)) (map val (compress (firstn 8 m) (firstn 8 (skipn 8 m))))) as [E|]; [|discriminate].
  apply map_val_injective in E. exists (firstn 8 m), (firstn 8 (skipn 8 m)). repeat split.
  - rewrite firstn_length. lia.
  - rewrite firstn_length, skipn_length. lia.
  - rewrite <- E. apply three_digests.
Qed.

Lemma none_collides_here : none_collides_from compress looked_up_on_hash 30 (compress zeros zeros) (zeros, zeros) = true.
Proof. vm_compute. reflexivity. Qed.

Section Example.
Variable height_of_ranges : nat.
Hypothesis height_is : Z.of_nat height_of_ranges = 2 ^ 18.
Notation the_example := (example_key height_of_ranges).

Theorem the_constraints_hold : key_holds the_example.
Proof. rewrite example_key_is. apply all_hold_by; [exact height_is|vm_compute; reflexivity|reflexivity]. Qed.

Theorem the_buses_balance b : In b (Bus.merkle :: segment_buses) -> balances list_F_dec (said_on b (rows_of the_example)).
Proof. intros H. rewrite example_key_is. apply all_balance_by; [exact height_is|reflexivity|]. by_bus H. Qed.

Lemma weights_are_bounded b : In b (Bus.merkle :: segment_buses) -> total_weight b the_example < p.
Proof. intros H. rewrite example_key_is. apply all_weights_by. by_bus H. Qed.

Lemma heights_are_bounded a t : In (a, t) the_example -> Z.of_nat (height t) < p.
Proof. rewrite example_key_is. apply all_heights_by; [exact height_is|vm_compute; reflexivity]. Qed.

Theorem zeros_have_the_root : root_of compress nothing = initial_root trace_of_MemoryMerkleAir.
Proof.
  unfold root_of. rewrite hash_at_of_zeros. apply map_val_injective. vm_compute. reflexivity.
Qed.

(** What the theorem says of this log: it is consistent from zeros, which have the public initial root, and leaves the memory
    that has the public final root. *)
Theorem the_traces_are_right :
  StronglySorted earlier example_log /\ consistent nothing example_log /\ (forall a, In a example_log -> keeps_its_rules a) /\
  root_of compress (apply nothing example_log) = final_root trace_of_MemoryMerkleAir.
Proof.
  apply (a_log_between_roots_is_right _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ the_constraints_hold the_buses_balance weights_are_bounded
    heights_are_bounded); [cbn; lia|cbn; lia| |exact zeros_have_the_root|].
  - intros a t e m Hk He Hm. exact (compressions_are_right m (in_looked_up _ a t e m Hk He Hm)).
  - intros a t e x y Hk He Hm Hx Hy h space label (Hh & _) E. rewrite preimage_of_zeros. rewrite hash_at_of_zeros in E.
    apply (no_message_collides compress looked_up_on_hash x y h); try assumption.
    + apply (none_collides_above compress looked_up_on_hash 30 0 none_collides_here). lia.
    + exact (in_looked_up _ a t e _ Hk He Hm).
Qed.
End Example.

(** The accesses, of which this is said. *)
Theorem the_accesses_are : map in_words example_log = example_accesses 20.
Proof. vm_compute. reflexivity. Qed.
