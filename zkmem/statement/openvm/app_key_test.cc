#include "zkmem/statement/openvm/app_key.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

using testing::HasSubstr;

std::vector<uint8_t> golden(const std::string& name) {
  return read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/" + name).value();
}

class AppKeyOf : public testing::Test {
 protected:
  AppKeyOf() : bytes_(golden("sdk_files/app.vk")), key_(decode_app_vk(bytes_).value()) {}

  // What is said of the key once this was done to it, with a pre-hash that fits.
  std::string refusal(const std::function<void(AppKey&)>& alter) {
    AppKey altered = key_;
    alter(altered);
    altered.key.pre_hash = verifying_key_pre_hash(altered.key.inner);
    const auto parameters = parameters_of_app_key(keys_, altered);
    return parameters.ok() ? "accepted" : parameters.error().message;
  }

  std::vector<uint8_t> bytes_;
  AppKey key_;
  KeyCache keys_;
};

// Read, and written again to the byte; the key in it is the golden one in postcard.
TEST_F(AppKeyOf, OpenVmsOwnFile) {
  EXPECT_EQ(encode_verifying_key(key_.key), golden("rv32im_app_vk/vk.postcard"));
  EXPECT_EQ(key_.num_public_values, 32U);
  EXPECT_EQ(key_.memory, (MerkleDimensions{3, 26}));
  EXPECT_EQ(encode_app_vk(key_), bytes_);
}

TEST_F(AppKeyOf, ItsParametersAreApp24) {
  const auto parameters = parameters_of_app_key(keys_, key_);
  ASSERT_TRUE(parameters.ok()) << parameters.error().message;
  EXPECT_EQ(to_string(*parameters), "app:24");
  EXPECT_EQ(parameters->hash, HashSuite::kPoseidon2);
}

TEST_F(AppKeyOf, AnotherMachineIsRefusedByItsFirstDifference) {
  const std::string no_key = "this is not the key of zkmem's machine: ";
  EXPECT_EQ(refusal([](AppKey& k) { k.key.inner.per_air.pop_back(); }),
            no_key + "it has 22 AIRs, zkmem's machine (rv32i, rv32m, io) has 23");
  EXPECT_EQ(refusal([](AppKey& k) { k.key.inner.per_air[1].params.width.common_main += 1; }),
            no_key + "AIR 1, VmConnectorAir in zkmem: its width is 7, zkmem's is 6");
  EXPECT_THAT(
      refusal([](AppKey& k) { k.key.inner.per_air[2].symbolic_constraints.constraint_idx.pop_back(); }),
      HasSubstr("its number of constraints is "));
  EXPECT_THAT(refusal([](AppKey& k) { k.key.inner.per_air[3].is_required ^= true; }),
              HasSubstr("its parameters are others"));
  EXPECT_THAT(refusal([](AppKey& k) { k.key.inner.trace_height_constraints.pop_back(); }),
              HasSubstr("its trace height constraints are others"));
  EXPECT_EQ(refusal([](AppKey& k) { k.key.inner.params.log_blowup = 2; }),
            no_key + "log_blowup is 2, zkmem's is 1");
  EXPECT_EQ(refusal([](AppKey& k) { k.key.inner.params.whir.rounds[1].num_queries = 3; }).substr(0, 63),
            no_key + "num_queries of WHIR rou");
  EXPECT_THAT(refusal([](AppKey& k) { k.key.inner.params.n_stack = 60; }), HasSubstr("stacked height"));
  EXPECT_EQ(refusal([](AppKey& k) { k.memory.address_height = 25; }),
            no_key + "address_height is 25, zkmem's is 26");
  EXPECT_EQ(refusal([](AppKey& k) { k.num_public_values = 64; }),
            no_key + "num_public_values is 64, zkmem's is 32");
}

TEST_F(AppKeyOf, AKeyWhosePreHashIsOfAnotherIsRefused) {
  key_.key.inner.per_air[0].is_required ^= true;
  const auto read = decode_app_vk(encode_app_vk(key_));
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().message, HasSubstr("application verifying key: its pre-hash is "));
}

TEST_F(AppKeyOf, CutOffAnywhereItIsRefusedWithTheByte) {
  for (size_t size = 0; size < bytes_.size(); size += 499) {
    const auto read = decode_app_vk(std::span(bytes_).first(size));
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().message, HasSubstr("application verifying key: byte "));
  }
  // As the other kind of key it makes no sense either.
  EXPECT_FALSE(decode_app_pk(bytes_).ok());
}

TEST_F(AppKeyOf, ChangedBytesAreNoKeyOfTheMachine) {
  for (size_t at = 0; at < bytes_.size(); at += 499) {
    std::vector<uint8_t> changed = bytes_;
    changed[at] ^= 0x11;
    const auto read = decode_app_vk(changed);
    EXPECT_FALSE(read.ok() && parameters_of_app_key(keys_, *read).ok()) << at;
  }
}

}  // namespace
}  // namespace zkmem
