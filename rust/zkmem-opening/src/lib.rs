//! Checks that a memory with a given root holds given cells: what `zkmem image verify` does, from the bytes of an opening
//! (docs/spec/opening.md), the root and the shape of the tree. No standard library, no allocation, no dependency; the stack is as
//! deep as the tree. What an opening shows, and where a root may come from: docs/openings.md.
//!
//! ```
//! use zkmem_opening::{verify_opening, Root, Tree};
//! # fn look(bytes: &[u8], root: &str) -> Result<(), zkmem_opening::Error> {
//! for cells in verify_opening(bytes, &Root::from_hex(root)?, Tree::DEFAULT)?.ranges() {
//!     let (space, pointer) = (cells.space, cells.pointer);
//!     let sum: u64 = cells.values().map(u64::from).sum();
//! #   let _ = (space, pointer, sum);
//! }
//! # Ok(())
//! # }
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod error;
mod format;
mod path;
mod poseidon2;

pub use error::{BadInput, Error, Rejected, What};

use format::{Opening, LEAF_CELLS};
use poseidon2::{Digest, MODULUS};

/// The shape of a memory's Merkle tree: 2^space_height address spaces of 2^address_height leaves of 8 cells. Of the memory's
/// configuration, never of the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    pub space_height: u8,
    pub address_height: u8,
}

impl Tree {
    /// Of zkmem's built-in configuration and of OpenVM 2.
    pub const DEFAULT: Tree = Tree { space_height: 3, address_height: 26 };
}

/// The root of a memory: eight canonical words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root(Digest);

impl Root {
    /// From 64 hex digits, as zkmem writes roots.
    pub fn from_hex(text: &str) -> Result<Root, BadInput> {
        let text = text.as_bytes();
        if text.len() != 64 {
            return Err(BadInput::RootLength { characters: text.len() });
        }
        let mut bytes = [0u8; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            for &digit in digits {
                let value = (digit as char).to_digit(16).ok_or(BadInput::RootCharacters)?;
                *byte = *byte << 4 | value as u8;
            }
        }
        Root::from_bytes(&bytes)
    }

    /// From the 32 bytes that those digits stand for: each word with its highest byte first.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Root, BadInput> {
        let mut words = [0; 8];
        for (index, (word, bytes)) in words.iter_mut().zip(bytes.chunks_exact(4)).enumerate() {
            *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            if *word >= MODULUS {
                return Err(BadInput::RootWord { index, word: *word });
            }
        }
        Ok(Root(words))
    }
}

/// The cells that an opening was found to show.
#[derive(Clone, Copy, Debug)]
pub struct Opened<'a>(Opening<'a>);

impl<'a> Opened<'a> {
    /// Range by range, ascending.
    pub fn ranges(&self) -> impl Iterator<Item = Cells<'a>> + 'a {
        let opening = self.0;
        let mut leaves = 0; // of the ranges before
        let mut last = None;
        (0..opening.ranges).map(move |k| {
            let range = opening.range(k);
            let (first_leaf, last_leaf) = range.leaves();
            if last == Some((range.space, first_leaf)) {
                leaves -= 1;
            }
            let start = LEAF_CELLS * leaves + range.before();
            leaves += last_leaf - first_leaf + 1;
            last = Some((range.space, last_leaf));
            Cells { space: range.space, pointer: range.pointer, count: range.count, opening, start }
        })
    }
}

/// Cells `pointer` … `pointer + count - 1` of an address space.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    pub space: u32,
    pub pointer: u32,
    pub count: u32,
    opening: Opening<'a>,
    start: u64,
}

impl<'a> Cells<'a> {
    /// Their values, `count` of them, each below the field's modulus.
    pub fn values(&self) -> impl Iterator<Item = u32> + 'a {
        let (opening, start) = (self.opening, self.start);
        (0..u64::from(self.count)).map(move |i| opening.cell(start + i))
    }
}

/// The cells that an opening (the bytes that `zkmem image open` writes) shows of the memory with that root. The root is from a source
/// that the caller trusts, the tree that of the memory's configuration.
pub fn verify_opening<'a>(opening: &'a [u8], root: &Root, tree: Tree) -> Result<Opened<'a>, Error> {
    if !(1..=16).contains(&tree.space_height) || tree.address_height > 26 {
        return Err(BadInput::NoTree { tree }.into());
    }
    let opening = Opening::decode(opening, tree)?;
    path::check(&opening, &root.0, tree)?;
    Ok(Opened(opening))
}
