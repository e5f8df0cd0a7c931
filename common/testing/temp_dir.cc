#include "common/testing/temp_dir.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>

namespace zgc::testing {

TempDir::TempDir() {
  path_ = (std::filesystem::temp_directory_path() / "zgc-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) abort();
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace zgc::testing
