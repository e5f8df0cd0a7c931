#include <filesystem>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/storage/backups.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "common/testing/printed.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/commands/commands.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using zgc::testing::Printed;

// A set with a backup of one service.
class RestoreTest : public ::testing::Test {
 protected:
  RestoreTest() {
    storage::StoreOptions options;
    options.url = made_.StoreUrl();
    options.create = true;
    storage::Schema schema;
    schema.name = "park_region";
    const auto store = storage::Store::Open(schema, options);
    ZGC_EXPECT_OK(store);
    const std::string backups = absl::StrCat(dir_.path(), "/backups");
    const auto backup = (*store)->CreateBackup(backups, absl::Now());
    ZGC_EXPECT_OK(backup);
    const auto folder = storage::BackupFolder(backups, backup->id);
    ZGC_EXPECT_OK(folder);
    std::filesystem::create_directory(set_);
    std::filesystem::rename(*folder, absl::StrCat(set_, "/park_region"));
  }

  // What is said, while all goes well.
  std::string Restore(const std::string& to, const std::string& more = "") {
    CLI::App app("test", "zgcctl");
    const Options options;
    int code = 0;
    AddBackups(app, options, code);
    const Printed out(std::cout);
    const Printed printed(std::cerr);
    app.parse(absl::StrCat("restore --from ", set_, " --to ", dir_.path(), "/", to,
                           "/{service} --reason r ", more));
    EXPECT_EQ(code, kExitOk) << printed.text();
    EXPECT_THAT(out.text(), HasSubstr("park_region"));
    return printed.text();
  }

  testing::TempDir made_;
  testing::TempDir dir_;
  const std::string set_ = absl::StrCat(dir_.path(), "/set");
};

TEST_F(RestoreTest, SaysOfWhichServicesTheSetHasNothing) {
  EXPECT_THAT(Restore("a"),
              HasSubstr(absl::StrCat("zgcctl: restore: ", set_,
                                     " holds no backup of task_registry, funding_ledger, "
                                     "supervision_reporting, which this restores nothing of\n")));
  // Who asks for one knows.
  EXPECT_THAT(Restore("b", "--service park_region"), Not(HasSubstr("no backup")));
}

}  // namespace
}  // namespace zgc::ctl
