(** Chips and their traces, and what a balanced bus says of all of them (Lemmas 1 to 3 of
    docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Rows Segment Log Air Trace Speaks.
Import ListNotations.
Open Scope Z_scope.

(** The chips of a proof with their traces; a trace of no rows is an absent chip. *)
Definition key := list (air * trace).

Definition rows_of (k : key) : list (air * env) := flat_map (fun x => map (pair (fst x)) (envs (snd x))) k.
Definition said_on (b : nat) (l : list (air * env)) : list (list F * F) := flat_map (fun x => says (fst x) (snd x) b) l.

Definition key_holds (k : key) : Prop := forall a t, In (a, t) k -> trace_holds a t.

(** What key generation bounds below p, for each bus: heights times the weights of interactions. *)
Definition weight_on (b : nat) (a : air) : nat :=
  list_sum (map weight (filter (fun i => Nat.eqb (bus i) b) (interactions a))).
Definition total_weight (b : nat) (k : key) : Z := sumZ (fun x => Z.of_nat (height (snd x) * weight_on b (fst x))) k.

Lemma rows_of_app k l : rows_of (k ++ l) = rows_of k ++ rows_of l.
Proof. apply flat_map_app. Qed.

Lemma said_on_app b k l : said_on b (k ++ l) = said_on b k ++ said_on b l.
Proof. apply flat_map_app. Qed.

Lemma in_rows_of k a e : In (a, e) (rows_of k) <-> exists t, In (a, t) k /\ In e (envs t).
Proof.
  unfold rows_of. rewrite in_flat_map. split.
  - intros ([a' t] & Hk & H). apply in_map_iff in H. destruct H as (e' & E & He). cbn [fst snd] in *.
    injection E as -> ->. eauto.
  - intros (t & Hk & He). exists (a, t). split; [assumption|]. cbn [fst snd]. now apply in_map.
Qed.

(** Chips whose interactions on a bus all have weight 1 say as many messages there as the key bounds. *)
Definition each_counts (b : nat) (a : air) : Prop :=
  Forall (fun i => weight i = 1%nat) (filter (fun i => Nat.eqb (bus i) b) (interactions a)).

Lemma each_counts_by b a : forallb (fun i => Nat.eqb (weight i) 1) (filter (fun i => Nat.eqb (bus i) b) (interactions a)) = true ->
  each_counts b a.
Proof. intros H. apply Forall_forall. intros i Hi. rewrite forallb_forall in H. apply Nat.eqb_eq, H, Hi. Qed.

Lemma says_length a e b : each_counts b a -> length (says a e b) = weight_on b a.
Proof.
  unfold says, weight_on, each_counts. rewrite map_length.
  induction (filter _ (interactions a)) as [|i l IH]; intros H; [reflexivity|].
  inversion H as [|? ? Hi Hl]; subst. cbn [length map list_sum]. cbn. rewrite Hi, (IH Hl). reflexivity.
Qed.

Lemma said_length b k : (forall a t, In (a, t) k -> each_counts b a) ->
  Z.of_nat (length (said_on b (rows_of k))) = total_weight b k.
Proof.
  induction k as [|[a t] k IH]; intros H; [reflexivity|].
  change (rows_of ((a, t) :: k)) with (map (pair a) (envs t) ++ rows_of k).
  rewrite said_on_app, app_length, Nat2Z.inj_add, IH by (intros; eapply H; right; eassumption).
  unfold total_weight. cbn [sumZ fst snd]. f_equal.
  assert (Ha : each_counts b a) by (apply (H a t); now left). unfold said_on, envs.
  rewrite map_map. f_equal. generalize 0%nat as s. induction (height t) as [|h IHh]; intros s; [reflexivity|].
  cbn [seq map flat_map]. rewrite app_length. cbn [fst snd]. rewrite says_length by assumption.
  rewrite IHh. cbn. lia.
Qed.

Lemma total_weight_part b k l : total_weight b k <= total_weight b (k ++ l).
Proof.
  unfold total_weight. rewrite sumZ_app. assert (0 <= sumZ (fun x : air * trace => Z.of_nat (height (snd x) * weight_on b (fst x))) l).
  { apply sumZ_nonneg. intros. lia. } lia.
Qed.

Definition list_F_dec : forall a b : list F, {a = b} + {a <> b} := list_eq_dec F_eq_dec.

(** What users look up is in the table. *)
Theorem users_look b users table :
  balances list_F_dec (said_on b (rows_of (users ++ table))) ->
  total_weight b (users ++ table) < p ->
  (forall a t, In (a, t) users -> each_counts b a) ->
  (forall a e, In (a, e) (rows_of users) -> counts_bits (says a e b)) ->
  forall a e m, In (a, e) (rows_of users) -> In (m, Fz 1) (says a e b) ->
  exists a' e', In (a', e') (rows_of table) /\ In m (map fst (says a' e' b)).
Proof.
  intros Hb Hw Hc Hbits a e m Hrow Hm. rewrite rows_of_app, said_on_app in Hb.
  assert (Hin : In m (map fst (said_on b (rows_of table)))).
  { apply (lookups_are_right list_F_dec _ _ Hb).
    - apply Forall_forall. intros x Hx. apply in_flat_map in Hx. destruct Hx as ([a' e'] & Hr & Hx).
      specialize (Hbits a' e' Hr). unfold counts_bits in Hbits. rewrite Forall_forall in Hbits. exact (Hbits x Hx).
    - rewrite said_length by assumption. pose proof (total_weight_part b users table). lia.
    - apply in_flat_map. exists (a, e). auto. }
  apply in_map_iff in Hin. destruct Hin as (x & <- & Hx). apply in_flat_map in Hx.
  destruct Hx as ([a' e'] & Hr & Hx). exists a', e'. split; [assumption|]. now apply in_map.
Qed.

(** ** All rows speak: their messages are those of rows of the argument. *)

Record all_speak (l : list (air * env)) (s : list shows) (rows : list row) : Prop := {
  all_ok : forall r, In r rows -> row_ok time_bits largest_block r;
  all_memory_signed : Forall is_signed (said_on Bus.memory l);
  all_sent : sent (said_on Bus.memory l) = map message_of (flat_map sends rows);
  all_received : received (said_on Bus.memory l) = map message_of (flat_map receives rows);
  all_clock_signed : Forall is_signed (said_on Bus.clock l);
  all_clock_sent : Permutation (sent (said_on Bus.clock l))
    (map (fun t => [t]) (map (fun t => t + 1)%F (flat_map ticks rows) ++ map snd (flat_map incs rows)));
  all_clock_received : Permutation (received (said_on Bus.clock l))
    (map (fun t => [t]) (flat_map ticks rows ++ map fst (flat_map incs rows)));
  all_starts : flat_map initials rows = flat_map begun s;
  all_ends : flat_map finals rows = flat_map ended s;
  all_accesses : accesses rows = flat_map accessed s }.

Theorem rows_speak (l : list (air * env * shows)) :
  (forall a e s, In (a, e, s) l -> exists rows, speaks a e s rows) ->
  exists rows, all_speak (map fst l) (map snd l) rows.
Proof.
  induction l as [|[[a e] s] l IH]; intros H.
  - exists []. constructor; try (intros r []); try constructor; reflexivity.
  - destruct (H a e s (or_introl eq_refl)) as (rs & Hs). destruct IH as (rows & Hl); [intros; apply H; now right|].
    exists (rs ++ rows). destruct Hs, Hl. cbn [map fst snd].
    assert (E : forall b, said_on b ((a, e) :: map fst l) = says a e b ++ said_on b (map fst l)) by reflexivity.
    constructor; rewrite ?E; unfold sent, received in *; rewrite ?counted_app, ?flat_map_app, ?map_app.
    + intros r Hr. apply in_app_or in Hr. destruct Hr; auto.
    + apply Forall_app. split; assumption.
    + congruence.
    + congruence.
    + apply Forall_app. split; assumption.
    + rewrite clock_sent, all_clock_sent0, !map_app. apply middle.
    + rewrite clock_received, all_clock_received0, !map_app. apply middle.
    + cbn [flat_map]. rewrite <- shown_is. cbn [shown begun]. congruence.
    + cbn [flat_map]. rewrite <- shown_is. cbn [shown ended]. congruence.
    + cbn [flat_map]. rewrite <- shown_is. cbn [shown accessed]. unfold accesses in *. rewrite flat_map_app. congruence.
Qed.

(** Chips with what their rows show. *)
Definition chip : Type := air * trace * (env -> shows).
Definition key_of (l : list chip) : key := map fst l.
Definition rows_with (l : list chip) : list (air * env * shows) :=
  flat_map (fun c => map (fun e => (fst (fst c), e, snd c e)) (envs (snd (fst c)))) l.
Definition shown_by (l : list chip) : list shows := flat_map (fun c => map (snd c) (envs (snd (fst c)))) l.

Lemma shown_by_app l r : shown_by (l ++ r) = shown_by l ++ shown_by r.
Proof. apply flat_map_app. Qed.

Lemma rows_with_rows l : map fst (rows_with l) = rows_of (key_of l).
Proof.
  induction l as [|[[a t] f] l IH]; [reflexivity|]. cbn [rows_with flat_map key_of map fst snd rows_of].
  rewrite map_app, map_map. cbn [fst]. f_equal. exact IH.
Qed.

Lemma rows_with_shows l : map snd (rows_with l) = shown_by l.
Proof.
  induction l as [|[[a t] f] l IH]; [reflexivity|]. cbn [rows_with shown_by flat_map map fst snd].
  rewrite map_app, map_map. cbn [snd]. f_equal. exact IH.
Qed.

Lemma in_rows_with l a e s : In (a, e, s) (rows_with l) -> exists t f, In (a, t, f) l /\ In e (envs t) /\ s = f e.
Proof.
  intros H. apply in_flat_map in H. destruct H as ([[a' t] f] & Hl & H). cbn [fst snd] in H.
  apply in_map_iff in H. destruct H as (e' & E & He). injection E as -> -> <-. eauto.
Qed.
