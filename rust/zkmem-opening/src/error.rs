//! Why an opening shows nothing: with place and both numbers.

use core::fmt;

use crate::format::MAX_CELLS;
use crate::poseidon2::MODULUS;
use crate::Tree;

/// What of a file was being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Magic,
    SpaceHeight,
    AddressHeight,
    Ranges,
    Space,
    Pointer,
    Count,
    Cells,
    Before,
    After,
    Leaves,
    Siblings,
    Sibling,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            What::Magic => "no opening",
            What::SpaceHeight => "address space height",
            What::AddressHeight => "address height",
            What::Ranges => "number of ranges",
            What::Space => "address space",
            What::Pointer => "pointer",
            What::Count => "number of cells",
            What::Cells => "opened cells",
            What::Before => "cells before",
            What::After => "cells after",
            What::Leaves => "leaves",
            What::Siblings => "siblings",
            What::Sibling => "sibling",
        })
    }
}

/// The bytes, the root or the tree are none, or the opening is of another tree: `zkmem image verify` exits with 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadInput {
    RootLength { characters: usize },
    RootCharacters,
    RootWord { index: usize, word: u32 },
    NoTree { tree: Tree },
    Magic,
    OtherTree { own: Tree, tree: Tree },
    Short { place: usize, what: What, needed: usize, left: usize },
    Room { place: usize, what: What, items: u64, item_bytes: usize, left: usize },
    NotCanonical { place: usize, what: What, value: u32 },
    NoRange { place: usize },
    Count { place: usize, count: u64, in_all: bool },
    Order { place: usize, space: u32, pointer: u32, last_space: u32, last_end: u64 },
    Follows { place: usize, left: usize },
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            BadInput::RootLength { characters } => write!(f, "a digest is 64 hex digits, not {characters} characters"),
            BadInput::RootCharacters => f.write_str("a digest is 64 hex digits, it has other characters"),
            BadInput::RootWord { index, word } => write!(f, "digest word {index} is {word}, not below the modulus {MODULUS}"),
            BadInput::NoTree { tree } => write!(
                f,
                "a tree has 1 to 16 levels of spaces and 0 to 26 of addresses, not {} and {}",
                tree.space_height, tree.address_height
            ),
            BadInput::Magic => f.write_str("byte 0: no opening: it does not start with ZKMOPEN1"),
            BadInput::OtherTree { own, tree } => write!(
                f,
                "the opening is for a tree of {} + {} levels, the configuration has {} + {}",
                own.space_height, own.address_height, tree.space_height, tree.address_height
            ),
            BadInput::Short { place, what, needed, left } => {
                write!(f, "byte {place}: {what}: needs {needed} bytes, {left} are left")
            }
            BadInput::Room { place, what, items, item_bytes, left } => {
                write!(f, "byte {place}: {what}: {items} items of at least {item_bytes} bytes, but only {left} bytes are left")
            }
            BadInput::NotCanonical { place, what, value } => {
                write!(f, "byte {place}: {what}: field element {value} is not below the modulus {MODULUS}")
            }
            BadInput::NoRange { place } => write!(f, "byte {place}: number of ranges: 0, must be at least 1"),
            BadInput::Count { place, count, in_all } => {
                let in_all = if in_all { " in all" } else { "" };
                write!(f, "byte {place}: number of cells: {count}{in_all}, must be 1 to {MAX_CELLS}")
            }
            BadInput::Order { place, space, pointer, last_space, last_end } => {
                write!(f, "byte {place}: range: starts at {space}:{pointer}, the one before ends at {last_space}:{last_end}")
            }
            BadInput::Follows { place, left } => write!(f, "byte {place}: end: {left} bytes follow"),
        }
    }
}

/// The opening is none of the memory with that root: `zkmem image verify` exits with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejected {
    Outside { space: u32, pointer: u32, count: u32, tree: Tree },
    Siblings { needed: usize, has: usize },
    OtherRoot,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Rejected::Outside { space, pointer, count, tree } => write!(
                f,
                "cells {space}:{pointer}+{count} lie outside a tree of {} + {} levels",
                tree.space_height, tree.address_height
            ),
            Rejected::Siblings { needed, has } => write!(f, "the path needs {needed} digests, has {has}"),
            Rejected::OtherRoot => f.write_str("the path does not lead to the root"),
        }
    }
}

/// Why there is no answer, or the answer is no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    BadInput(BadInput),
    Rejected(Rejected),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::BadInput(error) => error.fmt(f),
            Error::Rejected(error) => error.fmt(f),
        }
    }
}

impl From<BadInput> for Error {
    fn from(error: BadInput) -> Self {
        Error::BadInput(error)
    }
}

impl From<Rejected> for Error {
    fn from(error: Rejected) -> Self {
        Error::Rejected(error)
    }
}

impl core::error::Error for Error {}
