//! Traces column by column, as zkmem reads them. The CPU backend holds them row by row.

use p3_baby_bear::BabyBear;
use p3_field::PrimeCharacteristicRing;
use p3_matrix::dense::RowMajorMatrix;
use rayon::prelude::*;

use crate::ffi::zkmem_matrix;

// Plonky3's BabyBear is its Montgomery word, R = 2^32: what zkmem calls ZKMEM_MONTGOMERY.
const _: () = assert!(std::mem::size_of::<BabyBear>() == 4 && std::mem::align_of::<BabyBear>() == 4);
const MONTGOMERY_ONE: u32 = ((1u64 << 32) % 2013265921) as u32;

/// Whether field elements lie in memory as zkmem expects it. A later Plonky3 might change that.
pub fn elements_are_montgomery_words() -> bool {
    // SAFETY: both are four bytes of plain data, see above.
    let one: u32 = unsafe { std::mem::transmute(BabyBear::ONE) };
    one == MONTGOMERY_ONE
}

pub fn words(elements: &[BabyBear]) -> *const u32 {
    elements.as_ptr().cast()
}

/// A trace's columns, one after the other.
pub struct Columns {
    cells: Vec<BabyBear>,
    height: usize,
    width: usize,
}

/// Columns that are written at a time: their cells of one row share a cache line.
const BAND: usize = 16;
/// Rows that are read at a time, so that what a band writes stays in the cache.
const TILE: usize = 64;

impl Columns {
    pub fn of(rows: &RowMajorMatrix<BabyBear>) -> Self {
        let width = rows.width;
        let height = if width == 0 { 0 } else { rows.values.len() / width };
        let mut cells = BabyBear::zero_vec(width * height);
        if height != 0 {
            cells.par_chunks_mut(height * BAND).enumerate().for_each(|(band, columns)| {
                let first = band * BAND;
                for tile in (0..height).step_by(TILE) {
                    let end = (tile + TILE).min(height);
                    for (j, column) in columns.chunks_exact_mut(height).enumerate() {
                        for (row, cell) in column[tile..end].iter_mut().enumerate() {
                            *cell = rows.values[(tile + row) * width + first + j];
                        }
                    }
                }
            });
        }
        Self { cells, height, width }
    }

    pub fn matrix(&self) -> zkmem_matrix {
        zkmem_matrix { cells: words(&self.cells), height: self.height, width: self.width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_words() {
        assert!(elements_are_montgomery_words());
    }

    #[test]
    fn columns_are_the_transposed_rows() {
        for (height, width) in [(1, 1), (1, 40), (2, 3), (64, 16), (128, 17), (256, 50), (1, 0)] {
            let values = (0..height * width).map(BabyBear::from_usize).collect();
            let rows = RowMajorMatrix::new(values, width);
            let columns = Columns::of(&rows);
            assert_eq!(columns.cells.len(), height * width);
            for row in 0..height {
                for column in 0..width {
                    assert_eq!(columns.cells[column * height + row], rows.values[row * width + column]);
                }
            }
        }
    }
}
