#include "zkmem/sdk/openvm_config.h"

#include <gtest/gtest.h>

namespace zkmem {
namespace {

std::string refusal(std::string_view text) {
  const Status status = check_openvm_toml(text);
  return status.ok() ? "accepted" : status.error().message;
}

constexpr std::string_view kOwn = "[app_vm_config.rv32i]\n[app_vm_config.rv32m]\n[app_vm_config.io]\n";

std::string with(std::string_view more) { return std::string(kOwn) + std::string(more); }

TEST(OpenVmConfig, IsOfRv32imWithInputAndOutput) {
  EXPECT_EQ(refusal(kOwn), "accepted");
  EXPECT_EQ(
      refusal("app_vm_config = { rv32i = {}, rv32m = { range_tuple_checker_sizes = [256, 2048] }, io = {} }"),
      "accepted");
}

TEST(OpenVmConfig, RefusesWhatIsNoToml) {
  for (const std::string_view text :
       {std::string_view("[+"), std::string_view("[\0a]\n", 5), std::string_view("[[=]]")})
    EXPECT_EQ(refusal(text).substr(0, 15), "line 1, column ") << text;
}

TEST(OpenVmConfig, TakesAnyCharactersWhereTheyMayBe) {
  EXPECT_EQ(refusal(std::string("\xef\xbb\xbf# \xef\xbb\x97 \xe2\x82\xac\n") + std::string(kOwn)),
            "accepted");
  EXPECT_EQ(refusal("[app_vm_\xef\xbb\x97"
                    "fig.io]\n")
                .substr(0, 16),
            "line 1, column 9");
  EXPECT_EQ(refusal("# \xff\n"), "line 1: byte 2 begins no character of UTF-8");
}

TEST(OpenVmConfig, RefusesWhatIsAnotherMachine) {
  EXPECT_EQ(
      refusal(with("[app_vm_config.keccak]\n")),
      "line 4: app_vm_config.keccak: an extension that zkmem's machine (rv32i, rv32m, io) does not have; "
      "OpenVM's SDK proves it with zkmem's engine");
  EXPECT_EQ(refusal("[app_vm_config.rv32i]\n[app_vm_config.io]\n"),
            "line 1: app_vm_config.rv32m is not there, zkmem's machine has it");
  EXPECT_EQ(refusal("[app_vm_config.rv32i]\n[app_vm_config.io]\n[app_vm_config.rv32m]\n"
                    "range_tuple_checker_sizes = [256, 4096]\n"),
            "line 4: range_tuple_checker_sizes: zkmem's machine has [256, 2048] only");
  EXPECT_EQ(refusal(with("[app_vm_config.system.config]\nnum_public_values = 64\n")),
            "line 4: app_vm_config.system: zkmem's machine has OpenVM's default system only, leave it out");
  EXPECT_EQ(refusal(with("[system_params]\nl_skip = 4\n")),
            "line 4: system_params: parameters of one's own are read from the key: --app-vk or --app-pk");
}

TEST(OpenVmConfig, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(refusal(""), "there is no table [app_vm_config]");
  EXPECT_EQ(refusal(with("[app_vm_config.rv32]\n")),
            "line 4: app_vm_config: unknown field 'rv32', did you mean 'rv32i'?");
  EXPECT_EQ(refusal(with("[app_vm_confg]\n")),
            "line 4: unknown field 'app_vm_confg', did you mean 'app_vm_config'?");
  EXPECT_EQ(refusal(with("more = 1\n")), "line 4: app_vm_config.io: unknown field 'more'");
  EXPECT_EQ(refusal("app_vm_config = { rv32i = 1, rv32m = {}, io = {} }"),
            "line 1: app_vm_config.rv32i must be a table");
  EXPECT_EQ(refusal("[app_vm_config\n").substr(0, 16), "line 1, column 1");
}

}  // namespace
}  // namespace zkmem
