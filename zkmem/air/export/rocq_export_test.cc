#include "zkmem/air/export/rocq_export.h"

#include <gtest/gtest.h>

#include "zkmem/air/interaction.h"

namespace zkmem {
namespace {

TEST(RocqExport, WritesEachKindOfNodeConstraintAndInteraction) {
  AirBuilder b({.preprocessed = 1, .cached_mains = {1}, .common_main = 2}, 1);
  b.when_first_row().assert_zero(b.main(0));
  b.when_last_row().assert_eq(b.cached(0, 0), b.public_value(0));
  b.when_transition().assert_zero(b.main(1, 1) + b.preprocessed(0));
  PermutationBus{5}.receive(b, {b.main(0), b.constant(-1)}, b.main(1));
  EXPECT_EQ(
      air_to_rocq(build_constraints(b), "Example", {"given", "said", "a", "b"}),
      "(* What `zkmem export --rocq` writes. The number of a node, and what it reads, are comments. *)\n"
      "From Zkmem Require Import Air.\n\n"
      "Definition Example : air := {|\n"
      "  cached_widths := [1];\n"
      "  width := 2;\n"
      "  public_values := 1;\n"
      "  nodes := [\n"
      "    FirstRow;  (* 0 *)\n"
      "    Cell 1 0 0;  (* 1: a *)\n"
      "    Mul 0 1;  (* 2 *)\n"
      "    LastRow;  (* 3 *)\n"
      "    Cell 0 0 0;  (* 4: said *)\n"
      "    Public 0;  (* 5: public_values[0] *)\n"
      "    Sub 4 5;  (* 6 *)\n"
      "    Mul 3 6;  (* 7 *)\n"
      "    Transition;  (* 8 *)\n"
      "    Cell 1 1 1;  (* 9: next.b *)\n"
      "    Preprocessed 0 0;  (* 10: given *)\n"
      "    Add 9 10;  (* 11 *)\n"
      "    Mul 8 11;  (* 12 *)\n"
      "    Constant 2013265920;  (* 13 *)\n"
      "    Cell 1 0 1;  (* 14: b *)\n"
      "    Neg 14  (* 15 *)\n"
      "  ];\n"
      "  constraints := [2; 7; 12];\n"
      "  interactions := [\n"
      "    {| bus := 5; message := [1; 13]; count := 15; weight := 1 |}\n"
      "  ]\n"
      "|}.\n");
}

TEST(RocqExport, GivesTypesNamesThatRocqTakes) {
  AirBuilder b({.preprocessed = 0, .cached_mains = {}, .common_main = 1}, 0);
  b.assert_zero(b.main(0));
  const std::string text = air_to_rocq(build_constraints(b), "Wrapper<Adapter,Core<4, 8>>", {"a"});
  EXPECT_NE(text.find("(* Wrapper<Adapter,Core<4, 8>> *)\nDefinition Wrapper_Adapter_Core_4_8 : air := {|\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace zkmem
