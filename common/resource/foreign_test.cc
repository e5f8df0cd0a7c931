#include "common/resource/foreign.h"

#include "common/testing/matchers.h"
#include "gtest/gtest.h"

namespace zgc::resource {
namespace {

absl::Status Checked(absl::string_view name) {
  Checks checks;
  CheckForeign(name, kParkPrefix, "park", checks);
  return checks.ToStatus();
}

TEST(ForeignTest, NamesAreThePrefixAndAnId) {
  ZGC_EXPECT_OK(Checked("//park_region/parks/a-1"));
  for (const char* name : {"", "parks/a", "//park_region/parks/", "//park_region/parks/A",
                           "//park_region/spaces/a", "//park_region/parks/a/b"}) {
    EXPECT_EQ(Checked(name).code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

}  // namespace
}  // namespace zgc::resource
