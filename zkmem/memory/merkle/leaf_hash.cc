#include "zkmem/hash/sponge.h"
#include "zkmem/memory/merkle/tree.h"

namespace zkmem {

Digest leaf_hash(const Digest& cells) { return compress(cells, Digest{}); }

}  // namespace zkmem
