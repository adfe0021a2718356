(** A segment's rows on the memory bus and the clock: Lemmas 7, 8 and 9 of docs/spec/memory-argument.md. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Clock Cell Rows.
Import ListNotations.
Open Scope Z_scope.

(** ** Blocks are tokens of cells. *)

Definition cell : Type := F * F.  (* space, pointer *)
Definition cell_dec (a b : cell) : {a = b} + {a <> b}.
Proof. decide equality; apply F_eq_dec. Defined.
Definition token : Type := F * Z.  (* value, time *)

Fixpoint tokens (sp pt : F) (values : list F) (t : Z) : list (cell * token) :=
  match values with
  | [] => []
  | v :: r => ((sp, pt), (v, t)) :: tokens sp (pt + 1)%F r t
  end.

Definition tokens_of (b : block) := tokens (b_space b) (b_pointer b) (b_values b) (val (b_time b)).

Lemma tokens_app sp pt l r t : tokens sp pt (l ++ r) t = tokens sp pt l t ++ tokens sp (behind pt l) r t.
Proof.
  unfold behind. revert pt. induction l as [|v l IH]; intros pt; cbn [tokens app].
  - replace (pt + Fz (Z.of_nat (length (@nil F))))%F with pt by (cbn [length Z.of_nat]; ring). reflexivity.
  - rewrite IH. cbn [app]. apply f_equal. apply f_equal. apply (f_equal (fun x => tokens sp x r t)).
    cbn [length]. rewrite Nat2Z.inj_succ, <- Z.add_1_l, <- Fz_add. ring.
Qed.

(** Where a token of a block is. *)
Lemma token_place sp pt v t c x : In (c, x) (tokens sp pt v t) ->
  exists i, 0 <= i < Z.of_nat (length v) /\ c = (sp, (pt + Fz i)%F).
Proof.
  revert pt. induction v as [|y v IH]; intros pt H; [contradiction|]. cbn [length]. destruct H as [E|H].
  - injection E as <- <-. exists 0. split; [lia|]. f_equal. ring.
  - destruct (IH _ H) as (i & Hi & ->). exists (i + 1). split; [lia|]. f_equal. rewrite <- Fz_add. ring.
Qed.

(** What is said of one cell. *)
Fixpoint of_cell {A} (c : cell) (l : list (cell * A)) : list A :=
  match l with
  | [] => []
  | (c', x) :: r => if cell_dec c' c then x :: of_cell c r else of_cell c r
  end.

Lemma of_cell_app {A} c (l r : list (cell * A)) : of_cell c (l ++ r) = of_cell c l ++ of_cell c r.
Proof.
  induction l as [|[c' x] l IH]; [reflexivity|]. cbn [of_cell app].
  destruct (cell_dec c' c); rewrite IH; reflexivity.
Qed.

Lemma of_cell_perm {A} c (l r : list (cell * A)) : Permutation l r -> Permutation (of_cell c l) (of_cell c r).
Proof.
  induction 1 as [|[c' x] l r Hp IH|[c1 x] [c2 y] l|]; cbn [of_cell]; auto.
  - destruct (cell_dec c' c); auto.
  - destruct (cell_dec c1 c), (cell_dec c2 c); auto using Permutation_refl. constructor.
  - eauto using Permutation_trans.
Qed.

Lemma of_cell_in {A} c (x : A) l : In x (of_cell c l) <-> In (c, x) l.
Proof.
  induction l as [|[c' y] l IH]; [tauto|]. cbn [of_cell In].
  destruct (cell_dec c' c) as [->|N]; cbn [In]; rewrite IH; intuition congruence.
Qed.

(** A block has a cell once. *)
Lemma tokens_once sp pt v t c : Z.of_nat (length v) < p -> (length (of_cell c (tokens sp pt v t)) <= 1)%nat.
Proof.
  revert pt. induction v as [|y v IH]; intros pt Hl; [cbn; lia|]. cbn [tokens of_cell]. cbn [length] in Hl.
  destruct (cell_dec (sp, pt) c) as [<-|]; [|apply IH; lia].
  destruct (of_cell (sp, pt) (tokens sp (pt + 1)%F v t)) as [|x r] eqn:E; [cbn; lia|exfalso].
  assert (Hin : In x (of_cell (sp, pt) (tokens sp (pt + 1)%F v t))) by (rewrite E; now left).
  apply of_cell_in, token_place in Hin. destruct Hin as (i & Hi & Hc). apply (f_equal snd) in Hc. cbn [snd] in Hc.
  to_Z Hc k. unfold p in *. lia.
Qed.

Definition on_second {A B C} (f : A -> B) (x : C * A) : C * B := (fst x, f (snd x)).

Lemma of_cell_map {A B} (f : A -> B) c l : of_cell c (map (on_second f) l) = map f (of_cell c l).
Proof.
  induction l as [|[c' x] l IH]; [reflexivity|]. cbn [of_cell map on_second fst snd].
  destruct (cell_dec c' c); cbn [map]; rewrite IH; reflexivity.
Qed.

(** ** What a row does to cells. *)

Definition kind_of (a : access) : kind := if is_write a then writes else reads.

Fixpoint access_moves k (sp pt : F) (old : list F) (old_time : Z) (new : list F) (t : Z)
  : list (cell * @event F) :=
  match old, new with
  | u :: old', v :: new' => ((sp, pt), Event k u old_time v t) :: access_moves k sp (pt + 1)%F old' old_time new' t
  | _, _ => []
  end.

Definition later (t : Z) (x : token) : @event F := Event adapts (fst x) (snd x) (fst x) t.

Definition moves (r : row) : list (cell * @event F) :=
  match r with
  | Log a => access_moves (kind_of a) (space a) (pointer a) (before a) (val (time_was a))
               (after a) (val (timestamp a))
  | Split sp pt l r t => map (on_second (later (val t))) (tokens sp pt (l ++ r) (val t))
  | Merge sp pt l r lt rt t =>
      map (on_second (later (val t))) (tokens sp pt l (val lt) ++ tokens sp (behind pt l) r (val rt))
  | _ => []
  end.

Definition initials (r : row) : list block := match r with Initial b => [b] | _ => [] end.
Definition finals (r : row) : list block := match r with Final b => [b] | _ => [] end.

Lemma access_moves_taken k sp pt old u new t : length old = length new ->
  map (on_second taken) (access_moves k sp pt old u new t) = tokens sp pt old u.
Proof.
  revert pt new. induction old as [|x old IH]; intros pt [|y new] H; try discriminate; [reflexivity|].
  cbn. f_equal. apply IH. now injection H.
Qed.

Lemma access_moves_given k sp pt old u new t : length old = length new ->
  map (on_second given) (access_moves k sp pt old u new t) = tokens sp pt new t.
Proof.
  revert pt new. induction old as [|x old IH]; intros pt [|y new] H; try discriminate; [reflexivity|].
  cbn. f_equal. apply IH. now injection H.
Qed.

Lemma later_taken t (l : list (cell * token)) : map (on_second taken) (map (on_second (later t)) l) = l.
Proof. induction l as [|[c [v u]] l IH]; [reflexivity|]. cbn. rewrite <- IH at 2. reflexivity. Qed.

Lemma later_given t sp pt l u : map (on_second given) (map (on_second (later t)) (tokens sp pt l u)) = tokens sp pt l t.
Proof. revert pt. induction l as [|v l IH]; intros pt; [reflexivity|]. cbn. f_equal. apply IH. Qed.

Section Segment.
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Variable rows : list row.
Variable stop : F.
Hypothesis rows_ok : forall r, In r rows -> row_ok T most r.
Hypothesis memory_bus : Permutation (flat_map sends rows) (flat_map receives rows).
Hypothesis clock_bus :
  Permutation (Fz 1 :: map (fun t => t + 1)%F (flat_map ticks rows) ++ map snd (flat_map incs rows))
              (stop :: flat_map ticks rows ++ map fst (flat_map incs rows)).
Hypothesis few_rows : 2 * Z.of_nat (length (flat_map ticks rows)) < p.
Hypothesis stop_in_range : below (2 ^ T) stop.

(** *** Lemma 7, of a segment's rows. *)

Lemma segment_incs_ascend s e : In (s, e) (flat_map incs rows) -> val s <= val e < 2 ^ T.
Proof.
  intros H. apply in_flat_map in H. destruct H as (r & Hr & Hin).
  destruct r; try contradiction. destruct Hin as [E|[]]. injection E as <- <-.
  destruct (rows_ok _ Hr) as (Hs & He & step & Hst & Heq). eapply inc_rows_ascend; eassumption.
Qed.

Lemma access_time a : In (Log a) rows -> 1 <= val (timestamp a) < val stop.
Proof.
  intros H. apply (timestamps_in_range T T_range (flat_map ticks rows) (flat_map incs rows) stop);
    auto using segment_incs_ascend.
  apply in_flat_map. exists (Log a). split; [assumption|now left].
Qed.

Theorem timestamps_are_distinct : NoDup (flat_map ticks rows).
Proof.
  apply (timestamps_differ T T_range (flat_map ticks rows) (flat_map incs rows) stop);
    auto using segment_incs_ascend.
Qed.

(** *** Lemma 8 (all times on the memory bus are in range). *)

Lemma received_was_sent b r : In r rows -> In b (receives r) -> exists r', In r' rows /\ In b (sends r').
Proof.
  intros Hr Hb. assert (H : In b (flat_map receives rows)) by (apply in_flat_map; eauto).
  apply (Permutation_in _ (Permutation_sym memory_bus)) in H. now apply in_flat_map in H.
Qed.

Lemma zero_below : below (2 ^ T) (Fz 0).
Proof. unfold below. rewrite val_small by (unfold p; lia). apply Z.pow_pos_nonneg; lia. Qed.

Lemma received_in_range_by n : forall b r, (most - length (b_values b) <= n)%nat ->
  In r rows -> In b (receives r) -> below (2 ^ T) (b_time b).
Proof.
  induction n as [n IH] using lt_wf_ind. intros b r Hn Hr Hb.
  destruct (received_was_sent b r Hr Hb) as (s & Hs & Hbs).
  pose proof (rows_ok s Hs) as Hok. destruct s as [a|ptr v t|sp pt left right t|sp pt left right lt rt t|b0|b0|s0 e0]; cbn [sends] in Hbs; try contradiction.
  - destruct Hbs as [<-|[]]. cbn [b_time block_after]. destruct (access_time a Hs).
    unfold below in *. lia.
  - destruct Hok as (Hl & Hrt & Hm). assert (Hw : below (2 ^ T) t).
    { change t with (b_time (Block sp pt (left ++ right) t)).
      assert (Hl' : (0 < length left)%nat) by (destruct left; [congruence|simpl; lia]).
      assert (Hr' : (0 < length right)%nat) by (destruct right; [congruence|simpl; lia]).
      destruct Hbs as [E|[E|[]]]; subst b; cbn [b_values] in Hn;
        (eapply (IH (most - length (left ++ right))%nat); [|reflexivity|exact Hs|now left]);
        rewrite app_length; lia. }
    destruct Hbs as [<-|[<-|[]]]; exact Hw.
  - destruct Hbs as [<-|[]]. destruct Hok as (Ht & _). exact Ht.
  - destruct Hbs as [<-|[]]. cbn in Hok. rewrite Hok. apply zero_below.
Qed.

Theorem received_in_range b r : In r rows -> In b (receives r) -> below (2 ^ T) (b_time b).
Proof. intros. eapply received_in_range_by; eauto. Qed.

(** *** Lemma 9 (what an event does to a cell). *)

Lemma access_moves_ok k sp pt old u new t e c :
  0 <= u < t -> (k = reads -> new = old) -> k <> adapts -> In (c, e) (access_moves k sp pt old u new t) ->
  event_ok e.
Proof.
  intros Ht Hr Hk. revert pt new Hr. induction old as [|x old IH]; intros pt [|y new] Hr H; try contradiction.
  destruct H as [E|H].
  - injection E as <- <-. repeat split; cbn; try lia. intros Hw. destruct k; try congruence.
    assert (E : y :: new = x :: old) by auto. congruence.
  - eapply IH; [|exact H]. intros Hk'. assert (E : y :: new = x :: old) by auto. congruence.
Qed.

Lemma tokens_time sp pt l t c x : In (c, x) (tokens sp pt l t) -> snd x = t.
Proof.
  revert pt. induction l as [|v l IH]; intros pt H; [contradiction|].
  destruct H as [E|H]; [now injection E as <- <-|eauto].
Qed.

Lemma later_ok (l : list (cell * token)) t c e : (forall c x, In (c, x) l -> 0 <= snd x <= t) ->
  In (c, e) (map (on_second (later t)) l) -> event_ok e.
Proof.
  intros Hl H. apply in_map_iff in H. destruct H as ([c' x] & E & Hin).
  unfold on_second in E. injection E as <- <-. specialize (Hl _ _ Hin).
  repeat split; cbn; try lia. congruence.
Qed.

Lemma log_row_ascends a : In (Log a) rows -> 0 <= val (time_was a) < val (timestamp a).
Proof.
  intros H. pose proof (rows_ok _ H) as (_ & _ & d & Hd & Heq).
  pose proof (access_time a H). split; [apply val_range|].
  apply (comparing T _ _ d); auto.
  - apply (received_in_range (block_before a) (Log a)); [assumption|now left].
  - unfold below in *. lia.
Qed.

Lemma merge_time sp pt l r lt rt t : In (Merge sp pt l r lt rt t) rows ->
  val lt <= val t /\ val rt <= val t.
Proof.
  intros H. pose proof (rows_ok _ H) as (_ & d & rl & Hd & Heq & Ht).
  assert (Hl : below (2 ^ T) lt).
  { apply (received_in_range (Block sp pt l lt) _ H). now left. }
  assert (Hr : below (2 ^ T) rt).
  { apply (received_in_range (Block sp (behind pt l) r rt) _ H). right. now left. }
  unfold below in *. assert (Hp : 2 ^ T <= 536870912) by (apply T_small; assumption).
  pose proof (val_range lt). pose proof (val_range rt).
  to_Z Heq k. destruct rl; subst t; unfold p in *; lia.
Qed.

Theorem what_a_row_does r c e : In r rows -> In (c, e) (moves r) -> event_ok e.
Proof.
  intros Hr Hin. pose proof (rows_ok r Hr) as Hok. destruct r as [a|ptr v t|sp pt left right t|sp pt left right lt rt t|b0|b0|s0 e0]; cbn [moves] in Hin; try contradiction.
  - destruct Hok as (_ & Hrd & _).
    apply access_moves_ok in Hin; auto using log_row_ascends.
    + unfold kind_of. destruct (is_write a); [discriminate|auto].
    + unfold kind_of. destruct (is_write a); discriminate.
  - apply later_ok in Hin; [assumption|]. intros c' x Hx. apply tokens_time in Hx.
    pose proof (val_range t). lia.
  - apply later_ok in Hin; [assumption|]. intros c' x Hx.
    destruct (merge_time _ _ _ _ _ _ _ Hr).
    pose proof (val_range lt). pose proof (val_range rt).
    apply in_app_or in Hx. destruct Hx as [Hx|Hx]; apply tokens_time in Hx; lia.
Qed.

(** *** Balanced messages are balanced tokens, of each cell. *)

Lemma row_gives r : In r rows ->
  flat_map tokens_of (sends r) = flat_map tokens_of (initials r) ++ map (on_second given) (moves r).
Proof.
  intros Hr. pose proof (rows_ok r Hr) as Hok.
  destruct r; cbn [sends initials moves flat_map map]; rewrite ?app_nil_r; try reflexivity.
  - destruct Hok as (Hl & _). symmetry. cbn [app]. apply access_moves_given. exact Hl.
  - cbn [app]. unfold halves. cbn [flat_map]. rewrite app_nil_r. unfold tokens_of.
    cbn [b_space b_pointer b_values b_time].
    rewrite later_given. symmetry. apply tokens_app.
  - cbn [app]. unfold tokens_of. cbn [b_space b_pointer b_values b_time].
    rewrite !map_app, !later_given. apply tokens_app.
Qed.

Lemma row_takes r : In r rows ->
  flat_map tokens_of (receives r) = flat_map tokens_of (finals r) ++ map (on_second taken) (moves r).
Proof.
  intros Hr. pose proof (rows_ok r Hr) as Hok.
  destruct r; cbn [receives finals moves flat_map map]; rewrite ?app_nil_r; try reflexivity.
  - destruct Hok as (Hl & _). symmetry. cbn [app]. apply access_moves_taken. exact Hl.
  - cbn [app]. rewrite later_taken. reflexivity.
  - cbn [app]. unfold halves. cbn [flat_map]. rewrite app_nil_r, later_taken. reflexivity.
Qed.

Definition initial_tokens := flat_map tokens_of (flat_map initials rows).
Definition final_tokens := flat_map tokens_of (flat_map finals rows).
Definition all_moves := flat_map moves rows.

Lemma flat_map_flat_map {A B C} (f : B -> list C) (g : A -> list B) l :
  flat_map f (flat_map g l) = flat_map (fun x => flat_map f (g x)) l.
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map]. now rewrite flat_map_app, IH. Qed.

Lemma flat_map_split {A B} (f g : A -> list B) l :
  Permutation (flat_map (fun x => f x ++ g x) l) (flat_map f l ++ flat_map g l).
Proof.
  induction l as [|x l IH]; [constructor|]. cbn [flat_map]. rewrite IH. apply middle.
Qed.

Lemma flat_map_same {A B} (f g : A -> list B) l : (forall x, In x l -> f x = g x) -> flat_map f l = flat_map g l.
Proof.
  induction l as [|x l IH]; intros H; [reflexivity|]. cbn [flat_map].
  rewrite (H x) by now left. rewrite IH; [reflexivity|]. intros; apply H; now right.
Qed.

Lemma map_flat_map {A B C} (f : B -> C) (g : A -> list B) l : flat_map (fun x => map f (g x)) l = map f (flat_map g l).
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map]. now rewrite map_app, IH. Qed.

Theorem tokens_balance : Permutation (initial_tokens ++ map (on_second given) all_moves)
                                     (final_tokens ++ map (on_second taken) all_moves).
Proof.
  pose proof (Permutation_flat_map tokens_of memory_bus) as H.
  rewrite !flat_map_flat_map in H.
  rewrite (flat_map_same _ _ _ row_gives), (flat_map_same _ _ _ row_takes) in H.
  rewrite !flat_map_split in H. rewrite !map_flat_map in H.
  unfold initial_tokens, final_tokens, all_moves. rewrite !flat_map_flat_map. exact H.
Qed.

Definition events c := of_cell c all_moves.

Lemma cell_balance c :
  Permutation (of_cell c initial_tokens ++ map given (events c)) (of_cell c final_tokens ++ map taken (events c)).
Proof.
  pose proof (of_cell_perm c _ _ tokens_balance) as H. rewrite !of_cell_app, !of_cell_map in H. exact H.
Qed.

Lemma events_are_ok c e : In e (events c) -> event_ok e.
Proof.
  unfold events, all_moves. rewrite of_cell_in. intros H. apply in_flat_map in H.
  destruct H as (r & Hr & Hin). eapply what_a_row_does; eauto.
Qed.

Lemma initial_time c v t : In (v, t) (of_cell c initial_tokens) -> t = 0.
Proof.
  rewrite of_cell_in. intros H. apply in_flat_map in H. destruct H as (b & Hb & Hin).
  apply in_flat_map in Hb. destruct Hb as (r & Hr & Hb).
  destruct r; try contradiction. destruct Hb as [<-|[]].
  pose proof (rows_ok _ Hr) as Hok. cbn in Hok. apply tokens_time in Hin. cbn in Hin.
  now rewrite Hin, Hok.
Qed.

(** A cell has as many final tokens as initial ones. *)
Lemma ends_match c : length (of_cell c initial_tokens) = length (of_cell c final_tokens).
Proof.
  pose proof (Permutation_length (cell_balance c)) as H. rewrite !app_length, !map_length in H.
  now apply Nat.add_cancel_r in H.
Qed.
End Segment.
