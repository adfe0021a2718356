// What TypeScript accepts of the package, and what it refuses.
import { BadInput, DEFAULT_TREE, type OpenedCells, Rejected, type Tree, verifyOpening } from 'zkmem-opening';

const tree: Tree = { ...DEFAULT_TREE, addressHeight: 17 };
const cells: OpenedCells[] = verifyOpening(new Uint8Array(26), { root: '0'.repeat(64), tree });
const values: number[] = cells.flatMap((range) => [range.space, range.pointer, ...range.values]);
const errors: Error[] = [new BadInput(), new Rejected()];
void [values, errors];

// @ts-expect-error an opening is bytes
verifyOpening('ZKMOPEN1', { root: '' });
// @ts-expect-error there is no opening without a root
verifyOpening(new Uint8Array(26), {});
// @ts-expect-error a tree has two heights
verifyOpening(new Uint8Array(26), { root: '', tree: { spaceHeight: 3 } });
// @ts-expect-error nobody sets it
DEFAULT_TREE.spaceHeight = 4;
