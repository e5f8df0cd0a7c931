#include "services/supervision_reporting/report/render/content_digests.h"

#include <google/protobuf/message.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/render/render.h"
#include "services/supervision_reporting/testing/full_report.h"

namespace zgc::supervision {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Publications of all versions are held against these: they never change.
TEST(ContentDigests, AreTheSameForGood) {
  const ReportBuilder report = FullReport();
  EXPECT_EQ(RecordsDigest(report.Model()),
            "4b330fb8b959bf3e1676f0bed60b7ef615c2f3cf761ea96e61104d7f5ba8feaf");
}

TEST(ContentDigests, HoldWhatAReportSaysAndNoRevisionOfAStore) {
  ReportBuilder report = FullReport();
  const std::string records = RecordsDigest(report.Model());
  const std::string findings = FindingsDigest(report.Model());
  report.input().versions.report_revision = 99;
  report.input().report_template.set_etag("x");
  report.input().items[0].set_revision(98);
  EXPECT_EQ(RecordsDigest(report.Model()), records);
  const auto changes = [&](const std::function<void(ReportInput&)>& change) {
    ReportBuilder changed = FullReport();
    change(changed.input());
    return RecordsDigest(changed.Model()) != records;
  };
  EXPECT_TRUE(changes([](ReportInput& in) { in.report_template.set_preface(0, "x"); }));
  EXPECT_TRUE(changes([](ReportInput& in) { in.items[0].set_statement("x"); }));
  EXPECT_TRUE(changes([](ReportInput& in) { in.tasks[TaskName("1")].set_late_days(13); }));
  EXPECT_TRUE(changes([](ReportInput& in) {
    in.organisations["//task_registry/organisations/office"].set_display_name("x");
  }));
  const auto figure = [](ReportInput& in, const std::string& id) -> figures::v1::Figure& {
    return in.figures["//park_region/figures/" + id];
  };
  EXPECT_TRUE(changes([&](ReportInput& in) { figure(in, "new").set_value("401"); }));
  EXPECT_TRUE(changes([&](ReportInput& in) { figure(in, "new").set_source_revision(4); }));
  const auto counted = [&](int64_t revision) {
    ReportBuilder builder = FullReport();
    figure(builder.input(), "new").set_status(figures::v1::FIGURE_STATUS_COMPUTED);
    figure(builder.input(), "new").set_source_revision(revision);
    return RecordsDigest(builder.Model());
  };
  EXPECT_EQ(counted(3), counted(4)) << "as of which commit it was counted is not said";
  EXPECT_TRUE(changes(
      [&](ReportInput& in) { figure(in, "new").set_rounding(figures::v1::ROUNDING_ROUNDED); }));
  EXPECT_TRUE(changes([&](ReportInput& in) { figure(in, "new").set_step("10"); }));
  // A chart shows it.
  EXPECT_TRUE(changes([&](ReportInput& in) { figure(in, "budget").set_value("2273185485"); }));
  EXPECT_FALSE(changes([](ReportInput& in) { in.explanations.clear(); }));
  report.input().explanations.clear();
  EXPECT_NE(FindingsDigest(report.Model()), findings);
}

// Another value than the field has.
std::string OtherText(std::string text) {
  if (text.empty()) return "x7";
  // The end of a day stays that of a day.
  if (text.size() == 10 && text[4] == '-') return text.substr(0, 9) + (text[9] == '1' ? "2" : "1");
  return text + "7";
}

int OtherEnum(const EnumDescriptor& type, int now) {
  for (int i = type.value_count() - 1; i > 0; --i) {
    if (type.value(i)->number() != now) return type.value(i)->number();
  }
  return now;
}

// Changes a field of a message, or the first of its values, to something else.
void Change(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const bool many = field.is_repeated();
  if (many && reflection.FieldSize(message, &field) == 0) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      reflection.AddString(&message, &field, "x7");
    }
    return;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (many) {
        reflection.SetRepeatedString(&message, &field, 0,
                                     OtherText(reflection.GetRepeatedString(message, &field, 0)));
      } else {
        reflection.SetString(&message, &field, OtherText(reflection.GetString(message, &field)));
      }
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (!many) {
        reflection.SetEnumValue(
            &message, &field,
            OtherEnum(*field.enum_type(), reflection.GetEnumValue(message, &field)));
      }
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.SetInt32(&message, &field, reflection.GetInt32(message, &field) + 1);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(&message, &field, reflection.GetInt64(message, &field) + 1);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
      break;
    default:
      break;
  }
}

using Path = std::vector<const FieldDescriptor*>;

std::string TextOf(const Path& path) {
  std::string text = path.front()->containing_type()->name();
  for (const FieldDescriptor* field : path) absl::StrAppend(&text, ".", field->name());
  return text;
}

// The fields of a message and of those in it that are set.
void Collect(const Message& message, Path& above, std::vector<Path>& paths) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    above.push_back(&field);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      paths.push_back(above);
    } else if (field.is_repeated() && reflection.FieldSize(message, &field) > 0) {
      Collect(reflection.GetRepeatedMessage(message, &field, 0), above, paths);
    } else if (!field.is_repeated() && reflection.HasField(message, &field)) {
      Collect(reflection.GetMessage(message, &field), above, paths);
    }
    above.pop_back();
  }
}

void ChangeAt(Message& message, const Path& path) {
  Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    at = path[i]->is_repeated() ? at->GetReflection()->MutableRepeatedMessage(at, path[i], 0)
                                : at->GetReflection()->MutableMessage(at, path[i]);
  }
  Change(*at, *path.back());
}

std::string Printed(const ReportBuilder& report) {
  std::string all;
  for (const ReportFile& file : RenderAll(report.Model(), FullReport().input().versions)) {
    all += file.content;
  }
  return all;
}

// Every record that a report is made of: whatever is printed of it is in a digest, or a
// publication could be called the same whose words are others.
TEST(ContentDigests, HoldEveryFieldThatIsPrinted) {
  const std::vector<std::function<Message&(ReportInput&)>> records = {
      [](ReportInput& in) -> Message& { return in.report_template; },
      [](ReportInput& in) -> Message& { return in.items[0]; },
      [](ReportInput& in) -> Message& { return in.items[1]; },
      [](ReportInput& in) -> Message& { return *in.plan; },
      [](ReportInput& in) -> Message& { return in.tasks[TaskName("1")]; },
      [](ReportInput& in) -> Message& { return in.organisations.begin()->second; },
      [](ReportInput& in) -> Message& { return in.figures["//park_region/figures/new"]; },
      [](ReportInput& in) -> Message& { return in.figures["//park_region/figures/rate"]; },
      [](ReportInput& in) -> Message& { return in.figures["//park_region/figures/budget"]; },
      [](ReportInput& in) -> Message& { return in.indicators["//park_region/indicators/new"]; },
      [](ReportInput& in) -> Message& { return in.indicators["//park_region/indicators/rate"]; },
  };
  const ReportBuilder full = FullReport();
  const std::string printed = Printed(full);
  const std::string records_digest = RecordsDigest(full.Model());
  const std::string findings_digest = FindingsDigest(full.Model());
  std::set<std::string> seen;
  for (const auto& record : records) {
    ReportBuilder source = FullReport();
    std::vector<Path> paths;
    Path above;
    Collect(record(source.input()), above, paths);
    for (const Path& path : paths) {
      ReportBuilder changed = FullReport();
      ChangeAt(record(changed.input()), path);
      if (Printed(changed) == printed) continue;
      seen.insert(TextOf(path));
      EXPECT_TRUE(RecordsDigest(changed.Model()) != records_digest ||
                  FindingsDigest(changed.Model()) != findings_digest)
          << TextOf(path) << " is printed and in no digest";
    }
  }
  // What is known to be printed: so the search looks at something.
  for (const char* field : {"Task.late_days", "Task.deadline", "Task.state", "Figure.value",
                            "Organisation.display_name", "ReportItem.statement"}) {
    EXPECT_TRUE(seen.count(field) == 1) << field;
  }
}

}  // namespace
}  // namespace zgc::supervision
