#include "zkmem/sdk/page_delta.h"

#include <array>

#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/model/config.h"

namespace zkmem {
namespace {

TEST(PageDelta, FromTheLastOneBackEachPageIsTheNewest) {
  const MemoryConfig config = MemoryConfig::openvm_v2_default();
  const auto with = [](CellImage image, uint32_t page, uint32_t value) {
    EXPECT_TRUE(image.set({2, page * kPageCells + 7}, value).ok());
    return image;
  };
  std::array<CellImage, 4> images = {
      CellImage(config, BabyBear::kModulus), CellImage(config, BabyBear::kModulus),
      CellImage(config, BabyBear::kModulus), CellImage(config, BabyBear::kModulus)};
  images[1] = with(with(images[0], 3, 1), 5, 1);
  images[2] = with(with(images[1], 3, 2), 9, 2);
  images[3] = with(images[2], 9, 0);  // zeros are a page, too

  CellImage forward(config, BabyBear::kModulus);
  CellImage backward(config, BabyBear::kModulus);
  PageSet newer;
  for (size_t k = 1; k < images.size(); ++k) {
    ASSERT_TRUE(apply_page_delta(encode_page_delta(images[k - 1], images[k]), forward).ok());
    const size_t back = images.size() - k;
    ASSERT_TRUE(apply_page_delta(encode_page_delta(images[back - 1], images[back]), backward, &newer).ok());
  }
  EXPECT_TRUE(CellImage::differing_pages(forward, images[3]).empty());
  EXPECT_TRUE(CellImage::differing_pages(backward, images[3]).empty());
  EXPECT_EQ(newer.size(), 3u);
}

}  // namespace
}  // namespace zkmem
