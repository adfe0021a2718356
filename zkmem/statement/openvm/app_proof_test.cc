#include "zkmem/statement/openvm/app_proof.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

using testing::HasSubstr;

std::vector<uint8_t> golden(const std::string& name) {
  return read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/" + name).value();
}

// The golden run as `cargo openvm` would have written it.
class AppProofOfTheGoldenRun : public testing::Test {
 protected:
  AppProofOfTheGoldenRun()
      : bytes_(golden("sdk_files/vm_a.app.proof")), proof_(decode_app_proof(bytes_).value()) {}

  // Of the file's bytes, as `zkmem verify` takes them.
  std::string verdict(std::span<const uint8_t> bytes) {
    Result<AppProof> app = decode_app_proof(bytes);
    if (!app.ok()) return app.error().message;
    const auto proof = zkproof_of_app(keys_, *app);
    if (!proof.ok()) return proof.error().message;
    const auto report = verify_zkproof(Context{}, keys_, *proof, VerificationOptions());
    return report.ok() ? "accepted" : report.error().message;
  }
  std::string altered(const std::function<void(AppProof&)>& alter) {
    AppProof proof = proof_;
    alter(proof);
    return verdict(encode_app_proof(proof));
  }

  std::vector<uint8_t> bytes_;
  AppProof proof_;
  KeyCache keys_;
};

TEST_F(AppProofOfTheGoldenRun, IsReadAndWrittenToTheByte) {
  ASSERT_EQ(proof_.segments.size(), 1U);
  EXPECT_EQ(encode_proof(proof_.segments[0]), golden("rv32im_run/proof.bin"));
  EXPECT_EQ(encode_app_proof(proof_), bytes_);
  const auto proof = zkproof_of_app(keys_, proof_);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(app_proof_file(*proof).value(), bytes_);
}

TEST_F(AppProofOfTheGoldenRun, IsAccepted) { EXPECT_EQ(verdict(bytes_), "accepted"); }

// Attack 14: what the file says beside its proofs is bound by them.
TEST_F(AppProofOfTheGoldenRun, Attack14OtherPublicValuesAreRejected) {
  EXPECT_THAT(altered([](AppProof& p) { p.public_values.public_values[3] += BabyBear::one(); }),
              HasSubstr("public values"));
  EXPECT_THAT(altered([](AppProof& p) { p.public_values.siblings[0][1] += BabyBear::one(); }),
              HasSubstr("public values"));
  EXPECT_THAT(altered([](AppProof& p) { p.public_values.commitment[1] += BabyBear::one(); }),
              HasSubstr("public values"));
  EXPECT_THAT(altered([](AppProof& p) { p.public_values.siblings.pop_back(); }), HasSubstr("public values"));
  EXPECT_THAT(altered([](AppProof& p) { p.public_values.public_values.resize(64); }),
              HasSubstr("public values"));
}

TEST_F(AppProofOfTheGoldenRun, Attack30NoSegmentsIsNoRun) {
  EXPECT_EQ(altered([](AppProof& p) { p.segments.clear(); }), "the proof has no segments");
}

TEST_F(AppProofOfTheGoldenRun, Attack39ADoubledSegmentIsRejected) {
  EXPECT_EQ(altered([](AppProof& p) { p.segments.push_back(p.segments[0]); }),
            "segment 0 of 2: a segment before the last one terminates");
}

// A proof says which AIRs it is of; what facts are read from must be there before it is verified.
TEST_F(AppProofOfTheGoldenRun, AProofOfOtherChipsIsRejected) {
  const std::string other = "segment 0 of 1: its proof is of other chips";
  for (const size_t air :
       {size_t{rv32im::kAirProgram}, size_t{rv32im::kAirConnector}, size_t{rv32im::kAirMerkle}}) {
    EXPECT_EQ(altered([=](AppProof& p) { p.segments[0].trace_vdata[air].reset(); }), other);
    EXPECT_EQ(altered([=](AppProof& p) { p.segments[0].public_values[air].emplace_back(); }), other);
  }
  EXPECT_EQ(altered([](AppProof& p) { p.segments[0].trace_vdata.pop_back(); }), other);
  EXPECT_EQ(altered([](AppProof& p) {
              p.segments[0].trace_vdata[rv32im::kAirProgram]->cached_commitments.clear();
            }),
            other);
}

// The height follows from a proof's length; whatever it says, the key derived from it decides.
TEST_F(AppProofOfTheGoldenRun, AnotherHeightIsRejected) {
  EXPECT_THAT(altered([](AppProof& p) { p.segments[0].stacking_proof.sumcheck_round_polys.emplace_back(); }),
              HasSubstr("its proof is rejected"));
  EXPECT_THAT(altered([](AppProof& p) { p.segments[0].stacking_proof.sumcheck_round_polys.resize(60); }),
              HasSubstr("no parameters of OpenVM's"));
  EXPECT_THAT(altered([](AppProof& p) { p.segments[0].stacking_proof.sumcheck_round_polys.clear(); }),
              HasSubstr("no parameters of OpenVM's"));
}

TEST_F(AppProofOfTheGoldenRun, ListsThatDoNotFitEachOtherAreRefused) {
  const auto refused = [&](const std::function<void(Proof&)>& alter) {
    EXPECT_THAT(altered([&](AppProof& p) { alter(p.segments[0]); }),
                HasSubstr("application proof: segment 0 of 1: its lists do not fit each other"));
  };
  refused([](Proof& p) { p.gkr_proof.sumcheck_polys.pop_back(); });
  refused([](Proof& p) { p.gkr_proof.sumcheck_polys[2].pop_back(); });
  refused([](Proof& p) { p.batch_constraint_proof.denominator_term_per_air.pop_back(); });
  refused([](Proof& p) { p.batch_constraint_proof.sumcheck_round_polys[1].pop_back(); });
  refused([](Proof& p) { p.batch_constraint_proof.column_openings.pop_back(); });
  refused([](Proof& p) { p.whir_proof.ood_values.pop_back(); });
  refused([](Proof& p) { p.whir_proof.query_phase_pow_witnesses.pop_back(); });
  refused([](Proof& p) { p.stacking_proof.stacking_openings.pop_back(); });
}

TEST_F(AppProofOfTheGoldenRun, CutOffAnywhereItIsRefusedWithTheByte) {
  for (size_t size = 0; size < bytes_.size(); size += 20011) {
    EXPECT_THAT(verdict(std::span(bytes_).first(size)), HasSubstr("application proof: byte ")) << size;
  }
}

TEST_F(AppProofOfTheGoldenRun, ChangedAnywhereItIsRejected) {
  for (size_t at = 1; at < bytes_.size(); at += 60013) {
    std::vector<uint8_t> changed = bytes_;
    changed[at] ^= 0x01;
    EXPECT_NE(verdict(changed), "accepted") << at;
  }
}

TEST(AppProofFile, IsOfExecutionsUnderOpenVmsParametersOnly) {
  ExecutionClaim claim;
  claim.hash = HashSuite::kBlake3;
  EXPECT_THAT(app_proof_file({claim, {}}).error().message, HasSubstr("this is execution, blake3, app"));
  claim.hash = HashSuite::kPoseidon2;
  claim.parameters = ParameterFamily::kWeak;
  EXPECT_THAT(app_proof_file({claim, {}}).error().message, HasSubstr("this is execution, poseidon2, weak"));
}

}  // namespace
}  // namespace zkmem
