#include "services/funding_ledger/domain/guard/stacking_flags.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/guard_fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class StackingFlagsTest : public GuardFixture {
 protected:
  absl::StatusOr<v1::StackingFlag> Clear(const std::string& id, const std::string& person) {
    return Do(ClearStackingFlag,
              absl::StrCat("name: 'stackingFlags/", id, "' reason: 'r' document: 'd'"), person);
  }
};

TEST_F(StackingFlagsTest, AFlaggedAwardWaitsForAnotherPerson) {
  Rule("serial", "EQUIPMENT", "FLAG", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("EQUIPMENT", "s1")));
  ZGC_ASSERT_OK(Granted("b", Item("EQUIPMENT", "s1"), "young"));
  const auto flag = Find(kStackingFlags, "stackingFlags/b-1");
  EXPECT_EQ(flag.award(), "awards/b");
  EXPECT_EQ(flag.guard_rule(), "guardRules/serial");
  EXPECT_THAT(flag.earlier(), ElementsAre("awards/a"));
  EXPECT_EQ(flag.steps(0).actor(), "checker");
  EXPECT_THAT(Pay("p", "b", 10), FailsWith(kRefused, HasSubstr("stackingFlags/b-1 is open")));
  // The earlier one is not held up.
  ZGC_EXPECT_OK(Pay("pa", "a", 5));
  for (const char* person : {"maker", "checker"}) {
    EXPECT_THAT(Clear("b-1", person), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES)) << person;
  }
  EXPECT_THAT(Do(ClearStackingFlag, "name: 'stackingFlags/b-1'", "auditor"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  // What supports it is there if it is a record.
  for (const char* none : {"evidence/none", "//funding_ledger/evidence/none"}) {
    EXPECT_THAT(
        Do(ClearStackingFlag,
           absl::StrCat("name: 'stackingFlags/b-1' reason: 'r' document: '", none, "'"), "auditor"),
        HasReason(ERROR_REASON_REFERENCE_NOT_FOUND))
        << none;
  }
  ZGC_ASSERT_OK(Clear("b-1", "auditor"));
  EXPECT_THAT(Clear("b-1", "auditor"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(Pay("p", "b", 10));
  // What was cleared between the two is not asked again, at either.
  ZGC_EXPECT_OK(Pay("pa2", "a", 5));
}

TEST_F(StackingFlagsTest, WhatAPaymentWouldRaiseIsRecordedOnRequest) {
  Rule("invoice", "INVOICE", "FLAG", "ANY");
  ZGC_ASSERT_OK(Granted("a", ""));
  ZGC_ASSERT_OK(Granted("b", "", "young"));
  ZGC_ASSERT_OK(Pay("pa", "a", 10, Item("INVOICE", "i1")));
  const auto pays = [&] { return Pay("pb", "b", 10, Item("INVOICE", "i1")); };
  EXPECT_THAT(pays(), FailsWith(kRefused, HasSubstr("CheckStacking")));
  EXPECT_EQ(Recheck("b")->stacking_flags_size(), 0);
  const auto checked = Recheck("b", Item("INVOICE", "i1"));
  ZGC_ASSERT_OK(checked);
  ASSERT_EQ(checked->stacking_flags_size(), 1);
  EXPECT_THAT(checked->stacking_flags(0).earlier(), ElementsAre("payments/pa"));
  // Asking again raises no second one.
  EXPECT_EQ(Recheck("b", Item("INVOICE", "i1"))->stacking_flags_size(), 1);
  EXPECT_THAT(pays(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Clear("b-1", "auditor"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Clear("b-1", "inspector"));
  ZGC_EXPECT_OK(pays());
  ZGC_ASSERT_OK(Supports("draft", ""));
  EXPECT_THAT(Recheck("draft"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(StackingFlagsTest, AFlagIsRaisedForEachConflictThatHasNone) {
  Rule("g", "INVOICE", "FLAG", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "1")));
  ZGC_ASSERT_OK(Supports("b", Item("INVOICE", "1")));
  std::vector<Conflict> conflicts;
  ZGC_ASSERT_OK(FindConflicts(store_->Read(), ApprovalOf(Find(kAwards, "awards/b")), conflicts));
  ASSERT_EQ(Unflagged(store_->Read(), "awards/b", conflicts)->size(), 1u);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(Raise(txn, {"", "checker"}, "ApproveAward", "awards/b", conflicts));
    return "";
  }));
  EXPECT_EQ(Unflagged(store_->Read(), "awards/b", conflicts)->size(), 0u);
  auto flags = FlagsOf(store_->Read(), "awards/b");
  ZGC_ASSERT_OK(flags);
  ASSERT_EQ(flags->size(), 1u);
  EXPECT_EQ(flags->front().steps(0).actor(), "checker");
  EXPECT_THAT(RequireCleared("awards/b", *flags), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  flags->front().set_state(v1::STACKING_FLAG_STATE_CLEARED);
  ZGC_EXPECT_OK(RequireCleared("awards/b", *flags));
  EXPECT_THAT(Listed(store_->Read(), ListStackingFlags,
                     "award: 'awards/b' state: STACKING_FLAG_STATE_OPEN"),
              ElementsAre("stackingFlags/b-1"));
  EXPECT_THAT(Listed(store_->Read(), ListStackingFlags, "award: 'awards/a'"), IsEmpty());
  const auto found = Got(store_->Read(), GetStackingFlag, "name: 'stackingFlags/b-1'");
  ZGC_ASSERT_OK(found);
  EXPECT_THAT(found->earlier(), ElementsAre("awards/a"));
}

}  // namespace
}  // namespace zgc::funding
