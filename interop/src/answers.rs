//! Verdicts as long as there are questions: for what needs thousands of them a minute (tests/interop/altered_proofs.cc).
//!
//! A question is a key and a proof, each as its length (u32le) and its bytes; without a key it is about the one before. An
//! answer is one byte, 0 accepted or 1 rejected, and the reason, as its length and text.

use std::io::{self, BufReader, ErrorKind, Read, Write};

use crate::blake3_suite::Blake3Engine;
use crate::suite::{is_blake3_key, Key, Suite};
use crate::{judge, Engine};

enum AnyKey {
    Poseidon2(Box<Key<Engine>>),
    Blake3(Box<Key<Blake3Engine>>),
}

impl AnyKey {
    fn decode(bytes: &[u8]) -> Result<Self, String> {
        if is_blake3_key(bytes) {
            Blake3Engine::decode_key(bytes).map(|key| Self::Blake3(Box::new(key)))
        } else {
            Engine::decode_key(bytes).map(|key| Self::Poseidon2(Box::new(key)))
        }
    }

    fn judge(&self, proof: &[u8]) -> Result<(), String> {
        match self {
            Self::Poseidon2(key) => judge::<Engine>(key, proof),
            Self::Blake3(key) => judge::<Blake3Engine>(key, proof),
        }
    }
}

fn length(input: &mut impl Read) -> io::Result<usize> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes) as usize)
}

/// The next question's key and proof; nothing at the input's end.
fn question(input: &mut impl Read) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let key_length = match length(input) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    };
    let mut key = vec![0; key_length];
    input.read_exact(&mut key)?;
    let mut proof = vec![0; length(input)?];
    input.read_exact(&mut proof)?;
    Ok(Some((key, proof)))
}

fn answer_all(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let mut key = Err("no key yet".to_string());
    while let Some((key_bytes, proof)) = question(input)? {
        if !key_bytes.is_empty() {
            key = AnyKey::decode(&key_bytes);
        }
        let verdict = key.as_ref().map_err(String::clone).and_then(|key| key.judge(&proof));
        let reason = verdict.as_ref().err().map_or("", String::as_str);
        output.write_all(&[u8::from(verdict.is_err())])?;
        output.write_all(&(reason.len() as u32).to_le_bytes())?;
        output.write_all(reason.as_bytes())?;
        output.flush()?;
    }
    Ok(())
}

/// From standard input to standard output.
pub fn run() -> Result<(), String> {
    answer_all(&mut BufReader::new(io::stdin().lock()), &mut io::stdout().lock()).map_err(|e| e.to_string())
}
