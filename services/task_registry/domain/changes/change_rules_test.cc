#include "services/task_registry/domain/changes/change_rules.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(ChangeRulesTest, EveryKindOfAChangeHasARule) {
  for (int field = v1::ChangeField_MIN; field <= v1::ChangeField_MAX; ++field) {
    if (!v1::ChangeField_IsValid(field)) continue;
    const auto kind = static_cast<v1::ChangeField>(field);
    const ChangeRule* rule = FindChangeRule(kind);
    ASSERT_EQ(rule == nullptr, kind == v1::CHANGE_FIELD_UNSPECIFIED) << v1::ChangeField_Name(kind);
    if (rule != nullptr) EXPECT_EQ(rule->field, kind);
  }
}

TEST(ChangeRulesTest, ARequestSaysWhatItsKindTakesAndNothingElse) {
  v1::ChangeRequest change;
  change.set_organisation("organisations/b");
  change.mutable_target();
  resource::Checks checks;
  CheckTakes(*FindChangeRule(v1::CHANGE_FIELD_DUTY_DEADLINE), change, checks);
  EXPECT_THAT(
      checks.ToStatus(),
      FailsWith(kInvalid, AllOf(HasSubstr("organisation: is not for CHANGE_FIELD_DUTY_DEADLINE"),
                                HasSubstr("target: is not for"), HasSubstr("duty: is required of"),
                                HasSubstr("new_value: is required of"))));
  change.Clear();
  change.set_duty("duties/x");
  change.set_new_value("2019-12-31");
  resource::Checks none;
  CheckTakes(*FindChangeRule(v1::CHANGE_FIELD_DUTY_DEADLINE), change, none);
  ZGC_EXPECT_OK(none.ToStatus());
}

TEST(ChangeRulesTest, AChangePointsAtWhatItNames) {
  v1::ChangeRequest change;
  EXPECT_EQ(PointOf(change), "");
  change.mutable_target()->set_indicator("indicators/i");
  EXPECT_EQ(PointOf(change), "indicators/i");
}

}  // namespace
}  // namespace zgc::tasks
