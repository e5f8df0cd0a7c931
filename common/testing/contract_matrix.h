#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/contract/rules.h"
#include "common/rpc/server/test_server.h"
#include "common/storage/store.h"
#include "common/testing/any_call.h"
#include "common/testing/spoilt_requests.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/rpc/error_details.pb.h"
#include "zgc/common/v1/options.pb.h"

// What the descriptors of a service say of fields, held against what its methods refuse.
namespace zgc::testing {

namespace internal {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

inline bool Says(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

// The fields that an empty message of a type lacks.
inline void Lacking(const Descriptor& type, const std::string& prefix,
                    std::set<std::string>& found) {
  const bool updates = type.FindFieldByName("update_mask") != nullptr;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!Says(field, google::api::REQUIRED) || Says(field, google::api::OUTPUT_ONLY)) continue;
    const std::string path = prefix + field.name();
    if (field.is_repeated() || field.message_type() == nullptr) {
      found.insert(path);
    } else if (updates && !contract::ResourceTypeOf(*field.message_type()).empty()) {
      found.insert(path + ".name");
    } else {
      const size_t before = found.size();
      Lacking(*field.message_type(), path + ".", found);
      if (found.size() == before) found.insert(path);
    }
  }
}

inline std::map<std::string, std::string> RefusedFields(const absl::Status& status) {
  std::map<std::string, std::string> fields;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  google::rpc::BadRequest refusal;
  if (!payload.has_value() || !refusal.ParseFromString(std::string(*payload))) return fields;
  for (const auto& violation : refusal.field_violations()) {
    fields[violation.field()] += violation.description() + "\n";
  }
  return fields;
}

// The resource that a request creates, or null.
inline const FieldDescriptor* CreatedBy(const Descriptor& request) {
  if (request.FindFieldByName("update_mask") != nullptr) return nullptr;
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (!field.is_repeated() && field.message_type() != nullptr &&
        !contract::ResourceTypeOf(*field.message_type()).empty()) {
      return &field;
    }
  }
  return nullptr;
}

}  // namespace internal

class ContractMatrix {
 public:
  // What a service has to say beyond the descriptors of an empty request, by method.
  using More = std::map<std::string, std::set<std::string>>;

  // Of all that `server` answers but operations, which know no contract of fields; it allows all.
  explicit ContractMatrix(rpc::TestServer& server) : server_(server) {
    for (const auto* service : server.services()) {
      if (service->file()->package() == "zgc.ops.v1") continue;
      for (int i = 0; i < service->method_count(); ++i) {
        const auto* method = service->method(i);
        if (!method->client_streaming() && !method->server_streaming()) methods_.push_back(method);
      }
    }
  }

  // The method of one of the services, or null.
  const google::protobuf::MethodDescriptor* MethodNamed(const std::string& name) const {
    for (const auto* method : methods_) {
      if (method->name() == name) return method;
    }
    return nullptr;
  }

  // An empty request is refused for exactly what the descriptors say.
  void EmptyRequestsAreRefused(const More& more = {}) {
    for (const auto* method : methods_) {
      SCOPED_TRACE(method->full_name());
      std::set<std::string> wanted;
      internal::Lacking(*method->input_type(), "", wanted);
      // Or sm3.
      if (method->name() == "CheckEvidenceFile") wanted.insert("sha256");
      const auto also = more.find(method->name());
      if (also != more.end()) wanted.insert(also->second.begin(), also->second.end());
      std::set<std::string> found;
      for (const auto& [field, what] :
           internal::RefusedFields(Call(*method, *NewMessage(*method->input_type()))))
        found.insert(field);
      EXPECT_EQ(found, wanted);
    }
  }

  // A value that the descriptors do not allow is refused by the path of its field, also where it
  // is all that the request says; not of methods that answer each part by itself. Of what was
  // tried: "CreateTask task.plan".
  std::set<std::string> WrongValuesAreRefused(const std::set<std::string>& but = {}) {
    std::set<std::string> tried;
    for (const auto* method : methods_) {
      if (but.contains(method->name())) continue;
      for (const Spoilt& one : SpoiltFieldsOf(*method->input_type())) {
        const std::string place = absl::StrCat(method->name(), " ", one.path);
        const auto request = NewMessage(*method->input_type());
        one.spoil(*request);
        const absl::Status answer = Call(*method, *request);
        EXPECT_TRUE(internal::RefusedFields(answer).contains(one.path)) << place << " " << answer;
        tried.insert(place);
      }
    }
    return tried;
  }

  // `requests` are good ones, in text format, by method: one for each that creates a
  // resource. What the service sets is ignored in them; an unknown number of an enum, a date
  // that is none and a row that does not exist are refused where they stand.
  void CreationsHoldTheContract(const std::map<std::string, std::string>& requests) {
    for (const auto* method : methods_) {
      const auto* field = internal::CreatedBy(*method->input_type());
      if (field == nullptr) continue;
      SCOPED_TRACE(method->full_name());
      const auto good = requests.find(method->name());
      ASSERT_NE(good, requests.end()) << "no good request of " << method->name();
      const auto request = ParsedAs(*method->input_type(), good->second);
      OutputIsIgnored(*method, *request);
      for (int i = 0; i < field->message_type()->field_count(); ++i) {
        WrongIsRefused(*method, *request, *field, *field->message_type()->field(i));
      }
    }
  }

  // Every row of the schema is a resource, named as its table is.
  static void RowsAreResources(const storage::Schema& schema) {
    for (const storage::Column& column : schema.columns) {
      const std::string row(column.feed_type.name());
      if (row.empty()) continue;
      const auto* type =
          google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(row);
      ASSERT_NE(type, nullptr) << row;
      const std::string& resource = contract::ResourceTypeOf(*type);
      EXPECT_TRUE(resource == absl::StrCat(schema.name, "/", type->name()) ||
                  resource == absl::StrCat("figures/", type->name()) ||
                  resource == absl::StrCat("records/", type->name()))
          << row << " is \"" << resource << "\"";
      EXPECT_EQ(contract::ResourceOfType(resource), type) << row;
      EXPECT_EQ(contract::CollectionOf(resource), absl::StrCat(column.name, "/")) << row;
    }
  }

 private:
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;
  using MethodDescriptor = google::protobuf::MethodDescriptor;

  absl::Status Call(const MethodDescriptor& method, const Message& request) {
    response_ = NewMessage(*method.output_type());
    return CallAny(server_.channel(), method, request, *response_, "someone");
  }

  static std::unique_ptr<Message> CheckOnly(const Message& good) {
    std::unique_ptr<Message> request(good.New());
    request->CopyFrom(good);
    request->GetReflection()->SetBool(request.get(),
                                      good.GetDescriptor()->FindFieldByName("validate_only"), true);
    return request;
  }

  void OutputIsIgnored(const MethodDescriptor& method, const Message& good) {
    const auto request = CheckOnly(good);
    ZGC_EXPECT_OK(Call(method, *request));
    const std::string honest = Shown(*response_);
    ForgeOutput(*request);
    ZGC_EXPECT_OK(Call(method, *request));
    EXPECT_EQ(Shown(*response_), honest) << "what a caller says of output fields is taken";
  }

  // Without the times of the two calls.
  static std::string Shown(const Message& message) {
    std::string text;
    for (absl::string_view line : absl::StrSplit(message.DebugString(), '\n')) {
      if (!absl::StrContains(line, "seconds:") && !absl::StrContains(line, "nanos:")) {
        absl::StrAppend(&text, line, "\n");
      }
    }
    return text;
  }

  void WrongIsRefused(const MethodDescriptor& method, const Message& good,
                      const FieldDescriptor& field, const FieldDescriptor& inner) {
    if (internal::Says(inner, google::api::OUTPUT_ONLY)) return;
    std::string path = absl::StrCat(field.name(), ".", inner.name());
    if (inner.is_repeated()) path += "[0]";
    const auto refused = [&](const std::string& text) {
      const auto request = CheckOnly(good);
      Message& resource = *request->GetReflection()->MutableMessage(request.get(), &field);
      if (text.empty()) {
        resource.GetReflection()->SetEnumValue(&resource, &inner, 99);
      } else {
        internal::SetText(resource, inner, text);
      }
      auto fields = internal::RefusedFields(Call(method, *request));
      return fields[path];
    };
    if (inner.cpp_type() == FieldDescriptor::CPPTYPE_ENUM && !inner.is_repeated()) {
      EXPECT_THAT(refused(""), ::testing::HasSubstr("99 is no ")) << path;
    }
    const auto format = inner.options().GetExtension(common::v1::format);
    if (format == common::v1::FORMAT_DAY || format == common::v1::FORMAT_REDUCED_DATE) {
      EXPECT_THAT(refused("2019-02-30"), ::testing::HasSubstr("2019-02-30")) << path;
    }
    if (!inner.options().GetExtension(google::api::resource_reference).type().empty()) {
      EXPECT_THAT(refused("nothing/none"), ::testing::HasSubstr("\"nothing/none\"")) << path;
    }
  }

  rpc::TestServer& server_;
  std::vector<const MethodDescriptor*> methods_;
  std::unique_ptr<Message> response_;
};

}  // namespace zgc::testing
