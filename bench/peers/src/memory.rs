//! OpenVM 2's memory on a workload: online, finalisation with traces, and a proof of the memory argument. The AIR set is
//! the one of tests/golden/openvm-v2: boundary, Merkle, one row an access, Poseidon2, range checker.

use std::borrow::{Borrow, BorrowMut};
use std::sync::Arc;
use std::time::Instant;

use openvm_circuit::arch::{vm_poseidon2_config, MemoryConfig};
use openvm_circuit::system::memory::offline_checker::{
    MemoryBaseAuxCols, MemoryBridge, MemoryBus, MemoryReadAuxCols, MemoryWriteAuxCols,
};
use openvm_circuit::system::memory::online::TracingMemory;
use openvm_circuit::system::memory::{MemoryAddress, MemoryAirInventory, MemoryController};
use openvm_circuit::system::poseidon2::{new_poseidon2_periphery_air, Poseidon2PeripheryChip};
use openvm_circuit_primitives::var_range::{
    SharedVariableRangeCheckerChip, VariableRangeCheckerBus, VariableRangeCheckerChip,
};
use openvm_circuit_primitives::Chip;
use openvm_cpu_backend::CpuBackend;
use openvm_stark_backend::interaction::{InteractionBuilder, LookupBus, PermutationCheckBus};
use openvm_stark_backend::keygen::types::MultiStarkProvingKey;
use openvm_stark_backend::keygen::MultiStarkKeygenBuilder;
use openvm_stark_backend::prover::AirProvingContext;
use openvm_stark_backend::{AirRef, PartitionedBaseAir, StarkEngine};
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2Config as Sc, F};
use p3_air::{Air, BaseAir, BaseAirWithPublicValues};
use p3_field::PrimeCharacteristicRing;
use p3_matrix::dense::RowMajorMatrix;
use p3_matrix::Matrix;
use serde_json::{json, Value};

use crate::workload::Access;
use crate::Engine;

const SPACE: u32 = 2;
const MEMORY_BUS: u16 = 1;
const RANGE_BUS: u16 = 3;
const MERKLE_BUS: u16 = 4;
const POSEIDON2_BUS: u16 = 5;

type Cpu = CpuBackend<Sc>;
pub type Contexts = Vec<AirProvingContext<Cpu>>;

/// Seconds of the accesses into fresh memory, then again into memory that is warm.
pub fn online(accesses: &[Access]) -> Value {
    let mut memory = TracingMemory::new(&MemoryConfig::default());
    let mut pass = || {
        let start = Instant::now();
        let mut sum = 0u64;
        for access in accesses {
            // SAFETY: space 2 has u8 cells and the pointers are inside it.
            let previous = unsafe {
                if access.write {
                    memory.write::<u8, 4>(SPACE, access.pointer, access.value).0
                } else {
                    memory.read::<u8, 4>(SPACE, access.pointer).0
                }
            };
            sum += u64::from(previous);
        }
        std::hint::black_box(sum);
        start.elapsed().as_secs_f64()
    };
    let cold = pass();
    let warm = pass();
    json!({"accesses": accesses.len(), "cold_seconds": cold, "warm_seconds": warm})
}

#[derive(Clone, Copy)]
struct AccessAir {
    bridge: MemoryBridge,
}

#[repr(C)]
struct AccessColumns<T> {
    is_read: T,
    is_write: T,
    address_space: T,
    pointer: T,
    data: [T; 4],
    timestamp: T,
    base: MemoryBaseAuxCols<T>,
    prev_data: [T; 4],
}
const WIDTH: usize = 16;

impl<T> Borrow<AccessColumns<T>> for [T] {
    fn borrow(&self) -> &AccessColumns<T> {
        assert_eq!(self.len(), WIDTH);
        // SAFETY: repr(C), sixteen fields of T.
        unsafe { &*self.as_ptr().cast() }
    }
}
impl<T> BorrowMut<AccessColumns<T>> for [T] {
    fn borrow_mut(&mut self) -> &mut AccessColumns<T> {
        assert_eq!(self.len(), WIDTH);
        // SAFETY: as above.
        unsafe { &mut *self.as_mut_ptr().cast() }
    }
}

impl<T> BaseAir<T> for AccessAir {
    fn width(&self) -> usize {
        WIDTH
    }
}
impl<T> BaseAirWithPublicValues<T> for AccessAir {}
impl<T> PartitionedBaseAir<T> for AccessAir {}

impl<AB: InteractionBuilder> Air<AB> for AccessAir {
    fn eval(&self, builder: &mut AB) {
        let main = builder.main();
        let row = main.row_slice(0).expect("a main row");
        let local: &AccessColumns<AB::Var> = (*row).borrow();
        builder.assert_bool(local.is_read);
        builder.assert_bool(local.is_write);
        builder.assert_bool(local.is_read + local.is_write);
        let address = MemoryAddress::new(local.address_space, local.pointer);
        // The auxiliary columns stand at the end of the row: 9 previous time, 10–11 limbs, 12–15 previous values.
        let read: &MemoryReadAuxCols<AB::Var> = row[9..12].borrow();
        let write: &MemoryWriteAuxCols<AB::Var, 4> = row[9..16].borrow();
        self.bridge.read(address, local.data, local.timestamp, read).eval(builder, local.is_read);
        self.bridge.write(address, local.data, local.timestamp, write).eval(builder, local.is_write);
    }
}

struct Chips {
    range: SharedVariableRangeCheckerChip,
    hasher: Arc<Poseidon2PeripheryChip<F>>,
    controller: MemoryController<F>,
}

fn chips() -> Chips {
    let config = MemoryConfig::default();
    let bus = VariableRangeCheckerBus::new(RANGE_BUS, config.decomp);
    let range = SharedVariableRangeCheckerChip::new(VariableRangeCheckerChip::new(bus));
    let hasher = Arc::new(Poseidon2PeripheryChip::new(vm_poseidon2_config(), 3));
    let controller = MemoryController::with_persistent_memory(
        MemoryBus::new(MEMORY_BUS),
        config,
        range.clone(),
        PermutationCheckBus::new(MERKLE_BUS),
        PermutationCheckBus::new(POSEIDON2_BUS),
        hasher.clone(),
    );
    Chips { range, hasher, controller }
}

pub fn keygen(engine: &Engine) -> Result<MultiStarkProvingKey<Sc>, String> {
    let chips = chips();
    let memory = MemoryAirInventory::new(
        chips.controller.memory_bridge(),
        chips.controller.memory_config(),
        PermutationCheckBus::new(MERKLE_BUS),
        PermutationCheckBus::new(POSEIDON2_BUS),
    );
    let mut builder = MultiStarkKeygenBuilder::new(engine.config().clone());
    for air in memory.into_airs::<Sc>() {
        builder.add_required_air(air);
    }
    let access: AirRef<Sc> = Arc::new(AccessAir { bridge: chips.controller.memory_bridge() });
    builder.add_air(access);
    builder.add_air(new_poseidon2_periphery_air::<Sc>(vm_poseidon2_config(), LookupBus::new(POSEIDON2_BUS), 3));
    builder.add_air(Arc::new(chips.range.air));
    builder.generate_pk().map_err(|e| format!("keygen: {e:?}"))
}

/// Runs the accesses, then times finalisation and each chip's trace. Contexts in key order.
pub fn finalise(accesses: &[Access]) -> (Contexts, Value) {
    let Chips { range, hasher, mut controller } = chips();
    let mut memory = TracingMemory::new(&MemoryConfig::default());
    // What an instruction chip would keep: previous time and values.
    let records: Vec<(u32, u32, [u8; 4], [u8; 4])> = accesses
        .iter()
        .map(|access| {
            let timestamp = memory.timestamp();
            // SAFETY: as in `online`.
            unsafe {
                if access.write {
                    let (previous, old) = memory.write::<u8, 4>(SPACE, access.pointer, access.value);
                    (timestamp, previous, access.value, old)
                } else {
                    let (previous, values) = memory.read::<u8, 4>(SPACE, access.pointer);
                    (timestamp, previous, values, [0; 4])
                }
            }
        })
        .collect();

    let start = Instant::now();
    let touched = memory.finalize::<F>();
    let finalise_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut contexts = controller.generate_proving_ctx::<Sc>(touched);
    let boundary_merkle_seconds = start.elapsed().as_secs_f64();

    let start = Instant::now();
    let helper = controller.helper();
    let height = accesses.len().next_power_of_two();
    let mut cells = vec![F::ZERO; height * WIDTH];
    for ((access, record), row) in accesses.iter().zip(&records).zip(cells.chunks_exact_mut(WIDTH)) {
        let &(timestamp, previous, values, old) = record;
        let row: &mut AccessColumns<F> = row.borrow_mut();
        row.is_read = F::from_bool(!access.write);
        row.is_write = F::from_bool(access.write);
        row.address_space = F::from_u32(SPACE);
        row.pointer = F::from_u32(access.pointer);
        row.data = values.map(F::from_u8);
        row.timestamp = F::from_u32(timestamp);
        row.prev_data = old.map(F::from_u8);
        helper.as_borrowed().fill(previous, timestamp, &mut row.base);
    }
    contexts.push(AirProvingContext::simple_no_pis(RowMajorMatrix::new(cells, WIDTH)));
    let access_seconds = start.elapsed().as_secs_f64();

    let start = Instant::now();
    contexts.push(Chip::<(), Cpu>::generate_proving_ctx(hasher.as_ref(), ()));
    let poseidon2_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    contexts.push(Chip::<(), Cpu>::generate_proving_ctx(range.as_ref(), ()));
    let range_seconds = start.elapsed().as_secs_f64();
    let cells: usize = contexts.iter().map(|c| c.common_main.height() * c.common_main.width()).sum();
    let report = json!({
        "accesses": accesses.len(), "cells": cells, "finalise_seconds": finalise_seconds,
        "boundary_merkle_seconds": boundary_merkle_seconds, "access_seconds": access_seconds,
        "poseidon2_seconds": poseidon2_seconds, "range_seconds": range_seconds
    });
    (contexts, report)
}
