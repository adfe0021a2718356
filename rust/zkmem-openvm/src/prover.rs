//! Key and prover of the C interface, owned.

use std::ffi::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::{null_mut, NonNull};
use std::sync::Arc;

use crate::error::{checked, Error};
use crate::ffi::*;

/// A request to stop, from any thread. It stays made.
#[derive(Clone)]
pub struct Cancellation(Arc<OwnedCancellation>);

struct OwnedCancellation(NonNull<zkmem_cancellation>);

// SAFETY: the C interface lets any thread make the request.
unsafe impl Send for OwnedCancellation {}
unsafe impl Sync for OwnedCancellation {}

impl Drop for OwnedCancellation {
    fn drop(&mut self) {
        // SAFETY: made by zkmem_cancellation_new, freed here alone.
        unsafe { zkmem_cancellation_free(self.0.as_ptr()) }
    }
}

impl Cancellation {
    pub fn new() -> Result<Self, Error> {
        let mut made = null_mut();
        // SAFETY: the pointer is valid for the call.
        checked(|error| unsafe { zkmem_cancellation_new(&mut made, error) })?;
        Ok(Self(Arc::new(OwnedCancellation(NonNull::new(made).expect("made on success")))))
    }

    pub fn request(&self) {
        // SAFETY: it lives as long as self.
        unsafe { zkmem_cancellation_request(self.0 .0.as_ptr()) }
    }
}

/// What a proof is made with. The default: all of the machine's threads, no limit of memory.
#[derive(Clone, Default)]
pub struct Settings {
    /// 0: as many as the machine has.
    pub threads: u32,
    /// Bytes beside the traces; 0: no limit.
    pub memory_budget: u64,
    pub cancellation: Option<Cancellation>,
    /// Phase, and how far it is in [0, 1], or -1 where nobody knows. Comes from one thread at a time.
    pub progress: Option<Arc<dyn Fn(&str, f64) + Send + Sync>>,
}

/// What a call to `report` needs: never moves while the call lasts.
struct Reporter<'a> {
    progress: &'a (dyn Fn(&str, f64) + Send + Sync),
}

unsafe extern "C" fn report(user: *mut c_void, phase: *const std::ffi::c_char, fraction: f64) -> i32 {
    // SAFETY: `user` is the Reporter that Prover::prove passed, alive while its call lasts; `phase` is a text.
    let (reporter, phase) = unsafe { (&*(user as *const Reporter), std::ffi::CStr::from_ptr(phase)) };
    // A panic must not cross into C++: it stops the proof instead.
    match catch_unwind(AssertUnwindSafe(|| (reporter.progress)(&phase.to_string_lossy(), fraction))) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

/// Proofs under one key; several threads take turns.
pub(crate) struct Prover(NonNull<zkmem_prover>);

// SAFETY: the C interface says that threads may share it.
unsafe impl Send for Prover {}
unsafe impl Sync for Prover {}

impl Drop for Prover {
    fn drop(&mut self) {
        // SAFETY: made by zkmem_prover_new, freed here alone.
        unsafe { zkmem_prover_free(self.0.as_ptr()) }
    }
}

impl Prover {
    /// `key` is a verifying key in postcard.
    pub fn new(key: &[u8]) -> Result<Self, Error> {
        // SAFETY: no argument.
        let linked = unsafe { zkmem_abi_version() };
        if linked != ABI_VERSION {
            return Err(Error::bad_input(format!("the linked zkmem has ABI version {linked}, {ABI_VERSION} is needed")));
        }
        let mut read = null_mut();
        let span = zkmem_span { data: key.as_ptr(), size: key.len() };
        // SAFETY: the span is the slice's; pointers are valid for the calls; the key may be freed before the prover.
        checked(|error| unsafe { zkmem_key_read(span, &mut read, error) })?;
        let mut made = null_mut();
        let done = checked(|error| unsafe { zkmem_prover_new(read, &mut made, error) });
        unsafe { zkmem_key_free(read) };
        done?;
        Ok(Self(NonNull::new(made).expect("made on success")))
    }

    /// The proof's bytes. What `traces` point to are Montgomery words that live as long as the call.
    ///
    /// # Safety
    /// Every pointer in `traces` is valid for its lengths.
    pub unsafe fn prove(&self, settings: &Settings, traces: &[zkmem_air_traces]) -> Result<Vec<u8>, Error> {
        let reporter = settings.progress.as_deref().map(|progress| Reporter { progress });
        let context = zkmem_context {
            struct_size: std::mem::size_of::<zkmem_context>(),
            threads: settings.threads,
            memory_budget: settings.memory_budget,
            cancellation: settings.cancellation.as_ref().map_or(null_mut(), |c| c.0 .0.as_ptr()),
            progress: reporter.as_ref().map(|_| report as _),
            note: None,
            user: reporter.as_ref().map_or(null_mut(), |r| r as *const Reporter as *mut c_void),
        };
        let mut proof = null_mut();
        checked(|error| {
            zkmem_prove(
                self.0.as_ptr(),
                &context,
                ZKMEM_MONTGOMERY,
                traces.as_ptr(),
                traces.len(),
                &mut proof,
                error,
            )
        })?;
        let bytes = std::slice::from_raw_parts(zkmem_bytes_data(proof), zkmem_bytes_size(proof)).to_vec();
        zkmem_bytes_free(proof);
        Ok(bytes)
    }
}
