#include "zkmem/hash/digest_bytes.h"

#include <gtest/gtest.h>

#include "zkmem/field/element_bytes.h"

namespace zkmem {
namespace {

TEST(DigestBytes, AreTheCanonicalWordsAndBack) {
  Digest digest;
  for (uint32_t i = 0; i < digest.size(); ++i)
    digest[i] = BabyBear::from_canonical(BabyBear::kModulus - 1 - i);
  ByteWriter out;
  write_digest(out, digest);
  ASSERT_EQ(out.size(), kDigestBytes);
  EXPECT_EQ(out.bytes()[0], 0x00);  // p - 1 = 0x78000000
  EXPECT_EQ(out.bytes()[3], 0x78);
  ByteCursor in(out.bytes());
  EXPECT_EQ(read_digest(in, "digest"), digest);
  EXPECT_TRUE(in.finish().ok());
}

TEST(DigestBytes, OfPoseidon2AreElementsAndOfBlake3AnyWords) {
  Commitment commitment;
  commitment.words[1] = BabyBear::kModulus;
  ByteWriter out;
  write_commitment(out, commitment);
  ByteCursor blake3(out.bytes());
  EXPECT_EQ(read_commitment(blake3, HashSuite::kBlake3, "root"), commitment);
  EXPECT_FALSE(blake3.failed());
  ByteCursor poseidon2(out.bytes());
  read_commitment(poseidon2, HashSuite::kPoseidon2, "root");
  EXPECT_EQ(poseidon2.error().message,
            "byte 4: root: field element 2013265921 is not below the modulus 2013265921");
}

TEST(ElementBytes, BelieveNoCountBeforeItsBytesAreThere) {
  ByteWriter out;
  write_elements(out, std::vector<BabyBear>{BabyBear::one(), BabyBear::zero()});
  ByteCursor in(out.bytes());
  EXPECT_EQ(read_elements(in, 2, "cells"), (std::vector<BabyBear>{BabyBear::one(), BabyBear::zero()}));
  ByteCursor more(out.bytes());
  EXPECT_TRUE(read_elements(more, uint64_t{1} << 62, "cells").empty());
  EXPECT_TRUE(more.failed());
}

TEST(ElementBytes, OfStoredCellsTheFirstThatIsNoElementIsFound) {
  ByteWriter out;
  for (const uint32_t cell : {0U, BabyBear::kModulus - 1, BabyBear::kModulus, 0xffffffffU})
    out.write_u32(cell);
  EXPECT_EQ(first_not_an_element(out.bytes()), 2U);
  EXPECT_EQ(first_not_an_element(std::span(out.bytes()).first(8)), std::nullopt);
}

}  // namespace
}  // namespace zkmem
