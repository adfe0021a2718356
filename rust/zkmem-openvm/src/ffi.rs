//! The part of zkmem/c/zkmem.h that proving takes. Names and layouts are the header's.
#![allow(non_camel_case_types)]

use std::ffi::{c_char, c_void};

pub const ABI_VERSION: u32 = 1;

pub type zkmem_code = i32;
pub const ZKMEM_OK: zkmem_code = 0;

pub const ZKMEM_MONTGOMERY: i32 = 0;

macro_rules! opaque {
    ($($name:ident)*) => {$(
        #[repr(C)]
        pub struct $name {
            _private: [u8; 0],
        }
    )*};
}
opaque!(zkmem_error zkmem_bytes zkmem_cancellation zkmem_key zkmem_prover);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct zkmem_span {
    pub data: *const u8,
    pub size: usize,
}

#[repr(C)]
pub struct zkmem_context {
    pub struct_size: usize,
    pub threads: u32,
    pub memory_budget: u64,
    pub cancellation: *mut zkmem_cancellation,
    pub progress: Option<unsafe extern "C" fn(*mut c_void, *const c_char, f64) -> i32>,
    pub note: Option<unsafe extern "C" fn(*mut c_void, *const c_char)>,
    pub user: *mut c_void,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct zkmem_matrix {
    pub cells: *const u32,
    pub height: usize,
    pub width: usize,
}

impl zkmem_matrix {
    pub const NONE: Self = Self { cells: std::ptr::null(), height: 0, width: 0 };
}

#[repr(C)]
pub struct zkmem_air_traces {
    pub air: usize,
    pub common_main: zkmem_matrix,
    pub preprocessed: zkmem_matrix,
    pub cached_mains: *const zkmem_matrix,
    pub num_cached_mains: usize,
    pub public_values: *const u32,
    pub num_public_values: usize,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(std::mem::size_of::<zkmem_context>() == 56);
    assert!(std::mem::size_of::<zkmem_matrix>() == 24);
    assert!(std::mem::size_of::<zkmem_air_traces>() == 88);
};

extern "C" {
    pub fn zkmem_abi_version() -> u32;

    pub fn zkmem_error_message(error: *const zkmem_error) -> *const c_char;
    pub fn zkmem_error_free(error: *mut zkmem_error);

    pub fn zkmem_bytes_data(bytes: *const zkmem_bytes) -> *const u8;
    pub fn zkmem_bytes_size(bytes: *const zkmem_bytes) -> usize;
    pub fn zkmem_bytes_free(bytes: *mut zkmem_bytes);

    pub fn zkmem_cancellation_new(
        cancellation: *mut *mut zkmem_cancellation,
        error: *mut *mut zkmem_error,
    ) -> zkmem_code;
    pub fn zkmem_cancellation_request(cancellation: *mut zkmem_cancellation);
    pub fn zkmem_cancellation_free(cancellation: *mut zkmem_cancellation);

    pub fn zkmem_key_read(bytes: zkmem_span, key: *mut *mut zkmem_key, error: *mut *mut zkmem_error) -> zkmem_code;
    pub fn zkmem_key_free(key: *mut zkmem_key);

    pub fn zkmem_prover_new(
        key: *const zkmem_key,
        prover: *mut *mut zkmem_prover,
        error: *mut *mut zkmem_error,
    ) -> zkmem_code;
    pub fn zkmem_prover_free(prover: *mut zkmem_prover);
    pub fn zkmem_prove(
        prover: *mut zkmem_prover,
        context: *const zkmem_context,
        encoding: i32,
        traces: *const zkmem_air_traces,
        num_traces: usize,
        proof: *mut *mut zkmem_bytes,
        error: *mut *mut zkmem_error,
    ) -> zkmem_code;
}
