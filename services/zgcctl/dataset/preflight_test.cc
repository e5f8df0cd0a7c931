#include "services/zgcctl/dataset/preflight.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

#include <fstream>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "google/api/field_behavior.pb.h"
#include "gtest/gtest.h"
#include "zgc/common/v1/options.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kRegions[] = R"("zgc.parks.v1.RegionService/CreateRegion")";
constexpr char kParks[] = R"("zgc.parks.v1.ParkService/CreatePark")";

// A folder with a data set, and what the check says about it.
class PreflightTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(dir_.path() + "/" + name, std::ios::binary) << text;
  }
  // One step: its method in quotes and its file, with further fields.
  static std::string Step(const std::string& method, const std::string& file,
                          const std::string& more = "") {
    return absl::StrCat(R"({"method": )", method, R"(, "file": ")", file, "\"", more, "}");
  }
  void Steps(const std::string& steps) {
    Write("dataset.json", absl::StrCat(R"({"id": "t", "title": "试验", "steps": [)", steps, "]}"));
  }

  // "where: message" of every problem but what is left out: most tests say only what they are
  // about.
  std::vector<std::string> Check() {
    std::vector<std::string> texts = CheckAll();
    std::erase_if(texts, [](const std::string& text) {
      return absl::EndsWith(text, " is required") || absl::EndsWith(text, " needs at least one") ||
             absl::EndsWith(text, "_id: must be 1 to 80 of a-z, 0-9 and '-'");
    });
    return texts;
  }
  std::vector<std::string> CheckAll() {
    problems_ = Problems();
    warnings_ = Problems();
    dataset_ = LoadDataset(dir_.path(), problems_);
    Preflight(
        dataset_,
        [this](const ResourceName& name) {
          const auto found = on_service_.find(name.full());
          return found == on_service_.end() ? Existence::kMissing : found->second;
        },
        problems_, warnings_);
    return Texts(problems_);
  }
  static std::vector<std::string> Texts(const Problems& problems) {
    std::vector<std::string> texts;
    for (const Problem& problem : problems.list()) {
      texts.push_back(problem.where + ": " + problem.message);
    }
    return texts;
  }
  std::string RequestId(size_t step, size_t request) {
    const auto& message = *dataset_.steps[step].requests[request].message;
    return message.GetReflection()->GetString(
        message, message.GetDescriptor()->FindFieldByName("request_id"));
  }

  testing::TempDir dir_;
  std::map<std::string, Existence> on_service_;
  Dataset dataset_;
  Problems problems_;
  Problems warnings_;
};

TEST_F(PreflightTest, EveryRequestHasAPermanentIdAndComesAfterWhatItNeeds) {
  Steps(Step(kRegions, "regions.jsonl", R"(, "as": "role-reporter")") + "," +
        Step(kParks, "parks.jsonl"));
  Write("regions.jsonl",
        "# a comment, a blank line and a line of another kind\n\n// are no requests\r\n"
        R"({"region_id": "chaoyang", "region": {"parent": "regions/beijing"}})"
        "\n"
        R"({"region_id": "beijing"})");
  Write("parks.jsonl", R"({"park_id": "cy", "park": {"region": "regions/chaoyang"}})");
  EXPECT_THAT(Check(), IsEmpty());
  ASSERT_EQ(dataset_.steps.size(), 2u);
  EXPECT_EQ(dataset_.steps[0].as, "role-reporter");
  EXPECT_EQ(dataset_.steps[0].service, "park_region");
  ASSERT_EQ(dataset_.steps[0].requests.size(), 2u);
  EXPECT_EQ(dataset_.steps[0].requests[0].line, 4);
  EXPECT_EQ(RequestId(0, 0), "t/park_region/CreateRegion/regions/chaoyang");
  EXPECT_EQ(dataset_.steps[0].requests[0].wave, 1) << "its parent stands below it";
  EXPECT_EQ(dataset_.steps[0].requests[1].wave, 0);
  EXPECT_EQ(dataset_.steps[1].requests[0].wave, 0);
}

TEST_F(PreflightTest, StepsOfOneResourceKeepTheirOrderAndTheirIds) {
  on_service_["//park_region/projects/a"] = Existence::kExists;
  Steps(Step(R"("AdvanceProject")", "advance.jsonl"));
  Write("advance.jsonl", R"({"name": "projects/a", "event": {"stage": "PROJECT_STATE_FILED"}})"
                         "\n"
                         R"({"name": "projects/a", "event": {"stage": "PROJECT_STATE_STARTED"}})");
  EXPECT_THAT(Check(), IsEmpty());
  EXPECT_EQ(RequestId(0, 0), "t/park_region/AdvanceProject/projects/a");
  EXPECT_EQ(RequestId(0, 1), "t/park_region/AdvanceProject/projects/a#2");
  EXPECT_EQ(dataset_.steps[0].requests[1].wave, 1);
}

TEST_F(PreflightTest, AStepFillsItsFormFromEachLine) {
  Steps(
      Step(R"("CreateIndicator")", "i.jsonl", R"(, "service": "park_region")") + "," +
      Step(R"("ReportObservation")", "o.jsonl", R"(, "service": "park_region")") + "," +
      Step(R"("VerifyObservation")", "o.jsonl",
           R"(, "service": "park_region", "request": {"name": "observations/{observation_id}"})"));
  Write("i.jsonl", R"({"indicator_id": "subparks"})");
  Write("o.jsonl",
        R"({"observation_id": "T1", "observation": {"indicator": "indicators/subparks"}})");
  EXPECT_THAT(Check(), IsEmpty());
  EXPECT_EQ(dataset_.steps[2].requests[0].subject, "//park_region/observations/T1");
  EXPECT_EQ(RequestId(2, 0), "t/park_region/VerifyObservation/observations/T1");
}

TEST_F(PreflightTest, APlaceholderWithoutAFieldIsNamed) {
  Steps(Step(R"("GetPark")", "p.jsonl", R"(, "request": {"name": "parks/{park_id}"})"));
  Write("p.jsonl", "{}");
  EXPECT_THAT(Check(),
              ElementsAre("p.jsonl:1: GetPark: has no field for the placeholder {park_id}"));
}

TEST_F(PreflightTest, ManifestsThatCannotBeUsed) {
  EXPECT_THAT(Check(), ElementsAre("dataset.json: is no file"));
  Write("dataset.json", "{");
  EXPECT_THAT(Check(), ElementsAre(StartsWith("dataset.json: parse error at line 1")));
  Write("dataset.json", "[]");
  EXPECT_THAT(Check(), ElementsAre("dataset.json: is no JSON object"));
  Write("dataset.json", R"({"steps": []})");
  EXPECT_THAT(Check(),
              ElementsAre("dataset.json: has no \"id\"", "dataset.json: has no \"title\""));
  Write("dataset.json", "\xff");
  EXPECT_THAT(Check(), ElementsAre("dataset.json: byte 1 is no UTF-8"));
}

TEST_F(PreflightTest, StepsThatCannotBeUsedAreAllNamed) {
  Steps(absl::StrCat(Step(R"("zgc.parks.v1.ParkService/CreateCastle")", "a.jsonl"), ",",
                     Step(R"("VerifyObservation")", "a.jsonl"), ",",
                     Step(kParks, "a.jsonl", R"(, "service": "task_registry")"), ",",
                     Step(kParks, "../a.jsonl"), ",", Step(kParks, "a.jsonl", R"(, "As": "x")"),
                     ",", R"({"file": "a.jsonl"})", ",",
                     Step(kParks, "a.jsonl", R"(, "as": "张三")"), ",", Step(kParks, "none.jsonl"),
                     ",", Step(kParks, "a.jsonl", R"(, "follows": "task_registry")"), ",",
                     Step(kParks, "a.jsonl", R"(, "follows": ["castle"])"), ",",
                     Step(kParks, "a.jsonl", R"(, "follows": ["park_region"])")));
  EXPECT_THAT(
      Check(),
      ElementsAre(HasSubstr("step 1: there is no method \"zgc.parks.v1.ParkService/CreateC"),
                  HasSubstr("step 2: needs \"service\""), HasSubstr("step 3: /zgc.parks.v1.Park"),
                  HasSubstr("step 4: file \"../a.jsonl\" is not inside"),
                  HasSubstr("step 5: unknown field \"As\""), HasSubstr("step 6: has no \"method\""),
                  HasSubstr("step 7: as \"张三\" is no account id"), "none.jsonl: is no file",
                  HasSubstr("step 9: \"follows\" is no list"),
                  HasSubstr("step 10: \"follows\": there is no service \"castle\""),
                  HasSubstr("step 11: park_region does not follow itself")));
}

TEST_F(PreflightTest, LinesThatCannotBeUsedAreAllNamed) {
  Steps(Step(kParks, "p.jsonl"));
  Write("p.jsonl",
        "{\"park_id\": \"a\", }\n"
        "{\"park_id\": \"\xe5\x9b\"}\n"
        "{\"park_id\": \"a\", \"castle\": 1}\n"
        "{\"park_id\": \"a\", \"park\": {\"kind\": \"PARK_KIND_CASTLE\"}}\n"
        "{\"park_id\": \"a\", \"park_id\": \"b\"}\n"
        "[1]\n"
        "{\"park\": {}}\n");
  EXPECT_THAT(
      Check(),
      ElementsAre(StartsWith("p.jsonl:1: parse error"),
                  "p.jsonl:2: byte 14 of the line is no UTF-8",
                  "p.jsonl:5: field \"park_id\" is given twice", "p.jsonl:6: is no JSON object",
                  HasSubstr("p.jsonl:3: CreatePark: castle"),
                  HasSubstr("p.jsonl:4: CreatePark: (park.kind)"), "p.jsonl:7: has no park_id"));
}

TEST_F(PreflightTest, WhatIsLeftOutAndWhatRefersToAnotherKindIsNamed) {
  Steps(Step(kParks, "p.jsonl"));
  Write("p.jsonl", R"({"park_id": "a", "park": {"display_name": "甲园", "region": "parks/a"}})");
  EXPECT_THAT(CheckAll(), ElementsAre("p.jsonl:1: park.kind: is required",
                                      "p.jsonl:1: park.region: \"parks/a\" is not regions/{id}"));
}

bool IsOutput(const google::protobuf::FieldDescriptor& field) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) {
      return true;
    }
  }
  return false;
}

// Days that are held by who knows more of them: of facts by their instrument, of transfers by
// the journal, row by row.
bool IsHeldElsewhere(const google::protobuf::Descriptor& message) {
  return absl::EndsWith(message.name(), "Facts") || message.name() == "Transfer";
}

// Whether callers give it: a request, or what can be in one.
void AddGiven(const google::protobuf::Descriptor& message,
              std::set<const google::protobuf::Descriptor*>& given) {
  if (!given.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    if (message.field(i)->message_type() != nullptr && !IsOutput(*message.field(i))) {
      AddGiven(*message.field(i)->message_type(), given);
    }
  }
}

// A field that is named like a day says how it is written.
TEST(ContractsTest, EveryDayHasAFormat) {
  std::vector<std::string> files;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::set<const google::protobuf::Descriptor*> given;
  for (const std::string& name : files) {
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->message_type_count(); ++i) {
      if (absl::EndsWith(file->message_type(i)->name(), "Request")) {
        AddGiven(*file->message_type(i), given);
      }
    }
  }
  int days = 0;
  for (const auto* message : given) {
    if (IsHeldElsewhere(*message)) continue;
    for (int i = 0; i < message->field_count(); ++i) {
      const auto& field = *message->field(i);
      if (field.type() != google::protobuf::FieldDescriptor::TYPE_STRING ||
          !absl::EndsWith(field.name(), "_date") || IsOutput(field)) {
        continue;
      }
      ++days;
      const auto format = field.options().GetExtension(common::v1::format);
      EXPECT_TRUE(format == common::v1::FORMAT_DAY || format == common::v1::FORMAT_REDUCED_DATE)
          << field.full_name();
    }
  }
  EXPECT_GT(days, 50);
}

TEST_F(PreflightTest, ADayThatIsNoneIsNamed) {
  Steps(Step(kParks, "p.jsonl") + "," + Step(kRegions, "r.jsonl") + "," +
        Step(R"("CreateAgreement")", "a.jsonl"));
  Write("p.jsonl", R"({"park_id": "a", "park": {"established_date": "2019-02-30", "memberships": [)"
                   R"({"from_date": "2019-2-1", "to_date": ""}]}})"
                   "\n"
                   R"({"park_id": "b", "park": {"established_date": "2019-02-28"}})");
  Write("r.jsonl", R"({"region_id": "a", "region": {"valid_from": "2019-06"}})");
  // Where the contract says that a month will do.
  Write("a.jsonl", R"({"agreement_id": "a", "agreement": {"signed_date": "2019-06"}})"
                   "\n"
                   R"({"agreement_id": "b", "agreement": {"signed_date": "2019-13"}})");
  EXPECT_THAT(
      Check(),
      ElementsAre("p.jsonl:1: park.memberships[0].from_date: \"2019-2-1\" is no day YYYY-MM-DD",
                  "p.jsonl:1: park.established_date: \"2019-02-30\" is no day YYYY-MM-DD",
                  "r.jsonl:1: region.valid_from: \"2019-06\" is no day YYYY-MM-DD",
                  StartsWith("a.jsonl:2: agreement.signed_date: ")));
}

TEST_F(PreflightTest, AnIdIsGivenOnce) {
  Steps(Step(kParks, "a.jsonl") + "," + Step(kParks, "b.jsonl"));
  Write("a.jsonl", R"({"park_id": "x"})");
  Write("b.jsonl", R"({"park_id": "y"})"
                   "\n"
                   R"({"park_id": "x", "park": {"status": "x"}})");
  EXPECT_THAT(Check(),
              ElementsAre("b.jsonl:2: //park_region/parks/x is created already at a.jsonl:1"));
}

TEST_F(PreflightTest, ARequestThatIsThereTwiceIsAMistake) {
  on_service_["//park_region/projects/a"] = Existence::kExists;
  Steps(Step(R"("AdvanceProject")", "a.jsonl"));
  Write("a.jsonl", "{\"name\": \"projects/a\"}\n{\"name\": \"projects/a\"}\n");
  EXPECT_THAT(Check(), ElementsAre("a.jsonl:2: the same request as a.jsonl:1"));
}

TEST_F(PreflightTest, AFigureHasOneOwner) {
  Steps(Step(R"("CreateIndicator")", "a.jsonl", R"(, "service": "park_region")") + "," +
        Step(R"("CreateIndicator")", "b.jsonl", R"(, "service": "funding_ledger")"));
  Write("a.jsonl", R"({"indicator_id": "grants"})");
  Write("b.jsonl", R"({"indicator_id": "grants"})");
  EXPECT_THAT(Check(), ElementsAre("b.jsonl:1: a figure with two owners: indicators/grants is "
                                   "created in park_region at a.jsonl:1"));
}

TEST_F(PreflightTest, ReferencesLeadSomewhere) {
  on_service_["//park_region/regions/known"] = Existence::kExists;
  on_service_["//park_region/regions/silent"] = Existence::kUnknown;
  Steps(Step(kParks, "p.jsonl"));
  Write("p.jsonl", R"({"park_id": "a", "park": {"region": "regions/known"}})"
                   "\n"
                   R"({"park_id": "b", "park": {"region": "regions/nowhere"}})"
                   "\n"
                   R"({"park_id": "c", "park": {"region": "regions/silent"}})");
  EXPECT_THAT(Check(), ElementsAre("p.jsonl:2: park.region: //park_region/regions/nowhere is not "
                                   "created in this data set and not on park_region"));
  EXPECT_THAT(Texts(warnings_), ElementsAre(StartsWith("p.jsonl:3: park.region: ")));
}

TEST_F(PreflightTest, NothingIsUsedBeforeItIsCreated) {
  Steps(Step(kParks, "p.jsonl") + "," + Step(kRegions, "r.jsonl"));
  Write("p.jsonl", R"({"park_id": "a", "park": {"region": "regions/r"}})");
  Write("r.jsonl", R"({"region_id": "r"})");
  EXPECT_THAT(Check(), ElementsAre("p.jsonl:1: park.region: regions/r is created only later, at "
                                   "r.jsonl:1"));
  Steps(Step(kRegions, "r.jsonl"));
  Write("r.jsonl", R"({"region_id": "a", "region": {"parent": "regions/b"}})"
                   "\n"
                   R"({"region_id": "b", "region": {"parent": "regions/a"}})");
  EXPECT_THAT(Check(), ElementsAre("r.jsonl:1: refers to itself through others of the file",
                                   "r.jsonl:2: refers to itself through others of the file"));
}

TEST_F(PreflightTest, BondsAcrossServicesMayLeadToWhatComesLater) {
  Steps(Step(R"("CreateIndicator")", "a.jsonl", R"(, "service": "park_region")") + "," +
        Step(R"("CreateIndicator")", "b.jsonl", R"(, "service": "funding_ledger")"));
  Write("a.jsonl", R"({"indicator_id": "a", "indicator": {"relations": [)"
                   R"({"other": "indicators/b", "other_service": "funding_ledger"}]}})");
  Write("b.jsonl", R"({"indicator_id": "b"})");
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(PreflightTest, ACitedFigureRestsOnAnIndicatorOrAnObservation) {
  Steps(Step(R"("CreateIndicator")", "i.jsonl", R"(, "service": "park_region")") + "," +
        Step(R"("CreateReportTemplate")", "t.jsonl") + "," +
        Step(R"("CreateReportItem")", "c.jsonl"));
  Write("i.jsonl", R"({"indicator_id": "parks"})");
  Write("t.jsonl", R"({"report_template_id": "r"})");
  Write("c.jsonl", R"({"parent": "reportTemplates/r", "report_item_id": "1", "report_item": )"
                   R"({"statement_citations": [{"figure": "//park_region/figures/parks@2019"},)"
                   R"({"figure": "//park_region/figures/T2"}]}})");
  EXPECT_THAT(Check(),
              ElementsAre("c.jsonl:1: report_item.statement_citations[1].figure: "
                          "//park_region/figures/T2 is not created in this data set and not on "
                          "park_region"));
  EXPECT_EQ(dataset_.steps[2].requests[0].subject,
            "//supervision_reporting/reportTemplates/r/items/1");
}

}  // namespace
}  // namespace zgc::ctl
