#include "services/funding_ledger/domain/budget/allotments.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using AllotmentsTest = FundingFixture;

TEST_F(AllotmentsTest, AnAllotmentTakesFromTheNearestAllotmentAbove) {
  ZGC_ASSERT_OK(Allot("a", "talent", 600));
  EXPECT_EQ(BalanceOf("available-fund"), 400);
  EXPECT_EQ(BalanceOf("available-talent"), 600);
  ZGC_ASSERT_OK(Allot("b", "young", 250));
  EXPECT_EQ(BalanceOf("available-fund"), 400);
  EXPECT_EQ(BalanceOf("available-talent"), 350);
  EXPECT_EQ(Refusal(Allot("c", "young", 351).status()),
            "accounts/2019-available-talent of programs/talent: 350 left, 351 asked for");
  EXPECT_THAT(Allot("d", "fund", 1), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(AllotmentsTest, AllotmentsStayWithinTheCeilingOfTheProgram) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Allot("a", "capped", 70));
  EXPECT_EQ(Refusal(Allot("b", "capped", 31).status()),
            "programs/capped of programs/capped: 30 left, 31 asked for");
  ZGC_EXPECT_OK(Allot("b", "capped", 30));
}

TEST_F(AllotmentsTest, AllotmentsAreListedByYearAndProgram) {
  ZGC_ASSERT_OK(Allot("a", "ic", 100));
  EXPECT_THAT(Listed(store_->Read(), ListAllotments,
                     "fiscal_year: 'fiscalYears/2019' program: 'programs/ic'"),
              ElementsAre("allotments/a"));
  EXPECT_THAT(Listed(store_->Read(), ListAllotments, "program: 'programs/talent'"), IsEmpty());
  const auto found = Got(store_->Read(), GetAllotment, "name: 'allotments/a'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 100);
  EXPECT_THAT(Got(store_->Read(), GetAllotment, "name: 'allotments/b'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(AllotmentsTest, WhatAProgramGotCountsUnderItsCeiling) {
  ZGC_ASSERT_OK(AddProgram("small", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Allot("a", "small", 60));
  const v1::Program program = Find(kPrograms, "programs/small");
  EXPECT_EQ(*AllottedTo(store_->Read(), program, "fiscalYears/2019"), 60);
  EXPECT_EQ(*AllottedTo(store_->Read(), program, "fiscalYears/2020"), 0);
  ZGC_EXPECT_OK(CheckProgramCeiling(store_->Read(), program, "fiscalYears/2019", 40));
  EXPECT_EQ(Refusal(CheckProgramCeiling(store_->Read(), program, "fiscalYears/2019", 41)),
            "programs/small of programs/small: 40 left, 41 asked for");
  ZGC_EXPECT_OK(CheckProgramCeiling(store_->Read(), program, "fiscalYears/2020", 100));
  // What was reversed was not given.
  ZGC_ASSERT_OK(Do(CreateReversal,
                   "reversal_id: 'r' reversal { source: 'allotments/a' reason: 'r' document: 'd' }",
                   "auditor"));
  EXPECT_EQ(*AllottedTo(store_->Read(), program, "fiscalYears/2019"), 0);
}

TEST_F(AllotmentsTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(
      Do(CreateAllotment,
         "allotment_id: 'A' allotment { fiscal_year: 'fiscalYears/2019' program: "
         "'programs/fund' effective_date: '2020-01-01' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("allotment_id"), HasSubstr("is a fund"),
                                HasSubstr("allotment.amount_fen"), HasSubstr("is not in 2019"),
                                HasSubstr("allotment.document"))));
}

}  // namespace
}  // namespace zgc::funding
