#include "services/funding_ledger/rpc/instrument_service.h"

#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "common/rpc/test_options.h"
#include "common/rpc/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/rpc/funding_ledger_service.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/funding.grpc.pb.h"
#include "zgc/funding/v1/instruments.grpc.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class InstrumentServiceTest : public ::testing::Test {
 protected:
  InstrumentServiceTest() {
    auto server =
        rpc::Server::Create(rpc::TestOptions("funding_ledger", dir_), FundingLedgerSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    funding_ = MakeFundingLedgerService(server_->calls(), sources_);
    instruments_ = MakeInstrumentService(server_->calls());
    ZGC_EXPECT_OK(server_->Start({funding_.get(), instruments_.get()}));
    const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                             grpc::InsecureChannelCredentials());
    ledger_ = v1::FundingLedgerService::NewStub(channel);
    stub_ = v1::InstrumentService::NewStub(channel);
  }
  ~InstrumentServiceTest() override { server_->Stop(); }

  // Calls as a person; `fields` is the request in text format.
  template <typename Stub, typename Request, typename Response>
  static absl::StatusOr<Response> Send(Stub& stub,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const std::string& fields, const std::string& person) {
    grpc::ClientContext context;
    context.AddMetadata(rpc::kOnBehalfOf, person);
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    Response response;
    const auto status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }
  template <typename Method>
  auto Call(Method method, const std::string& fields, const std::string& person = "maker") {
    return Send(*stub_, method, fields, person);
  }
  template <typename Method>
  auto Ledger(Method method, const std::string& fields, const std::string& person = "maker") {
    return Send(*ledger_, method, fields, person);
  }

  testing::TempDir dir_;
  std::unique_ptr<rpc::Server> server_;
  resource::SourceWatch sources_;
  std::unique_ptr<grpc::Service> funding_;
  std::unique_ptr<grpc::Service> instruments_;
  std::unique_ptr<v1::FundingLedgerService::Stub> ledger_;
  std::unique_ptr<v1::InstrumentService::Stub> stub_;
};

using Stub = v1::InstrumentService::Stub;
using LedgerStub = v1::FundingLedgerService::Stub;

// From a rule to a payment that waits for a flag, over the wire.
TEST_F(InstrumentServiceTest, ALoanIsSubsidisedByARuleAndItsSecondSubsidyIsFlagged) {
  ZGC_ASSERT_OK(Ledger(&LedgerStub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  ZGC_ASSERT_OK(
      Ledger(&LedgerStub::CreateProgram, "program_id: 'f' program { display_name: 'f' }"));
  ZGC_ASSERT_OK(
      Ledger(&LedgerStub::CreateAppropriation,
             "appropriation_id: 'a' appropriation { fiscal_year: 'fiscalYears/2019' program: "
             "'programs/f' amount_fen: 500 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }"));
  ZGC_ASSERT_OK(Call(&Stub::CreateRuleVersion,
                     "rule_id: 'interest' rule_version { display_name: 'n' clause: '第三条' "
                     "document: 'd' effective_from: '2019-01-01' interest { share_percent: '50' "
                     "day_count: DAY_COUNT_ACTUAL_365 } }"));
  EXPECT_THAT(Call(&Stub::ApproveRuleVersion, "name: 'ruleVersions/interest-001'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(&Stub::ApproveRuleVersion, "name: 'ruleVersions/interest-001'", "checker"));
  ZGC_ASSERT_OK(Call(&Stub::CreateGuardRule,
                     "guard_rule_id: 'loan' guard_rule { display_name: 'n' item_kind: "
                     "SUPPORT_ITEM_KIND_LOAN action: GUARD_ACTION_FLAG scope: GUARD_SCOPE_ANY "
                     "effective_from: '2019-01-01' document: 'd' }"));
  ZGC_ASSERT_OK(Call(&Stub::ApproveGuardRule, "name: 'guardRules/loan'", "checker"));
  ZGC_ASSERT_OK(Call(&Stub::CreateLoan,
                     "loan_id: 'l' loan { borrower: '//park_region/enterprises/x' lender: '甲银行' "
                     "contract_number: '1' principal_fen: 7300 annual_rate_percent: '4' "
                     "start_date: '2019-01-01' end_date: '2020-01-01' program: 'programs/f' "
                     "document: 'd' }"));
  const auto subsidise = [&](const std::string& id, const std::string& span) {
    return Call(&Stub::CreateLoanSubsidy,
                absl::StrCat("loan_subsidy_id: '", id, "' request_id: '", id,
                             "' loan_subsidy { loan: 'loans/l' ", span,
                             " decision { display_name: 'n' program: 'programs/f' fiscal_year: "
                             "'fiscalYears/2019' rule: 'interest' date: '2019-12-01' document: "
                             "'d' } }"));
  };
  const auto first = subsidise("s1", "from_date: '2019-01-01' to_date: '2019-07-01'");
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->decision().calculation().amount_fen(), 72);
  // The same request is answered as before and makes no second award.
  EXPECT_EQ(subsidise("s1", "from_date: '2019-01-01' to_date: '2019-07-01'")->revision(),
            first->revision());
  ZGC_ASSERT_OK(subsidise("s2", "from_date: '2019-07-01' to_date: '2020-01-01'"));
  ZGC_ASSERT_OK(Ledger(&LedgerStub::ApproveAward, "name: 'awards/s1'", "checker"));
  ZGC_ASSERT_OK(Ledger(&LedgerStub::ApproveAward, "name: 'awards/s2'", "checker"));
  const auto flags = Call(&Stub::ListStackingFlags, "state: STACKING_FLAG_STATE_OPEN");
  ZGC_ASSERT_OK(flags);
  ASSERT_EQ(flags->stacking_flags_size(), 1);
  const char* payment =
      "payment_id: 'p' payment { award: 'awards/s2' amount_fen: 10 document: 'd' }";
  EXPECT_THAT(Ledger(&LedgerStub::CreatePayment, payment, "payer"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Call(&Stub::ClearStackingFlag,
                     "name: 'stackingFlags/s2-1' reason: '不同计息期' document: 'd'", "auditor"));
  ZGC_ASSERT_OK(Ledger(&LedgerStub::CreatePayment, payment, "payer"));
  const auto claims = Call(&Stub::FindSupportClaims,
                           "item { kind: SUPPORT_ITEM_KIND_LOAN issuer: '甲银行' number: '1' }");
  ZGC_ASSERT_OK(claims);
  EXPECT_EQ(claims->claims_size(), 2);
  const auto statistics = Call(&Stub::GetLoanStatistics, "to_date: '2019-12-31'");
  ZGC_ASSERT_OK(statistics);
  EXPECT_EQ(statistics->weighted_rate_percent(), "4");
}

}  // namespace
}  // namespace zgc::funding
