//! The engine: OpenVM's own for keys, traces and verification, zkmem for proofs.

use std::sync::{Arc, Mutex, PoisonError};

use openvm_cpu_backend::{CpuBackend, CpuDevice, CpuProverError};
use openvm_stark_backend::codec::Decode;
use openvm_stark_backend::proof::Proof;
use openvm_stark_backend::prover::error::{LogupZerocheckError, StackedPcsError};
use openvm_stark_backend::prover::{Coordinator, DeviceMultiStarkProvingKey, ProvingContext};
use openvm_stark_backend::{FiatShamirTranscript, StarkEngine, SystemParams};
use openvm_stark_sdk::config::baby_bear_poseidon2::{
    BabyBearPoseidon2Config, BabyBearPoseidon2CpuEngine, CpuTranscript, Digest,
};
use p3_baby_bear::Poseidon2BabyBear;

use crate::columns::{elements_are_montgomery_words, words, Columns};
use crate::error::{Error, ErrorKind};
use crate::ffi::{zkmem_air_traces, zkmem_matrix};
use crate::prover::{Prover, Settings};

type SC = BabyBearPoseidon2Config;
type PB = CpuBackend<SC>;

/// A prover under a key, with the columns that the key itself fixes.
struct ProverOfKey {
    pre_hash: Digest,
    prover: Prover,
    preprocessed: Vec<Option<Columns>>,
}

/// A [`StarkEngine`] whose proofs zkmem makes. Backend, device and transcript are those of OpenVM's CPU engine, so
/// that every VM builder for that engine takes this one, and whatever is not `prove` is done by it.
pub struct ZkmemEngine<TS = CpuTranscript> {
    cpu: BabyBearPoseidon2CpuEngine<TS>,
    settings: Settings,
    /// Provers keep their working memory from proof to proof. The most recently used comes last.
    provers: Mutex<Vec<Arc<ProverOfKey>>>,
    last_error: Mutex<Option<Error>>,
}

/// Keys whose provers are kept: an application's, and those of its aggregation.
const KEPT_PROVERS: usize = 4;

impl<TS> ZkmemEngine<TS>
where
    TS: FiatShamirTranscript<SC> + From<Poseidon2BabyBear<16>>,
{
    pub fn with_settings(params: SystemParams, settings: Settings) -> Self {
        Self {
            cpu: BabyBearPoseidon2CpuEngine::new(params),
            settings,
            provers: Mutex::default(),
            last_error: Mutex::default(),
        }
    }

    /// Why the last [`StarkEngine::prove`] failed, if it did: the trait's own error is the CPU backend's, which has no
    /// room for words.
    pub fn last_error(&self) -> Option<Error> {
        self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Like [`StarkEngine::prove`], with zkmem's own error. Rows become columns trace by trace, and each trace's rows
    /// are freed before the next one's turn.
    pub fn try_prove(
        &self,
        pk: &DeviceMultiStarkProvingKey<PB>,
        mut ctx: ProvingContext<PB>,
    ) -> Result<Proof<SC>, Error> {
        let key = self.prover_of(pk)?;
        ctx.per_trace.sort_by_key(|(air, _)| *air);
        let mut given = Vec::with_capacity(ctx.per_trace.len());
        for (air, trace) in ctx.per_trace {
            let cached: Vec<Columns> = trace.cached_mains.iter().map(|part| Columns::of(&part.trace)).collect();
            drop(trace.cached_mains);
            let common = Columns::of(&trace.common_main);
            drop(trace.common_main);
            let cached_matrices: Vec<zkmem_matrix> = cached.iter().map(Columns::matrix).collect();
            given.push((air, common, cached, cached_matrices, trace.public_values));
        }
        let traces: Vec<zkmem_air_traces> = given
            .iter()
            .map(|(air, common, _, cached, public_values)| zkmem_air_traces {
                air: *air,
                common_main: common.matrix(),
                preprocessed: key
                    .preprocessed
                    .get(*air)
                    .and_then(Option::as_ref)
                    .map_or(zkmem_matrix::NONE, Columns::matrix),
                cached_mains: cached.as_ptr(),
                num_cached_mains: cached.len(),
                public_values: words(public_values),
                num_public_values: public_values.len(),
            })
            .collect();
        // SAFETY: all that the traces point to is in `given` and `key`, which outlive the call.
        let bytes = unsafe { key.prover.prove(&self.settings, &traces)? };
        Proof::decode_from_bytes(&bytes)
            .map_err(|e| Error { kind: ErrorKind::Internal, message: format!("zkmem's proof does not decode: {e}") })
    }

    fn prover_of(&self, pk: &DeviceMultiStarkProvingKey<PB>) -> Result<Arc<ProverOfKey>, Error> {
        let mut provers = self.provers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = provers.iter().position(|kept| kept.pre_hash == pk.vk_pre_hash) {
            let found = provers.remove(at);
            provers.push(found.clone());
            return Ok(found);
        }
        if !elements_are_montgomery_words() {
            return Err(Error::bad_input("this Plonky3 does not hold BabyBear in Montgomery form"));
        }
        let vk = pk.get_vk::<SC>();
        let bytes = postcard::to_allocvec(&vk).map_err(|e| Error::bad_input(format!("the key has no bytes: {e}")))?;
        let preprocessed =
            pk.per_air.iter().map(|air| air.preprocessed_data.as_ref().map(|data| Columns::of(&data.trace))).collect();
        let made = Arc::new(ProverOfKey { pre_hash: pk.vk_pre_hash, prover: Prover::new(&bytes)?, preprocessed });
        if provers.len() == KEPT_PROVERS {
            provers.remove(0);
        }
        provers.push(made.clone());
        Ok(made)
    }
}

/// The CPU backend's error that says most nearly the same.
fn as_cpu_error(error: &Error) -> CpuProverError {
    match error.kind {
        ErrorKind::Rejected => LogupZerocheckError::NonZeroRootSum.into(),
        _ => StackedPcsError::StackedMatrixOverflow.into(),
    }
}

impl<TS> StarkEngine for ZkmemEngine<TS>
where
    TS: FiatShamirTranscript<SC> + From<Poseidon2BabyBear<16>>,
{
    type SC = SC;
    type PB = PB;
    type PD = CpuDevice<SC>;
    type TS = TS;

    fn new(params: SystemParams) -> Self {
        Self::with_settings(params, Settings::default())
    }

    fn config(&self) -> &SC {
        self.cpu.config()
    }

    fn device(&self) -> &Self::PD {
        self.cpu.device()
    }

    fn initial_transcript(&self) -> Self::TS {
        self.cpu.initial_transcript()
    }

    fn prover_from_transcript(&self, transcript: TS) -> Coordinator<Self::SC, Self::PB, Self::PD, Self::TS> {
        self.cpu.prover_from_transcript(transcript)
    }

    fn prove(
        &self,
        pk: &DeviceMultiStarkProvingKey<PB>,
        ctx: ProvingContext<PB>,
    ) -> Result<Proof<SC>, CpuProverError> {
        let done = self.try_prove(pk, ctx);
        let mut last_error = self.last_error.lock().unwrap_or_else(PoisonError::into_inner);
        *last_error = done.as_ref().err().cloned();
        done.map_err(|error| {
            tracing::error!("zkmem: {error}");
            as_cpu_error(&error)
        })
    }
}

