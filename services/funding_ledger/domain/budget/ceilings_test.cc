#include "services/funding_ledger/domain/budget/ceilings.h"

#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "common/resource/rows.h"
#include "common/testing/reads.h"
#include "common/testing/rounds.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kParkA[] = "//park_region/parks/a";

constexpr char kFirmX[] = "//park_region/enterprises/x";

std::string At(const std::string& park) { return absl::StrCat("parks: '", park, "' "); }

std::string To(const std::string& firm) { return absl::StrCat("enterprises: '", firm, "' "); }

class CeilingsTest : public FundingFixture {
 protected:
  // Runs `count` requests from several threads at once; how many went through.
  // Every refusal has to be for want of money.
  template <typename Response, typename Request>
  int Race(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&, const Request&),
           int count, const std::function<Request(int)>& request) {
    constexpr int kThreads = 8;
    std::atomic<int> done_ok = 0;
    absl::BlockingCounter all(count);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = t; i < count; i += kThreads) {
          store_->Submit(
              {},
              [method, body = request(i)](storage::Txn& txn) -> absl::StatusOr<std::string> {
                ZGC_RETURN_IF_ERROR(method(txn, {"", "racer"}, body).status());
                return "";
              },
              [&](const absl::StatusOr<storage::Committed>& done) {
                if (done.ok()) {
                  ++done_ok;
                } else {
                  EXPECT_THAT(done, HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
                }
                all.DecrementCount();
              });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    all.Wait();
    return done_ok;
  }
};

// The violations of a refusal, one a line.
std::string Violations(const absl::Status& status) {
  google::rpc::PreconditionFailure failure;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
  if (!payload.has_value() || !failure.ParseFromString(std::string(*payload))) return "";
  std::string lines;
  for (const auto& violation : failure.violations()) {
    absl::StrAppend(&lines, violation.subject(), ": ", violation.description(), "\n");
  }
  return lines;
}

TEST_F(CeilingsTest, EachScopeBindsTheAwardsThatLieUnderIt) {
  ZGC_ASSERT_OK(Limit("year", "FISCAL_YEAR", "", 400));
  ZGC_ASSERT_OK(Limit("talent", "PROGRAM", "programs/talent", 300));
  ZGC_ASSERT_OK(Limit("park", "PARK", kParkA, 200));
  ZGC_ASSERT_OK(Limit("firm", "ENTERPRISE", kFirmX, 100));
  const auto refusal = [&](const std::string& program, const std::string& more) {
    return Refusal(Grant("refused", program, more).status());
  };
  const auto of = [](const std::string& ceiling, int left, int asked) {
    return absl::StrCat("accounts/2019-headroom-ceiling-", ceiling, " of ceilings/", ceiling, ": ",
                        left, " left, ", asked, " asked for");
  };
  // Each refused grant leaves its draft; a new id each time.
  EXPECT_EQ(refusal("ic", Known(401)), of("year", 400, 401));
  const auto draft = [&](const std::string& id, const std::string& program,
                         const std::string& more) {
    ZGC_EXPECT_OK(Draft(id, program, more));
    return Refusal(Approve(id).status());
  };
  EXPECT_EQ(draft("r1", "young", Known(301)), of("talent", 300, 301));
  EXPECT_EQ(draft("r2", "ic", Known(201) + At(kParkA)), of("park", 200, 201));
  EXPECT_EQ(draft("r3", "ic", Known(101) + To(kFirmX)), of("firm", 100, 101));
  // Another park, enterprise or program does not count.
  ZGC_EXPECT_OK(Grant(
      "g1", "ic", Known(100) + At("//park_region/parks/b") + To("//park_region/enterprises/y")));
  ZGC_EXPECT_OK(Grant("g2", "young", Known(100) + At(kParkA) + To(kFirmX)));
  EXPECT_EQ(draft("r4", "ic", Known(1) + To(kFirmX)), of("firm", 0, 1));
  EXPECT_EQ(draft("r5", "ic", Known(101) + At(kParkA)), of("park", 100, 101));
  EXPECT_EQ(draft("r6", "talent", Known(201)), of("year", 200, 201));
}

TEST_F(CeilingsTest, ARefusalNamesEveryCeilingThatBoundAndItsLargestHolders) {
  ZGC_ASSERT_OK(Grant("before", "ic", Known(30) + At(kParkA)));
  ZGC_ASSERT_OK(Limit("park", "PARK", kParkA, 100));
  ZGC_ASSERT_OK(Limit("firm", "ENTERPRISE", kFirmX, 40));
  for (int i = 1; i <= 6; ++i) {
    ZGC_ASSERT_OK(Grant(absl::StrCat("a", i), "ic", Known(i) + At(kParkA)));
  }
  ZGC_ASSERT_OK(Grant("x", "young", Known(35) + To(kFirmX)));
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a6' amount_fen: 2 reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a5' reason: 'r'", "checker"));
  const absl::Status refused = Grant("claim", "ic", Known(70) + At(kParkA) + To(kFirmX)).status();
  EXPECT_EQ(Violations(refused),
            "accounts/2019-headroom-ceiling-park: ceilings/park has 58 fen left, 70 were asked "
            "for; held by awards/before 30 fen, awards/a4 4 fen, awards/a3 3 fen, awards/a2 2 fen, "
            "awards/a6 2 fen and 1 more\n"
            "accounts/2019-headroom-ceiling-firm: ceilings/firm has 5 fen left, 70 were asked for; "
            "held by awards/x 35 fen\n");
  google::rpc::ErrorInfo info;
  const auto payload = refused.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  ASSERT_TRUE(payload.has_value() && info.ParseFromString(std::string(*payload)));
  EXPECT_EQ(info.metadata().at("held_by").substr(0, 23), "awards/before 30 fen, a");
  // Those beyond five are counted, but not the award that asks.
  for (int i = 7; i <= 9; ++i) {
    ZGC_ASSERT_OK(Grant(absl::StrCat("b", i), "ic", Known(1) + At(kParkA)));
  }
  EXPECT_THAT(Violations(Grant("more", "ic", Known(70) + At(kParkA)).status()),
              ::testing::EndsWith(", awards/a2 2 fen, awards/a6 2 fen and 4 more\n"));
}

TEST_F(CeilingsTest, ARefusalTakesNothingFromTheOtherCeilings) {
  ZGC_ASSERT_OK(Limit("park", "PARK", kParkA, 100));
  ZGC_ASSERT_OK(Limit("firm", "ENTERPRISE", kFirmX, 50));
  EXPECT_THAT(Grant("a", "ic", Known(60) + At(kParkA) + To(kFirmX)),
              HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  EXPECT_EQ(BalanceOf("headroom-ceiling-park"), 100);
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
}

TEST_F(CeilingsTest, AProgramCeilingHoldsEveryYearWithSubProgramsIncluded) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(AddProgram("part", "capped"));
  ZGC_ASSERT_OK(Grant("a", "part", Known(70)));
  ZGC_ASSERT_OK(Draft("b", "capped", Known(31)));
  EXPECT_EQ(Refusal(Approve("b").status()),
            "accounts/2019-headroom-program-capped of programs/capped: 30 left, 31 asked for");
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'"));
  ZGC_EXPECT_OK(Approve("b"));
  EXPECT_EQ(BalanceOf("used-program-capped"), 31);
}

TEST_F(CeilingsTest, AwardsFromBeforeCountUnderANewCeiling) {
  ZGC_ASSERT_OK(Grant("a", "young", Known(80)));
  ZGC_ASSERT_OK(Draft("draft", "young", Known(500)));
  ZGC_ASSERT_OK(Grant("gone", "young", Known(10)));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/gone' reason: 'r'"));
  EXPECT_THAT(Limit("c", "PROGRAM", "programs/talent", 79), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Limit("c", "PROGRAM", "programs/talent", 100));
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 20);
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 30 reason: 'r'", "checker"));
  EXPECT_EQ(BalanceOf("headroom-ceiling-c"), 70);
}

TEST_F(CeilingsTest, ACeilingNamesWhatItLimits) {
  const auto wrong = HasReason(ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(Limit("c", "FISCAL_YEAR", "programs/ic", 1), wrong);
  EXPECT_THAT(Limit("c", "PARK", "parks/a", 1), wrong);
  EXPECT_THAT(Limit("c", "ENTERPRISE", kParkA, 1), wrong);
  EXPECT_THAT(Limit("c", "UNSPECIFIED", "", 1), wrong);
  EXPECT_THAT(Limit("c", "FISCAL_YEAR", "", 0), wrong);
  EXPECT_THAT(Limit("c", "PROGRAM", "programs/x", 1), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(CeilingsTest, RacingClaimsNeverExceedACeiling) {
  constexpr int kClaims = testing::Rounds(1000);
  ZGC_ASSERT_OK(Limit("park", "PARK", kParkA, 500));
  for (int i = 0; i < kClaims; ++i) {
    ZGC_ASSERT_OK(Draft(absl::StrCat("a", i), "ic", Known(7) + At(kParkA)));
  }
  const int approved = Race<v1::Award, v1::ApproveAwardRequest>(ApproveAward, kClaims, [](int i) {
    v1::ApproveAwardRequest request;
    request.set_name(absl::StrCat("awards/a", i));
    return request;
  });
  EXPECT_EQ(approved, 500 / 7);
  EXPECT_EQ(BalanceOf("used-ceiling-park"), 500 / 7 * 7);
  EXPECT_EQ(BalanceOf("committed-ic"), 500 / 7 * 7);
  EXPECT_EQ(BalanceOf("available-fund"), 1000 - 500 / 7 * 7);
}

TEST_F(CeilingsTest, RacingTranchesNeverExceedTheAward) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  const int paid = Race<v1::Payment, v1::CreatePaymentRequest>(CreatePayment, 64, [](int i) {
    v1::CreatePaymentRequest request;
    request.set_payment_id(absl::StrCat("p", i));
    request.mutable_payment()->set_award("awards/a");
    request.mutable_payment()->set_amount_fen(30);
    request.mutable_payment()->set_document("d");
    return request;
  });
  EXPECT_EQ(paid, 3);
  EXPECT_EQ(BalanceOf("spent-ic"), 90);
  EXPECT_EQ(BalanceOf("committed-ic"), 10);
}

TEST_F(CeilingsTest, CeilingsAreListedByYear) {
  ZGC_ASSERT_OK(Limit("k", "FISCAL_YEAR", "", 500));
  EXPECT_THAT(Listed(store_->Read(), ListCeilings, "fiscal_year: 'fiscalYears/2019'"),
              ElementsAre("ceilings/k"));
  EXPECT_THAT(Listed(store_->Read(), ListCeilings, "fiscal_year: 'fiscalYears/2020'"), IsEmpty());
  const auto found = Got(store_->Read(), GetCeiling, "name: 'ceilings/k'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->limit_fen(), 500);
  EXPECT_THAT(Got(store_->Read(), GetCeiling, "name: 'ceilings/l'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(CeilingsTest, ACeilingHasThreeAccountsOfItsOwn) {
  v1::Ceiling ceiling;
  ceiling.set_name("ceilings/k");
  const CeilingAccounts accounts = AccountsOf(ceiling);
  EXPECT_EQ(accounts.limit.kind, v1::ACCOUNT_KIND_LIMIT);
  EXPECT_EQ(accounts.headroom.kind, v1::ACCOUNT_KIND_HEADROOM);
  EXPECT_EQ(accounts.used.holder, "ceilings/k");
  EXPECT_EQ(accounts.used.program, "");
  v1::Program program;
  program.set_name("programs/ic");
  EXPECT_EQ(AccountsOf(program).used.program, "programs/ic");
}

TEST_F(CeilingsTest, TheCeilingOfAProgramIsTheLastChangeThatHoldsInTheYear) {
  v1::Program program;
  EXPECT_FALSE(CeilingIn(program, "fiscalYears/2019").has_value());
  program.set_ceiling_state(AMOUNT_STATE_KNOWN);
  program.set_ceiling_fen(100);
  v1::CeilingChange& alone = *program.add_ceiling_changes();
  alone.set_fiscal_year("fiscalYears/2020");
  alone.set_last_fiscal_year("fiscalYears/2020");
  alone.set_limit_fen(150);
  v1::CeilingChange& ended = *program.add_ceiling_changes();
  ended.set_fiscal_year("fiscalYears/2022");
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2019"), 100);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2020"), 150);
  EXPECT_EQ(CeilingIn(program, "fiscalYears/2021"), 100);
  EXPECT_FALSE(CeilingIn(program, "fiscalYears/2022").has_value());
}

TEST_F(CeilingsTest, WhatHoldsMoneyUnderACeilingIsKnownAndStands) {
  v1::Award award;
  award.set_state(v1::AWARD_STATE_APPROVED);
  EXPECT_FALSE(Holds(award));
  award.set_amount_state(AMOUNT_STATE_KNOWN);
  EXPECT_TRUE(Holds(award));
  award.set_state(v1::AWARD_STATE_DRAFT);
  EXPECT_FALSE(Holds(award));
  award.set_state(v1::AWARD_STATE_CANCELLED);
  EXPECT_FALSE(Holds(award));
}

TEST_F(CeilingsTest, AnEndedCeilingIsTakenUpUnlessAnotherWasSet) {
  ZGC_ASSERT_OK(Limit("k", "PARK", kParkA, 500));
  const auto take_up = [&](bool end_first) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_ASSIGN_OR_RETURN(v1::Ceiling row, GetRow(txn, kCeilings, "ceilings/k"));
                  if (end_first) EndCeiling(txn, row);
                  ZGC_RETURN_IF_ERROR(TakeUpCeiling(txn, row));
                  return "";
                })
        .status();
  };
  ZGC_EXPECT_OK(take_up(true));
  // It limits its subject by now.
  EXPECT_THAT(take_up(false), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(CeilingsTest, WhatIsUsedAndGivenBackMovesUnderEachCeilingAndNamesItsHolders) {
  ZGC_ASSERT_OK(Limit("k", "PARK", kParkA, 500));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300) + At(kParkA)));
  const v1::Award award = Find(kAwards, "awards/a");
  const auto lineage = WithParents(store_->Read(), "programs/ic");
  ZGC_ASSERT_OK(lineage);
  const auto moved = [&](bool back, int64_t fen) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  Posting posting(
                      {"fiscalYears/2019", "", "programs/ic", "awards/a", "awards/a", "", "", "d"});
                  if (back) {
                    ZGC_RETURN_IF_ERROR(ReleaseCeilings(txn, award, "", *lineage, fen, posting));
                  } else {
                    ZGC_RETURN_IF_ERROR(UseCeilings(txn, award, *lineage, fen, posting));
                  }
                  ZGC_RETURN_IF_ERROR(NameHolders(txn, "awards/z", posting.Post(txn)));
                  return "";
                })
        .status();
  };
  ZGC_EXPECT_OK(moved(true, 100));
  EXPECT_EQ(BalanceOf("headroom-ceiling-k"), 300);
  ZGC_EXPECT_OK(moved(false, 100));
  EXPECT_EQ(BalanceOf("headroom-ceiling-k"), 200);
  EXPECT_THAT(Violations(moved(false, 201)), HasSubstr("held by awards/a"));
}

TEST_F(CeilingsTest, ALimitIsSetAnewWithWhatAwardsHoldByNow) {
  ZGC_ASSERT_OK(Do(CreateCeiling,
                   absl::StrCat("ceiling_id: 'k' ceiling { fiscal_year: 'fiscalYears/2019' scope: "
                                "CEILING_SCOPE_PARK document: 'd' limit_fen: 500 subject: '",
                                kParkA, "' }")));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300) + At(kParkA)));
  v1::Ceiling row = Find(kCeilings, "ceilings/k");
  const auto set = [&](int64_t limit_fen) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  row.set_limit_fen(limit_fen);
                  Posting posting({"fiscalYears/2019", "", "", "", row.name(), "", "", "d"});
                  ZGC_RETURN_IF_ERROR(SetAnew(txn, row, AccountsOf(row), posting));
                  ZGC_RETURN_IF_ERROR(posting.Post(txn));
                  return "";
                })
        .status();
  };
  EXPECT_THAT(set(299), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  ZGC_ASSERT_OK(set(400));
  EXPECT_EQ(BalanceOf("headroom-ceiling-k"), 100);
  ZGC_ASSERT_OK(set(700));
  EXPECT_EQ(BalanceOf("headroom-ceiling-k"), 400);
}

}  // namespace
}  // namespace zgc::funding
