//! OpenVM 2's proofs, made by zkmem.
//!
//! [`ZkmemEngine`] is a `StarkEngine` of openvm-stark-backend 2.0.1. Where a program names OpenVM's CPU engine, name this
//! one: keys, traces, VM builders, extensions and verification stay OpenVM's, proofs are zkmem's. They are the bytes that the
//! CPU engine would give with the smallest proof-of-work witnesses, and verify under the same keys everywhere.
//!
//! ```no_run
//! use openvm_stark_backend::{StarkEngine, SystemParams};
//! # fn example(params: SystemParams) {
//! let engine: zkmem_openvm::ZkmemEngine = StarkEngine::new(params);
//! # }
//! ```

mod columns;
mod engine;
mod error;
mod ffi;
mod prover;

pub use engine::ZkmemEngine;
pub use error::{Error, ErrorKind};
pub use prover::{Cancellation, Settings};
