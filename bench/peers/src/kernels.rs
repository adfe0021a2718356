//! Plonky3's packed Poseidon2 and DFT, one thread: what our kernels are measured against.

use std::time::Instant;

use p3_baby_bear::{default_babybear_poseidon2_16, BabyBear};
use p3_dft::{Radix2DitParallel, TwoAdicSubgroupDft};
use p3_field::{Field, PackedValue, PrimeCharacteristicRing};
use p3_matrix::dense::RowMajorMatrix;
use p3_symmetric::Permutation;
use serde_json::{json, Value};

type Packed = <BabyBear as Field>::Packing;

pub fn run(runs: usize) -> Value {
    let permutation = default_babybear_poseidon2_16();
    let mut state = [Packed::from(BabyBear::from_u32(7)); 16];
    let calls = 1 << 16;
    let poseidon2: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..calls {
                permutation.permute_mut(&mut state);
            }
            std::hint::black_box(&state);
            (calls * Packed::WIDTH) as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    let (height, width) = (1 << 20, 64);
    let dft = Radix2DitParallel::<BabyBear>::default();
    let cells = |seed: u32| {
        let cells = (0..height * width).map(|i| BabyBear::from_u32((i as u32).wrapping_mul(seed) >> 2)).collect();
        RowMajorMatrix::new(cells, width)
    };
    std::hint::black_box(dft.dft_batch(cells(3)));
    let transform: Vec<f64> = (0..runs)
        .map(|_| {
            let input = cells(5);
            let start = Instant::now();
            std::hint::black_box(dft.dft_batch(input));
            (height * width) as f64 / start.elapsed().as_secs_f64()
        })
        .collect();
    json!({"packing": Packed::WIDTH, "poseidon2_per_second": poseidon2, "dft_elements_per_second": transform})
}
