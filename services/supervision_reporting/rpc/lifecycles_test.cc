// Every state, every method and every role, over the wire: what the tables of the lifecycles
// say is what happens, and what is refused changes nothing.
#include "services/supervision_reporting/domain/lifecycles.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/resource/lifecycle_text.h"
#include "common/rpc/policy.h"
#include "common/rpc/test_server.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/rpc/wire.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/rpc/v1/rpc.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

std::string TextOf(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The policy that is delivered.
rpc::v1::Policy DeliveredPolicy() {
  rpc::v1::Policy policy;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(TextOf(DEPLOYED_POLICY), &policy).ok());
  EXPECT_GT(policy.roles_size(), 0);
  return policy;
}

bool May(const rpc::v1::Role& role, const std::string& path) {
  return std::any_of(role.methods().begin(), role.methods().end(), [&](absl::string_view pattern) {
    return absl::ConsumeSuffix(&pattern, "*") ? absl::StartsWith(path, pattern) : path == pattern;
  });
}

// The service where every caller has one role of the delivered policy.
class RoleServer {
 public:
  explicit RoleServer(const std::string& role)
      : server_(
            "supervision_reporting", SupervisionSchema(),
            [this](rpc::Server& server) { return MakeServices(server.calls(), book_, sources_); },
            WritePolicy(role)) {}

  storage::Store& store() { return server_.server().store(); }
  const std::shared_ptr<grpc::Channel>& channel() const { return server_.channel(); }

 private:
  std::string WritePolicy(const std::string& role) const {
    rpc::v1::Policy policy = DeliveredPolicy();
    policy.clear_identities();
    auto& caller = *policy.add_identities();
    caller.set_spiffe_id(rpc::kInsecureCaller);
    caller.add_roles(role);
    caller.set_may_act_for(true);
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(policy, &json).ok());
    std::ofstream(dir_.path() + "/policy.json") << json;
    return dir_.path() + "/policy.json";
  }

  const testing::TempDir dir_;
  const figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  rpc::TestServer server_;
};

// A record of a lifecycle, and what is asked of it.
template <typename Row>
struct Subject {
  const resource::Lifecycle<Row>& lifecycle;
  const resource::Rows<Row>& table;
  // "$" is a number that no other has.
  std::string name;
  // All but name and state: what the use cases rely on.
  std::string fields;
  // Of a method: further fields of the record.
  std::map<std::string, std::string> more;
  // Requests of the methods that move it; "$name" is its name.
  std::map<std::string, std::string> requests;
};

constexpr char kExtended[] = "matters/extended";

Subject<v1::Matter> Matters() {
  const std::string on = "name: '$name' date: '2019-03-05' ";
  return {MatterLifecycle(),
          kMatters,
          "matters/m$",
          "title: '督办件' kind: MATTER_KIND_SUPERVISED_FILE source: '市政府' received_date: "
          "'2019-03-01' item_count: 1 lead_handler: 'h' deadline: '2019-03-20' "
          "steps { method: 'CreateMatter' to_state: 'MATTER_STATE_REGISTERED' date: '2019-03-01' "
          "actor: 'maker' } steps { method: 'ReportMatter' to_state: 'MATTER_STATE_REPORTED' "
          "date: '2019-03-02' actor: 'maker' }",
          {},
          {{"AssignMatter", on},
           {"StartMatter", on},
           {"ReportMatter", on + "note: '已办' evidence: 'e'"},
           {"CloseMatter", on},
           {"ReturnMatter", on + "reason: 'r'"},
           {"RequestExtension",
            "matter: '$name' extension_id: 'e' new_deadline: '2019-03-25' reason: 'r'"}}};
}

Subject<v1::Extension> Extensions() {
  return {
      ExtensionLifecycle(),
      kExtensions,
      std::string(kExtended) + "/extensions/e$",
      absl::StrCat("matter: '", kExtended,
                   "' new_deadline: '2019-03-25' reason: 'r' old_deadline: '2019-03-20' steps "
                   "{ method: 'RequestExtension' to_state: 'EXTENSION_STATE_REQUESTED' actor: "
                   "'maker' }"),
      {},
      {{"ApproveExtension", "name: '$name'"}, {"RejectExtension", "name: '$name' reason: 'r'"}}};
}

Subject<v1::Proposal> Proposals() {
  const std::string on = "name: '$name' date: '2019-03-05' ";
  return {ProposalLifecycle(),
          kProposals,
          "proposals/p$",
          "title: '提案' received_date: '2019-03-01' item_count: 1 led_by: "
          "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' steps { method: 'CreateProposal' to_state: "
          "'PROPOSAL_STATE_RECEIVED' date: '2019-03-01' actor: 'maker' } steps { method: "
          "'DraftProposalReply' to_state: 'PROPOSAL_STATE_DRAFTED' date: '2019-03-02' actor: "
          "'maker' }",
          {{"AddJointOpinion", "co_handlers: 'x'"}},
          {{"AssignProposal", on},
           {"AcceptProposal", on},
           {"AddJointOpinion", "name: '$name' co_handler: 'x' text: '同意'"},
           {"DraftProposalReply", on + "text: '答复' outcome: PROPOSAL_OUTCOME_A"},
           {"SignProposalReply", on},
           {"SendProposalReply", on + "document: 'd'"},
           {"CloseProposal", on},
           {"RecordDissatisfaction", on + "reason: 'r'"}}};
}

Subject<v1::InformationItem> InformationItems() {
  const std::string event =
      "information_item: '$name' event_id: 'e' body: INFORMATION_BODY_CITY date: '2019-05' "
      "document: 'd'";
  return {InformationLifecycle(),
          kInformationItems,
          "informationItems/i$",
          "title: '信息' item_count: 1 written_date: '2019-03' submitted_date: '2019-03' steps { "
          "method: 'CreateInformationItem' to_state: 'INFORMATION_STATE_DRAFT' date: '2019-03-01' "
          "actor: 'maker' }",
          {},
          {{"SignOffInformationItem", "name: '$name' date: '2019-03-05'"},
           {"SubmitInformationItem", "name: '$name'"},
           {"AdoptInformation", event},
           {"InstructInformation", event}}};
}

class LifecyclesTest : public ::testing::Test {
 protected:
  template <typename Row>
  static void Put(RoleServer& server, const resource::Rows<Row>& table, const Row& row) {
    ZGC_ASSERT_OK(server.store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      table.Put(txn, {row.name()}, row);
      return "";
    }));
  }

  // What is open besides a method, as a refusal lists it.
  static std::vector<std::string> OpenOf(const absl::Status& status) {
    std::vector<std::string> open;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
    google::rpc::PreconditionFailure failure;
    if (!payload.has_value() || !failure.ParseFromString(std::string(*payload))) return open;
    for (const auto& one : failure.violations()) {
      if (one.type() == "OPEN_TRANSITION") open.push_back(one.description());
    }
    return open;
  }

  template <typename Row>
  void Take(RoleServer& server, const rpc::v1::Role& role, const Subject<Row>& subject,
            const resource::Move& move, int state) {
    Row row;
    const auto more = subject.more.find(move.method);
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat(subject.fields, " ", more == subject.more.end() ? "" : more->second), &row));
    row.set_name(absl::StrReplaceAll(subject.name, {{"$", std::to_string(++number_)}}));
    row.set_state(static_cast<decltype(row.state())>(state));
    Put(server, subject.table, row);
    const auto& method = wire::MethodNamed(move.method);
    const wire::Answer answer = wire::Call(
        server.channel(), method,
        absl::StrReplaceAll(subject.requests.at(move.method), {{"$name", row.name()}}), "checker");
    const auto stored = subject.table.Get(server.store().Read(), {row.name()});
    ZGC_ASSERT_OK(stored);
    const Row& after = **stored;
    const std::string& now = subject.lifecycle.NameOf(after.state());
    if (!May(role, wire::PathOf(method))) {
      EXPECT_THAT(answer.status, HasReason(ERROR_REASON_PERMISSION_DENIED));
    } else if (!subject.lifecycle.IsOpen(move.method, state)) {
      EXPECT_THAT(answer.status, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
      EXPECT_THAT(answer.status.message(), HasSubstr(subject.lifecycle.NameOf(state)));
      EXPECT_THAT(OpenOf(answer.status),
                  UnorderedElementsAreArray(*subject.lifecycle.Open(server.store().Read(), row)));
    } else {
      ZGC_ASSERT_OK(answer.status);
      ++taken_[move.method];
      if (move.to.empty()) {
        EXPECT_EQ(after.state(), row.state());
      } else {
        EXPECT_THAT(move.to, ::testing::Contains(static_cast<int>(after.state())));
        EXPECT_EQ(after.steps().rbegin()->method(), move.method);
        EXPECT_EQ(after.steps().rbegin()->from_state(), subject.lifecycle.NameOf(state));
        EXPECT_EQ(after.steps().rbegin()->to_state(), now);
        EXPECT_EQ(after.steps().rbegin()->actor(), "checker");
      }
      return;
    }
    EXPECT_EQ(after.SerializeAsString(), row.SerializeAsString());
  }

  template <typename Row>
  void TakeAll(RoleServer& server, const rpc::v1::Role& role, const Subject<Row>& subject) {
    walked_.insert(&subject.lifecycle);
    const auto& states = subject.lifecycle.states();
    for (int i = 0; i < states.value_count(); ++i) {
      for (const resource::Move& move : subject.lifecycle.moves()) {
        if (move.from.empty()) continue;
        SCOPED_TRACE(absl::StrCat(move.method, " in ", states.value(i)->name()));
        Take(server, role, subject, move, states.value(i)->number());
      }
    }
  }

  int number_ = 0;
  std::map<std::string, int> taken_;
  std::set<const resource::LifecycleTable*> walked_;
};

TEST_F(LifecyclesTest, WhatARoleMayDoInAStateIsWhatTheTablesSay) {
  const rpc::v1::Policy policy = DeliveredPolicy();
  for (const rpc::v1::Role& role : policy.roles()) {
    SCOPED_TRACE(role.name());
    RoleServer server(role.name());
    // An open matter with a deadline.
    v1::Matter matter;
    matter.set_name(kExtended);
    matter.set_state(v1::MATTER_STATE_ASSIGNED);
    matter.set_deadline("2019-03-20");
    Put(server, kMatters, matter);
    TakeAll(server, role, Matters());
    TakeAll(server, role, Extensions());
    TakeAll(server, role, Proposals());
    TakeAll(server, role, InformationItems());
  }
  // None is left out, and each is taken by some role.
  const auto all = Lifecycles();
  EXPECT_EQ(walked_, std::set<const resource::LifecycleTable*>(all.begin(), all.end()));
  for (const resource::LifecycleTable* table : all) {
    for (const resource::Move& move : table->moves()) {
      if (move.from.empty()) continue;
      EXPECT_GT(taken_[move.method], 0) << move.method;
    }
  }
}

// Who took what `not_by` names is refused, whatever the role.
TEST_F(LifecyclesTest, WhoTookOneMethodDoesNotTakeTheOther) {
  const Subject<v1::Matter> subject = Matters();
  RoleServer server("supervisor");
  v1::Matter row;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(subject.fields, &row));
  row.set_name("matters/m");
  row.set_state(v1::MATTER_STATE_REPORTED);
  Put(server, kMatters, row);
  for (const char* method : {"CloseMatter", "ReturnMatter"}) {
    EXPECT_THAT(
        wire::Call(server.channel(), wire::MethodNamed(method),
                   absl::StrReplaceAll(subject.requests.at(method), {{"$name", "matters/m"}}),
                   "maker")
            .status,
        HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
}

TEST_F(LifecyclesTest, ThePageIsWrittenFromTheTables) {
  const rpc::v1::Policy policy = DeliveredPolicy();
  const std::string page = resource::LifecyclesPage(
      "supervision_reporting", Lifecycles(), [&](const google::protobuf::MethodDescriptor& method) {
        std::vector<std::string> roles;
        for (const rpc::v1::Role& role : policy.roles()) {
          if (May(role, wire::PathOf(method))) roles.push_back(role.name());
        }
        return roles;
      });
  if (std::getenv("ZGC_WRITE") != nullptr) std::ofstream(LIFECYCLES_PAGE) << page;
  EXPECT_EQ(TextOf(LIFECYCLES_PAGE), page) << "to write it anew, run this test with ZGC_WRITE=1";
}

}  // namespace
}  // namespace zgc::supervision
