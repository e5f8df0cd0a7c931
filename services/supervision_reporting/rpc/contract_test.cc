// The contract as the descriptors say it, held by every method over the wire.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/contract_matrix.h"
#include "common/testing/list_matrix.h"
#include "common/testing/spoilt_requests.h"
#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/whole_store.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class ContractTest : public ::testing::Test {
 protected:
  ContractTest() {
    const auto plan = [](storage::Txn& txn) -> absl::StatusOr<std::string> {
      tasks::v1::Plan row;
      row.set_name("plans/2019");
      kSourcePlans.Put(txn, {"task_registry", row.name()}, row);
      tasks::v1::Task task;
      task.set_name("tasks/t");
      kSourceTasks.Put(txn, {"task_registry", task.name()}, task);
      return "";
    };
    ZGC_EXPECT_OK(server_.server().store().Apply({}, plan));
    PutFigure("5");
  }
  // What another service says.
  void PutFigure(const std::string& value) {
    const auto figure = [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      figures::v1::Figure row;
      row.set_name("figures/f");
      row.set_owner("park_region");
      row.set_value(value);
      row.set_status(figures::v1::FIGURE_STATUS_PUBLISHED);
      row.set_qualifier(figures::v1::QUALIFIER_EXACT);
      row.mutable_period()->set_end_date("2019-12-31");
      kSourceFigures.Put(txn, {"park_region", row.name()}, row);
      return "";
    };
    ZGC_EXPECT_OK(server_.server().store().Apply({}, figure));
  }

  const figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  rpc::TestServer server_{
      "supervision_reporting", SupervisionSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), book_, sources_); }};
  testing::ContractMatrix matrix_{server_};
};

// What an update leaves out stays: only the code knows that a new calendar needs a year, and that
// calendars are named where no default is here.
TEST_F(ContractTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsSay) {
  matrix_.EmptyRequestsAreRefused(
      {{"CreateCalendar", {"calendar.year"}}, {"ComputeDeadline", {"calendars"}}});
}

TEST_F(ContractTest, AWrongValueIsRefusedByTheNameOfItsField) {
  const std::set<std::string> tried = matrix_.WrongValuesAreRefused();
  for (const char* place :
       {"CreateMatter matter.kind", "CreateMatter matter.calendars[0]", "CreateMatter matter.task",
        "ListProposals led_by", "CreateReportItem parent", "AdoptInformation date",
        "CreateReportTemplate report_template.charts[0].kind", "SweepDeadlines as_of_date",
        "CreateReportItem report_item.paragraphs[0].citations[0].task"}) {
    EXPECT_THAT(tried, Contains(place));
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
    if (making.method == "DraftErratum") PutFigure("6");
    if (absl::StrContains(fields, "$finding")) {
      const auto findings = server_.Call(&v1::ReportService::Stub::ListFindings,
                                         "report_template: 'reportTemplates/r'", making.person);
      ZGC_ASSERT_OK(findings);
      ASSERT_GT(findings->findings_size(), 0);
      fields = absl::StrReplaceAll(fields, {{"$finding", findings->findings(0).id()}});
    }
    const auto* method = matrix_.MethodNamed(making.method);
    ASSERT_NE(method, nullptr);
    const auto request = testing::ParsedAs(*method->input_type(), fields);
    testing::ForgeOutput(*request);
    const auto answer = testing::NewMessage(*method->output_type());
    ZGC_ASSERT_OK(testing::CallAny(server_.channel(), *method, *request, *answer, making.person));
    EXPECT_THAT(answer->ShortDebugString(),
                Not(::testing::AnyOf(HasSubstr(testing::kForged),
                                     HasSubstr(std::to_string(testing::kForgedNumber)))));
  }
  const storage::Snapshot now = server_.server().store().Read();
  for (const storage::Column& column : SupervisionSchema().columns) {
    const std::string row(column.feed_type.name());
    if (!absl::StartsWith(row, "zgc.supervision.v1.")) continue;
    SCOPED_TRACE(row);
    const auto* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(row);
    ASSERT_NE(type, nullptr);
    const auto& resource = type->options().GetExtension(google::api::resource);
    EXPECT_EQ(resource.type(), "supervision_reporting/" + type->name());
    ASSERT_EQ(resource.pattern_size(), 1);
    const std::vector<std::string> names = NamesIn(now, column);
    EXPECT_FALSE(names.empty());
    for (const std::string& name : names) EXPECT_TRUE(Fits(resource.pattern(0), name)) << name;
  }
}

// Items are read by what their names begin with.
TEST_F(ContractTest, EveryListGoesThroughAnIndex) {
  testing::ListsGoThroughIndexes(server_.channel(), server_.services(), {"ListReportItems.parent"},
                                 {{"ListFindings", "computed of the records of one report"},
                                  {"ListPublicationChanges", "computed of one publication"},
                                  {"ListFigureCitations", "of one figure, by its own index"},
                                  {"ListLights", "derived, through the index of what is watched"},
                                  {"ListQueue", "derived, through the same index"},
                                  {"ListSources", "one of each service that is followed"}});
}

TEST_F(ContractTest, ASourceIsAResourceToo) {
  const auto& resource = v1::Source::descriptor()->options().GetExtension(google::api::resource);
  EXPECT_EQ(resource.type(), "supervision_reporting/Source");
  EXPECT_EQ(resource.pattern(0), "sources/{source}");
}

}  // namespace
}  // namespace zgc::supervision
