#include "services/park_region/domain/projects/investments.h"

#include "common/testing/reads.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using common::v1::ERROR_REASON_REFERENCE_NOT_FOUND;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;

class InvestmentsTest : public ParkRegionFixture {
 protected:
  InvestmentsTest() {
    for (const char* id : {"p", "q"}) {
      ZGC_EXPECT_OK(Do(CreateProject,
                       absl::StrCat("project_id: '", id,
                                    "' project { display_name: 'p' park: 'parks/a' enterprise: "
                                    "'enterprises/e1' investment_state: AMOUNT_STATE_UNKNOWN "
                                    "stage_events { document: 'd' stage: PROJECT_STATE_",
                                    id[0] == 'p' ? "SIGNED" : "LEAD", " } }")));
    }
  }
  absl::StatusOr<v1::InvestmentEntry> Add(const std::string& id, const std::string& fields,
                                          const std::string& project = "p") {
    return Do(CreateInvestmentEntry,
              absl::StrCat("investment_entry_id: '", id,
                           "' investment_entry { document: 'd' project: 'projects/", project, "' ",
                           fields, " }"));
  }
};

TEST_F(InvestmentsTest, EntriesOfAProjectStandByTheirDates) {
  ZGC_ASSERT_OK(Add("1",
                    "date: '2019-06' amount_state: AMOUNT_STATE_KNOWN amount_fen: 100 "
                    "stated_amount { amount: '1' currency: 'CNY' }"));
  ZGC_ASSERT_OK(Add("2", "date: '2019-03-05' amount_state: AMOUNT_STATE_UNKNOWN"));
  const auto found = InvestmentsOf(store_->Read(), "projects/p");
  ZGC_ASSERT_OK(found);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].name(), "investmentEntries/2");
  EXPECT_THAT(Listed(store_->Read(), ListInvestmentEntries, "project: 'projects/p'"),
              ElementsAre("investmentEntries/1", "investmentEntries/2"));
  ZGC_EXPECT_OK(Got(store_->Read(), GetInvestmentEntry, "name: 'investmentEntries/1'"));
}

TEST_F(InvestmentsTest, WhatCannotHaveComeInIsRefused) {
  EXPECT_THAT(Add("1", "date: '2999-01' amount_fen: 5 amount_state: AMOUNT_STATE_UNKNOWN"),
              FailsWith(kInvalid, AllOf(HasSubstr("investment_entry.date"),
                                        HasSubstr("investment_entry.amount_fen"))));
  EXPECT_THAT(Add("1",
                  "date: '2019-01' amount_fen: 5 amount_state: AMOUNT_STATE_KNOWN "
                  "stated_amount { amount: '1' currency: 'CNY' }"),
              FailsWith(kInvalid, HasSubstr("is not what is stated, 100 fen")));
  EXPECT_THAT(Add("1", "date: '2019-01' amount_state: AMOUNT_STATE_UNKNOWN", "q"),
              FailsWith(kInvalid, HasSubstr("investment_entry.project: has not been signed")));
  EXPECT_THAT(Add("1", "date: '2019-01' amount_state: AMOUNT_STATE_UNKNOWN", "no"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
