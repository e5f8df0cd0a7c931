#include "services/task_registry/domain/tasks/field_checks.h"

#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class FieldChecksTest : public TaskRegistryFixture {
 protected:
  static Texts Several(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
  }
};

TEST_F(FieldChecksTest, NoTextIsThereTwice) {
  Checks checks;
  CheckNoneTwice(Several({}), "texts", checks);
  CheckNoneTwice(Several({"a", "b"}), "texts", checks);
  ZGC_EXPECT_OK(checks.ToStatus());
  CheckNoneTwice(Several({"a", "b", "a"}), "texts", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("texts[2]")));
}

TEST_F(FieldChecksTest, ACountIsLeftOutKnownOrUnknown) {
  Checks checks;
  CheckCount(0, AMOUNT_STATE_UNSPECIFIED, "a", checks);
  CheckCount(5, AMOUNT_STATE_KNOWN, "b", checks);
  CheckCount(0, AMOUNT_STATE_UNKNOWN, "c", checks);
  ZGC_EXPECT_OK(checks.ToStatus());
  CheckCount(5, AMOUNT_STATE_UNSPECIFIED, "first_field", checks);
  CheckCount(5, AMOUNT_STATE_UNKNOWN, "second_field", checks);
  EXPECT_THAT(checks.ToStatus(),
              FailsWith(kInvalid, AllOf(HasSubstr("first_field"), HasSubstr("second_field"))));
}

TEST_F(FieldChecksTest, OrganisationsAreLookedUpAndRowsOfOthersAreNot) {
  const auto check = [&](const std::vector<std::string>& names) {
    Checks checks;
    ZGC_EXPECT_OK(CheckOrganisationsOrOthers(store_->Read(), Several(names), "f", checks));
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(check({"organisations/a", "//park_region/parks/p"}));
  EXPECT_THAT(check({"organisations/a", "organisations/none"}),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(FieldChecksTest, AParentDoesNotLeadBack) {
  v1::Organisation row = Find(kOrganisations, "organisations/a");
  ZGC_ASSERT_OK(
      Do(UpdateOrganisation, "organisation { name: 'organisations/b' parent: 'organisations/a' }"));
  const auto check = [&](const std::string& parent) {
    row.set_parent(parent);
    Checks checks;
    ZGC_EXPECT_OK(CheckParent(store_->Read(), kOrganisations, row, "f", checks));
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(check(""));
  ZGC_EXPECT_OK(check("organisations/issuer"));
  EXPECT_THAT(check("organisations/b"),
              FailsWith(kInvalid, HasSubstr("organisations/a would be a part of itself")));
}

}  // namespace
}  // namespace zgc::tasks
