#include "common/contract/contract.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/contract/rules.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/parks/v1/demand_service.pb.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/tasks/v1/activity_service.pb.h"
#include "zgc/tasks/v1/policy_document_service.pb.h"
#include "zgc/tasks/v1/task_service.pb.h"

namespace zgc::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Breaches = std::multimap<std::string, std::string>;

template <typename Message>
Message Parsed(const std::string& fields) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &message)) << fields;
  return message;
}

Breaches BreachesOf(const google::protobuf::Message& message, const std::string& prefix = "") {
  Breaches found;
  Walk(
      message, prefix,
      [&](const std::string& field, const std::string& what) { found.emplace(field, what); },
      [](const std::string&, const std::string&, const std::string&) {});
  return found;
}

template <typename Message>
Breaches BreachesIn(const std::string& fields) {
  return BreachesOf(Parsed<Message>(fields));
}

TEST(ContractTest, AllThatIsRequiredIsNamedAlsoInsideOfWhatIsLeftOut) {
  std::set<std::string> fields;
  for (const auto& [field, what] : BreachesIn<tasks::v1::CreateTaskRequest>("")) {
    EXPECT_TRUE(fields.insert(field).second) << field << " twice: " << what;
  }
  EXPECT_THAT(fields, ElementsAre("task.deadline", "task.lead_department", "task.number",
                                  "task.plan", "task.statement", "task.title", "task_id"));
}

TEST(ContractTest, ABlankTextIsNoneThatIsRequired) {
  for (const char* blank : {" ", "　"}) {
    EXPECT_THAT(BreachesIn<parks::v1::CreateParkRequest>(absl::StrCat(
                    "park_id: 'a' park { display_name: '", blank, "' kind: PARK_KIND_ZONE }")),
                UnorderedElementsAre(Pair("park.display_name", "is blank")));
  }
}

TEST(ContractTest, PathsLeadIntoLists) {
  EXPECT_THAT(BreachesIn<parks::v1::CreateParkRequest>(
                  "park_id: 'a' park { display_name: 'a' kind: PARK_KIND_ZONE memberships { zone: "
                  "'parks/z' from_date: '2019-01-01' } memberships { from_date: '2019-02-30' } }"),
              UnorderedElementsAre(
                  Pair("park.memberships[1].zone", "is required"),
                  Pair("park.memberships[1].from_date", "\"2019-02-30\" is no day YYYY-MM-DD")));
}

TEST(ContractTest, AnIdThatIsLeftOutIsToldHowIdsAreWritten) {
  const std::string how = "must be 1 to 80 of a-z, 0-9 and '-'";
  for (const char* id : {"", "A", "a b", "中"}) {
    EXPECT_THAT(BreachesIn<parks::v1::CreateParkRequest>(absl::StrCat(
                    "park_id: '", id, "' park { display_name: 'a' kind: PARK_KIND_ZONE }")),
                ElementsAre(Pair("park_id", how)))
        << id;
  }
  parks::v1::CreateParkRequest request =
      Parsed<parks::v1::CreateParkRequest>("park { display_name: 'a' kind: PARK_KIND_ZONE }");
  request.set_park_id(std::string(80, 'a'));
  EXPECT_THAT(BreachesOf(request), IsEmpty());
  request.set_park_id(std::string(81, 'a'));
  EXPECT_THAT(BreachesOf(request), ElementsAre(Pair("park_id", how)));
}

TEST(ContractTest, AMixedIdTakesSignsOfItsSourceToo) {
  const std::string rest =
      "' observation { indicator: 'i' period { end_date: '2019-12-31' } unit: 'u' evidence: 'e' }";
  for (const char* id : {"a", "O-1.2", "2019.Q4"}) {
    EXPECT_THAT(BreachesIn<figures::v1::ReportObservationRequest>(
                    absl::StrCat("observation_id: '", id, rest)),
                IsEmpty())
        << id;
  }
  for (const char* id : {"", "a b", "a_b", "中"}) {
    EXPECT_THAT(
        BreachesIn<figures::v1::ReportObservationRequest>(
            absl::StrCat("observation_id: '", id, rest)),
        ElementsAre(Pair("observation_id", "must be 1 to 80 of A-Z, a-z, 0-9, '.' and '-'")))
        << id;
  }
}

TEST(ContractTest, APeriodHasALastDayAndADayOnly) {
  const auto period = [](const std::string& fields) {
    return BreachesIn<figures::v1::ReportObservationRequest>(
        "observation_id: 'a' observation { indicator: 'i' period { " + fields +
        " } unit: 'u' evidence: 'e' }");
  };
  EXPECT_THAT(period("end_date: '2019-12-31'"), IsEmpty());
  EXPECT_THAT(period("start_date: '2019-01-01' end_date: '2019-12-31'"), IsEmpty());
  EXPECT_THAT(period("start_date: '2019-01-01'"),
              ElementsAre(Pair("observation.period.end_date", "is required")));
  EXPECT_THAT(period("start_date: '2019-01' end_date: '2019'"),
              UnorderedElementsAre(
                  Pair("observation.period.start_date", "\"2019-01\" is no day YYYY-MM-DD"),
                  Pair("observation.period.end_date", "\"2019\" is no day YYYY-MM-DD")));
}

TEST(ContractTest, DatesAreDaysOrLessWhereSoSaid) {
  const auto overdue = [](const std::string& day) {
    return BreachesIn<tasks::v1::ListTasksRequest>("overdue_on: '" + day + "'").size();
  };
  EXPECT_EQ(overdue(""), 0);
  EXPECT_EQ(overdue("2020-02-29"), 0);
  EXPECT_EQ(overdue("2019-02-29"), 1);
  EXPECT_EQ(overdue("2019-02"), 1);
  const auto held = [](const std::string& date) {
    return BreachesIn<tasks::v1::CreateActivityRequest>(
               "activity_id: 'a' activity { display_name: 'a' kind: ACTIVITY_KIND_EVENT evidence: "
               "'e' from_date: '" +
               date + "' }")
        .size();
  };
  EXPECT_EQ(held("2019"), 0);
  EXPECT_EQ(held("2019-11"), 0);
  EXPECT_EQ(held("2019-11-30"), 0);
  EXPECT_EQ(held("2019-13"), 1);
  EXPECT_EQ(held("2019-11-31"), 1);
  EXPECT_EQ(held(""), 1);
}

TEST(ContractTest, NumbersAreWrittenAsTheirFieldsSay) {
  const auto percent = [](const std::string& score) {
    return BreachesIn<tasks::v1::AcceptCompletionRequest>("name: 't' score: '" + score + "'")
        .size();
  };
  for (const char* good : {"", "0", "100", "99.5"}) EXPECT_EQ(percent(good), 0) << good;
  for (const char* bad : {"-1", "100.1", "x", "1e2"}) EXPECT_EQ(percent(bad), 1) << bad;
  const auto area = [](const std::string& m2) {
    return BreachesIn<parks::v1::CreateDemandRequest>(
               "demand_id: 'd' demand { enterprise: 'e' area_m2: '" + m2 + "' }")
        .size();
  };
  EXPECT_EQ(area("0.5"), 0);
  for (const char* bad : {"", "0", "-1", "x"}) EXPECT_EQ(area(bad), 1) << bad;
  const auto value = [](const std::string& decimal) {
    auto task = Parsed<tasks::v1::TaskTarget>(
        "indicator: 'i' period { end_date: '2019-12-31' } comparison: TARGET_COMPARISON_EQUAL "
        "value: '" +
        decimal + "'");
    return BreachesOf(task).size();
  };
  EXPECT_EQ(value("-3.5"), 0);
  EXPECT_EQ(value("3,5"), 1);
  EXPECT_THAT(BreachesIn<tasks::v1::CreatePolicyDocumentRequest>(
                  "policy_document_id: 'p' policy_document { title: 't' kind: "
                  "POLICY_DOCUMENT_KIND_PLAN status: POLICY_DOCUMENT_STATUS_ISSUED item_count: -1 "
                  "}"),
              ElementsAre(Pair("policy_document.item_count", "must not be negative")));
}

TEST(ContractTest, AnEnumHasTheNumbersThatItHas) {
  auto request = Parsed<parks::v1::CreateParkRequest>(
      "park_id: 'a' park { display_name: 'a' kind: PARK_KIND_ZONE }");
  request.mutable_park()->set_kind(static_cast<parks::v1::ParkKind>(99));
  EXPECT_THAT(BreachesOf(request), ElementsAre(Pair("park.kind", "99 is no ParkKind")));
  parks::v1::ListParksRequest list;
  EXPECT_THAT(BreachesOf(list), IsEmpty());
  list.set_kind(static_cast<parks::v1::ParkKind>(99));
  EXPECT_THAT(BreachesOf(list), ElementsAre(Pair("kind", "99 is no ParkKind")));
}

TEST(ContractTest, AListThatIsRequiredHasSomethingAndNothingInItIsEmpty) {
  const std::string rest =
      "activity_id: 'a' activity { display_name: 'a' kind: ACTIVITY_KIND_EVENT from_date: '2019' ";
  EXPECT_THAT(BreachesIn<tasks::v1::CreateActivityRequest>(rest + "}"),
              ElementsAre(Pair("activity.evidence", "needs at least one")));
  EXPECT_THAT(BreachesIn<tasks::v1::CreateActivityRequest>(rest + "evidence: 'e' evidence: '' }"),
              ElementsAre(Pair("activity.evidence[1]", "is required")));
  for (const char* script :
       {"javascript:alert(1)", " JavaScript:x", "java\tscript:x", "data:text/html,x"}) {
    EXPECT_THAT(BreachesIn<tasks::v1::CreateActivityRequest>(
                    absl::StrCat(rest, "evidence: '", absl::CEscape(script), "' }")),
                ElementsAre(Pair("activity.evidence[0]", HasSubstr("is no document but a script"))))
        << script;
  }
  EXPECT_THAT(BreachesIn<tasks::v1::CreateActivityRequest>(rest + "evidence: '材料: 数据' }"),
              IsEmpty());
}

TEST(ContractTest, WhatTheServiceSetsIsNotLookedAt) {
  const auto task = Parsed<tasks::v1::Task>(
      "plan: 'p' number: '1' title: 't' statement: 's' lead_department: 'o' deadline: '2019-12-31' "
      "completions { evidence: '' } score: 'x' steps { evidence: '' }");
  EXPECT_THAT(BreachesOf(task), IsEmpty());
}

TEST(ContractTest, OfWhatIsUpdatedOnlyTheNameIsRequired) {
  EXPECT_THAT(BreachesIn<tasks::v1::UpdateTaskRequest>("task { name: 'tasks/1' deadline: 'x' }"),
              IsEmpty());
  EXPECT_THAT(BreachesIn<tasks::v1::UpdateTaskRequest>("task { title: 't' }"),
              ElementsAre(Pair("task.name", "is required")));
  EXPECT_THAT(BreachesIn<tasks::v1::UpdateTaskRequest>(""),
              ElementsAre(Pair("task.name", "is required")));
}

TEST(ContractTest, PathsBeginWithThePrefix) {
  EXPECT_THAT(BreachesOf(Parsed<parks::v1::Demand>("enterprise: 'e'"), "demand."),
              ElementsAre(Pair("demand.area_m2", "is required")));
}

TEST(ContractTest, NamesAreHandedOnWithTheTypeThatTheyReferTo) {
  std::vector<std::string> found;
  const auto walk = [&](const google::protobuf::Message& message) {
    Walk(
        message, "", [](const std::string&, const std::string&) {},
        [&](const std::string& field, const std::string& type, const std::string& name) {
          found.push_back(absl::StrCat(field, " ", type, " ", name));
        });
  };
  walk(
      Parsed<tasks::v1::Task>("plan: 'plans/p' cooperating_departments: 'organisations/a' "
                              "cooperating_departments: ''"));
  walk(Parsed<parks::v1::Park>("memberships { zone: 'parks/z' }"));
  EXPECT_THAT(found, ElementsAre("plan task_registry/Plan plans/p",
                                 "cooperating_departments[0] task_registry/Organisation "
                                 "organisations/a",
                                 "memberships[0].zone park_region/Park parks/z"));
}

TEST(ContractTest, WhatTheServiceSetsIsClearedInsideOfMessagesToo) {
  auto request = Parsed<tasks::v1::CreateTaskRequest>(
      "task_id: '1' task { name: 'n' title: 't' etag: 'e' state: TASK_STATE_COMPLETED revision: 7 "
      "steps {} targets { value: '1' original_value: '2' } create_time { seconds: 1 } }");
  ClearOutputFields(request);
  EXPECT_EQ(
      request.ShortDebugString(),
      "task_id: \"1\" task { name: \"n\" title: \"t\" targets { value: \"1\" } etag: \"e\" }");
}

TEST(RulesTest, ResourcesAreFoundByType) {
  EXPECT_EQ(ResourceTypeOf(*tasks::v1::Task::descriptor()), "task_registry/Task");
  EXPECT_EQ(ResourceTypeOf(*tasks::v1::CreateTaskRequest::descriptor()), "");
  EXPECT_EQ(ResourceOfType("task_registry/Task"), tasks::v1::Task::descriptor());
  EXPECT_EQ(ResourceOfType("task_registry/Nothing"), nullptr);
  EXPECT_EQ(CollectionOf("task_registry/PolicyDocument"), "policyDocuments/");
  EXPECT_EQ(CollectionOf("task_registry/Nothing"), "");
}

TEST(RulesTest, ANameHasTheFormOfItsType) {
  const auto& task = *tasks::v1::Task::descriptor();
  EXPECT_TRUE(IsNameOf(task, "tasks/a"));
  for (const char* text : {"tasks", "tasks/", "tasks/a/b", "plans/a", "//x/tasks/a"}) {
    EXPECT_FALSE(IsNameOf(task, text)) << text;
  }
  EXPECT_FALSE(IsNameOf(*tasks::v1::CreateTaskRequest::descriptor(), "tasks/a"));
}

TEST(RulesTest, WhatMayBeChangedIsWhatTheServiceDoesNotSetAndCreationDoesNotFix) {
  EXPECT_THAT(
      ChangeableFields(*tasks::v1::Task::descriptor()),
      ElementsAre("title", "statement", "lead_department", "cooperating_departments", "parent",
                  "mandatory", "deadline", "targets", "not_applicable_reason", "also_in"));
  EXPECT_THAT(ChangeableFields(*parks::v1::Park::descriptor()),
              ElementsAre("display_name", "region", "province", "status", "established_date",
                          "country", "operators", "responsibilities", "contacts", "map_place"));
}

TEST(RulesTest, AMessageThatNothingIsSaidOfHasNone) {
  EXPECT_TRUE(RulesOf(*google::protobuf::Timestamp::descriptor()).empty());
  EXPECT_FALSE(RulesOf(*tasks::v1::AcceptCompletionRequest::descriptor()).has_output);
  EXPECT_TRUE(RulesOf(*tasks::v1::CreateTaskRequest::descriptor()).has_output);
}

}  // namespace
}  // namespace zgc::contract
