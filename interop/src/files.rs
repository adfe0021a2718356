//! Files in and out; matrices in the layout that `zkmem swirl prove --traces` reads.

use std::fs;
use std::path::Path;

use openvm_stark_backend::prover::{ColMajorMatrix, MatrixDimensions};
use openvm_stark_sdk::config::baby_bear_poseidon2::F;
use p3_field::PrimeField32;

pub fn read(path: &str) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| format!("cannot read '{path}': {e}"))
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|e| format!("cannot write '{}': {e}", path.display()))
}

/// u32le height, u32le width, then the cells, canonical, row by row.
pub fn write_matrix(path: &Path, matrix: &ColMajorMatrix<F>) -> Result<(), String> {
    let (height, width) = (matrix.height(), matrix.width());
    let mut bytes = Vec::with_capacity(8 + 4 * height * width);
    bytes.extend((height as u32).to_le_bytes());
    bytes.extend((width as u32).to_le_bytes());
    for row in 0..height {
        for column in matrix.columns() {
            bytes.extend(column[row].as_canonical_u32().to_le_bytes());
        }
    }
    write(path, &bytes)
}
