// A thousand callers at once, all in flight before the first of them is answered: however
// they race, no limit gives more than it has, and an id is posted once.
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/call/test_call.h"
#include "common/rpc/wire/wire_status.h"
#include "google/rpc/error_details.pb.h"
#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/store/schema.h"
#include "tests/integration/node.h"
#include "zgc/funding/v1/account_service.grpc.pb.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/journal.grpc.pb.h"

namespace zgc::testing {
namespace {

using namespace zgc::funding::v1;  // NOLINT: the messages
using ::testing::HasSubstr;

constexpr int kClaims = 1000;
constexpr int kConnections = 10;

class Race : public ::testing::Test {
 protected:
  template <typename Response>
  using Answers = std::vector<absl::StatusOr<Response>>;

  Race()
      : node_("funding_ledger", funding::FundingLedgerSchema(), funding::RegisterFormulas,
              Made(funding::MakeServices)) {
    node_.Start();
    for (int i = 0; i < kConnections; ++i) {
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      channels_.push_back(grpc::CreateCustomChannel(node_.address(),
                                                    grpc::InsecureChannelCredentials(), arguments));
    }
  }

  // Sends all requests before the store commits any of them, and returns the answers in
  // the order of the requests.
  template <typename Service, typename Request, typename Response>
  Answers<Response> SendAll(const std::vector<Request>& requests, const std::string& person,
                            void (Service::Stub::async_interface::*method)(
                                grpc::ClientContext*, const Request*, Response*,
                                std::function<void(grpc::Status)>)) {
    struct Sent {
      grpc::ClientContext context;
      Response response;
      grpc::Status status;
    };
    std::vector<Sent> sent(requests.size());
    std::vector<std::unique_ptr<typename Service::Stub>> stubs;
    for (const auto& channel : channels_) stubs.push_back(Service::NewStub(channel));
    absl::BlockingCounter left(static_cast<int>(requests.size()));
    absl::Notification all_sent;
    node_.server().store().Submit(
        {},
        [&](storage::Txn&) -> absl::StatusOr<std::string> {
          all_sent.WaitForNotification();
          return "";
        },
        [](const absl::StatusOr<storage::Committed>&) {});
    for (size_t i = 0; i < requests.size(); ++i) {
      sent[i].context.AddMetadata(rpc::kOnBehalfOf, person);
      (stubs[i % kConnections]->async()->*method)(&sent[i].context, &requests[i], &sent[i].response,
                                                  [&, i](grpc::Status status) {
                                                    sent[i].status = std::move(status);
                                                    left.DecrementCount();
                                                  });
    }
    all_sent.Notify();
    left.Wait();
    Answers<Response> answers;
    for (Sent& one : sent) {
      if (one.status.ok()) {
        answers.emplace_back(std::move(one.response));
      } else {
        answers.emplace_back(rpc::FromWire(one.status));
      }
    }
    return answers;
  }

  ServiceNode node_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

class ClaimRaceTest : public Race {
 protected:
  ClaimRaceTest() : Race() {
    ZGC_EXPECT_OK(
        node_.server().store().Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
          CreateFiscalYearRequest request;
          request.set_fiscal_year_id("2019");
          ZGC_RETURN_IF_ERROR(funding::CreateFiscalYear(txn, {"", "clerk"}, request).status());
          return "";
        }));
    // A budget of 2,505 fen of which claims may be paid, and nothing below zero.
    ZGC_EXPECT_OK(Call(node_.channel(), &JournalService::Stub::BatchCreateAccounts,
                       "accounts { name: 'accounts/budget' fiscal_year: 'fiscalYears/2019' "
                       "normal_side: ACCOUNT_SIDE_CREDIT } "
                       "accounts { name: 'accounts/claims' fiscal_year: 'fiscalYears/2019' "
                       "normal_side: ACCOUNT_SIDE_CREDIT } "
                       "accounts { name: 'accounts/source' fiscal_year: 'fiscalYears/2019' "
                       "normal_side: ACCOUNT_SIDE_DEBIT }",
                       "clerk"));
    PostTransfersRequest request = Claim("the budget", 2505);
    request.mutable_transfers(0)->set_debit("accounts/source");
    request.mutable_transfers(0)->set_credit("accounts/budget");
    EXPECT_EQ(Results(SendAll<JournalService>(
                  std::vector{request}, "clerk",
                  &JournalService::Stub::async_interface::PostTransfers))[TRANSFER_RESULT_OK],
              1);
  }

  static PostTransfersRequest Claim(const std::string& id, int64_t fen) {
    PostTransfersRequest request;
    Transfer& transfer = *request.add_transfers();
    transfer.set_id(id);
    transfer.mutable_id()->resize(16, '.');
    transfer.set_debit("accounts/budget");
    transfer.set_credit("accounts/claims");
    transfer.set_amount_fen(fen);
    transfer.set_document("凭证");
    return request;
  }
  // How many have each result.
  static std::map<int, int> Results(const Answers<PostTransfersResponse>& answers) {
    std::map<int, int> counts;
    for (const auto& answer : answers) {
      EXPECT_TRUE(answer.ok()) << answer.status();
      if (answer.ok()) ++counts[answer->results(0)];
    }
    return counts;
  }
  std::map<int, int> PostAll(const std::vector<PostTransfersRequest>& requests) {
    return Results(SendAll<JournalService>(requests, "clerk",
                                           &JournalService::Stub::async_interface::PostTransfers));
  }
  int64_t Balance(const std::string& account) {
    const auto found = Call(node_.channel(), &JournalService::Stub::GetAccounts,
                            absl::StrCat("names: '", account, "'"));
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? found->accounts(0).balance_fen() : -1;
  }
};

using Counts = std::map<int, int>;

TEST_F(ClaimRaceTest, AsManyClaimsSucceedAsTheBudgetAdmits) {
  std::vector<PostTransfersRequest> requests;
  for (int i = 0; i < kClaims; ++i) requests.push_back(Claim(absl::StrCat("claim-", i), 10));
  EXPECT_EQ(PostAll(requests),
            (Counts{{TRANSFER_RESULT_OK, 250}, {TRANSFER_RESULT_INSUFFICIENT_FUNDS, 750}}));
  EXPECT_EQ(Balance("accounts/budget"), 5);
  EXPECT_EQ(Balance("accounts/claims"), 2500);
  // Those who were refused may ask again, the others are known.
  EXPECT_EQ(PostAll(requests),
            (Counts{{TRANSFER_RESULT_EXISTS, 250}, {TRANSFER_RESULT_INSUFFICIENT_FUNDS, 750}}));
}

// What is only reserved is taken all the same.
TEST_F(ClaimRaceTest, ReservationsCountAgainstTheBudget) {
  std::vector<PostTransfersRequest> requests;
  for (int i = 0; i < kClaims; ++i) {
    requests.push_back(Claim(absl::StrCat("claim-", i), 10));
    if (i % 2 == 0) requests.back().mutable_transfers(0)->set_mode(TRANSFER_MODE_PENDING);
  }
  EXPECT_EQ(PostAll(requests),
            (Counts{{TRANSFER_RESULT_OK, 250}, {TRANSFER_RESULT_INSUFFICIENT_FUNDS, 750}}));
}

TEST_F(ClaimRaceTest, AThousandCallersWithOneIdPostOnce) {
  const std::vector<PostTransfersRequest> same(kClaims, Claim("one", 7));
  EXPECT_EQ(PostAll(same), (Counts{{TRANSFER_RESULT_OK, 1}, {TRANSFER_RESULT_EXISTS, 999}}));
  EXPECT_EQ(Balance("accounts/claims"), 7);
  // And if no two mean the same.
  std::vector<PostTransfersRequest> others;
  for (int i = 0; i < kClaims; ++i) others.push_back(Claim("another", 1 + i));
  EXPECT_EQ(PostAll(others), (Counts{{TRANSFER_RESULT_OK, 1}, {TRANSFER_RESULT_ID_CONFLICT, 999}}));
}

class AwardRaceTest : public Race {
 protected:
  AwardRaceTest() : Race() {}

  // A fund of 100,000 fen, of which a program has so much.
  void Budget(int64_t allotted_fen) {
    const auto made = [&](auto method, const std::string& fields) {
      ZGC_ASSERT_OK(Call(node_.channel(), method, fields, "clerk"));
    };
    made(&FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'");
    made(&BudgetService::Stub::CreateProgram,
         "program_id: 'f' program { display_name: '专项资金' }");
    made(&BudgetService::Stub::CreateProgram,
         "program_id: 'p' program { display_name: '项目' parent: 'programs/f' }");
    made(&BudgetService::Stub::CreateAppropriation,
         "appropriation_id: 'a' appropriation { fiscal_year: 'fiscalYears/2019' program: "
         "'programs/f' amount_fen: 100000 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }");
    made(&BudgetService::Stub::CreateAllotment,
         absl::StrCat("allotment_id: 'a' allotment { fiscal_year: 'fiscalYears/2019' program: "
                      "'programs/p' document: 'd' amount_fen: ",
                      allotted_fen, " }"));
  }

  // Drafts a thousand awards of 10 fen and approves all of them at once. Returns the
  // refusals; exactly 250 must have been approved.
  std::vector<absl::Status> ApproveAll() {
    std::vector<CreateAwardRequest> drafts;
    std::vector<ApproveAwardRequest> approvals;
    for (int i = 0; i < kClaims; ++i) {
      CreateAwardRequest& draft = drafts.emplace_back();
      draft.set_award_id(absl::StrCat("w", i));
      Award& award = *draft.mutable_award();
      award.set_display_name("资助");
      award.set_program("programs/p");
      award.set_fiscal_year("fiscalYears/2019");
      award.set_recipient_count(1);
      award.set_amount_state(common::v1::AMOUNT_STATE_KNOWN);
      award.set_amount_fen(10);
      award.set_document("文件");
      award.add_parks("//park_region/parks/haidian");
      approvals.emplace_back().set_name(absl::StrCat("awards/w", i));
    }
    for (const auto& draft : SendAll<AwardService>(
             drafts, "maker", &AwardService::Stub::async_interface::CreateAward)) {
      EXPECT_TRUE(draft.ok()) << draft.status();
    }
    std::vector<absl::Status> refusals;
    for (const auto& answer : SendAll<AwardService>(
             approvals, "checker", &AwardService::Stub::async_interface::ApproveAward)) {
      if (!answer.ok()) refusals.push_back(answer.status());
    }
    EXPECT_EQ(refusals.size(), 750);
    int64_t committed = 0;
    ListAwardsRequest request;
    request.set_page_size(1000);
    grpc::ClientContext context;
    ListAwardsResponse awards;
    EXPECT_TRUE(AwardService::Stub(node_.channel()).ListAwards(&context, request, &awards).ok());
    for (const Award& award : awards.awards()) {
      if (award.state() == AWARD_STATE_APPROVED) committed += award.amount_fen();
    }
    EXPECT_EQ(committed, 2500);
    return refusals;
  }

  static google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
    google::rpc::ErrorInfo info;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
    EXPECT_TRUE(payload.has_value() && info.ParseFromString(std::string(*payload))) << status;
    return info;
  }
  int64_t Balance(const std::string& account) {
    const auto found = Call(node_.channel(), &AccountService::Stub::GetAccount,
                            absl::StrCat("name: '", account, "'"));
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? found->balance_fen() : -1;
  }
};

TEST_F(AwardRaceTest, ACeilingIsUsedUpAndEachRefusalSaysByWhom) {
  Budget(50'000);
  ZGC_ASSERT_OK(Call(node_.channel(), &BudgetService::Stub::CreateCeiling,
                     "ceiling_id: 'park' ceiling { fiscal_year: 'fiscalYears/2019' scope: "
                     "CEILING_SCOPE_PARK subject: '//park_region/parks/haidian' limit_fen: 2505 "
                     "document: 'd' }",
                     "clerk"));
  for (const absl::Status& refusal : ApproveAll()) {
    ASSERT_EQ(base::ReasonOf(refusal), common::v1::ERROR_REASON_INSUFFICIENT_FUNDS) << refusal;
    const auto info = InfoOf(refusal);
    EXPECT_EQ(info.metadata().at("account"), "accounts/2019-headroom-ceiling-park");
    EXPECT_EQ(info.metadata().at("holder"), "ceilings/park");
    EXPECT_EQ(info.metadata().at("headroom_fen"), "5");
    EXPECT_EQ(info.metadata().at("requested_fen"), "10");
    // Five of those that got it.
    const std::vector<std::string> holders = absl::StrSplit(info.metadata().at("held_by"), ", ");
    EXPECT_EQ(holders.size(), 5);
    for (const std::string& holder : holders) {
      EXPECT_THAT(holder, HasSubstr("awards/w"));
      EXPECT_THAT(holder, HasSubstr(" 10 fen"));
    }
  }
  EXPECT_EQ(Balance("accounts/2019-headroom-ceiling-park"), 5);
  EXPECT_EQ(Balance("accounts/2019-used-ceiling-park"), 2500);
  EXPECT_EQ(Balance("accounts/2019-available-p"), 47'500);
}

TEST_F(AwardRaceTest, AnAllotmentIsCommittedAndNotOverdrawn) {
  Budget(2505);
  for (const absl::Status& refusal : ApproveAll()) {
    ASSERT_EQ(base::ReasonOf(refusal), common::v1::ERROR_REASON_INSUFFICIENT_FUNDS) << refusal;
    const auto info = InfoOf(refusal);
    EXPECT_EQ(info.metadata().at("holder"), "programs/p");
    EXPECT_EQ(info.metadata().at("headroom_fen"), "5");
  }
  EXPECT_EQ(Balance("accounts/2019-available-p"), 5);
  EXPECT_EQ(Balance("accounts/2019-committed-p"), 2500);
}

}  // namespace
}  // namespace zgc::testing
