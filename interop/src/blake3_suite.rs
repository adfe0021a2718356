//! zkmem's blake3 hash suite for the registry's verifier and reference prover, which are generic in hasher and transcript.
//! Written from docs/spec/hash-suites.md; what hashes is the crate of BLAKE3's authors.

use std::fmt::Debug;
use std::io::{self, Read, Write};
use std::marker::PhantomData;

use openvm_stark_backend::codec::{
    decode_extension_field32, decode_prime_field32, encode_extension_field32, encode_prime_field32, DecodableConfig,
    EncodableConfig,
};
use openvm_stark_backend::hasher::MerkleHasher;
use openvm_stark_backend::prover::{Coordinator, CpuColMajorBackend, ReferenceDevice};
use openvm_stark_backend::{FiatShamirTranscript, StarkEngine, StarkProtocolConfig, SystemParams};
use openvm_stark_sdk::config::baby_bear_poseidon2::{EF, F};
use p3_field::{PrimeCharacteristicRing, PrimeField32};
use serde::{Deserialize, Serialize};

/// 32 bytes as little-endian words.
pub type Digest = [u32; 8];

pub const ROW: &str = "zkmem hash suite blake3 v1 row";
pub const NODE: &str = "zkmem hash suite blake3 v1 node";
pub const TRANSCRIPT: &str = "zkmem hash suite blake3 v1 transcript";
pub const PROOF_OF_WORK: &str = "zkmem hash suite blake3 v1 proof of work";
pub const VERIFYING_KEY: &str = "zkmem hash suite blake3 v1 verifying key";

const COMMITMENT_TAG: u32 = 0x8000_0001;
const WITNESS_TAG: u32 = 0x8000_0002;

fn words(bytes: &[u8; 32]) -> Digest {
    std::array::from_fn(|i| u32::from_le_bytes(bytes[4 * i..4 * i + 4].try_into().unwrap()))
}

fn bytes(words: &Digest) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

pub fn digest(context: &str, message: &[u8]) -> Digest {
    words(&blake3::derive_key(context, message))
}

/// What stands for a digest in the registry's types: 32 bytes, and what it means that two are equal.
pub trait DigestWords:
    'static + Copy + Send + Sync + Debug + Default + Eq + Serialize + for<'de> Deserialize<'de>
{
    fn of(words: Digest) -> Self;
    fn words(&self) -> Digest;
}

impl DigestWords for Digest {
    fn of(words: Digest) -> Self {
        words
    }
    fn words(&self) -> Digest {
        *self
    }
}

#[derive(Clone, Debug)]
pub struct SuiteHasher<D>(PhantomData<D>);

impl<D: DigestWords> MerkleHasher for SuiteHasher<D> {
    type F = F;
    type Digest = D;

    fn hash_slice(&self, row: &[F]) -> D {
        let message: Vec<u8> = row.iter().flat_map(|x| x.as_canonical_u32().to_le_bytes()).collect();
        D::of(digest(ROW, &message))
    }

    fn compress(&self, left: D, right: D) -> D {
        D::of(digest(NODE, &[bytes(&left.words()), bytes(&right.words())].concat()))
    }
}

#[derive(Clone, Debug)]
pub struct SuiteConfig<D> {
    params: SystemParams,
    hasher: SuiteHasher<D>,
}

impl<D> SuiteConfig<D> {
    pub fn new(params: SystemParams) -> Self {
        Self { params, hasher: SuiteHasher(PhantomData) }
    }
}

pub type Blake3Config = SuiteConfig<Digest>;

impl<D: DigestWords> StarkProtocolConfig for SuiteConfig<D> {
    type F = F;
    type EF = EF;
    type Digest = D;
    type Hasher = SuiteHasher<D>;

    fn params(&self) -> &SystemParams {
        &self.params
    }
    fn hasher(&self) -> &SuiteHasher<D> {
        &self.hasher
    }
}

impl<D: DigestWords> EncodableConfig for SuiteConfig<D> {
    fn encode_base_field<W: Write>(value: &F, writer: &mut W) -> io::Result<()> {
        encode_prime_field32(value, writer)
    }
    fn encode_extension_field<W: Write>(value: &EF, writer: &mut W) -> io::Result<()> {
        encode_extension_field32::<F, _, _>(value, writer)
    }
    fn encode_digest<W: Write>(digest: &D, writer: &mut W) -> io::Result<()> {
        writer.write_all(&bytes(&digest.words()))
    }
}

impl<D: DigestWords> DecodableConfig for SuiteConfig<D> {
    fn decode_base_field<R: Read>(reader: &mut R) -> io::Result<F> {
        decode_prime_field32(reader)
    }
    fn decode_extension_field<R: Read>(reader: &mut R) -> io::Result<EF> {
        decode_extension_field32::<F, _, _>(reader)
    }
    fn decode_digest<R: Read>(reader: &mut R) -> io::Result<D> {
        let mut read = [0; 32];
        reader.read_exact(&mut read)?;
        Ok(D::of(words(&read)))
    }
}

/// A state, what was observed since it was set, and how far its output was read. Keeps the queries that were sampled.
#[derive(Clone)]
pub struct Blake3Transcript {
    state: [u8; 32],
    observed: Vec<u8>,
    output: Option<blake3::OutputReader>,
    pub queries: Vec<u32>,
}

impl Blake3Transcript {
    pub fn new() -> Self {
        Self { state: [0; 32], observed: vec![], output: None, queries: vec![] }
    }

    fn append(&mut self, word: u32) {
        self.observed.extend(word.to_le_bytes());
        self.output = None;
    }

    /// Makes the state cover all that was observed.
    fn settle(&mut self) -> &mut blake3::OutputReader {
        if self.output.is_none() {
            let mut hasher = blake3::Hasher::new_derive_key(TRANSCRIPT);
            hasher.update(&self.state);
            hasher.update(&self.observed);
            let mut output = hasher.finalize_xof();
            output.fill(&mut self.state);
            self.observed.clear();
            self.output = Some(output);
        }
        self.output.as_mut().unwrap()
    }

    fn next_word(&mut self) -> u32 {
        let mut word = [0; 4];
        self.settle().fill(&mut word);
        u32::from_le_bytes(word)
    }
}

impl<D: DigestWords> FiatShamirTranscript<SuiteConfig<D>> for Blake3Transcript {
    fn observe(&mut self, value: F) {
        self.append(value.as_canonical_u32());
    }

    fn observe_commit(&mut self, commitment: D) {
        self.append(COMMITMENT_TAG);
        for word in commitment.words() {
            self.append(word);
        }
    }

    fn sample(&mut self) -> F {
        loop {
            let word = self.next_word() & 0x7fff_ffff;
            if word < F::ORDER_U32 {
                return F::from_u32(word);
            }
        }
    }

    fn sample_bits(&mut self, bits: usize) -> u64 {
        let query = self.next_word() & ((1 << bits) - 1);
        self.queries.push(query);
        u64::from(query)
    }

    fn check_witness(&mut self, bits: usize, witness: F) -> bool {
        if bits == 0 {
            return true;
        }
        self.settle();
        let witness = u64::from(witness.as_canonical_u32());
        let first = digest(PROOF_OF_WORK, &[self.state.as_slice(), &witness.to_le_bytes()].concat())[0];
        self.append(WITNESS_TAG);
        self.append(witness as u32);
        self.append((witness >> 32) as u32);
        first >> (32 - bits) == 0
    }
}

/// The registry's reference prover and its verifier, with this suite.
pub struct Blake3Engine {
    device: ReferenceDevice<Blake3Config>,
}

impl StarkEngine for Blake3Engine {
    type SC = Blake3Config;
    type PB = CpuColMajorBackend<Blake3Config>;
    type PD = ReferenceDevice<Blake3Config>;
    type TS = Blake3Transcript;

    fn new(params: SystemParams) -> Self {
        Self { device: ReferenceDevice::new(Blake3Config::new(params)) }
    }
    fn config(&self) -> &Blake3Config {
        self.device.config()
    }
    fn device(&self) -> &ReferenceDevice<Blake3Config> {
        &self.device
    }
    fn initial_transcript(&self) -> Blake3Transcript {
        Blake3Transcript::new()
    }
    fn prover_from_transcript(
        &self,
        transcript: Blake3Transcript,
    ) -> Coordinator<Blake3Config, CpuColMajorBackend<Blake3Config>, ReferenceDevice<Blake3Config>, Blake3Transcript> {
        Coordinator::new(CpuColMajorBackend::new(), self.device.clone(), transcript)
    }
}
