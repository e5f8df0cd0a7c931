// The contract as the descriptors say it, held by every method over the wire.
#include "common/contract/contract.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/contract/rules.h"
#include "common/rpc/test_server.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/rpc/wire.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/whole_store.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"

namespace zgc::supervision {
namespace {

using contract::FieldRules;
using contract::Rules;
using contract::RulesOf;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

using Fields = std::set<std::string>;

class ContractTest : public ::testing::Test {
 protected:
  ContractTest() {
    const auto plan = [](storage::Txn& txn) -> absl::StatusOr<std::string> {
      tasks::v1::Plan row;
      row.set_name("plans/2019");
      kSourcePlans.Put(txn, {"task_registry", row.name()}, row);
      return "";
    };
    ZGC_EXPECT_OK(server_.server().store().Apply({}, plan));
  }

  wire::Answer Call(const MethodDescriptor& method, const Message& request,
                    const std::string& person = "clerk") {
    return wire::Call(server_.channel(), method, request, person);
  }

  const figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  rpc::TestServer server_{
      "supervision_reporting", SupervisionSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), book_, sources_); }};
};

// The fields that a refusal names.
Fields FieldsOf(const absl::Status& status) {
  Fields fields;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  google::rpc::BadRequest refused;
  if (!payload.has_value() || !refused.ParseFromString(std::string(*payload))) return fields;
  for (const auto& violation : refused.field_violations()) fields.insert(violation.field());
  return fields;
}

Fields FieldsThatMissIn(const Message& request) {
  Fields fields;
  contract::Walk(
      request, "", [&](const std::string& field, const std::string&) { fields.insert(field); },
      [](const std::string&, const std::string&, const std::string&) {});
  return fields;
}

TEST_F(ContractTest, AnEmptyRequestIsRefusedForTheFieldsThatTheDescriptorsRequire) {
  // What an update leaves out stays: only the code knows that a new calendar needs a year.
  const std::map<std::string, Fields> more = {{"CreateCalendar", {"calendar.year"}}};
  for (const MethodDescriptor* method : wire::Methods()) {
    SCOPED_TRACE(method->full_name());
    const auto request = wire::New(*method->input_type());
    Fields wanted = FieldsThatMissIn(*request);
    const auto added = more.find(method->name());
    if (added != more.end()) wanted.insert(added->second.begin(), added->second.end());
    EXPECT_EQ(FieldsOf(Call(*method, *request).status), wanted);
  }
}

// A field of a request with a value that the contract does not allow.
struct Spoilt {
  std::string path;
  std::function<void(Message& request)> spoil;
};
using Reach = std::function<Message&(Message& request)>;

Message& Inner(Message& outer, const FieldDescriptor& field) {
  const auto& reflection = *outer.GetReflection();
  if (!field.is_repeated()) return *reflection.MutableMessage(&outer, &field);
  if (reflection.FieldSize(outer, &field) == 0) reflection.AddMessage(&outer, &field);
  return *reflection.MutableRepeatedMessage(&outer, &field, 0);
}

void SetText(Message& message, const FieldDescriptor& field, const std::string& text) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.AddString(&message, &field, text);
  reflection.SetString(&message, &field, text);
}

// A text that breaks what the rules say, or nothing.
std::string WrongText(const FieldRules& rules) {
  if (rules.format != common::v1::FORMAT_UNSPECIFIED) return "2019-13-01 X";
  if (rules.reference.empty()) return "";
  const std::string& collection = contract::CollectionOf(rules.reference);
  return absl::StartsWith(rules.reference, "supervision_reporting/") ? collection + "none" : "none";
}

void CollectSpoilt(const Rules& rules, const std::string& prefix, const Reach& reach,
                   std::vector<Spoilt>& out) {
  constexpr int kNoNumber = 999;
  for (size_t i = 0; i < rules.fields.size(); ++i) {
    const FieldRules& one = rules.fields[i];
    const FieldDescriptor& field = *one.field;
    if (one.output || static_cast<int>(i) == rules.updated) continue;
    const std::string path = prefix + field.name() + (field.is_repeated() ? "[0]" : "");
    if (one.inner != nullptr) {
      CollectSpoilt(
          *one.inner, path + ".",
          [reach, &field](Message& request) -> Message& { return Inner(reach(request), field); },
          out);
    } else if (field.type() == FieldDescriptor::TYPE_ENUM) {
      out.push_back({path, [reach, &field](Message& request) {
                       Message& message = reach(request);
                       message.GetReflection()->SetEnumValue(&message, &field, kNoNumber);
                     }});
    } else if (one.format == common::v1::FORMAT_COUNT) {
      out.push_back({path, [reach, &field](Message& request) {
                       Message& message = reach(request);
                       const auto& reflection = *message.GetReflection();
                       if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
                         reflection.SetInt64(&message, &field, -1);
                       } else {
                         reflection.SetInt32(&message, &field, -1);
                       }
                     }});
    } else if (!WrongText(one).empty()) {
      out.push_back({path, [reach, &field, wrong = WrongText(one)](Message& request) {
                       SetText(reach(request), field, wrong);
                     }});
    }
  }
}

// Unknown numbers of enums, days that are none, counts below zero, ids of other signs and
// names of nothing.
TEST_F(ContractTest, AWrongValueIsRefusedByTheNameOfItsField) {
  Fields seen;
  for (const MethodDescriptor* method : wire::Methods()) {
    std::vector<Spoilt> all;
    CollectSpoilt(
        RulesOf(*method->input_type()), "", [](Message& request) -> Message& { return request; },
        all);
    for (const Spoilt& one : all) {
      SCOPED_TRACE(absl::StrCat(method->name(), " ", one.path));
      const auto request = wire::New(*method->input_type());
      one.spoil(*request);
      EXPECT_THAT(FieldsOf(Call(*method, *request).status), Contains(one.path));
      seen.insert(absl::StrCat(method->name(), " ", one.path));
    }
  }
  for (const char* place :
       {"CreateMatter matter.kind", "CreateMatter matter.calendars[0]", "CreateMatter matter.task",
        "ListProposals led_by", "CreateReportItem parent", "AdoptInformation date",
        "CreateReportTemplate report_template.charts[0].kind", "SweepMatters as_of_date",
        "CreateReportItem report_item.paragraphs[0].citations[0].task"}) {
    EXPECT_THAT(seen, Contains(place));
  }
}

constexpr char kForged[] = "forged";
constexpr int kForgedNumber = 424242;

void Forge(Message& message, const FieldDescriptor& field, int depth) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      SetText(message, field, kForged);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.SetInt32(&message, &field, kForgedNumber);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(&message, &field, kForgedNumber);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection.SetEnumValue(&message, &field, kForgedNumber);
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (field.is_map() || depth == 0) break;
      Message& inner = Inner(message, field);
      for (int i = 0; i < inner.GetDescriptor()->field_count(); ++i) {
        const FieldDescriptor& part = *inner.GetDescriptor()->field(i);
        if (!part.is_repeated() || part.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
          Forge(inner, part, depth - 1);
        }
      }
      break;
    }
    default:
      break;
  }
}

// Says something in every field that the service sets.
void ForgeOutput(Message& message) {
  constexpr int kDepth = 3;
  for (const FieldRules& rules : RulesOf(*message.GetDescriptor()).fields) {
    if (rules.output) {
      Forge(message, *rules.field, kDepth);
    } else if (rules.inner != nullptr && rules.inner->has_output) {
      ForgeOutput(Inner(message, *rules.field));
    }
  }
}

// "matters/{matter}/extensions/{extension}" fits "matters/m/extensions/e".
bool Fits(const std::string& pattern, const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(pattern, '/');
  const std::vector<std::string> given = absl::StrSplit(name, '/');
  if (parts.size() != given.size()) return false;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool any = absl::StartsWith(parts[i], "{");
    if (any ? given[i].empty() : parts[i] != given[i]) return false;
  }
  return true;
}

// Names of the rows in a column.
std::vector<std::string> NamesIn(const storage::Reader& reader, const storage::Column& column) {
  std::vector<std::string> names;
  const auto cursor = reader.Scan(column, {});
  for (; cursor->Valid(); cursor->Next()) {
    storage::KeyReader key(cursor->key());
    storage::NameKey name;
    EXPECT_TRUE(name.Decode(key));
    names.push_back(name.name);
  }
  return names;
}

TEST_F(ContractTest, WhatTheServiceSetsIsIgnoredAndNamesFitTheirPatterns) {
  for (const Making& making : OneOfEach()) {
    SCOPED_TRACE(making.method);
    std::string fields = making.fields;
    if (absl::StrContains(fields, "$finding")) {
      const auto findings = server_.Call(&v1::ReportService::Stub::ListFindings,
                                         "report_template: 'reportTemplates/r'", making.person);
      ZGC_ASSERT_OK(findings);
      ASSERT_GT(findings->findings_size(), 0);
      fields = absl::StrReplaceAll(fields, {{"$finding", findings->findings(0).id()}});
    }
    const MethodDescriptor& method = wire::MethodNamed(making.method);
    const auto request = wire::New(*method.input_type());
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, request.get())) << fields;
    ForgeOutput(*request);
    const wire::Answer answer = Call(method, *request, making.person);
    ZGC_ASSERT_OK(answer.status);
    EXPECT_THAT(
        answer.message->ShortDebugString(),
        Not(::testing::AnyOf(HasSubstr(kForged), HasSubstr(std::to_string(kForgedNumber)))));
  }
  const storage::Snapshot now = server_.server().store().Read();
  for (const storage::Column& column : SupervisionSchema().columns) {
    if (!absl::StartsWith(column.feed_type, "zgc.supervision.v1.")) continue;
    SCOPED_TRACE(column.feed_type);
    const auto* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(column.feed_type);
    ASSERT_NE(type, nullptr);
    const auto& resource = type->options().GetExtension(google::api::resource);
    EXPECT_EQ(resource.type(), "supervision_reporting/" + type->name());
    ASSERT_EQ(resource.pattern_size(), 1);
    const std::vector<std::string> names = NamesIn(now, column);
    EXPECT_FALSE(names.empty());
    for (const std::string& name : names) EXPECT_TRUE(Fits(resource.pattern(0), name)) << name;
  }
}

TEST_F(ContractTest, ASourceIsAResourceToo) {
  const auto& resource = v1::Source::descriptor()->options().GetExtension(google::api::resource);
  EXPECT_EQ(resource.type(), "supervision_reporting/Source");
  EXPECT_EQ(resource.pattern(0), "sources/{source}");
}

}  // namespace
}  // namespace zgc::supervision
