//! What zkmem says when there is no proof.

use std::ffi::CStr;
use std::fmt;

use crate::ffi::*;

/// How to react.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Traces or key are not what they have to be.
    BadInput,
    /// The traces break a constraint or a bus.
    Rejected,
    /// The memory budget is too small; the message says what would be enough.
    Limit,
    Cancelled,
    /// An allocation failed; nothing is lost.
    OutOfMemory,
    /// A fault of zkmem, or of the operating system.
    Internal,
}

#[derive(Clone, Debug)]
pub struct Error {
    pub kind: ErrorKind,
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    pub(crate) fn bad_input(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::BadInput, message: message.into() }
    }
}

fn kind_of(code: zkmem_code) -> ErrorKind {
    match code {
        1 => ErrorKind::BadInput,
        2 => ErrorKind::Rejected,
        4 => ErrorKind::Limit,
        5 => ErrorKind::Cancelled,
        7 => ErrorKind::OutOfMemory,
        _ => ErrorKind::Internal,
    }
}

/// Calls a function of the C interface and takes its error over.
pub(crate) fn checked(call: impl FnOnce(*mut *mut zkmem_error) -> zkmem_code) -> Result<(), Error> {
    let mut error = std::ptr::null_mut();
    let code = call(&mut error);
    if code == ZKMEM_OK {
        return Ok(());
    }
    // SAFETY: the error is the call's, null or to be freed once; its message is a text that lives as long.
    let message = unsafe { CStr::from_ptr(zkmem_error_message(error)).to_string_lossy().into_owned() };
    unsafe { zkmem_error_free(error) };
    Err(Error { kind: kind_of(code), message: if message.is_empty() { "out of memory".into() } else { message } })
}
