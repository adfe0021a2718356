//! The bytes of an opening, docs/spec/opening.md: read as a whole before anything is hashed. Nothing is copied.

use crate::error::{BadInput, What};
use crate::poseidon2::{Digest, MODULUS};
use crate::Tree;

pub const LEAF_CELLS: u64 = 8;
pub const MAX_CELLS: u64 = 1 << 24;
const RANGE_BYTES: usize = 12;
const DIGEST_BYTES: usize = 32;

/// Adjacent cells of one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub space: u32,
    pub pointer: u32,
    pub count: u32,
}

impl Range {
    pub fn end(&self) -> u64 {
        u64::from(self.pointer) + u64::from(self.count)
    }

    /// Cells of the first leaf in front of it.
    pub fn before(&self) -> u64 {
        u64::from(self.pointer) % LEAF_CELLS
    }

    /// The first and the last leaf of its space that it touches.
    pub fn leaves(&self) -> (u64, u64) {
        (u64::from(self.pointer) / LEAF_CELLS, (self.end() - 1) / LEAF_CELLS)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl<'a> Reader<'a> {
    fn left(&self) -> usize {
        self.bytes.len() - self.place
    }

    fn take(&mut self, count: usize, what: What) -> Result<&'a [u8], BadInput> {
        if count > self.left() {
            return Err(BadInput::Short { place: self.place, what, needed: count, left: self.left() });
        }
        self.place += count;
        Ok(&self.bytes[self.place - count..self.place])
    }

    fn u8(&mut self, what: What) -> Result<u8, BadInput> {
        Ok(self.take(1, what)?[0])
    }

    fn u32(&mut self, what: What) -> Result<u32, BadInput> {
        Ok(word(self.take(4, what)?, 0))
    }

    /// Compared with the bytes that are there before anything is read.
    fn room(&self, items: u64, item_bytes: usize, what: What) -> Result<usize, BadInput> {
        let left = self.left();
        match usize::try_from(items) {
            Ok(count) if count <= left / item_bytes => Ok(count),
            _ => Err(BadInput::Room { place: self.place, what, items, item_bytes, left }),
        }
    }

    fn elements(&mut self, count: u64, what: What) -> Result<(), BadInput> {
        for _ in 0..self.room(count, 4, what)? {
            let value = self.u32(what)?;
            if value >= MODULUS {
                return Err(BadInput::NotCanonical { place: self.place - 4, what, value });
            }
        }
        Ok(())
    }

    fn range(&mut self) -> Result<Range, BadInput> {
        let [space, pointer] = [self.u32(What::Space)?, self.u32(What::Pointer)?];
        let count = self.u32(What::Count)?;
        if count == 0 || u64::from(count) > MAX_CELLS {
            return Err(BadInput::Count { place: self.place - 4, count: count.into(), in_all: false });
        }
        Ok(Range { space, pointer, count })
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// An opening whose every length and element has been checked.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    bytes: &'a [u8],
    /// Version 2: several ranges, whole leaves, siblings in the order of a walk.
    pub several: bool,
    ranges_at: usize,
    pub ranges: usize,
    cells_at: usize,
    siblings_at: usize,
    pub siblings: usize,
}

impl<'a> Opening<'a> {
    pub fn decode(bytes: &'a [u8], tree: Tree) -> Result<Self, BadInput> {
        let mut reader = Reader { bytes, place: 0 };
        let several = match reader.take(8, What::Magic)? {
            b"ZKMOPEN1" => false,
            b"ZKMOPEN2" => true,
            _ => return Err(BadInput::Magic),
        };
        let own = Tree { space_height: reader.u8(What::SpaceHeight)?, address_height: reader.u8(What::AddressHeight)? };
        if own != tree {
            return Err(BadInput::OtherTree { own, tree });
        }
        let mut ranges_at = reader.place;
        let mut ranges = 1;
        let cells_at;
        if several {
            let number = reader.u32(What::Ranges)?;
            ranges = reader.room(number.into(), RANGE_BYTES, What::Ranges)?;
            if ranges == 0 {
                return Err(BadInput::NoRange { place: reader.place - 4 });
            }
            ranges_at = reader.place;
            let leaves = Self::read_ranges(&mut reader, ranges)?;
            cells_at = reader.place;
            reader.elements(leaves * LEAF_CELLS, What::Leaves)?;
        } else {
            let range = reader.range()?;
            cells_at = reader.place;
            reader.elements(range.count.into(), What::Cells)?;
            reader.elements(range.before(), What::Before)?;
            reader.elements((LEAF_CELLS - range.end() % LEAF_CELLS) % LEAF_CELLS, What::After)?;
        }
        let number = reader.u32(What::Siblings)?;
        let siblings = reader.room(number.into(), DIGEST_BYTES, What::Siblings)?;
        let siblings_at = reader.place;
        reader.elements(8 * siblings as u64, What::Sibling)?;
        match reader.left() {
            0 => Ok(Opening { bytes, several, ranges_at, ranges, cells_at, siblings_at, siblings }),
            left => Err(BadInput::Follows { place: reader.place, left }),
        }
    }

    /// Ascending, none over another; how many leaves they touch.
    fn read_ranges(reader: &mut Reader<'a>, ranges: usize) -> Result<u64, BadInput> {
        let (mut cells, mut leaves) = (0, 0);
        let mut before: Option<Range> = None;
        for _ in 0..ranges {
            let place = reader.place;
            let [space, pointer] = [reader.u32(What::Space)?, reader.u32(What::Pointer)?];
            let (last_space, last_end) = before.map_or((0, 0), |range| (range.space, range.end()));
            if (space, u64::from(pointer)) < (last_space, last_end) {
                return Err(BadInput::Order { place, space, pointer, last_space, last_end });
            }
            reader.place = place;
            let range = reader.range()?;
            cells += u64::from(range.count);
            if cells > MAX_CELLS {
                return Err(BadInput::Count { place: reader.place - 4, count: cells, in_all: true });
            }
            let (first, last) = range.leaves();
            leaves += last - first + 1;
            if before.is_some_and(|other| other.space == space && other.leaves().1 == first) {
                leaves -= 1;
            }
            before = Some(range);
        }
        Ok(leaves)
    }

    /// The k-th range.
    pub fn range(&self, k: usize) -> Range {
        let at = self.ranges_at + RANGE_BYTES * k;
        Range { space: word(self.bytes, at), pointer: word(self.bytes, at + 4), count: word(self.bytes, at + 8) }
    }

    /// Of all cells of all touched leaves, ascending.
    pub fn cell(&self, i: u64) -> u32 {
        let place = if self.several {
            i
        } else {
            // The file has the range's cells first, then those before them, then those behind.
            let (range, i) = (self.range(0), i);
            let (before, count) = (range.before(), u64::from(range.count));
            match i {
                _ if i < before => count + i,
                _ if i < before + count => i - before,
                _ => i,
            }
        };
        word(self.bytes, self.cells_at + 4 * place as usize)
    }

    pub fn sibling(&self, i: usize) -> Digest {
        core::array::from_fn(|k| word(self.bytes, self.siblings_at + DIGEST_BYTES * i + 4 * k))
    }
}
