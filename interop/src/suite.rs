//! What the two hash suites' keys and proofs look like in files (docs/spec/verifying-key.md, docs/spec/proof.md).

use openvm_stark_backend::codec::{Decode, Encode};
use openvm_stark_backend::keygen::types::{MultiStarkProvingKey, MultiStarkVerifyingKey, MultiStarkVerifyingKey0};
use openvm_stark_backend::proof::Proof;
use openvm_stark_backend::{StarkEngine, StarkProtocolConfig};
use openvm_stark_sdk::config::baby_bear_poseidon2::F;

use crate::blake3_suite::{digest, Blake3Engine, VERIFYING_KEY};
use crate::{shared_paths, Engine};

/// In front of a blake3 key: version 1, suite 1.
const KEY_HEADER: &[u8] = b"ZKMKEY\x01\x01";

pub fn is_blake3_key(bytes: &[u8]) -> bool {
    bytes.starts_with(KEY_HEADER)
}

pub type Key<E> = MultiStarkVerifyingKey<<E as StarkEngine>::SC>;

pub trait Suite: StarkEngine {
    /// The registry's key generation hashes keys in its own way: this puts the suite's hash in its place.
    fn set_pre_hash(_key: &mut MultiStarkProvingKey<Self::SC>) -> Result<(), String> {
        Ok(())
    }
    fn encode_key(key: &Key<Self>) -> Result<Vec<u8>, String>;
    fn decode_key(bytes: &[u8]) -> Result<Key<Self>, String>;
    /// Of a proof that the key's verifier accepts.
    fn encode_proof(key: &Key<Self>, proof: &Proof<Self::SC>) -> Result<Vec<u8>, String>;
    fn decode_proof(key: &Key<Self>, bytes: &[u8]) -> Result<Proof<Self::SC>, String>;
}

fn postcard_of<SC: StarkProtocolConfig>(key: &MultiStarkVerifyingKey<SC>) -> Result<Vec<u8>, String> {
    postcard::to_allocvec(key).map_err(|e| e.to_string())
}

fn key_from<SC: StarkProtocolConfig<F = F>>(bytes: &[u8]) -> Result<MultiStarkVerifyingKey<SC>, String> {
    postcard::from_bytes(bytes).map_err(|e| format!("no verifying key: {e}"))
}

impl Suite for Engine {
    fn encode_key(key: &Key<Self>) -> Result<Vec<u8>, String> {
        postcard_of(key)
    }
    fn decode_key(bytes: &[u8]) -> Result<Key<Self>, String> {
        key_from(bytes)
    }
    fn encode_proof(_key: &Key<Self>, proof: &Proof<Self::SC>) -> Result<Vec<u8>, String> {
        proof.encode_to_vec().map_err(|e| e.to_string())
    }
    fn decode_proof(_key: &Key<Self>, bytes: &[u8]) -> Result<Proof<Self::SC>, String> {
        Proof::decode_from_bytes(bytes).map_err(|e| format!("does not decode: {e}"))
    }
}

/// Header and content: what the pre-hash is over.
fn content(key: &MultiStarkVerifyingKey0<<Blake3Engine as StarkEngine>::SC>) -> Result<Vec<u8>, String> {
    Ok([KEY_HEADER, &postcard::to_allocvec(key).map_err(|e| e.to_string())?].concat())
}

impl Suite for Blake3Engine {
    fn set_pre_hash(key: &mut MultiStarkProvingKey<Self::SC>) -> Result<(), String> {
        key.vk_pre_hash = digest(VERIFYING_KEY, &content(&key.get_vk().inner)?);
        Ok(())
    }
    fn encode_key(key: &Key<Self>) -> Result<Vec<u8>, String> {
        Ok([KEY_HEADER, &postcard_of(key)?].concat())
    }
    fn decode_key(bytes: &[u8]) -> Result<Key<Self>, String> {
        let body = bytes.strip_prefix(KEY_HEADER).ok_or("no blake3 key: it has no header")?;
        let key: Key<Self> = key_from(body)?;
        if key.pre_hash != digest(VERIFYING_KEY, &content(&key.inner)?) {
            return Err("the key's pre-hash is not that of its content".into());
        }
        Ok(key)
    }
    fn encode_proof(key: &Key<Self>, proof: &Proof<Self::SC>) -> Result<Vec<u8>, String> {
        shared_paths::encode(key, proof)
    }
    fn decode_proof(key: &Key<Self>, bytes: &[u8]) -> Result<Proof<Self::SC>, String> {
        shared_paths::decode(key, bytes)
    }
}
