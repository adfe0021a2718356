//! From the touched leaves to the root. A walk from the root goes down where there are touched leaves and takes a sibling where
//! there are none; the stack is as deep as the tree.

use crate::error::Rejected;
use crate::format::{Opening, LEAF_CELLS};
use crate::poseidon2::{compress, Digest};
use crate::Tree;

const ZEROS: Digest = [0; 8];

/// The touched leaves, ascending, each once.
struct Leaves<'a, 'b> {
    opening: &'b Opening<'a>,
    tree: Tree,
    range: usize,
    index: u64,
    last: u64,
    /// How many are behind.
    behind: u64,
    done: bool,
}

impl<'a, 'b> Leaves<'a, 'b> {
    fn new(opening: &'b Opening<'a>, tree: Tree) -> Self {
        let (index, last) = indices(opening, tree, 0);
        Leaves { opening, tree, range: 0, index, last, behind: 0, done: false }
    }

    fn advance(&mut self) {
        self.behind += 1;
        self.index += 1;
        while self.index > self.last {
            self.range += 1;
            if self.range == self.opening.ranges {
                self.done = true;
                return;
            }
            let (first, last) = indices(self.opening, self.tree, self.range);
            self.index = first.max(self.index);
            self.last = last;
        }
    }
}

fn indices(opening: &Opening<'_>, tree: Tree, range: usize) -> (u64, u64) {
    let range = opening.range(range);
    let base = u64::from(range.space - 1) << tree.address_height;
    let (first, last) = range.leaves();
    (base + first, base + last)
}

/// Where the siblings are: by level, of version 1, or as the walk meets them, of version 2.
enum Order {
    Levels { first: u64, last: u64 },
    Walk { next: usize },
}

impl Order {
    /// Of one range: bottom-up, at each level the left neighbour of the path, then the right one. How many lie below `level`.
    fn below(first: u64, last: u64, level: u32) -> usize {
        (0..level).map(|l| ((first >> l & 1) + (!last >> l & 1)) as usize).sum()
    }

    fn place(&mut self, level: u32, index: u64) -> usize {
        match self {
            Order::Levels { first, last } => {
                let is_right = index > *last >> level;
                Self::below(*first, *last, level) + usize::from(is_right) * (*first >> level & 1) as usize
            }
            Order::Walk { next } => {
                *next += 1;
                *next - 1
            }
        }
    }
}

struct Walk<'a, 'b> {
    opening: &'b Opening<'a>,
    leaves: Leaves<'a, 'b>,
    order: Order,
}

impl Walk<'_, '_> {
    fn node(&mut self, level: u32, index: u64) -> Digest {
        if self.leaves.done || self.leaves.index >> level != index {
            let place = self.order.place(level, index);
            return if place < self.opening.siblings { self.opening.sibling(place) } else { ZEROS };
        }
        if level > 0 {
            let left = self.node(level - 1, 2 * index);
            let right = self.node(level - 1, 2 * index + 1);
            return compress(&left, &right);
        }
        let start = LEAF_CELLS * self.leaves.behind;
        self.leaves.advance();
        compress(&core::array::from_fn(|i| self.opening.cell(start + i as u64)), &ZEROS)
    }
}

pub fn check(opening: &Opening<'_>, root: &Digest, tree: Tree) -> Result<(), Rejected> {
    let height = u32::from(tree.space_height) + u32::from(tree.address_height);
    for range in (0..opening.ranges).map(|k| opening.range(k)) {
        let spaces = 1u32 << tree.space_height;
        if range.space < 1 || range.space > spaces || range.end() > LEAF_CELLS << tree.address_height {
            return Err(Rejected::Outside { space: range.space, pointer: range.pointer, count: range.count, tree });
        }
    }
    let (first, last) = indices(opening, tree, 0);
    let has = opening.siblings;
    let order = if opening.several { Order::Walk { next: 0 } } else { Order::Levels { first, last } };
    if let Order::Levels { first, last } = order {
        let needed = Order::below(first, last, height);
        if needed != has {
            return Err(Rejected::Siblings { needed, has });
        }
    }
    let mut walk = Walk { opening, leaves: Leaves::new(opening, tree), order };
    let computed = walk.node(height, 0);
    match walk.order {
        Order::Walk { next } if next != has => Err(Rejected::Siblings { needed: next, has }),
        _ if computed != *root => Err(Rejected::OtherRoot),
        _ => Ok(()),
    }
}
