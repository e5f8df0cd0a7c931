#include "services/supervision_reporting/domain/matters/matters.h"

#include <map>

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kDay[] = "2019-03-01";

class MattersTest : public SupervisionFixture {
 protected:
  // "checker" judges, "clerk" does the rest.
  absl::StatusOr<v1::Matter> Take(const std::string& method, const std::string& id) {
    const bool judges = method == "CloseMatter" || method == "ReturnMatter";
    return Step(method, id, kDay, judges ? "checker" : "clerk");
  }
};

struct StateCase {
  v1::MatterState state;
  std::vector<std::string> way;
  std::map<std::string, v1::MatterState> open;
};

const std::vector<StateCase>& StateCases() {
  static const auto* const cases = new std::vector<StateCase>{
      {v1::MATTER_STATE_REGISTERED, {}, {{"AssignMatter", v1::MATTER_STATE_ASSIGNED}}},
      {v1::MATTER_STATE_ASSIGNED,
       {"AssignMatter"},
       {{"StartMatter", v1::MATTER_STATE_IN_PROGRESS}}},
      {v1::MATTER_STATE_IN_PROGRESS,
       {"AssignMatter", "StartMatter"},
       {{"ReportMatter", v1::MATTER_STATE_REPORTED}}},
      {v1::MATTER_STATE_REPORTED,
       {"AssignMatter", "StartMatter", "ReportMatter"},
       {{"CloseMatter", v1::MATTER_STATE_CLOSED}, {"ReturnMatter", v1::MATTER_STATE_REWORK}}},
      {v1::MATTER_STATE_CLOSED, {"AssignMatter", "StartMatter", "ReportMatter", "CloseMatter"}, {}},
      {v1::MATTER_STATE_REWORK,
       {"AssignMatter", "StartMatter", "ReportMatter", "ReturnMatter"},
       {{"StartMatter", v1::MATTER_STATE_IN_PROGRESS}}},
  };
  return *cases;
}

// Every method in every state: it leads where the table says, or is refused with
// the methods that are open.
TEST_F(MattersTest, TheLifecycleIsTheTable) {
  int number = 0;
  for (const StateCase& one : StateCases()) {
    for (const char* method :
         {"AssignMatter", "StartMatter", "ReportMatter", "CloseMatter", "ReturnMatter"}) {
      const std::string id = absl::StrCat("m", ++number);
      SCOPED_TRACE(absl::StrCat(method, " in ", v1::MatterState_Name(one.state)));
      ZGC_ASSERT_OK(AddMatter(id, "received_date: '2019-03-01'"));
      for (const std::string& step : one.way) ZGC_ASSERT_OK(Take(step, id));
      ASSERT_EQ(Find(kMatters, "matters/" + id).state(), one.state);
      const auto taken = Take(method, id);
      const auto open = one.open.find(method);
      if (open != one.open.end()) {
        ZGC_ASSERT_OK(taken);
        EXPECT_EQ(taken->state(), open->second);
        continue;
      }
      EXPECT_THAT(taken, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
      for (const auto& [other, to] : one.open) {
        EXPECT_THAT(std::string(taken.status().message()), HasSubstr(other));
      }
    }
  }
}

TEST_F(MattersTest, EveryStepNamesWhoWhenAndWhy) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019-03'"));
  for (const char* method : {"AssignMatter", "StartMatter", "ReportMatter", "ReturnMatter"}) {
    ZGC_ASSERT_OK(Take(method, "m"));
  }
  const v1::Matter matter = Find(kMatters, "matters/m");
  ASSERT_EQ(matter.steps_size(), 5);
  EXPECT_EQ(matter.steps(0).date(), "2019-03-01");
  EXPECT_EQ(matter.steps(0).method(), "CreateMatter");
  EXPECT_EQ(matter.steps(0).from_state(), "");
  EXPECT_EQ(matter.steps(3).note(), "已办");
  EXPECT_EQ(matter.steps(3).evidence(0), "e");
  EXPECT_EQ(matter.steps(4).from_state(), "MATTER_STATE_REPORTED");
  EXPECT_EQ(matter.steps(4).to_state(), "MATTER_STATE_REWORK");
  EXPECT_EQ(matter.steps(4).actor(), "checker");
  EXPECT_EQ(matter.steps(4).note(), "r");
  EXPECT_EQ(matter.steps(4).revision(), matter.revision());
}

TEST_F(MattersTest, WhoReportedDoesNotJudge) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019-03-01'"));
  for (const char* method : {"AssignMatter", "StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Take(method, "m"));
  }
  EXPECT_THAT(Step("CloseMatter", "m", kDay, "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Step("ReturnMatter", "m", kDay, "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Step("CloseMatter", "m", kDay, "checker"));
}

TEST_F(MattersTest, StepsGoForwardInTime) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019-03-01'"));
  EXPECT_THAT(Step("AssignMatter", "m", "2019-02-28"),
              FailsWith(kInvalid, HasSubstr("2019-02-28 is before CreateMatter on 2019-03-01")));
  EXPECT_THAT(Step("AssignMatter", "m", "2999-01-01"),
              FailsWith(kInvalid, HasSubstr("2999-01-01 is after today")));
  // Without a day it is that of the commit.
  const auto assigned = Step("AssignMatter", "m", "");
  ZGC_ASSERT_OK(assigned);
  EXPECT_GT(assigned->steps(1).date(), "2025-01-01");
}

TEST_F(MattersTest, ADeadlineIsGivenOrComputedNeverBoth) {
  const auto computed =
      AddMatter("a", "received_date: '2019-09-27' working_days: 3 calendars: 'calendars/2019'");
  ZGC_ASSERT_OK(computed);
  EXPECT_EQ(computed->deadline(), "2019-10-08");
  EXPECT_EQ(computed->original_deadline(), "2019-10-08");
  EXPECT_EQ(computed->deadline_basis(0).version(), 1);
  // Known to the month only, the time runs from its last day.
  EXPECT_EQ(AddMatter("b", "received_date: '2019-09' working_days: 1 calendars: 'calendars/2019'")
                ->deadline(),
            "2019-10-08");
  ZGC_EXPECT_OK(AddMatter("c", "received_date: '2019-09-27' deadline: '2019-09-27'"));
  EXPECT_THAT(AddMatter("d", "received_date: '2019-09-27' deadline: '2019-09-26'"),
              FailsWith(kInvalid, HasSubstr("before 2019-09-27")));
  EXPECT_THAT(AddMatter("d",
                        "received_date: '2019-09-27' deadline: '2019-10-01' working_days: 3 "
                        "calendars: 'calendars/2019'"),
              FailsWith(kInvalid, HasSubstr("it is computed")));
}

TEST_F(MattersTest, ADeadlineThatIsGivenTakesNoCalendarAndMayBeAHoliday) {
  ZGC_EXPECT_OK(AddMatter("a", "received_date: '2019-09-27' deadline: '2019-10-01'"));
  EXPECT_EQ(Find(kMatters, "matters/a").deadline(), "2019-10-01");
  EXPECT_THAT(AddMatter("b", "received_date: '2019-09-27' jurisdiction: '11'"),
              FailsWith(kInvalid, HasSubstr("matter.jurisdiction")));
  EXPECT_THAT(AddMatter("b", "received_date: '2019-09-27' calendars: 'calendars/2019'"),
              FailsWith(kInvalid, HasSubstr("matter.calendars")));
  for (const char* days : {"-3", "1001"}) {
    EXPECT_THAT(AddMatter("b", absl::StrCat("received_date: '2019-09-27' calendars: "
                                            "'calendars/2019' working_days: ",
                                            days)),
                FailsWith(kInvalid, HasSubstr("matter.working_days")));
  }
  EXPECT_THAT(AddMatter("b", "received_date: '2019-09-27' working_days: 3 jurisdiction: '110108'"),
              FailsWith(kInvalid, HasSubstr("no calendar is the default of 110108")));
}

TEST_F(MattersTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(Do(CreateMatter, "matter_id: 'M' matter { item_count: -1 task: 'tasks/1' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("matter_id"), HasSubstr("matter.title"),
                                        HasSubstr("matter.source"), HasSubstr("matter.kind"),
                                        HasSubstr("matter.item_count"), HasSubstr("matter.task"),
                                        HasSubstr("matter.received_date"))));
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019'"));
  EXPECT_THAT(Do(AssignMatter, "name: 'matters/m'"),
              FailsWith(kInvalid, HasSubstr("lead_handler")));
  EXPECT_THAT(Do(AssignMatter, "name: 'matters/m' etag: 'r0' lead_handler: 'h'"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  EXPECT_THAT(AddMatter("m", "received_date: '2019'"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(MattersTest, OutputFieldsOfARequestAreIgnored) {
  const auto matter =
      AddMatter("m",
                "received_date: '2019' state: MATTER_STATE_CLOSED original_deadline: '2019-01-01' "
                "steps { actor: 'forged' } deadline_basis { version: 9 }");
  ZGC_ASSERT_OK(matter);
  EXPECT_EQ(matter->state(), v1::MATTER_STATE_REGISTERED);
  EXPECT_EQ(matter->steps_size(), 1);
  EXPECT_EQ(matter->steps(0).actor(), "clerk");
  EXPECT_EQ(matter->original_deadline(), "");
  EXPECT_EQ(matter->deadline_basis_size(), 0);
  EXPECT_EQ(matter->item_count(), 1);
}

// The registry may be ahead of what has been read of it.
TEST_F(MattersTest, AMatterOfATaskThatIsNotKnownSaysSo) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019' task: '//task_registry/tasks/1'"));
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019'"));
  const auto unknown = [&] {
    v1::ListMattersResponse response;
    ZGC_EXPECT_OK(ListMatters(store_->Read(), {}, {.size = 9}, response));
    std::vector<std::string> names;
    for (const v1::Matter& matter : response.matters()) {
      EXPECT_EQ(matter.task_unknown(),
                Got(store_->Read(), GetMatter, absl::StrCat("name: '", matter.name(), "'"))
                    ->task_unknown());
      if (matter.task_unknown()) names.push_back(matter.name());
    }
    return names;
  };
  EXPECT_THAT(unknown(), ElementsAre("matters/m"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    tasks::v1::Task task;
    task.set_name("tasks/1");
    kSourceTasks.Put(txn, {"task_registry", task.name()}, task);
    return "";
  }));
  EXPECT_THAT(unknown(), ElementsAre());
}

TEST_F(MattersTest, MattersAreListedByKindStateAndTaskAndReadByName) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019' task: '//task_registry/tasks/1'"));
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019'"));
  ZGC_ASSERT_OK(Take("AssignMatter", "n"));
  EXPECT_THAT(Listed(store_->Read(), ListMatters, "task: '//task_registry/tasks/1'"),
              ElementsAre("matters/m"));
  EXPECT_THAT(Listed(store_->Read(), ListMatters, "state: MATTER_STATE_ASSIGNED"),
              ElementsAre("matters/n"));
  EXPECT_THAT(Listed(store_->Read(), ListMatters, "kind: MATTER_KIND_SUPERVISED_FILE"),
              ElementsAre("matters/m", "matters/n"));
  const auto found = Got(store_->Read(), GetMatter, "name: 'matters/n'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->lead_handler(), "h");
  EXPECT_THAT(Got(store_->Read(), GetMatter, "name: 'matters/o'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
