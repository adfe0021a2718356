#include "zkmem/field/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/field/simd_target.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace zkmem {

std::vector<std::string> simd_targets() {
  std::vector<std::string> names;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets())
    names.emplace_back(hwy::TargetName(target));
  return names;
}

bool pin_simd_target(const std::string& name) {
  hwy::SetSupportedTargetsForTest(0);
  int64_t chosen = 0;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (name == hwy::TargetName(target)) chosen = target;
  }
  if (chosen == 0 && !name.empty()) return false;
  hwy::SetSupportedTargetsForTest(chosen);
  hwy::GetChosenTarget().Update(chosen == 0 ? hwy::SupportedTargets() : chosen);
  return true;
}

}  // namespace zkmem
#endif  // HWY_ONCE
