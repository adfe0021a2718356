#include "zkmem/cli/subject_options.h"

#include "zkmem/cli/file_at.h"

namespace zkmem::cli {

void SubjectOptions::add_options(CLI::App& command) {
  CLI::Option* program =
      command.add_option("--program", program_path_, "The ELF file, or OpenVM's .vmexe, that must have run");
  command.add_option("--log", pinned_.path, "The access log that must have been proven")->excludes(program);
  pinned_.add_reading_options(command);
}

verdict::SubjectRequest SubjectOptions::request() const {
  return {file_at(program_path_), file_at(pinned_.path), pinned_.reading()};
}

}  // namespace zkmem::cli
