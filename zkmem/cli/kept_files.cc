#include "zkmem/cli/kept_files.h"

#include <filesystem>
#include <system_error>

#include "zkmem/base/file.h"

namespace zkmem::cli {

void add_keep_option(CLI::App& command, std::string& folder, const std::string& what) {
  command
      .add_option(
          "--keep", folder,
          what + " into this folder, which must not be there yet; its proofs.json says how to verify each")
      ->type_name("DIR");
}

Status KeptFiles::begin() const {
  if (folder_.empty()) return {};
  std::error_code error;
  if (!std::filesystem::create_directory(folder_, error))
    return bad_input(folder_ + ": " + (error ? error.message() : "is there already"));
  return {};
}

Status KeptFiles::finish() const {
  if (folder_.empty()) return {};
  return write_file(folder_ + "/proofs.json", list_.dump(0) + "\n");
}

}  // namespace zkmem::cli
