#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/resource/lifecycle.h"
#include "common/resource/lifecycle_text.h"
#include "common/resource/rows.h"
#include "common/resource/schema.h"
#include "common/rpc/test_server.h"
#include "common/testing/any_call.h"
#include "common/testing/policy_roles.h"
#include "common/testing/temp_dir.h"
#include "google/rpc/error_details.pb.h"

// Every state of every lifecycle of a service, with every method and every role of the policy
// that is delivered, over the wire:
//
//   LifecycleMatrix matrix(
//       [](const std::string& policy) { return std::make_unique<rpc::TestServer>(…, policy); },
//       [](storage::Txn& txn) { /* the rows that those of the records refer to */ });
//   matrix.Add(TaskLifecycle(), kTasks, &TaskIn, {{"CancelTask", "reason: 'r' document: 'd'"}});
//   matrix.Run(Lifecycles());
namespace zgc::testing {

class LifecycleMatrix {
 public:
  using Start = std::function<std::unique_ptr<rpc::TestServer>(const std::string& policy)>;
  using Prepare = std::function<void(storage::Txn&)>;
  // What a request has besides the name of the record, in text format, by method.
  using Fields = std::map<std::string, std::string>;

  LifecycleMatrix(Start start, Prepare prepare)
      : start_(std::move(start)), prepare_(std::move(prepare)) {}

  // `make` gives a row in a state, with a name and with what use cases rely on, and nothing in
  // the way of the methods that the state allows. Of each combination it is written afresh;
  // the rows of `prepare` too.
  template <typename Row>
  void Add(const resource::Lifecycle<Row>& table, const resource::Rows<Row>& rows,
           std::function<Row(typename resource::Lifecycle<Row>::State)> make, Fields fields) {
    Entry& entry = entries_[&table];
    entry.fields = std::move(fields);
    entry.put = [&rows, make](storage::Txn& txn, int state) {
      Row row = make(static_cast<typename resource::Lifecycle<Row>::State>(state));
      row.set_state(static_cast<typename resource::Lifecycle<Row>::State>(state));
      return resource::Save(txn, rows, std::move(row)).name();
    };
    entry.read = [&rows](const storage::Reader& reader, const std::string& name) {
      auto row = resource::GetRow(reader, rows, name);
      ZGC_EXPECT_OK(row);
      return std::unique_ptr<google::protobuf::Message>(new Row(row.ok() ? *row : Row()));
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
  }

 private:
  struct Entry {
    Fields fields;
    std::function<std::string(storage::Txn&, int)> put;
    std::function<std::unique_ptr<google::protobuf::Message>(const storage::Reader&,
                                                             const std::string&)>
        read;
  };

  void RunMove(const std::string& role, const resource::LifecycleTable& table,
               const resource::Move& move) {
    const auto* method = resource::RpcOf(table, move);
    ASSERT_NE(method, nullptr) << move.method << " is no method of a service";
    if (move.from.empty() || !resource::MovesItsOwn(table, *method)) return;
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
    const std::string name = Put(entry, state);
    const auto before = Read(entry, name);
    const auto response = NewMessage(*method.output_type());
    const absl::Status answer =
        CallAny(server_->channel(), method,
                *Request(entry, move.method, *method.input_type(), name), *response, "someone");
    const auto after = Read(entry, name);
    if (!may) {
      EXPECT_THAT(answer, HasReason(common::v1::ERROR_REASON_PERMISSION_DENIED));
    } else if (!table.IsOpen(move.method, state)) {
      ExpectIllegal(answer, table, move, name, state);
    } else {
      ZGC_EXPECT_OK(answer);
      if (answer.ok()) ExpectMoved(table, move, *after, state);
      return;
    }
    EXPECT_EQ(before->SerializeAsString(), after->SerializeAsString()) << "refused, yet changed";
  }

  // The answer names the state, and the methods that the table has for it.
  static void ExpectIllegal(const absl::Status& answer, const resource::LifecycleTable& table,
                            const resource::Move& move, const std::string& name, int state) {
    EXPECT_THAT(answer, HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
    std::vector<std::string> wanted = {absl::StrCat("STATE ", name, " is ", table.NameOf(state))};
    for (const resource::Move& other : table.moves()) {
      if (table.IsOpen(other.method, state)) wanted.push_back("OPEN_TRANSITION " + other.method);
    }
    std::vector<std::string> found;
    const auto payload = answer.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
    ASSERT_TRUE(payload.has_value()) << answer;
    google::rpc::PreconditionFailure failure;
    ASSERT_TRUE(failure.ParseFromString(std::string(*payload)));
    for (const auto& violation : failure.violations()) {
      found.push_back(absl::StrCat(violation.type(), " ", violation.description()));
    }
    EXPECT_EQ(found, wanted) << move.method;
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
    EXPECT_EQ(step.actor(), "someone");
  }

  std::string Put(const Entry& entry, int state) {
    std::string name;
    ZGC_EXPECT_OK(
        server_->server().store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          prepare_(txn);
          name = entry.put(txn, state);
          return "";
        }));
    return name;
  }

  std::unique_ptr<google::protobuf::Message> Read(const Entry& entry, const std::string& name) {
    const auto snapshot = server_->server().store().ReadAt(0);
    ZGC_EXPECT_OK(snapshot);
    return entry.read(*snapshot, name);
  }

  static std::unique_ptr<google::protobuf::Message> Request(
      const Entry& entry, const std::string& method, const google::protobuf::Descriptor& type,
      const std::string& name) {
    const auto fields = entry.fields.find(method);
    auto request = ParsedAs(type, fields == entry.fields.end() ? "" : fields->second);
    const auto* field = type.FindFieldByName("name");
    if (field != nullptr) request->GetReflection()->SetString(request.get(), field, name);
    return request;
  }

  const Start start_;
  const Prepare prepare_;
  const PolicyRoles roles_;
  const TempDir dir_;
  std::map<const resource::LifecycleTable*, Entry> entries_;
  std::string policy_;
  std::unique_ptr<rpc::TestServer> server_;
};

}  // namespace zgc::testing
