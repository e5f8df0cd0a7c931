#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/contract/rules.h"
#include "common/rpc/identity/policy.h"
#include "common/rpc/server/test_server.h"
#include "common/scope/marks.h"
#include "common/scope/methods.h"
#include "common/scope/sight.h"
#include "common/storage/store.h"
#include "common/testing/any_call.h"
#include "common/testing/matchers.h"
#include "google/api/resource.pb.h"

// Every method of a service against a caller whose scope is another's than all that there is.
namespace zgc::testing {

// The path of a policy whose only caller may call everything, and is bound to these scopes, in
// JSON.
inline std::string PolicyOfScopes(const TempDir& dir, const std::string& scopes) {
  const std::string path = dir.path() + "/scoped-policy.json";
  std::ofstream(path) << R"({"identities": [{"spiffe_id": ")" << rpc::kInsecureCaller
                      << R"(", "roles": ["all"], "may_act_for": true, "scopes": )" << scopes
                      << R"(}], "roles": [{"name": "all", "methods": ["/zgc.*"]}]})";
  return path;
}

class ScopeMatrix {
 public:
  static constexpr char kMine[] =
      R"({"parks": ["parks/mine"], "regions": ["regions/mine"],
          "organisations": ["organisations/mine"]})";

  // The caller of `server` has the scopes kMine; `store` is of its schema.
  explicit ScopeMatrix(rpc::TestServer& server, const storage::Schema& schema) : server_(server) {
    const auto put = [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      for (const storage::Column& column : schema.columns) {
        const auto* type = TypeOf(column);
        if (type == nullptr) continue;
        const auto row = NewMessage(*type);
        SetForeign(*row);
        const std::string name = NameOf(*type);
        row->GetReflection()->SetString(row.get(), type->FindFieldByName("name"), name);
        txn.Put(column, storage::EncodeKey(storage::NameKey{name}), row->SerializeAsString());
      }
      return "";
    };
    ZGC_EXPECT_OK(server_.server().store().Apply({}, put));
    // What is named is found by the last collection of its name.
    const storage::Snapshot now = server_.server().store().Read();
    for (const storage::Column& column : schema.columns) {
      const auto* type = TypeOf(column);
      if (type == nullptr || absl::StartsWith(NameOf(*type), "//")) continue;
      const storage::Column* found = scope::Sight::TableOf(now, NameOf(*type));
      EXPECT_TRUE(found != nullptr && found->id == column.id) << type->full_name();
    }
  }

  // Of each method of each service what holds it, all of which are tried.
  void EveryMethodRefusesWhatIsForeign() {
    for (const auto* service : server_.services()) {
      for (int i = 0; i < service->method_count(); ++i) {
        SCOPED_TRACE(service->method(i)->full_name());
        Try(*service->method(i));
      }
    }
  }
  // Names of the methods that are steps of the office: they are refused to all who have a scope.
  std::vector<std::string> OfficeSteps() const {
    std::vector<std::string> steps;
    for (const auto* service : server_.services()) {
      for (int i = 0; i < service->method_count(); ++i) {
        if (service->method(i)->options().GetExtension(common::v1::office)) {
          steps.push_back(service->method(i)->name());
        }
      }
    }
    return steps;
  }
  int tried() const { return tried_; }

 private:
  void Try(const google::protobuf::MethodDescriptor& method) {
    // Streams are refused by the same admission, of which the tests of rpc are.
    if (method.client_streaming() || method.server_streaming()) {
      EXPECT_EQ(scope::HoldingOf(method), scope::Holding::kRefused);
      return;
    }
    switch (scope::HoldingOf(method)) {
      case scope::Holding::kGet:
        Get(method);
        break;
      case scope::Holding::kList:
        List(method);
        break;
      case scope::Holding::kNamed:
        EXPECT_THAT(CallNamed(method, record_), IsRefused());
        break;
      case scope::Holding::kRefused:
      case scope::Holding::kOwn:
      case scope::Holding::kFigures:
        EXPECT_THAT(Call(method, *NewMessage(*method.input_type())), IsRefused());
        break;
      case scope::Holding::kWrite:
        Write(method);
        break;
    }
    ++tried_;
  }

  using Descriptor = google::protobuf::Descriptor;
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;
  using MethodDescriptor = google::protobuf::MethodDescriptor;

  static ::testing::Matcher<const absl::Status&> IsRefused() {
    return HasReason(common::v1::ERROR_REASON_OUT_OF_SCOPE);
  }
  static const Descriptor* TypeOf(const storage::Column& column) {
    return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
        std::string(column.feed_type.name()));
  }
  // "matters/x/extensions/x" of "matters/{matter}/extensions/{extension}".
  static std::string NameOf(const Descriptor& type) {
    std::string name;
    bool inside = false;
    for (const char c : type.options().GetExtension(google::api::resource).pattern(0)) {
      if (c == '{') absl::StrAppend(&name, "foreign");
      inside = c == '{' || (inside && c != '}');
      if (!inside && c != '}') name += c;
    }
    return name;
  }
  static std::string ForeignOf(const FieldDescriptor& field) {
    switch (field.options().GetExtension(common::v1::scope)) {
      case common::v1::SCOPE_PARK:
        return "parks/foreign";
      case common::v1::SCOPE_REGION:
        return "regions/foreign";
      case common::v1::SCOPE_ORGANISATION:
        return "organisations/foreign";
      default:
        break;
    }
    const auto& reference = field.options().GetExtension(google::api::resource_reference).type();
    const Descriptor* type = contract::ResourceOfType(reference);
    return type == nullptr ? "//park_region/parks/foreign" : NameOf(*type);
  }
  // All that says whose it is.
  static void SetForeign(Message& message, int depth = 3) {
    const Descriptor& type = *message.GetDescriptor();
    const auto& reflection = *message.GetReflection();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      const bool says =
          field->options().GetExtension(common::v1::scope) != common::v1::SCOPE_UNSPECIFIED ||
          !field->options().GetExtension(google::api::resource_reference).type().empty();
      if (says && field->is_repeated()) {
        reflection.AddString(&message, field, ForeignOf(*field));
      } else if (says) {
        reflection.SetString(&message, field, ForeignOf(*field));
      } else if (field->type() == FieldDescriptor::TYPE_MESSAGE && depth > 0 && !field->is_map() &&
                 absl::StartsWith(field->message_type()->full_name(), "zgc.")) {
        SetForeign(field->is_repeated() ? *reflection.AddMessage(&message, field)
                                        : *reflection.MutableMessage(&message, field),
                   depth - 1);
      }
    }
  }

  absl::Status Call(const MethodDescriptor& method, const Message& request) {
    response_ = NewMessage(*method.output_type());
    return CallAny(server_.channel(), method, request, *response_, "someone");
  }
  absl::Status CallNamed(const MethodDescriptor& method, const std::string& name) {
    const auto request = NewMessage(*method.input_type());
    request->GetReflection()->SetString(request.get(), method.input_type()->FindFieldByName("name"),
                                        name);
    return Call(method, *request);
  }

  // What there is is not told apart from what there is not, but for common resources.
  void Get(const MethodDescriptor& method) {
    if (scope::MarksOf(*method.output_type()).common()) return;
    const std::string name = NameOf(*method.output_type());
    const std::string none = absl::StrReplaceAll(name, {{"foreign", "missing"}});
    const absl::Status refusal = CallNamed(method, name);
    EXPECT_THAT(refusal, IsRefused());
    EXPECT_EQ(refusal.message(),
              absl::StrReplaceAll(CallNamed(method, none).message(), {{"missing", "foreign"}}));
  }

  void List(const MethodDescriptor& method) {
    const auto* rows = method.output_type()->field(0);
    if (scope::MarksOf(*rows->message_type()).common()) return;
    const auto request = NewMessage(*method.input_type());
    const auto* query = method.input_type()->FindFieldByName("query");
    if (query != nullptr) request->GetReflection()->SetString(request.get(), query, "foreign");
    if (const auto* field = method.input_type()->FindFieldByName("period"); field != nullptr) {
      auto& period = static_cast<common::v1::Period&>(
          *request->GetReflection()->MutableMessage(request.get(), field));
      period.set_start_date("2019-01-01");
      period.set_end_date("2019-01-31");
    }
    if (const auto* day = method.input_type()->FindFieldByName("as_of_date"); day != nullptr) {
      request->GetReflection()->SetString(request.get(), day, "2019-06-30");
    }
    const absl::Status answer = Call(method, *request);
    // One that must say of what it is a list.
    if (base::ReasonOf(answer) == common::v1::ERROR_REASON_INVALID_FIELD) {
      SetForeign(*request);
      EXPECT_THAT(Call(method, *request), IsRefused());
      return;
    }
    ZGC_EXPECT_OK(answer);
    for (const char* field : {"revision", "total_size"}) {
      const auto* known = method.output_type()->FindFieldByName(field);
      if (known == nullptr) continue;
      if (known->name() == "total_size") {
        EXPECT_EQ(response_->GetReflection()->GetInt32(*response_, known), 0);
      }
      response_->GetReflection()->ClearField(response_.get(), known);
    }
    if (query == nullptr) {
      EXPECT_EQ(response_->ShortDebugString(), "");
      return;
    }
    // What is common is found as well.
    for (int i = 0; i < response_->GetReflection()->FieldSize(*response_, rows); ++i) {
      const Message& row = response_->GetReflection()->GetRepeatedMessage(*response_, rows, i);
      const auto* type = contract::ResourceOfType(
          row.GetReflection()->GetString(row, row.GetDescriptor()->FindFieldByName("type")));
      EXPECT_TRUE(scope::MarksOf(*type).common()) << row.ShortDebugString();
    }
  }

  void Write(const MethodDescriptor& method) {
    const auto request = NewMessage(*method.input_type());
    SetForeign(*request);
    // What becomes a field that says whose what is made is.
    for (int i = 0; i < method.input_type()->field_count(); ++i) {
      const auto* field = method.input_type()->field(i);
      const auto* becomes = method.output_type()->FindFieldByName(field->name());
      if (becomes == nullptr || field->is_repeated() ||
          field->type() != FieldDescriptor::TYPE_STRING ||
          becomes->options().GetExtension(common::v1::scope) == common::v1::SCOPE_UNSPECIFIED) {
        continue;
      }
      request->GetReflection()->SetString(request.get(), field, ForeignOf(*becomes));
    }
    const auto* name = method.input_type()->FindFieldByName("name");
    if (name != nullptr) {
      const std::string named = absl::StartsWith(method.name(), "CorrectRecord") ||
                                        absl::StartsWith(method.name(), "VoidRecord")
                                    ? record_
                                    : NameOf(*method.output_type());
      request->GetReflection()->SetString(request.get(), name, named);
    }
    for (int i = 0; i < method.input_type()->field_count(); ++i) {
      const auto* field = method.input_type()->field(i);
      if (field->message_type() == nullptr || field->is_repeated() ||
          contract::ResourceTypeOf(*field->message_type()).empty()) {
        continue;
      }
      Message* resource = request->GetReflection()->MutableMessage(request.get(), field);
      resource->GetReflection()->SetString(resource, field->message_type()->FindFieldByName("name"),
                                           NameOf(*field->message_type()));
    }
    EXPECT_THAT(Call(method, *request), IsRefused()) << request->ShortDebugString();
  }

  rpc::TestServer& server_;
  std::unique_ptr<Message> response_;
  std::string record_ = "corrections/foreign";
  int tried_ = 0;
};

}  // namespace zgc::testing
