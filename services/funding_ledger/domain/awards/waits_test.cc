#include "services/funding_ledger/domain/awards/waits.h"

#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/milestones.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class WaitsTest : public FundingFixture {
 protected:
  // 100 fen: 40 at once, 50 with milestone `milestone`, 10 with matching funds of 20.
  void GrantAndSign(const std::string& id, const std::string& program,
                    const std::string& milestone) {
    ZGC_ASSERT_OK(Grant(id, program,
                        Known(100) + "effective_date: '2019-05-01' matching_state: "
                                     "AMOUNT_STATE_KNOWN matching_fen: 30"));
    ZGC_ASSERT_OK(Do(
        SignAgreement,
        absl::StrCat("name: 'awards/", id, "' date: '2019-05-20' document: '协议' ",
                     "tranches { amount_fen: 40 condition: TRANCHE_CONDITION_NONE } "
                     "tranches { amount_fen: 50 condition: TRANCHE_CONDITION_MILESTONE due_date: "
                     "'2019-10-31' milestone: '//task_registry/milestones/",
                     milestone,
                     "' } tranches { amount_fen: 10 condition: TRANCHE_CONDITION_MATCHING "
                     "matching_fen: 20 }"),
        "signer"));
  }
  // What the feed of the task registry brings.
  void Milestone(const std::string& id, const std::string& state, const std::string& task,
                 const std::string& decided = "") {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      v1::TaskMilestone row;
      row.set_name("//task_registry/milestones/" + id);
      row.set_title("样机");
      row.set_task("//task_registry/tasks/" + task);
      row.set_state("MILESTONE_STATE_" + state);
      row.set_accepted(state == "ACCEPTED");
      row.set_due_date("2019-09-30");
      row.set_decided_date(decided);
      row.set_source_revision(7);
      kTaskMilestones.Put(txn, {row.name()}, row);
      return "";
    }));
  }
  absl::StatusOr<std::string> List(const std::string& filter, storage::Page page,
                                   v1::ListWaitingTranchesResponse& response,
                                   int64_t revision = 0) {
    v1::ListWaitingTranchesRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(filter, &request)) << filter;
    ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_->ReadAt(revision));
    return ListWaitingTranches(snapshot, request, page, response);
  }
  // "award/tranche what since" of each, in pages of `size`.
  std::vector<std::string> Waiting(const std::string& filter, int size = 100,
                                   int64_t revision = 0) {
    std::vector<std::string> lines;
    storage::Page page{size, ""};
    do {
      v1::ListWaitingTranchesResponse response;
      const auto next = List(filter, page, response, revision);
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok()) return lines;
      EXPECT_LE(response.waiting_tranches_size(), size);
      for (const v1::WaitingTranche& row : response.waiting_tranches()) {
        const WaitWords words = Describe(row);
        lines.push_back(absl::StrCat(row.award().substr(7), "/", row.tranche(), " ", row.open_fen(),
                                     " ", words.stands, " since ", row.since_date()));
      }
      page.start = *next;
    } while (!page.start.empty());
    return lines;
  }
};

TEST_F(WaitsTest, ATrancheSaysWhatItWaitsForAsTheFeedLastSaid) {
  GrantAndSign("a", "ic", "m");
  const int64_t before = store_->head();
  EXPECT_THAT(Waiting(""),
              ElementsAre("a/2 50 not read from the task registry yet since 2019-05-20",
                          "a/3 10 0 fen are evidenced since 2019-05-20"));
  Milestone("m", "REPORTED", "t");
  v1::ListWaitingTranchesResponse response;
  ZGC_ASSERT_OK(List("task: '//task_registry/tasks/t'", {10, ""}, response));
  ASSERT_EQ(response.waiting_tranches_size(), 1);
  const v1::WaitingTranche& row = response.waiting_tranches(0);
  EXPECT_EQ(row.award(), "awards/a");
  EXPECT_EQ(row.award_display_name(), "a");
  EXPECT_EQ(row.program(), "programs/ic");
  EXPECT_EQ(row.condition(), v1::TRANCHE_CONDITION_MILESTONE);
  EXPECT_EQ(row.milestone(), "//task_registry/milestones/m");
  EXPECT_EQ(row.milestone_title(), "样机");
  EXPECT_EQ(row.milestone_state(), "MILESTONE_STATE_REPORTED");
  EXPECT_EQ(row.milestone_due_date(), "2019-09-30");
  EXPECT_EQ(row.due_date(), "2019-10-31");
  EXPECT_EQ(row.source_revision(), 7);
  Milestone("m", "REJECTED", "t", "2019-10-08");
  EXPECT_THAT(Waiting("task: '//task_registry/tasks/t'"),
              ElementsAre("a/2 50 MILESTONE_STATE_REJECTED, due 2019-09-30 since 2019-10-08"));
  EXPECT_EQ(Waiting("", 100, before).size(), 2u) << "as of a revision";
}

// A payment is refused with TRANCHE_WAITING if and only if its tranche is listed.
TEST_F(WaitsTest, WhatIsListedIsWhatPaymentsAreRefusedFor) {
  GrantAndSign("a", "ic", "m");
  EXPECT_THAT(Pay("p", "a", 1, "tranche: 2"), HasReason(ERROR_REASON_TRANCHE_WAITING));
  EXPECT_THAT(Pay("p", "a", 1, "tranche: 3"), HasReason(ERROR_REASON_TRANCHE_WAITING));
  Milestone("m", "ACCEPTED", "t", "2019-06-01");
  EXPECT_THAT(Waiting(""), ElementsAre("a/3 10 0 fen are evidenced since 2019-05-20"));
  ZGC_EXPECT_OK(Pay("p", "a", 50, "tranche: 2"));
  ZGC_ASSERT_OK(Do(RecordMatchingEvidence,
                   "name: 'awards/a' date: '2019-06-01' amount_fen: 20 document: '银行回单'"));
  EXPECT_THAT(Waiting(""), ElementsAre());
  ZGC_EXPECT_OK(Pay("q", "a", 10, "tranche: 3"));
}

TEST_F(WaitsTest, PagesAndFiltersLoseNothing) {
  for (int i = 0; i < 5; ++i) {
    GrantAndSign(absl::StrCat("a", i), i % 2 == 0 ? "ic" : "young", absl::StrCat("m", i));
    Milestone(absl::StrCat("m", i), "PLANNED", i < 3 ? "t" : "u");
  }
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a4' reason: 'r'", "checker"));
  const auto all = Waiting("");
  EXPECT_EQ(all.size(), 8u);
  for (const int size : {1, 2, 3, 7}) EXPECT_EQ(Waiting("", size), all) << size;
  EXPECT_EQ(Waiting("award: 'awards/a1'", 1).size(), 2u);
  EXPECT_EQ(Waiting("program: 'programs/talent'", 1).size(), 4u) << "with what belongs to it";
  EXPECT_EQ(Waiting("program: 'programs/ic' task: '//task_registry/tasks/t'", 1).size(), 2u);
  EXPECT_EQ(Waiting("task: '//task_registry/tasks/u'").size(), 1u);
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a0' amount_fen: 40 reason: 'r'", "checker"));
  EXPECT_EQ(Waiting("award: 'awards/a0'").size(), 0u) << "nothing is left to wait";
  v1::ListWaitingTranchesResponse response;
  EXPECT_THAT(List("award: 'awards/none'", {10, ""}, response),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(List("program: 'programs/none'", {10, ""}, response),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(List("", {10, "x"}, response), FailsWith(absl::StatusCode::kInternal, ::testing::_));
}

TEST_F(WaitsTest, ATrancheWaitsForItsMilestoneOrItsFundsOrForNothing) {
  GrantAndSign("a", "ic", "m");
  const v1::Award award = Find(kAwards, "awards/a");
  const auto wait = [&](int tranche, int64_t matched_fen) {
    const auto found = WaitOf(store_->Read(), award, award.tranches(tranche - 1), matched_fen);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(absl::nullopt);
  };
  EXPECT_FALSE(wait(1, 0).has_value());
  ASSERT_TRUE(wait(2, 0).has_value());
  EXPECT_EQ(wait(2, 0)->milestone(), "//task_registry/milestones/m");
  EXPECT_EQ(wait(2, 0)->open_fen(), 50);
  Milestone("m", "ACCEPTED", "t", "2019-09-01");
  EXPECT_FALSE(wait(2, 0).has_value());
  ASSERT_TRUE(wait(3, 19).has_value());
  EXPECT_EQ(wait(3, 19)->matched_fen(), 19);
  EXPECT_FALSE(wait(3, 20).has_value());
}

}  // namespace
}  // namespace zgc::funding
