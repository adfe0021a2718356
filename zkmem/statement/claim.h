// What a proof file claims, before any of it is believed: the statement it is about, configuration,
// parameters, and a claim a segment. Each statement has a claim of its own (execution/claim.h,
// memory/claim.h); what all have in common is here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "zkmem/base/check.h"
#include "zkmem/hash/hash_suite.h"
#include "zkmem/memory/model/config.h"

namespace zkmem {

class Statement;

// Which parameters, up to the stacked height. Their values are derived, never read.
enum class ParameterFamily : uint8_t {
  kApp = 1,    // 100 proven bits, OpenVM's
  kWeak = 2,   // a few bits only, for tests; refused unless the verifier's caller allows it
  kFast = 3,   // 100 proven bits, the default of blake3
  kSmall = 4,  // likewise, with fewer bytes and more work
};

// What one segment's proof is claimed to show, as far as all statements have it.
struct SegmentClaim {
  uint32_t log_stacked_height = 0;
  Digest initial_root = {};  // of the memory before; zero in volatile mode
  Digest final_root = {};
  friend bool operator==(const SegmentClaim&, const SegmentClaim&) = default;
};

class Claim {
 public:
  virtual ~Claim() = default;

  const Statement& statement() const { return *statement_; }
  virtual std::unique_ptr<Claim> clone() const = 0;

  virtual size_t num_segments() const = 0;
  virtual void resize_segments(size_t count) = 0;
  virtual SegmentClaim& segment(size_t k) = 0;
  virtual const SegmentClaim& segment(size_t k) const = 0;
  // The last proofs that are of no segment, but of what ties them together; segment(k) has their heights.
  virtual size_t closing_proofs() const { return 0; }
  // The first proof that has a part of what ties them together: the first of those, or the last segment's.
  size_t first_of_ends() const { return num_segments() - (closing_proofs() > 0 ? closing_proofs() : 1); }
  // Of the memory before the whole and behind it; zero if there is none. There is a segment.
  virtual bool has_initial_root() const { return config.mode != BoundaryMode::kVolatile; }
  virtual bool has_final_root() const { return config.mode != BoundaryMode::kVolatile; }
  virtual const Digest& initial_root() const { return segment(0).initial_root; }
  virtual const Digest& final_root() const { return segment(num_segments() - 1).final_root; }

  MemoryConfig config;
  ParameterFamily parameters = ParameterFamily::kApp;
  HashSuite hash = HashSuite::kPoseidon2;  // of its keys and proofs
  Commitment keys_digest;                  // over the keys in use, in order of first use

 protected:
  explicit Claim(const Statement& statement) : statement_(&statement) {}
  Claim(const Claim&) = default;
  Claim& operator=(const Claim&) = default;

 private:
  const Statement* statement_;
};

// Equal when they are written in the same bytes.
bool operator==(const Claim& a, const Claim& b);

// What a statement derives its claim from.
template <class Derived, class Segment>
class ClaimOf : public Claim {  // NOLINT(bugprone-crtp-constructor-accessibility)
 public:
  using Claim::Claim;
  std::unique_ptr<Claim> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
  size_t num_segments() const override { return segments.size(); }
  void resize_segments(size_t count) override { segments.resize(count); }
  Segment& segment(size_t k) override { return segments[k]; }
  const Segment& segment(size_t k) const override { return segments[k]; }

  std::vector<Segment> segments;
};

// A claim of any statement, copied with what holds it. Empty only after it was moved from.
class AnyClaim {
 public:
  AnyClaim(std::unique_ptr<Claim> claim) : claim_(std::move(claim)) {}  // NOLINT: a claim is one
  AnyClaim(const Claim& claim) : claim_(claim.clone()) {}               // NOLINT
  AnyClaim(const AnyClaim& other) : claim_(other.claim_->clone()) {}
  AnyClaim(AnyClaim&&) noexcept = default;
  AnyClaim& operator=(const AnyClaim& other) {
    claim_ = other.claim_->clone();
    return *this;
  }
  AnyClaim& operator=(AnyClaim&&) noexcept = default;
  ~AnyClaim() = default;

  Claim& operator*() { return *claim_; }
  const Claim& operator*() const { return *claim_; }
  Claim* operator->() { return claim_.get(); }
  const Claim* operator->() const { return claim_.get(); }
  friend bool operator==(const AnyClaim& a, const AnyClaim& b) { return *a == *b; }

 private:
  std::unique_ptr<Claim> claim_;
};

// The tag of a statement in files.
uint8_t tag_of(const Statement& statement);

// The claim as that of its own statement, for that statement's code and whoever made the claim.
template <class Typed>
Typed& claim_as(Claim& claim) {
  ZKMEM_CHECK(tag_of(claim.statement()) == Typed::kTag);
  return static_cast<Typed&>(claim);
}
template <class Typed>
const Typed& claim_as(const Claim& claim) {
  ZKMEM_CHECK(tag_of(claim.statement()) == Typed::kTag);
  return static_cast<const Typed&>(claim);
}

}  // namespace zkmem
