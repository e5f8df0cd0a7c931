#include "common/contract/contract.h"

#include <google/protobuf/text_format.h>

#include <map>
#include <memory>
#include <string>

#include "common/contract/rules.h"
#include "common/rpc/test_server.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/rpc/test_wire.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/adjustment_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/guard_service.grpc.pb.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {
namespace {

using google::protobuf::DescriptorPool;
using ::zgc::testing::HasReason;

constexpr const char* kServices[] = {
    "AccountService",       "AdjustmentService", "BudgetService",  "FiscalYearService",
    "FundingReportService", "GuardService",      "JournalService",
};
constexpr const char* kRows[] = {
    "Account",          "Allotment",  "Appropriation", "CarryOver", "Ceiling",
    "CeilingAmendment", "Checkpoint", "FiscalYear",    "GuardRule", "PeriodReopening",
    "Program",          "Reversal",   "StackingFlag",  "Virement",
};

// What an empty request lacks besides what the contract requires: one of several fields, or
// one that another says is needed.
const std::map<std::string, Fields>& NeededBesides() {
  static const auto* const needed = new std::map<std::string, Fields>{
      {"CreateCarryOver", {"carry_over"}},
      {"CreateCeilingAmendment", {"ceiling_amendment.limit_fen"}},
      {"FindSupportClaims", {"item[0].issuer", "item[0].kind", "item[0].number"}},
  };
  return *needed;
}

class ContractTest : public ::testing::Test {
 protected:
  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "clerk");
  }

  resource::SourceWatch sources_;
  rpc::TestServer server_{"funding_ledger", FundingLedgerSchema(), [this](rpc::Server& server) {
                            return MakeServices(server.calls(), sources_);
                          }};
};

TEST_F(ContractTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsRequire) {
  for (const char* name : kServices) {
    const auto* service =
        DescriptorPool::generated_pool()->FindServiceByName(absl::StrCat("zgc.funding.v1.", name));
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      if (method.client_streaming() || method.server_streaming()) continue;
      const auto request = NewMessage(*method.input_type());
      Fields required;
      contract::Walk(
          *request, "",
          [&](const std::string& field, const std::string&) { required.insert(field); },
          [](const std::string&, const std::string&, const std::string&) {});
      const auto besides = NeededBesides().find(method.name());
      if (besides != NeededBesides().end()) {
        required.insert(besides->second.begin(), besides->second.end());
      }
      const absl::Status status = CallMethod(server_.channel(), method, *request, "clerk");
      EXPECT_EQ(RefusedFields(status), required) << method.full_name() << ": " << status;
    }
  }
}

TEST_F(ContractTest, ProofsAreRefusedForWhatTheDescriptorsRequire) {
  const storage::Snapshot now = server_.server().store().Read();
  EXPECT_EQ(RefusedFields(GetCheckpoint(now, {}).status()), Fields{"name"});
  EXPECT_EQ(RefusedFields(GetInclusionProof(now, {}).status()), Fields{"transfer"});
  EXPECT_EQ(RefusedFields(GetConsistencyProof(now, {}).status()), Fields{"from"});
}

// Thousands of transfers in a request: nothing is to be cleared in them, so none is looked
// at before the journal does, which answers each with a result of its own.
TEST(ContractOfTheJournalTest, SetsNothingInTransfers) {
  EXPECT_FALSE(contract::RulesOf(*v1::PostTransfersRequest::descriptor()).has_output);
  EXPECT_FALSE(contract::RulesOf(*v1::StreamTransfersRequest::descriptor()).has_output);
}

TEST_F(ContractTest, EveryRowIsAResourceOfItsTable) {
  const storage::Schema schema = FundingLedgerSchema();
  for (const char* name : kRows) {
    const std::string type = absl::StrCat("zgc.funding.v1.", name);
    const auto* message = DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    ASSERT_NE(message, nullptr) << type;
    const std::string& resource = contract::ResourceTypeOf(*message);
    EXPECT_EQ(resource, absl::StrCat("funding_ledger/", name));
    EXPECT_EQ(contract::ResourceOfType(resource), message);
    int tables = 0;
    for (const storage::Column& column : schema.columns) {
      if (column.feed_type.name() != type) continue;
      ++tables;
      EXPECT_EQ(contract::CollectionOf(resource), absl::StrCat(column.name, "/"));
    }
    EXPECT_EQ(tables, 1) << type;
  }
}

TEST_F(ContractTest, WhatTheServiceSetsIsIgnoredInRequests) {
  ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  for (const char* program : {"program_id: 'f' program { display_name: 'f' fund: 'programs/x' }",
                              "program_id: 'p' program { display_name: 'p' parent: 'programs/f' "
                              "ceiling_changes { limit_fen: 1 } }"}) {
    const auto made = Call(&v1::BudgetService::Stub::CreateProgram, program);
    ZGC_ASSERT_OK(made);
    EXPECT_EQ(made->fund(), "programs/f");
    EXPECT_EQ(made->ceiling_changes_size(), 0);
  }
  const auto made = Call(
      &v1::AdjustmentService::Stub::CreateVirement,
      "virement_id: 'v' virement { name: 'virements/x' fiscal_year: 'fiscalYears/2019' "
      "from_program: 'programs/f' to_program: 'programs/p' amount_fen: 1 reason: 'r' document: 'd' "
      "state: DECISION_STATE_APPROVED reversal: 'reversals/x' revision: 99 "
      "create_time { seconds: 1 } steps { method: 'ApproveVirement' actor: 'nobody' } }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->name(), "virements/v");
  EXPECT_EQ(made->state(), v1::DECISION_STATE_DRAFT);
  EXPECT_EQ(made->reversal(), "");
  EXPECT_LT(made->revision(), 99);
  EXPECT_GT(made->create_time().seconds(), 1);
  ASSERT_EQ(made->steps_size(), 1);
  EXPECT_EQ(made->steps(0).method(), "CreateVirement");
  EXPECT_EQ(made->steps(0).actor(), "clerk");
}

TEST_F(ContractTest, NumbersDaysAndReferencesAreRefusedByTheirField) {
  const std::string rule =
      "guard_rule_id: 'g' guard_rule { display_name: 'g' item_kind: SUPPORT_ITEM_KIND_INVOICE "
      "scope: GUARD_SCOPE_ANY document: 'd' ";
  EXPECT_EQ(RefusedFields(Call(&v1::GuardService::Stub::CreateGuardRule,
                               rule + "action: 99 effective_from: '2019-01-01' }")
                              .status()),
            Fields{"guard_rule.action"});
  EXPECT_EQ(RefusedFields(Call(&v1::GuardService::Stub::CreateGuardRule,
                               rule + "action: GUARD_ACTION_FLAG effective_from: '2019-02-29' }")
                              .status()),
            Fields{"guard_rule.effective_from"});
  EXPECT_EQ(
      RefusedFields(
          Call(&v1::AdjustmentService::Stub::ListVirements, "page_size: 1 state: 99").status()),
      Fields{"state"});
  ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  const absl::Status missing =
      Call(&v1::BudgetService::Stub::CreateAllotment,
           "allotment_id: 'a' allotment { fiscal_year: 'fiscalYears/2019' program: 'programs/x' "
           "amount_fen: 1 document: 'd' }")
          .status();
  EXPECT_THAT(missing, HasReason(common::v1::ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_EQ(RefusedFields(missing), Fields{"allotment.program"});
}

}  // namespace
}  // namespace zgc::funding
