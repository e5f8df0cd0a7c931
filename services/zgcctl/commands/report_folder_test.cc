#include <fstream>

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/commands/report.h"
#include "services/zgcctl/output/rows.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using zgc::supervision::v1::Publication;
using zgc::testing::FailsWith;

using ::zgc::testing::kPrecondition;

Publication Made(const std::string& name, const std::string& sha256) {
  Publication publication;
  publication.set_name(name);
  publication.set_sha256(sha256);
  return publication;
}

TEST(ReportFolderTest, TheFilesOfAnotherPublicationAreNotWrittenOver) {
  const testing::TempDir dir;
  const Publication first = Made("publications/r", "ab");
  ZGC_EXPECT_OK(CheckIsOf(first, dir.path()));
  ZGC_EXPECT_OK(CheckIsOf(first, dir.path() + "/none"));
  const std::string record = dir.path() + "/" + kRecordFile;
  std::ofstream(record) << Pretty(ToJson(first));
  ZGC_EXPECT_OK(CheckIsOf(first, dir.path()));
  EXPECT_THAT(CheckIsOf(Made("publications/r-2", "cd"), dir.path()),
              FailsWith(kPrecondition, HasSubstr("holds publications/r, which stays")));
  // Of another suite.
  EXPECT_THAT(CheckIsOf(Made("publications/r", "cd"), dir.path()),
              FailsWith(kPrecondition, HasSubstr("--replace")));
  std::ofstream(record) << "{}";
  EXPECT_THAT(CheckIsOf(first, dir.path()),
              FailsWith(kPrecondition, HasSubstr("holds another publication")));
}

}  // namespace
}  // namespace zgc::ctl
