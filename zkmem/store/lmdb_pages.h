// Whether a data file is what LMDB writes. LMDB trusts its file: a page that is not what it should be ends
// the process, or worse. So the file is looked at first: its head before LMDB opens it, then every page that
// the newest snapshot reaches or calls free. What the pages hold is for the store to judge.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "zkmem/base/result.h"

namespace zkmem::lmdb {

// Of the file's first two pages, which say where everything else is. kBadInput: "page 1: …".
Status check_head(std::span<const uint8_t> file);

// Whether nothing was ever committed to a file of this name: it is empty, or has no more than the first of
// the two pages that are written when it is made, because the disk was full or the process was killed just
// then.
bool is_unbegun(const std::string& path);

// Of the snapshot that transaction `id` has made; the file is as LMDB maps it. Trees have pages of their
// kind, of one depth, in the file, each once; nodes lie within their pages, keys ascend, large values have
// the pages that they need; free pages are in no tree.
Status check_pages(std::span<const uint8_t> file, uint64_t id);

}  // namespace zkmem::lmdb
