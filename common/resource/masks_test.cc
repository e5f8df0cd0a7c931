#include "common/resource/masks.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

namespace zgc::resource {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

google::protobuf::FieldMask Mask(std::initializer_list<const char*> paths) {
  google::protobuf::FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

parks::v1::Enterprise Example() {
  parks::v1::Enterprise enterprise;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "name: 'enterprises/e' display_name: '甲' uscc: 'X' roles: 'a' roles: 'b' etag: 'r1'",
      &enterprise));
  return enterprise;
}

TEST(ReadMask, KeepsWhatItNamesAndAllIfItNamesNothing) {
  parks::v1::Enterprise row = Example();
  ZGC_ASSERT_OK(ApplyReadMask(Mask({}), row));
  ZGC_ASSERT_OK(ApplyReadMask(Mask({"*"}), row));
  EXPECT_EQ(row.uscc(), "X");
  ZGC_ASSERT_OK(ApplyReadMask(Mask({"name", "roles"}), row));
  EXPECT_EQ(row.name(), "enterprises/e");
  EXPECT_EQ(row.roles_size(), 2);
  EXPECT_EQ(row.uscc(), "");
  EXPECT_THAT(ApplyReadMask(Mask({"colour"}), row),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("colour")));
}

TEST(ReadMask, TrimsEachResourceOfAListAndNothingElse) {
  parks::v1::ListEnterprisesResponse response;
  *response.add_enterprises() = Example();
  *response.add_enterprises() = Example();
  response.set_next_page_token("t");
  ZGC_ASSERT_OK(ApplyReadMaskToList(Mask({"name"}), response));
  EXPECT_EQ(response.enterprises(1).name(), "enterprises/e");
  EXPECT_EQ(response.enterprises(1).display_name(), "");
  EXPECT_EQ(response.next_page_token(), "t");
}

class UpdateMask : public ::testing::Test {
 protected:
  absl::Status Apply(std::initializer_list<const char*> paths) {
    Checks checks;
    ApplyUpdateMask(Mask(paths), update_, {"display_name", "uscc", "roles"}, checks, row_);
    return checks.ToStatus();
  }
  UpdateMask() { update_.set_display_name("乙"); }

  parks::v1::Enterprise row_ = Example();
  parks::v1::Enterprise update_;
};

TEST_F(UpdateMask, WithoutPathsTakesWhatIsSet) {
  ZGC_ASSERT_OK(Apply({}));
  EXPECT_EQ(row_.display_name(), "乙");
  EXPECT_EQ(row_.uscc(), "X");
}

TEST_F(UpdateMask, ANamedFieldThatIsNotSetIsCleared) {
  ZGC_ASSERT_OK(Apply({"uscc", "roles"}));
  EXPECT_EQ(row_.uscc(), "");
  EXPECT_EQ(row_.roles_size(), 0);
  EXPECT_EQ(row_.display_name(), "甲");
}

TEST_F(UpdateMask, AStarTakesAllThatMayChangeAndNothingElse) {
  update_.set_etag("forged");
  ZGC_ASSERT_OK(Apply({"*"}));
  EXPECT_EQ(row_.display_name(), "乙");
  EXPECT_EQ(row_.uscc(), "");
  EXPECT_EQ(row_.etag(), "r1");
}

TEST_F(UpdateMask, FieldsThatMayNotChangeAreNamed) {
  EXPECT_THAT(Apply({"etag", "colour"}),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        ::testing::AllOf(HasSubstr("\"etag\""), HasSubstr("\"colour\""))));
  update_.clear_display_name();
  EXPECT_THAT(Apply({}), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("nothing")));
}

}  // namespace
}  // namespace zgc::resource
