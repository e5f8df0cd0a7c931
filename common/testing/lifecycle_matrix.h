#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/resource/lifecycle.h"
#include "common/resource/lifecycle_text.h"
#include "common/resource/rows.h"
#include "common/resource/schema.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/any_call.h"
#include "common/testing/policy_roles.h"
#include "common/testing/temp_dir.h"
#include "common/testing/written_page.h"
#include "google/rpc/error_details.pb.h"

// Every state of every lifecycle of a service, with every method and every role of the policy
// that is delivered, over the wire:
//
//   LifecycleMatrix matrix(
//       [](const std::string& policy) { return std::make_unique<rpc::TestServer>(…, policy); },
//       [](storage::Txn& txn) { /* the rows that those of the records refer to */ });
//   matrix.Add<v1::Task>(TaskLifecycle(), kTasks, &TaskIn,
//                        {{"CancelTask", "reason: 'r' document: 'd'"}});
//   matrix.Run(Lifecycles());
namespace zgc::testing {

class LifecycleMatrix {
 public:
  using Start = std::function<std::unique_ptr<rpc::TestServer>(const std::string& policy)>;
  using Prepare = std::function<void(storage::Txn&)>;
  // What a request has besides the name of the record, in text format, by method; "$name" is
  // that name. A method of another record that moves this one as well is tried if it is here.
  using Fields = std::map<std::string, std::string>;
  template <typename Row>
  using InState = std::function<Row(typename resource::Lifecycle<Row>::State)>;
  template <typename Row>
  using ForMethod =
      std::function<Row(typename resource::Lifecycle<Row>::State, const std::string& method)>;
  struct Apart {
    // Methods that cannot succeed here, for money that is not there or the like: where the state
    // allows one, a call that only validates is not refused because of the state.
    std::set<std::string> loose;
    // Methods that some of the rows stand in the way of: what is open has them only if the
    // table says so of the row.
    std::set<std::string> hindered;
    // Methods of other records that are not tried here: their requests name no such record.
    std::set<std::string> elsewhere;
  };

  LifecycleMatrix(Start start, Prepare prepare)
      : start_(std::move(start)), prepare_(std::move(prepare)) {}

  // `make` gives a row in a state, with a name and with what use cases rely on, and nothing in
  // the way of the methods that the state allows. Of each combination it is written afresh;
  // the rows of `prepare` too. "$" in the name is a number that no other combination has.
  template <typename Row>
  void Add(const resource::Lifecycle<Row>& table, const resource::Rows<Row>& rows,
           InState<Row> make, Fields fields, Apart apart = {}) {
    Add<Row>(table, rows,
             ForMethod<Row>([make](auto state, const std::string&) { return make(state); }),
             std::move(fields), std::move(apart));
  }
  // The same of a record that no one row lets all methods be taken of.
  template <typename Row>
  void Add(const resource::Lifecycle<Row>& table, const resource::Rows<Row>& rows,
           ForMethod<Row> make, Fields fields, Apart apart = {}) {
    Entry& entry = entries_[&table];
    entry.fields = std::move(fields);
    entry.apart = std::move(apart);
    entry.put = [&rows, make, this](storage::Txn& txn, const Case& wanted) {
      const auto state = static_cast<typename resource::Lifecycle<Row>::State>(wanted.state);
      Row row = make(state, wanted.method);
      row.set_state(state);
      row.set_name(absl::StrReplaceAll(row.name(), {{"$", std::to_string(number_)}}));
      for (const std::string& person : wanted.takers) {
        auto& step = *row.add_steps();
        step.set_method(wanted.taken);
        step.set_actor(person);
      }
      return resource::Save(txn, rows, std::move(row)).name();
    };
    entry.read = [&rows](const storage::Reader& reader, const std::string& name) {
      auto row = resource::GetRow(reader, rows, name);
      ZGC_EXPECT_OK(row);
      return std::unique_ptr<google::protobuf::Message>(new Row(row.ok() ? *row : Row()));
    };
    entry.open = [&table](const storage::Reader& reader, const google::protobuf::Message& row) {
      const auto open = table.Open(reader, static_cast<const Row&>(row));
      ZGC_EXPECT_OK(open);
      return open.ok() ? *open : std::vector<std::string>();
    };
  }

  void Run(const std::vector<const resource::LifecycleTable*>& tables) {
    for (const std::string& role : roles_.names()) {
      policy_ = dir_.path() + "/" + role + ".json";
      roles_.Write(role, policy_);
      server_ = start_(policy_);
      for (const auto* table : tables) {
        ASSERT_TRUE(entries_.contains(table)) << table->record().name() << " is left out";
        for (const auto& move : table->moves()) RunMove(role, *table, move);
      }
      server_.reset();
    }
    for (const std::string& method : tried_) {
      EXPECT_TRUE(taken_.contains(method)) << method << " is for no role";
    }
  }

 private:
  static constexpr char kPerson[] = "someone";

  // A row to be written.
  struct Case {
    int state;
    std::string method;
    // A method that was taken before, and by whom, the first first.
    std::string taken;
    std::vector<std::string> takers;
  };
  struct Entry {
    Fields fields;
    Apart apart;
    std::function<std::string(storage::Txn&, const Case&)> put;
    std::function<std::unique_ptr<google::protobuf::Message>(const storage::Reader&,
                                                             const std::string&)>
        read;
    std::function<std::vector<std::string>(const storage::Reader&,
                                           const google::protobuf::Message&)>
        open;
  };
  // A call, and the record before and after it.
  struct Tried {
    std::string name;
    std::unique_ptr<google::protobuf::Message> before;
    std::vector<std::string> open;
    absl::Status answer;
    std::unique_ptr<google::protobuf::Message> after;
  };

  void RunMove(const std::string& role, const resource::LifecycleTable& table,
               const resource::Move& move) {
    // It is open, and tried, as one of the record that takes it.
    if (move.follows) return;
    const auto* method = resource::RpcOf(table, move);
    ASSERT_NE(method, nullptr) << move.method << " is no method of a service";
    const Entry& entry = entries_.at(&table);
    if (move.from.empty() || entry.apart.elsewhere.contains(move.method)) return;
    ASSERT_TRUE(resource::MovesItsOwn(table, *method) || entry.fields.contains(move.method))
        << move.method << " is left out";
    tried_.insert(move.method);
    const auto& states = table.states();
    for (int i = 0; i < states.value_count(); ++i) {
      const int state = states.value(i)->number();
      if (state == 0) continue;
      SCOPED_TRACE(
          absl::StrCat(move.method, " in ", states.value(i)->name(), " by the role ", role));
      RunOne(roles_.May(role, *method), table, move, *method, state);
    }
  }

  void RunOne(bool may, const resource::LifecycleTable& table, const resource::Move& move,
              const google::protobuf::MethodDescriptor& method, int state) {
    const Entry& entry = entries_.at(&table);
    const bool open = table.IsOpen(move.method, state);
    const bool loose = entry.apart.loose.contains(move.method);
    const Tried tried = Try(entry, method, {state, move.method, "", {}}, may && open && loose);
    if (may && open && !loose) {
      ZGC_EXPECT_OK(tried.answer);
      if (tried.answer.ok()) ExpectMoved(table, move, *tried.after, state);
    } else {
      EXPECT_EQ(tried.before->SerializeAsString(), tried.after->SerializeAsString())
          << "changed nevertheless";
    }
    if (!may) {
      EXPECT_THAT(tried.answer, HasReason(common::v1::ERROR_REASON_PERMISSION_DENIED));
    } else if (!open) {
      ExpectIllegal(table, entry, tried, state);
    } else {
      if (loose) ExpectNotBecauseOfTheState(table, tried, state);
      taken_.insert(move.method);
      ExpectDuties(entry, table, move, method, state);
    }
  }

  // Whoever took what the table names is refused, whatever the role; where another took it since,
  // if each of them counts.
  void ExpectDuties(const Entry& entry, const resource::LifecycleTable& table,
                    const resource::Move& move, const google::protobuf::MethodDescriptor& method,
                    int state) {
    for (const std::string& other : move.not_by) {
      SCOPED_TRACE("by who took " + other);
      ExpectDenied(Try(entry, method, {state, move.method, other, {kPerson}}, false));
      const bool each = table.Of(other).each_counts;
      const bool loose = entry.apart.loose.contains(move.method);
      const Tried tried =
          Try(entry, method, {state, move.method, other, {kPerson, "another"}}, !each && loose);
      if (each) {
        ExpectDenied(tried);
      } else if (!loose) {
        ZGC_EXPECT_OK(tried.answer) << "another has taken it since";
      }
    }
  }

  static void ExpectDenied(const Tried& tried) {
    EXPECT_THAT(tried.answer, HasReason(common::v1::ERROR_REASON_SEPARATION_OF_DUTIES));
    EXPECT_EQ(tried.before->SerializeAsString(), tried.after->SerializeAsString())
        << "refused, yet changed";
  }

  static void ExpectNotBecauseOfTheState(const resource::LifecycleTable& table, const Tried& tried,
                                         int state) {
    EXPECT_THAT(Violations(tried.answer),
                ::testing::Not(::testing::Contains(StateOf(table, tried.name, state))))
        << tried.answer;
    EXPECT_NE(base::ReasonOf(tried.answer), common::v1::ERROR_REASON_PERMISSION_DENIED);
  }

  // The answer names the state, and the methods that the table has for it.
  static void ExpectIllegal(const resource::LifecycleTable& table, const Entry& entry,
                            const Tried& tried, int state) {
    EXPECT_THAT(tried.answer, HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
    EXPECT_THAT(tried.answer.message(), ::testing::HasSubstr(table.NameOf(state)));
    std::vector<std::string> wanted = {StateOf(table, tried.name, state)};
    for (const resource::Move& other : table.moves()) {
      if (other.follows || !table.IsOpen(other.method, state)) continue;
      const bool hindered =
          (entry.apart.loose.contains(other.method) ||
           entry.apart.hindered.contains(other.method)) &&
          std::find(tried.open.begin(), tried.open.end(), other.method) == tried.open.end();
      if (!hindered) wanted.push_back("OPEN_TRANSITION " + other.method);
    }
    EXPECT_EQ(Violations(tried.answer), wanted);
  }

  static std::string StateOf(const resource::LifecycleTable& table, const std::string& name,
                             int state) {
    return absl::StrCat("STATE ", table.Stands(name, state));
  }

  static std::vector<std::string> Violations(const absl::Status& answer) {
    std::vector<std::string> found;
    const auto payload = answer.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
    google::rpc::PreconditionFailure failure;
    if (!payload.has_value() || !failure.ParseFromString(std::string(*payload))) return found;
    for (const auto& violation : failure.violations()) {
      found.push_back(absl::StrCat(violation.type(), " ", violation.description()));
    }
    return found;
  }

  static void ExpectMoved(const resource::LifecycleTable& table, const resource::Move& move,
                          const google::protobuf::Message& row, int state) {
    const auto& reflection = *row.GetReflection();
    const int now = reflection.GetEnumValue(row, row.GetDescriptor()->FindFieldByName("state"));
    if (move.to.empty()) {
      EXPECT_EQ(now, state);
      return;
    }
    EXPECT_NE(std::find(move.to.begin(), move.to.end(), now), move.to.end()) << table.NameOf(now);
    const auto* steps = row.GetDescriptor()->FindFieldByName("steps");
    const int count = reflection.FieldSize(row, steps);
    ASSERT_GT(count, 0) << "no step is on record";
    common::v1::Step step;
    step.CopyFrom(reflection.GetRepeatedMessage(row, steps, count - 1));
    EXPECT_EQ(step.method(), move.method);
    EXPECT_EQ(step.from_state(), table.NameOf(state));
    EXPECT_EQ(step.to_state(), table.NameOf(now));
    EXPECT_EQ(step.actor(), kPerson);
  }

  Tried Try(const Entry& entry, const google::protobuf::MethodDescriptor& method,
            const Case& wanted, bool validate_only) {
    Tried tried;
    ++number_;
    ZGC_EXPECT_OK(Store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      prepare_(txn);
      tried.name = entry.put(txn, wanted);
      return "";
    }));
    tried.before = entry.read(Store().Read(), tried.name);
    tried.open = entry.open(Store().Read(), *tried.before);
    const auto request = Request(entry, wanted.method, *method.input_type(), tried.name);
    if (validate_only) {
      request->GetReflection()->SetBool(
          request.get(), method.input_type()->FindFieldByName("validate_only"), true);
    }
    const auto response = NewMessage(*method.output_type());
    tried.answer = CallAny(server_->channel(), method, *request, *response, kPerson);
    tried.after = entry.read(Store().Read(), tried.name);
    return tried;
  }

  storage::Store& Store() { return server_->server().store(); }

  static std::unique_ptr<google::protobuf::Message> Request(
      const Entry& entry, const std::string& method, const google::protobuf::Descriptor& type,
      const std::string& name) {
    const auto fields = entry.fields.find(method);
    auto request = ParsedAs(type, fields == entry.fields.end()
                                      ? ""
                                      : absl::StrReplaceAll(fields->second, {{"$name", name}}));
    const auto* field = type.FindFieldByName("name");
    if (field != nullptr) request->GetReflection()->SetString(request.get(), field, name);
    return request;
  }

  const Start start_;
  const Prepare prepare_;
  const PolicyRoles roles_;
  const TempDir dir_;
  std::map<const resource::LifecycleTable*, Entry> entries_;
  std::set<std::string> tried_;
  std::set<std::string> taken_;
  int number_ = 0;
  std::string policy_;
  std::unique_ptr<rpc::TestServer> server_;
};

// Holds the page LIFECYCLES.md of a service to its tables and to the roles.
inline void ExpectLifecyclesPage(const std::string& service,
                                 const std::vector<const resource::LifecycleTable*>& tables) {
  const PolicyRoles roles;
  ExpectWritten(absl::StrCat("services/", service, "/LIFECYCLES.md"),
                resource::LifecyclesPage(
                    service, tables, [&](const auto& method) { return roles.ThatMay(method); }));
}

}  // namespace zgc::testing
