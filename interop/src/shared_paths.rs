//! Openings as the blake3 suite's proofs have them (docs/spec/hash-suites.md): each leaf once, and the siblings that their
//! paths share. The registry's proofs have a path for each query, in the order of the queries, which only the transcript
//! knows. Its own verifier is run to find them: on the proof itself, or, where the paths are still missing, with digests
//! that are all equal.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use openvm_stark_backend::codec::{DecodableConfig, Decode, EncodableConfig, Encode};
use openvm_stark_backend::hasher::MerkleHasher;
use openvm_stark_backend::proof::{BatchConstraintProof, GkrProof, Proof, StackingProof, TraceVData, WhirProof};
use openvm_stark_backend::{StarkEngine, StarkProtocolConfig, SystemParams};
use p3_field::{BasedVectorSpace, Field, PrimeCharacteristicRing};
use serde::{Deserialize, Serialize};

use crate::blake3_suite::{Blake3Config, Blake3Engine, Blake3Transcript, Digest, DigestWords, SuiteConfig};
use crate::suite::Key;
use openvm_stark_sdk::config::baby_bear_poseidon2::{EF, F};

/// Version 4, suite 1.
const FIRST_WORD: u32 = 4 | 1 << 16;

type Siblings<D> = Vec<D>;
/// The rows of a leaf.
type Rows<T> = Vec<Vec<T>>;

/// A digest that equals every other: the registry's verifier then takes any path, and samples all queries.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct AnyDigest(Digest);

impl PartialEq for AnyDigest {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for AnyDigest {}

impl DigestWords for AnyDigest {
    fn of(words: Digest) -> Self {
        Self(words)
    }
    fn words(&self) -> Digest {
        self.0
    }
}

fn leaves(queries: &[u32]) -> Vec<u32> {
    queries.iter().copied().collect::<BTreeSet<u32>>().into_iter().collect()
}

/// (level, index) of the siblings that are sent, in their order.
fn needed(leaves: &[u32], depth: usize) -> Vec<(usize, u32)> {
    let mut places = vec![];
    for level in 0..depth {
        let known: BTreeSet<u32> = leaves.iter().map(|leaf| leaf >> level).collect();
        places.extend(known.iter().map(|i| i ^ 1).filter(|i| !known.contains(i)).map(|i| (level, i)));
    }
    places
}

fn depth(params: &SystemParams, round: usize) -> usize {
    params.l_skip + params.n_stack + params.log_blowup - params.k_whir() - round
}

/// Round by round, what the transcript samples in WHIR when the registry's verifier reads the proof.
fn sampled<D: DigestWords>(
    key: &openvm_stark_backend::keygen::types::MultiStarkVerifyingKey<SuiteConfig<D>>,
    proof: &Proof<SuiteConfig<D>>,
) -> Result<Vec<Vec<u32>>, String> {
    let params = &key.inner.params;
    let mut transcript = Blake3Transcript::new();
    let verdict =
        openvm_stark_backend::verifier::verify(&SuiteConfig::<D>::new(params.clone()), key, proof, &mut transcript);
    let mut rest = transcript.queries.as_slice();
    let mut rounds = vec![];
    for round in &params.whir.rounds {
        if rest.len() < round.num_queries {
            return Err(format!("no queries: {}", verdict.err().map(|e| e.to_string()).unwrap_or_default()));
        }
        let (queries, later) = rest.split_at(round.num_queries);
        rounds.push(queries.to_vec());
        rest = later;
    }
    Ok(rounds)
}

/// The siblings that the paths of `queries` need, out of those paths.
fn share<D: Copy>(queries: &[u32], paths: &[Vec<D>], depth: usize) -> Siblings<D> {
    needed(&leaves(queries), depth)
        .into_iter()
        .map(|(level, index)| {
            let query = queries.iter().position(|q| q >> level == index ^ 1).unwrap();
            paths[query][level]
        })
        .collect()
}

fn once<T: Clone>(queries: &[u32], opened: &[T]) -> Vec<T> {
    leaves(queries).iter().map(|leaf| opened[queries.iter().position(|q| q == leaf).unwrap()].clone()).collect()
}

/// The path of each query.
fn paths<T: Field, H>(
    hasher: &H,
    queries: &[u32],
    rows: &[Rows<T>],
    siblings: &[H::Digest],
    depth: usize,
) -> Result<Vec<Vec<H::Digest>>, String>
where
    H: MerkleHasher<F = F>,
    T: BasedVectorSpace<F>,
{
    let leaves = leaves(queries);
    let places = needed(&leaves, depth);
    if rows.len() != leaves.len() || siblings.len() != places.len() {
        return Err(format!(
            "{} leaves and {} siblings, the queries need {} and {}",
            rows.len(),
            siblings.len(),
            leaves.len(),
            places.len()
        ));
    }
    let mut nodes: BTreeMap<(usize, u32), H::Digest> = places.into_iter().zip(siblings.iter().copied()).collect();
    for (leaf, rows) in leaves.iter().zip(rows) {
        let digests = rows.iter().map(|row| {
            let cells: Vec<F> = row.iter().flat_map(|x| x.as_basis_coefficients_slice().to_vec()).collect();
            hasher.hash_slice(&cells)
        });
        nodes.insert((0, *leaf), hasher.tree_compress(digests.collect()));
    }
    for level in 0..depth {
        for index in leaves.iter().map(|leaf| leaf >> level >> 1).collect::<BTreeSet<u32>>() {
            let parent = hasher.compress(nodes[&(level, 2 * index)], nodes[&(level, 2 * index + 1)]);
            nodes.insert((level + 1, index), parent);
        }
    }
    Ok(queries.iter().map(|q| (0..depth).map(|level| nodes[&(level, q >> level ^ 1)]).collect()).collect())
}

fn by_query<T: Clone>(queries: &[u32], opened: &[T]) -> Vec<T> {
    let leaves = leaves(queries);
    queries.iter().map(|q| opened[leaves.binary_search(q).unwrap()].clone()).collect()
}

pub fn encode(key: &Key<Blake3Engine>, proof: &Proof<Blake3Config>) -> Result<Vec<u8>, String> {
    let queries = sampled(key, proof)?;
    write(&key.inner.params, proof, &queries).map_err(|e| e.to_string())
}

fn write(params: &SystemParams, proof: &Proof<Blake3Config>, queries: &[Vec<u32>]) -> std::io::Result<Vec<u8>> {
    type C = Blake3Config;
    let whir = &proof.whir_proof;
    let mut out = proof.encode_to_vec()?;
    out.truncate(out.len() - whir.encode_to_vec()?.len());
    out[..4].copy_from_slice(&FIRST_WORD.to_le_bytes());
    let w = &mut out;
    C::encode_base_field(&whir.mu_pow_witness, w)?;
    whir.whir_sumcheck_polys.len().encode(w)?;
    C::encode_extension_field_iter(whir.whir_sumcheck_polys.iter().flatten(), w)?;
    C::encode_digest_slice(&whir.codeword_commits, w)?;
    C::encode_extension_field_iter(whir.ood_values.iter(), w)?;
    C::encode_base_field_iter(whir.folding_pow_witnesses.iter(), w)?;
    C::encode_base_field_iter(whir.query_phase_pow_witnesses.iter(), w)?;
    let opened: Vec<_> = whir.initial_round_opened_rows.iter().map(|rows| once(&queries[0], rows)).collect();
    opened.len().encode(w)?;
    opened[0].len().encode(w)?;
    for rows in &opened {
        rows[0][0].len().encode(w)?;
    }
    C::encode_base_field_iter(opened.iter().flatten().flatten().flatten(), w)?;
    let shared: Vec<_> =
        whir.initial_round_merkle_proofs.iter().map(|paths| share(&queries[0], paths, depth(params, 0))).collect();
    shared[0].len().encode(w)?;
    C::encode_digest_iter(shared.iter().flatten(), w)?;
    for (i, (values, paths)) in whir.codeword_opened_values.iter().zip(&whir.codeword_merkle_proofs).enumerate() {
        let queries = &queries[i + 1];
        let values = once(queries, values);
        values.len().encode(w)?;
        C::encode_extension_field_iter(values.iter().flatten(), w)?;
        C::encode_digest_slice(&share(queries, paths, depth(params, i + 1)), w)?;
    }
    C::encode_extension_field_slice(&whir.final_poly, w)?;
    Ok(out)
}

/// A proof as it is sent: without openings, which follow.
struct Sent<SC: StarkProtocolConfig> {
    proof: Proof<SC>,
    initial: Vec<(Vec<Rows<F>>, Siblings<SC::Digest>)>,
    later: Vec<(Vec<Vec<EF>>, Siblings<SC::Digest>)>,
}

fn read<D: DigestWords>(bytes: &[u8]) -> std::io::Result<Sent<SuiteConfig<D>>> {
    let error = |text: String| std::io::Error::other(text);
    let r = &mut Cursor::new(bytes);
    let first = u32::decode(r)?;
    if first != FIRST_WORD {
        return Err(error(format!("no blake3 proof: its first word is {first:#x}")));
    }
    // Counts are of things that cost bytes: more of them than bytes is nonsense.
    let count = |r: &mut Cursor<&[u8]>| -> std::io::Result<usize> {
        let n = usize::decode(r)?;
        if n > bytes.len() { Err(error(format!("{n} items in {} bytes", bytes.len()))) } else { Ok(n) }
    };
    type C<D> = SuiteConfig<D>;
    let common_main_commit = C::<D>::decode_digest(r)?;
    let airs = count(r)?;
    let bitmap: Vec<u8> = (0..airs.div_ceil(8)).map(|_| u8::decode(r)).collect::<Result<_, _>>()?;
    if bitmap.last().is_some_and(|last| airs % 8 != 0 && last >> (airs % 8) != 0) {
        return Err(error("padding bits are set".into()));
    }
    let mut trace_vdata = vec![];
    for air in 0..airs {
        let present = bitmap[air / 8] >> (air % 8) & 1 == 1;
        trace_vdata.push(if present { Some(TraceVData::decode(r)?) } else { None });
    }
    let lists = count(r)?;
    let public_values = (0..lists).map(|_| C::<D>::decode_base_field_vec(r)).collect::<Result<_, _>>()?;
    let gkr_proof = GkrProof::decode(r)?;
    let batch_constraint_proof = BatchConstraintProof::decode(r)?;
    let stacking_proof = StackingProof::decode(r)?;

    let mu_pow_witness = C::<D>::decode_base_field(r)?;
    let sumchecks = count(r)?;
    let pair = |r: &mut Cursor<&[u8]>| Ok::<_, std::io::Error>([C::<D>::decode_extension_field(r)?, C::<D>::decode_extension_field(r)?]);
    let whir_sumcheck_polys = (0..sumchecks).map(|_| pair(r)).collect::<Result<Vec<_>, _>>()?;
    let codeword_commits = C::<D>::decode_digest_vec(r)?;
    let rounds = codeword_commits.len() + 1;
    if sumchecks % rounds != 0 || sumchecks / rounds > 27 {
        return Err(error(format!("{sumchecks} sumchecks in {rounds} rounds")));
    }
    let per_leaf = 1usize << (sumchecks / rounds);
    let ood_values = C::<D>::decode_extension_field_n(r, rounds - 1)?;
    let folding_pow_witnesses = C::<D>::decode_base_field_n(r, sumchecks)?;
    let query_phase_pow_witnesses = C::<D>::decode_base_field_n(r, rounds)?;
    let (commitments, opened) = (count(r)?, count(r)?);
    let widths = (0..commitments).map(|_| count(r)).collect::<Result<Vec<_>, _>>()?;
    let mut rows = vec![];
    for width in widths {
        if opened * per_leaf * width.max(1) > bytes.len() {
            return Err(error(format!("{opened} leaves of {per_leaf} rows of {width}")));
        }
        let row = |r: &mut Cursor<&[u8]>| C::<D>::decode_base_field_n(r, width);
        let leaf = |r: &mut Cursor<&[u8]>| (0..per_leaf).map(|_| row(r)).collect::<Result<Rows<F>, _>>();
        rows.push((0..opened).map(|_| leaf(r)).collect::<Result<Vec<_>, _>>()?);
    }
    let siblings = count(r)?;
    let mut initial = vec![];
    for rows in rows {
        initial.push((rows, C::<D>::decode_digest_n(r, siblings)?));
    }
    let mut later = vec![];
    for _ in 1..rounds {
        let opened = count(r)?;
        let values =
            (0..opened).map(|_| C::<D>::decode_extension_field_n(r, per_leaf)).collect::<Result<Vec<_>, _>>()?;
        later.push((values, C::<D>::decode_digest_vec(r)?));
    }
    let final_poly = C::<D>::decode_extension_field_vec(r)?;
    if r.position() != bytes.len() as u64 {
        return Err(error("bytes after the proof".into()));
    }
    let whir_proof = WhirProof {
        mu_pow_witness,
        whir_sumcheck_polys,
        codeword_commits,
        ood_values,
        folding_pow_witnesses,
        query_phase_pow_witnesses,
        initial_round_opened_rows: vec![],
        initial_round_merkle_proofs: vec![],
        codeword_opened_values: vec![],
        codeword_merkle_proofs: vec![],
        final_poly,
    };
    let proof = Proof {
        common_main_commit,
        trace_vdata,
        public_values,
        gkr_proof,
        batch_constraint_proof,
        stacking_proof,
        whir_proof,
    };
    Ok(Sent { proof, initial, later })
}

/// The queries of a proof whose paths are not known yet: whatever is opened, the transcript does not see it.
fn queries_of(key: &Key<Blake3Engine>, bytes: &[u8]) -> Result<Vec<Vec<u32>>, String> {
    let params = &key.inner.params;
    let key = postcard::to_allocvec(key).map_err(|e| e.to_string())?;
    let key = postcard::from_bytes(&key).map_err(|e| e.to_string())?;
    let Sent { mut proof, initial, .. } = read::<AnyDigest>(bytes).map_err(|e| format!("does not decode: {e}"))?;
    let (whir, per_leaf) = (&mut proof.whir_proof, 1 << params.k_whir());
    for (round, config) in params.whir.rounds.iter().enumerate() {
        let paths = vec![vec![AnyDigest::default(); depth(params, round)]; config.num_queries];
        if round > 0 {
            whir.codeword_opened_values.push(vec![vec![EF::ZERO; per_leaf]; config.num_queries]);
            whir.codeword_merkle_proofs.push(paths);
            continue;
        }
        for (rows, _) in &initial {
            let width = rows.first().map_or(0, |leaf| leaf[0].len());
            whir.initial_round_opened_rows.push(vec![vec![vec![F::ZERO; width]; per_leaf]; config.num_queries]);
            whir.initial_round_merkle_proofs.push(paths.clone());
        }
    }
    sampled(&key, &proof)
}

pub fn decode(key: &Key<Blake3Engine>, bytes: &[u8]) -> Result<Proof<Blake3Config>, String> {
    let params = &key.inner.params;
    let queries = queries_of(key, bytes)?;
    let Sent { mut proof, initial, later } =
        read::<Digest>(bytes).map_err(|e| format!("does not decode: {e}"))?;
    let engine = Blake3Engine::new(params.clone());
    let hasher = engine.config().hasher();
    let whir = &mut proof.whir_proof;
    for (rows, siblings) in initial {
        whir.initial_round_merkle_proofs.push(paths(hasher, &queries[0], &rows, &siblings, depth(params, 0))?);
        whir.initial_round_opened_rows.push(by_query(&queries[0], &rows));
    }
    for (i, (values, siblings)) in later.into_iter().enumerate() {
        let queries = queries.get(i + 1).ok_or("more rounds than the key has")?;
        let rows: Vec<Rows<EF>> = values.iter().map(|leaf| leaf.iter().map(|x| vec![*x]).collect()).collect();
        whir.codeword_merkle_proofs.push(paths(hasher, queries, &rows, &siblings, depth(params, i + 1))?);
        whir.codeword_opened_values.push(by_query(queries, &values));
    }
    Ok(proof)
}
