(** What `hybrid` checks of an access (Lemma 13 of docs/spec/memory-argument.md), and that a log row's look-ups are counted
    0 or 1. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks Spaces.
Import ListNotations.
Open Scope Z_scope.

(** An access of n cells keeps the rules of its space: the space permits it, it is aligned and within the space, and
    what it writes fits the cells. *)
Record keeps_rules (n : Z) (write sp pt : F) (cells : list F) : Prop := {
  by_its_space : exists even fours num ranged bits, space_fact [sp; write; even; fours; num; ranged; bits] /\
    (even = Fz 1 -> (2 | val pt) /\ n <> 1) /\
    (fours = Fz 1 -> (4 | val pt) /\ n <> 1 /\ n <> 2) /\
    val pt + n <= val num /\
    (write = Fz 1 -> ranged = Fz 1 -> forall x, In x cells -> val x < 2 ^ val bits) }.

Lemma space_bits sp op even fours num ranged bits : space_fact [sp; op; even; fours; num; ranged; bits] ->
  is_bit even /\ is_bit fours /\ is_bit ranged /\ (fours = Fz 1 -> even = Fz 1) /\ val num <= 2 ^ 29.
Proof.
  unfold space_fact, space_keys. cbn [map In]. intros H.
  repeat (destruct H as [E|H]; [injection E as _ _ <- <- <- <- _; repeat split;
    solve [left; reflexivity | right; reflexivity | intros E; exact E | vm_compute; congruence]|]). contradiction.
Qed.

(** What that comes to: blocks of bytes in spaces 1 to 3, in fours; single cells of any value in space 4. *)
Theorem rules_in_full n write sp pt cells : keeps_rules n write sp pt cells -> is_bit write /\
  ((exists num, In (sp, num) [(Fz 1, 128); (Fz 2, 2 ^ 29); (Fz 3, 32)] /\ val pt + n <= num /\ (4 | val pt) /\ n <> 1 /\ n <> 2 /\
     (write = Fz 1 -> forall x, In x cells -> val x < 256)) \/
   (sp = Fz 4 /\ val pt + n <= 16384)).
Proof.
  intros [(even & fours & num & ranged & bits & Hf & _ & H4 & Hn & Hb)]. unfold space_fact, space_keys in Hf. cbn [map In] in Hf.
  repeat (destruct Hf as [E|Hf]; [injection E as <- <- <- <- <- <- <-; split; [first [left; reflexivity | right; reflexivity]|];
    first [ right; split; [reflexivity|exact Hn]
          | left; destruct (H4 eq_refl) as (? & ? & ?); eexists; split; [|split; [exact Hn|repeat split; try assumption; intros Hw; exact (Hb Hw eq_refl)]];
            cbn [In]; repeat first [left; reflexivity | right] ]|]).
  contradiction.
Qed.

(** A byte too large does not keep them, nor an access beyond the cells of its space, nor one of a space that there is not. *)
Corollary too_large_a_value n sp pt cells x : In sp [Fz 1; Fz 2; Fz 3] -> In x cells -> 256 <= val x -> ~ keeps_rules n (Fz 1) sp pt cells.
Proof.
  intros Hsp Hx Hv H. destruct (rules_in_full _ _ _ _ _ H) as (_ & [(_ & _ & _ & _ & _ & _ & Hb)|(-> & _)]).
  - specialize (Hb eq_refl x Hx). lia.
  - destruct Hsp as [E|[E|[E|[]]]]; differ_in E.
Qed.

Corollary beyond_its_space n write sp pt cells num : In (sp, num) [(Fz 1, 128); (Fz 2, 2 ^ 29); (Fz 3, 32); (Fz 4, 16384)] -> num < val pt + n ->
  ~ keeps_rules n write sp pt cells.
Proof.
  intros Hsp Hn H. destruct (rules_in_full _ _ _ _ _ H) as (_ & [(num' & Hs & Hn' & _)|(-> & Hn')]).
  - cbn [In] in Hsp, Hs. destruct Hs as [E'|[E'|[E'|[]]]]; apply pair_equal_spec in E'; destruct E' as (<- & <-);
      destruct Hsp as [E|[E|[E|[E|[]]]]]; apply pair_equal_spec in E; destruct E as (E & <-); first [lia | differ_in E].
  - cbn [In] in Hsp. destruct Hsp as [E|[E|[E|[E|[]]]]]; apply pair_equal_spec in E; destruct E as (E & <-); first [lia | differ_in E].
Qed.

Corollary no_such_space n write sp pt cells : ~ In sp [Fz 1; Fz 2; Fz 3; Fz 4] -> ~ keeps_rules n write sp pt cells.
Proof.
  intros Hsp H. apply Hsp. destruct (rules_in_full _ _ _ _ _ H) as (_ & [(num & Hs & _)|(-> & _)]).
  - destruct Hs as [E|[E|[E|[]]]]; apply pair_equal_spec in E; destruct E as (<- & _); cbn; tauto.
  - cbn. tauto.
Qed.

Section Rules.
Variable n : Z.
Variables write sp pt even fours num ranged bits low high bit1 bit0 slack_low slack_high : F.
Variable cells : list F.
Hypothesis n_range : 1 <= n <= 32.
Hypothesis fact : space_fact [sp; write; even; fours; num; ranged; bits].
Hypothesis bit1_bit : (bit1 * (bit1 - 1) = 0)%F.
Hypothesis bit0_bit : (bit0 * (bit0 - 1) = 0)%F.
Hypothesis pointer_is : (pt - ((low + high * Fz 131072) * Fz 4 + bit1 * Fz 2 + bit0) = 0)%F.
Hypothesis even_pointer : (even * bit0 = 0)%F.
Hypothesis fours_pointer : (fours * bit1 = 0)%F.
Hypothesis even_size : n = 1 -> even = Fz 0.
Hypothesis fours_size : n = 2 -> fours = Fz 0.
Hypothesis ends_within : (num - (pt + Fz n + (slack_low + slack_high * Fz 131072)) = 0)%F.
Hypothesis low_range : val low < 2 ^ 17.
Hypothesis high_range : val high < 2 ^ 10.
Hypothesis slack_low_range : val slack_low < 2 ^ 17.
Hypothesis slack_high_range : val slack_high < 2 ^ 12.
Hypothesis values_fit : write = Fz 1 -> ranged = Fz 1 -> forall x, In x cells -> val x < 2 ^ val bits.

Lemma pointer_value : val pt = 4 * (val low + val high * 131072) + 2 * val bit1 + val bit0 /\
  val bit1 <= 1 /\ val bit0 <= 1.
Proof.
  change (2 ^ 17) with 131072 in *. change (2 ^ 10) with 1024 in *.
  assert (H1 : val bit1 <= 1) by (destruct (bit_of _ bit1_bit) as [->| ->]; cbn; lia).
  assert (H0 : val bit0 <= 1) by (destruct (bit_of _ bit0_bit) as [->| ->]; cbn; lia).
  split; [|auto]. pose proof (val_range low). pose proof (val_range high). pose proof (val_range bit1).
  pose proof (val_range bit0). pose proof (val_range pt).
  pose proof (F_sub_zero _ _ pointer_is) as E. to_Z E k. unfold p in *. lia.
Qed.

Theorem rules_are_kept : keeps_rules n write sp pt cells.
Proof.
  constructor. exists even, fours, num, ranged, bits. split; [exact fact|].
  destruct (space_bits _ _ _ _ _ _ _ fact) as (He & Hf & _ & Hfe & Hnum).
  destruct pointer_value as (Hp & H1 & H0).
  assert (Hb0 : even = Fz 1 -> val bit0 = 0).
  { intros E. rewrite E in even_pointer. replace bit0 with (1 * bit0)%F by ring. now rewrite even_pointer. }
  assert (Hb1 : fours = Fz 1 -> val bit1 = 0).
  { intros E. rewrite E in fours_pointer. replace bit1 with (1 * bit1)%F by ring. now rewrite fours_pointer. }
  repeat split; intros.
  - exists (2 * (val low + val high * 131072) + val bit1). rewrite Hp, Hb0 by assumption. lia.
  - intros E. rewrite (even_size E) in *. differ_in H.
  - exists (val low + val high * 131072). rewrite Hp, Hb0, Hb1 by auto. lia.
  - intros E. rewrite (even_size E) in *. specialize (Hfe H). differ_in Hfe.
  - intros E. rewrite (fours_size E) in *. differ_in H.
  - change (2 ^ 17) with 131072 in *. change (2 ^ 10) with 1024 in *. change (2 ^ 12) with 4096 in *.
    change (2 ^ 29) with 536870912 in *.
    pose proof (val_range low). pose proof (val_range high). pose proof (val_range bit1). pose proof (val_range bit0).
    pose proof (val_range num). pose proof (val_range slack_low). pose proof (val_range slack_high).
    pose proof (F_sub_zero _ _ ends_within) as E. to_Z E k. unfold p in *. lia.
  - eapply values_fit; eassumption.
Qed.
End Rules.

(** ** For the proofs about the exported terms. *)

Lemma one_times c x : c = Fz 1 -> (c * x = 0)%F -> (x = 0)%F.
Proof. intros -> H. rewrite <- H. ring. Qed.

Lemma bit_times a b : is_bit a -> is_bit b -> is_bit (a * b)%F.
Proof. intros [->| ->] [->| ->]; [left|left|left|right]; ring. Qed.

(** The constraint that says what is to be shown; the message that is looked up. *)
Ltac grab H := first [exact (proj1 H) | grab constr:(proj2 H)].
Ltac pick := unfold_air; repeat first [left; reflexivity | right].

(** A write's values are looked up, with the bits of the space. *)
Ltac written_values Hrange bits write ranged :=
  let Hw := fresh in let Hr := fresh in let x := fresh in let Hx := fresh in
  intros Hw Hr x Hx; cbn [map seq In] in Hx;
  repeat (destruct Hx as [<-|Hx];
    [apply (Hrange [_; bits]); replace (Fz 1) with (write * ranged)%F by (rewrite Hw, Hr; ring); pick|]);
  contradiction.

(** on_bus: the count of the look-ups of an access; k: the column where the rules begin. *)
Ltac rules n k H Hrange Hspace on_bus Hon :=
  match type of Hspace with looks ?a ?e _ _ =>
    unfold looks in Hspace, Hrange;
    apply (rules_are_kept (Z.of_nat n) (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3)
      (at_cell e 1 0 k) (at_cell e 1 0 (1 + k)) (at_cell e 1 0 (2 + k)) (at_cell e 1 0 (3 + k)) (at_cell e 1 0 (4 + k))
      (at_cell e 1 0 (5 + k)) (at_cell e 1 0 (6 + k)) (at_cell e 1 0 (7 + k)) (at_cell e 1 0 (8 + k))
      (at_cell e 1 0 (9 + k)) (at_cell e 1 0 (10 + k)));
    [ cbn; lia
    | apply Hspace; rewrite <- Hon; pick
    | grab H | grab H | apply (one_times on_bus _ Hon); grab H | grab H | grab H
    | try discriminate; intros _; apply (one_times on_bus _ Hon); grab H
    | try discriminate; intros _; apply (one_times on_bus _ Hon); grab H
    | apply (one_times on_bus _ Hon); grab H
    | apply (Hrange [at_cell e 1 0 (5 + k); Fz 17]); rewrite <- Hon; pick
    | apply (Hrange [at_cell e 1 0 (6 + k); Fz 10]); rewrite <- Hon; pick
    | apply (Hrange [at_cell e 1 0 (9 + k); Fz 17]); rewrite <- Hon; pick
    | apply (Hrange [at_cell e 1 0 (10 + k); Fz 12]); rewrite <- Hon; pick
    | written_values Hrange (at_cell e 1 0 (4 + k)) (at_cell e 0 0 1) (at_cell e 1 0 (3 + k)) ]
  end.

Definition log_counts_are_bits (a : air) (e : env) : Prop :=
  counts_bits (says a e Bus.range) /\ counts_bits (says a e Bus.spaces).

Ltac bits Hon Hwr := unfold_air; repeat (apply Forall_cons; [cbn [snd]; first [exact Hon | exact Hwr]|]); apply Forall_nil.

(** For the chips without immediates: what its first three constraints say; then look-ups of spaces, and all. k as in
    [rules]. *)
Ltac log_bits :=
  intros H; unfold_air_in H; destruct H as (H1 & H2 & H3 & _);
  split; [apply bit_of; exact H1|split; [apply bit_of; exact H2|exact H3]].

Ltac log_spaces Hbits :=
  let H := fresh in let Hon := fresh in intros H; destruct (Hbits _ H) as (Hon & _); bits Hon Hon.

Ltac log_counts k Hbits :=
  intros H Hspace; destruct (Hbits _ H) as (Hon & Hw & H3); unfold looks in Hspace;
  match goal with |- log_counts_are_bits ?a ?e =>
    assert (Hwr : is_bit (at_cell e 0 0 1 * at_cell e 1 0 (3 + k))%F);
    [ destruct Hon as [Hv|Hv];
      [ left; rewrite Hv in H3; replace (at_cell e 0 0 1) with (at_cell e 0 0 1 * (1 - 0))%F by ring; rewrite H3; ring
      | apply bit_times; [exact Hw|]; eapply space_bits; apply Hspace; rewrite <- Hv; pick ]
    | split; bits Hon Hwr ]
  end.
