#include "services/funding_ledger/domain/lifecycles.h"

#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/rpc/policy.h"
#include "common/rpc/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/rpc/test_wire.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/rpc/v1/rpc.pb.h"

namespace zgc::funding {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using resource::LifecycleTable;
using ::zgc::testing::HasReason;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const MethodDescriptor& MethodNamed(const std::string& name) {
  static const auto* const methods = [] {
    auto* all = new std::map<std::string, const MethodDescriptor*>;
    for (const char* service :
         {"AdjustmentService", "ApplicationService", "AwardService", "BudgetService",
          "FiscalYearService", "GuardService", "InvestmentService", "LoanService", "PaymentService",
          "RuleService", "SupportService"}) {
      const auto* found = DescriptorPool::generated_pool()->FindServiceByName(
          absl::StrCat("zgc.funding.v1.", service));
      for (int i = 0; i < found->method_count(); ++i) {
        (*all)[found->method(i)->name()] = found->method(i);
      }
    }
    return all;
  }();
  return *methods->at(name);
}

// The roles that the project ships, and the policy that has them.
std::vector<std::string> Roles() {
  rpc::v1::Policy file;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ReadFile(DEPLOYED_POLICY), &file).ok());
  std::vector<std::string> roles;
  for (const auto& role : file.roles()) roles.push_back(role.name());
  return roles;
}

// Of one role alone.
rpc::Policy PolicyOf(const std::string& role) {
  rpc::v1::Policy file;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ReadFile(DEPLOYED_POLICY), &file).ok());
  file.clear_identities();
  auto& identity = *file.add_identities();
  identity.set_spiffe_id("spiffe://zgc/one");
  identity.add_roles(role);
  auto policy = rpc::Policy::Create(file);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *std::move(policy);
}

absl::Status Authorize(const rpc::Policy& policy, const std::string& method) {
  return policy.Authorize({"spiffe://zgc/one", ""}, PathOf(MethodNamed(method)),
                          rpc::Access::kWrite);
}

// --- What LIFECYCLES.md says.

std::string NamesOf(const LifecycleTable& table, const std::vector<int>& states) {
  std::vector<std::string> names;
  for (const int state : states) names.push_back(table.NameOf(state));
  return absl::StrJoin(names, ", ");
}

std::string PageOf(const std::vector<const LifecycleTable*>& tables) {
  std::vector<std::pair<std::string, rpc::Policy>> policies;
  for (const std::string& role : Roles()) policies.emplace_back(role, PolicyOf(role));
  std::string page =
      "# Lifecycles of the funding ledger\n\n"
      "Which method leads a record from which state to which. A test writes this page from the\n"
      "tables in `domain/`; see `rpc/lifecycles_test.cc`.\n";
  for (const LifecycleTable* table : tables) {
    absl::StrAppend(&page, "\n## ", table->record().name(),
                    "\n\n| Method | From | To | Not by who took | When | Roles |\n"
                    "|---|---|---|---|---|---|\n");
    for (const resource::Move& move : table->moves()) {
      std::vector<std::string> roles;
      for (const auto& [role, policy] : policies) {
        if (Authorize(policy, move.method).ok()) roles.push_back(role);
      }
      absl::StrAppend(&page, "| ", move.method, " | ", NamesOf(*table, move.from), " | ",
                      NamesOf(*table, move.to), " | ", absl::StrJoin(move.not_by, ", "), " | ",
                      move.when, " | ", absl::StrJoin(roles, ", "), " |\n");
    }
  }
  return page;
}

TEST(LifecyclePageTest, SaysWhatTheTablesSay) {
  const std::string page = PageOf(Lifecycles());
  if (std::getenv("ZGC_WRITE") != nullptr) std::ofstream(LIFECYCLES_PAGE) << page;
  EXPECT_EQ(ReadFile(LIFECYCLES_PAGE), page)
      << "write it anew: run this test with ZGC_WRITE=1 in the environment";
}

// --- State by transition, over the wire.

class LifecyclesTest : public ::testing::Test {
 protected:
  storage::Store& store() { return server_->server().calls().store(); }

  void SetUp() override {
    v1::FiscalYear year;
    year.set_name("fiscalYears/2019");
    year.set_state(v1::FISCAL_YEAR_STATE_OPEN);
    Put(kFiscalYears, year);
    for (const char* name : {"programs/f", "programs/p"}) {
      v1::Program program;
      program.set_name(name);
      program.set_fund("programs/f");
      Put(kPrograms, program);
    }
  }

  template <typename Row>
  void Put(const Rows<Row>& table, const Row& row) {
    ZGC_ASSERT_OK(store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      Save(txn, table, row);
      return "";
    }));
  }

  // All that a transition could ask for, in the fields that the request has.
  static std::unique_ptr<google::protobuf::Message> RequestTo(const MethodDescriptor& method,
                                                              const std::string& name) {
    auto request = NewMessage(*method.input_type());
    for (const auto& [field, text] :
         {std::pair("name", name.c_str()), std::pair("reason", "r"), std::pair("document", "d"),
          std::pair("closed_through", "2019-01-31"), std::pair("effective_to", "2019-06-30")}) {
      const auto* at = method.input_type()->FindFieldByName(field);
      if (at != nullptr) request->GetReflection()->SetString(request.get(), at, text);
    }
    return request;
  }

  // A row in each state: what its table does not open is refused because of the state, with
  // what is open, and changes nothing; what it opens is not refused because of that.
  template <typename Row>
  void ExpectTable(const resource::Lifecycle<Row>& lifecycle, const Rows<Row>& table, Row row) {
    seen_.push_back(&lifecycle);
    for (int i = 0; i < lifecycle.states().value_count(); ++i) {
      const auto& state = *lifecycle.states().value(i);
      row.set_name(absl::StrCat(table.column().name, "/s", state.number()));
      row.set_state(static_cast<typename resource::Lifecycle<Row>::State>(state.number()));
      Put(table, row);
      const auto before = table.Get(store().Read(), {row.name()});
      ZGC_ASSERT_OK(before);
      const auto open = lifecycle.Open(store().Read(), **before);
      ZGC_ASSERT_OK(open);
      for (const resource::Move& move : lifecycle.moves()) {
        if (move.from.empty()) continue;
        SCOPED_TRACE(absl::StrCat(move.method, " of ", row.name(), " in ", state.name()));
        const MethodDescriptor& method = MethodNamed(move.method);
        const auto request = RequestTo(method, row.name());
        const bool is_open = lifecycle.IsOpen(move.method, state.number());
        if (is_open) {
          request->GetReflection()->SetBool(
              request.get(), method.input_type()->FindFieldByName("validate_only"), true);
        }
        const absl::Status status = CallMethod(server_->channel(), method, *request, "stranger");
        std::vector<std::string> obstacles;
        std::vector<std::string> said_open;
        const auto failure = DetailOf<google::rpc::PreconditionFailure>(status);
        for (const auto& violation : failure.violations()) {
          (violation.type() == "STATE" ? obstacles : said_open).push_back(violation.description());
        }
        const std::string because = absl::StrCat(row.name(), " is ", state.name());
        if (is_open) {
          EXPECT_THAT(obstacles, ::testing::Not(::testing::Contains(because))) << status;
        } else {
          EXPECT_THAT(status, HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
          EXPECT_THAT(obstacles, ::testing::ElementsAre(because));
          EXPECT_EQ(said_open, *open);
        }
        const auto after = table.Get(store().Read(), {row.name()});
        ZGC_ASSERT_OK(after);
        EXPECT_EQ((*after)->SerializeAsString(), (*before)->SerializeAsString());
      }
    }
  }

  // A record of the budget, of which only what its fields are called differs.
  template <typename Row>
  static Row Sample() {
    Row row;
    for (const auto& [field, text] :
         {std::pair("fiscal_year", "fiscalYears/2019"), std::pair("from_year", "fiscalYears/2019"),
          std::pair("to_year", "fiscalYears/2020"), std::pair("program", "programs/f"),
          std::pair("from_program", "programs/f"), std::pair("to_program", "programs/p"),
          std::pair("subject", "programs/p"), std::pair("award", "awards/none"),
          std::pair("effective_from", "2019-01-01"), std::pair("document", "d")}) {
      const auto* at = Row::descriptor()->FindFieldByName(field);
      if (at != nullptr) row.GetReflection()->SetString(&row, at, text);
    }
    return row;
  }

  resource::SourceWatch sources_;
  std::unique_ptr<rpc::TestServer> server_ = std::make_unique<rpc::TestServer>(
      "funding_ledger", FundingLedgerSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), sources_); });
  std::vector<const LifecycleTable*> seen_;
};

TEST_F(LifecyclesTest, EachStateOpensWhatItsTableSays) {
  ExpectTable(FiscalYearLifecycle(), kFiscalYears, Sample<v1::FiscalYear>());
  ExpectTable(PeriodReopeningLifecycle(), kPeriodReopenings, Sample<v1::PeriodReopening>());
  ExpectTable(AppropriationLifecycle(), kAppropriations, Sample<v1::Appropriation>());
  ExpectTable(VirementLifecycle(), kVirements, Sample<v1::Virement>());
  ExpectTable(CarryOverLifecycle(), kCarryOvers, Sample<v1::CarryOver>());
  ExpectTable(CeilingAmendmentLifecycle(), kCeilingAmendments, Sample<v1::CeilingAmendment>());
  ExpectTable(GuardRuleLifecycle(), kGuardRules, Sample<v1::GuardRule>());
  ExpectTable(StackingFlagLifecycle(), kStackingFlags, Sample<v1::StackingFlag>());
  EXPECT_EQ(seen_, Lifecycles()) << "a table is not tried";
}

// Every transition is for some roles that the project ships and for no others.
TEST(LifecycleRolesTest, OthersAreRefused) {
  for (const std::string& role : Roles()) {
    const rpc::Policy policy = PolicyOf(role);
    for (const LifecycleTable* table : Lifecycles()) {
      for (const resource::Move& move : table->moves()) {
        const absl::Status status = Authorize(policy, move.method);
        if (status.ok()) continue;
        EXPECT_THAT(status, HasReason(common::v1::ERROR_REASON_PERMISSION_DENIED))
            << role << " " << move.method;
      }
    }
  }
  const rpc::Policy reader = PolicyOf("reader");
  for (const LifecycleTable* table : Lifecycles()) {
    for (const resource::Move& move : table->moves()) {
      EXPECT_FALSE(Authorize(reader, move.method).ok()) << move.method;
      bool any = false;
      for (const std::string& role : Roles()) any |= Authorize(PolicyOf(role), move.method).ok();
      EXPECT_TRUE(any) << move.method << " is for nobody";
    }
  }
}

}  // namespace
}  // namespace zgc::funding
