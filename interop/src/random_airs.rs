//! Random statements: AIRs with random columns, constraints, rotations, public values, cached and preprocessed parts and
//! interactions, together with traces that satisfy them. Everything follows from the seed.

use std::path::Path;
use std::sync::Arc;

use openvm_stark_backend::air_builders::PartitionedAirBuilder;
use openvm_stark_backend::interaction::{InteractionBuilder, LogUpSecurityParameters};
use openvm_stark_backend::keygen::MultiStarkKeygenBuilder;
use openvm_stark_backend::prover::stacked_pcs::stacked_commit;
use openvm_stark_backend::proof::{BatchConstraintProof, GkrProof, StackingProof, WhirProof};
use openvm_stark_backend::prover::{
    AirProvingContext, ColMajorMatrix, CommittedTraceData, CpuColMajorBackend, DeviceDataTransporter, MultiRapProver,
    OpeningProver, ProvingContext,
};
use openvm_stark_backend::{
    AirRef, AnyAir, PartitionedBaseAir, StarkProtocolConfig, SystemParams, WhirConfig, WhirParams,
    WhirProximityStrategy,
};
use openvm_stark_sdk::config::baby_bear_poseidon2::F;
use p3_air::{Air, AirBuilder, AirBuilderWithPublicValues, BaseAir, BaseAirWithPublicValues, PairBuilder};
use p3_field::{Field, PrimeCharacteristicRing, PrimeField32};
use p3_matrix::dense::RowMajorMatrix;
use p3_matrix::Matrix;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use crate::files::{write, write_matrix};
use crate::suite::Suite;

const CROSS_BUS: u16 = 7;

/// Weak parameters for quick tests: stacked height 2^10, three WHIR rounds.
pub fn small_params() -> SystemParams {
    let whir = WhirParams {
        k: 3,
        log_final_poly_len: 1,
        query_phase_pow_bits: 1,
        folding_pow_bits: 2,
        mu_pow_bits: 3,
        proximity: WhirProximityStrategy::SplitUniqueList { m: 3, list_start_round: 1 },
    };
    SystemParams {
        l_skip: 2,
        n_stack: 8,
        w_stack: 1 << 12,
        log_blowup: 1,
        whir: WhirConfig::new(1, 10, whir, 5),
        logup: LogUpSecurityParameters { max_interaction_count: 1 << 30, log_max_message_length: 7, pow_bits: 2 },
        max_constraint_degree: 3,
    }
}

/// How a derived column follows from two earlier ones of the same row.
#[derive(Clone, Copy)]
enum Rule {
    Sum,
    Difference,
    Product,
    ProductPlus(u32),
}

#[derive(Clone)]
pub struct RandomAir {
    free: usize,                        // columns with random cells
    derived: Vec<(Rule, usize, usize)>, // columns that follow from earlier ones
    running_sum: bool,                  // last column: sum of column 0 so far; its start is a public value
    rotated_pairs: Vec<(u16, usize)>,   // (bus, column): sent as (c, c+1), received from two columns that hold a rotation
    cached: usize,                      // leading columns in a cached part of their own
    preprocessed: Option<Vec<u32>>,     // one fixed column s with s (c0 - c0') = 0 against a copy column
    cross_sends: u32,                   // AIR 0: how many AIRs receive its (c0, c1)
    cross_receive: bool,                // the others: a 0/1 column and two columns holding AIR 0's rows
}

impl RandomAir {
    fn random(rng: &mut StdRng, height: usize, index: usize, count: usize) -> Self {
        let free = rng.random_range(2..6);
        let derived = (0..rng.random_range(0..8))
            .map(|d| {
                let rule = match rng.random_range(0..4) {
                    0 => Rule::Sum,
                    1 => Rule::Difference,
                    2 => Rule::Product,
                    _ => Rule::ProductPlus(rng.random_range(1..1000)),
                };
                (rule, rng.random_range(0..free + d), rng.random_range(0..free + d))
            })
            .collect();
        Self {
            free,
            derived,
            running_sum: rng.random_bool(0.5),
            rotated_pairs: (0..rng.random_range(0..3)).map(|b| (b as u16, rng.random_range(0..free - 1))).collect(),
            cached: if rng.random_bool(0.3) { rng.random_range(1..=2) } else { 0 },
            preprocessed: rng.random_bool(0.3).then(|| (0..height).map(|_| rng.random_range(0..3)).collect()),
            cross_sends: if index == 0 { count as u32 - 1 } else { 0 },
            cross_receive: index != 0,
        }
    }

    fn copy_column(&self) -> usize {
        self.free + self.derived.len()
    }
    fn rotated_column(&self, pair: usize) -> usize {
        self.copy_column() + usize::from(self.preprocessed.is_some()) + 2 * pair
    }
    fn cross_column(&self) -> usize {
        self.rotated_column(self.rotated_pairs.len())
    }
    fn sum_column(&self) -> usize {
        self.cross_column() + if self.cross_receive { 3 } else { 0 }
    }
    fn columns(&self) -> usize {
        self.sum_column() + usize::from(self.running_sum)
    }

    /// Columns of a trace that satisfies this AIR; `sent` are AIR 0's rows of columns 0 and 1.
    fn trace(&self, rng: &mut StdRng, height: usize, sent: &[(F, F)]) -> Vec<Vec<F>> {
        let mut columns: Vec<Vec<F>> = (0..self.free)
            .map(|_| (0..height).map(|_| F::from_u32(rng.random_range(0..F::ORDER_U32))).collect())
            .collect();
        for &(rule, a, b) in &self.derived {
            let cells = (0..height)
                .map(|i| {
                    let (x, y) = (columns[a][i], columns[b][i]);
                    match rule {
                        Rule::Sum => x + y,
                        Rule::Difference => x - y,
                        Rule::Product => x * y,
                        Rule::ProductPlus(k) => x * y + F::from_u32(k),
                    }
                })
                .collect();
            columns.push(cells);
        }
        if let Some(selectors) = &self.preprocessed {
            let copy = (0..height)
                .map(|i| if selectors[i] == 0 { F::from_u32(rng.random_range(0..100)) } else { columns[0][i] })
                .collect();
            columns.push(copy);
        }
        for &(_, c) in &self.rotated_pairs {
            let shift = rng.random_range(0..height);
            for k in [c, c + 1] {
                let rotated = (0..height).map(|i| columns[k][(i + shift) % height]).collect();
                columns.push(rotated);
            }
        }
        if self.cross_receive {
            let cell = |i: usize, f: fn(&(F, F)) -> F| sent.get(i).map_or(F::ZERO, f);
            columns.push((0..height).map(|i| F::from_bool(i < sent.len())).collect());
            columns.push((0..height).map(|i| cell(i, |s| s.0)).collect());
            columns.push((0..height).map(|i| cell(i, |s| s.1)).collect());
        }
        if self.running_sum {
            let mut sum = F::from_u32(rng.random_range(0..1000));
            let mut cells = Vec::with_capacity(height);
            for i in 0..height {
                cells.push(sum);
                sum += columns[0][i];
            }
            columns.push(cells);
        }
        columns
    }
}

impl<T: Field> BaseAir<T> for RandomAir {
    fn width(&self) -> usize {
        self.columns()
    }
    fn preprocessed_trace(&self) -> Option<RowMajorMatrix<T>> {
        self.preprocessed.as_ref().map(|s| RowMajorMatrix::new_col(s.iter().map(|&x| T::from_u32(x)).collect()))
    }
}
impl<T: Field> BaseAirWithPublicValues<T> for RandomAir {
    fn num_public_values(&self) -> usize {
        usize::from(self.running_sum)
    }
}
impl<T: Field> PartitionedBaseAir<T> for RandomAir {
    fn cached_main_widths(&self) -> Vec<usize> {
        if self.cached == 0 { vec![] } else { vec![self.cached] }
    }
    fn common_main_width(&self) -> usize {
        self.columns() - self.cached
    }
}

impl<AB> Air<AB> for RandomAir
where
    AB: PartitionedAirBuilder + PairBuilder + InteractionBuilder + AirBuilderWithPublicValues,
    AB::F: Field,
{
    fn eval(&self, builder: &mut AB) {
        let row = |builder: &AB, offset: usize| -> Vec<AB::Expr> {
            let mut cells: Vec<AB::Expr> = vec![];
            for part in builder.cached_mains() {
                cells.extend(part.row_slice(offset).unwrap().iter().map(|v| v.clone().into()));
            }
            cells.extend(builder.common_main().row_slice(offset).unwrap().iter().map(|v| v.clone().into()));
            cells
        };
        let local = row(builder, 0);
        for (d, &(rule, a, b)) in self.derived.iter().enumerate() {
            let (x, y) = (local[a].clone(), local[b].clone());
            let expected = match rule {
                Rule::Sum => x + y,
                Rule::Difference => x - y,
                Rule::Product => x * y,
                Rule::ProductPlus(k) => x * y + AB::Expr::from_u32(k),
            };
            builder.assert_eq(local[self.free + d].clone(), expected);
        }
        if self.preprocessed.is_some() {
            let selector: AB::Expr = builder.preprocessed().row_slice(0).unwrap()[0].clone().into();
            builder.assert_zero(selector * (local[0].clone() - local[self.copy_column()].clone()));
        }
        for (k, &(bus, c)) in self.rotated_pairs.iter().enumerate() {
            let r = self.rotated_column(k);
            builder.push_interaction(bus, [local[c].clone(), local[c + 1].clone()], AB::Expr::ONE, 1);
            builder.push_interaction(bus, [local[r].clone(), local[r + 1].clone()], AB::Expr::NEG_ONE, 1);
        }
        if self.cross_sends != 0 {
            let fields = [local[0].clone(), local[1].clone()];
            builder.push_interaction(CROSS_BUS, fields, AB::Expr::from_u32(self.cross_sends), self.cross_sends);
        }
        if self.cross_receive {
            let c = self.cross_column();
            builder.assert_bool(local[c].clone());
            builder.push_interaction(CROSS_BUS, [local[c + 1].clone(), local[c + 2].clone()], -local[c].clone(), 1);
        }
        if self.running_sum {
            let next = row(builder, 1);
            let start: AB::Expr = builder.public_values()[0].into();
            let s = self.sum_column();
            builder.when_first_row().assert_eq(local[s].clone(), start);
            builder.when_transition().assert_eq(next[s].clone(), local[s].clone() + local[0].clone());
        }
        // An AIR needs at least one constraint or interaction.
        builder.assert_zero(local[0].clone() - local[0].clone());
    }
}

fn matrix(columns: &[Vec<F>]) -> ColMajorMatrix<F> {
    ColMajorMatrix::new(columns.concat(), columns.len())
}

/// Makes and proves the statement of `seed`, self-verifies, and writes vk.postcard, traces, meta.json and proof.bin.
pub fn make<E: Suite>(dir: &Path, params: SystemParams, seed: u64, count: usize) -> Result<(), String>
where
    E::SC: StarkProtocolConfig<F = F>,
    RandomAir: AnyAir<E::SC>,
    <E::PD as MultiRapProver<E::PB, E::TS>>::Artifacts: Into<<E::PD as OpeningProver<E::PB, E::TS>>::OpeningPoints>,
    <E::PD as MultiRapProver<E::PB, E::TS>>::PartialProof: Into<(GkrProof<E::SC>, BatchConstraintProof<E::SC>)>,
    <E::PD as OpeningProver<E::PB, E::TS>>::OpeningProof: Into<(StackingProof<E::SC>, WhirProof<E::SC>)>,
{
    if count == 0 {
        return Err("a statement needs at least one AIR".into());
    }
    std::fs::create_dir_all(dir).map_err(|e| format!("cannot create '{}': {e}", dir.display()))?;
    let mut rng = StdRng::seed_from_u64(seed);
    let max_log_height = (params.l_skip + params.n_stack).min(12);
    // AIR 0 is the shortest: every other one has room for its rows. Heights below 2^l_skip occur.
    let mut heights: Vec<usize> = (0..count).map(|_| 1 << rng.random_range(0..=max_log_height.min(8))).collect();
    heights.sort();
    let airs: Vec<RandomAir> =
        (0..count).map(|i| RandomAir::random(&mut rng, heights[i], i, count)).collect();

    let engine = E::new(params.clone());
    let mut keygen = MultiStarkKeygenBuilder::new(engine.config().clone());
    for (i, air) in airs.iter().enumerate() {
        let air: AirRef<E::SC> = Arc::new(air.clone());
        if i == 0 { keygen.add_required_air(air) } else { keygen.add_air(air) };
    }
    let mut pk = keygen.generate_pk().map_err(|e| format!("keygen: {e:?}"))?;
    E::set_pre_hash(&mut pk)?;
    let vk = pk.get_vk();

    let mut sent = vec![];
    let mut contexts = vec![];
    let mut listed = vec![];
    for (i, air) in airs.iter().enumerate() {
        let columns = air.trace(&mut rng, heights[i], &sent);
        if i == 0 {
            sent = (0..heights[0]).map(|r| (columns[0][r], columns[1][r])).collect();
        }
        let public_values: Vec<F> = if air.running_sum { vec![columns[air.sum_column()][0]] } else { vec![] };
        let mut cached_mains = vec![];
        if air.cached != 0 {
            let trace = matrix(&columns[..air.cached]);
            write_matrix(&dir.join(format!("trace_air{i}_cached0.bin")), &trace)?;
            let (commitment, data) = stacked_commit(
                engine.config().hasher(),
                params.l_skip,
                params.n_stack,
                params.log_blowup,
                params.k_whir(),
                &[&trace],
            )
            .map_err(|e| format!("cached commitment: {e:?}"))?;
            cached_mains.push(CommittedTraceData { commitment, trace, data: Arc::new(data) });
        }
        let common = matrix(&columns[air.cached..]);
        write_matrix(&dir.join(format!("trace_air{i}_common.bin")), &common)?;
        if let Some(selectors) = &air.preprocessed {
            let fixed = matrix(&[selectors.iter().map(|&x| F::from_u32(x)).collect()]);
            write_matrix(&dir.join(format!("trace_air{i}_preprocessed.bin")), &fixed)?;
        }
        listed.push(json!({
            "air_id": i, "height": heights[i],
            "public_values": public_values.iter().map(|v| v.as_canonical_u32()).collect::<Vec<_>>()
        }));
        contexts.push((i, AirProvingContext::<CpuColMajorBackend<E::SC>>::new(cached_mains, common, public_values)));
    }
    write(&dir.join("meta.json"), json!({ "traces": listed }).to_string().as_bytes())?;
    write(&dir.join("vk.postcard"), &E::encode_key(&vk)?)?;

    let device = engine.device();
    let device_pk = device.transport_pk_to_device(&pk);
    let context = device.transport_proving_ctx_to_device(&ProvingContext::new(contexts));
    let proof = engine.prove(&device_pk, context).map_err(|e| format!("prove: {e:?}"))?;
    engine.verify(&vk, &proof).map_err(|e| format!("self-verification: {e}"))?;
    write(&dir.join("proof.bin"), &E::encode_proof(&vk, &proof)?)
}
