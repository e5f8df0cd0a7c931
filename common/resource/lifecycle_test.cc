#include "common/resource/lifecycle.h"

#include <string>

#include "common/resource/lifecycle_text.h"
#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "zgc/tasks/v1/milestone_service.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"

namespace zgc::resource {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kPrecondition;
using namespace ::zgc::common::v1;  // NOLINT: the reasons
using tasks::v1::Milestone;

absl::StatusOr<std::vector<std::string>> Undue(const storage::Reader&, const Milestone& row) {
  if (row.reached_date() >= row.due_date()) return std::vector<std::string>();
  return std::vector<std::string>{"it is not yet due"};
}

const Lifecycle<Milestone>& Table() {
  static const auto* const lifecycle = new Lifecycle<Milestone>({
      {.method = "CreateMilestone", .to = {tasks::v1::MILESTONE_STATE_PLANNED}},
      {.method = "ReportMilestone",
       .from = {tasks::v1::MILESTONE_STATE_PLANNED, tasks::v1::MILESTONE_STATE_REJECTED},
       .to = {tasks::v1::MILESTONE_STATE_REPORTED}},
      {.method = "AcceptMilestone",
       .from = {tasks::v1::MILESTONE_STATE_REPORTED},
       .to = {tasks::v1::MILESTONE_STATE_ACCEPTED, tasks::v1::MILESTONE_STATE_REJECTED},
       .not_by = {"ReportMilestone", "RenameMilestone"},
       .when = "it is due",
       .obstacles = &Undue},
      {.method = "RenameMilestone",
       .from = {tasks::v1::MILESTONE_STATE_PLANNED, tasks::v1::MILESTONE_STATE_REPORTED},
       .each_counts = true},
      {.method = "RenameMilestone",
       .from = {tasks::v1::MILESTONE_STATE_ACCEPTED},
       .not_by = {"ReportMilestone"},
       .when = "of the one after it",
       .follows = true},
  });
  return *lifecycle;
}

class LifecycleTest : public testing::StoreFixture {
 protected:
  LifecycleTest() : StoreFixture({.name = "lives", .version = 1, .columns = {}}) {
    row_.set_name("milestones/m");
    Take("CreateMilestone", "maker");
  }

  void Take(const std::string& method, const std::string& person) {
    InTxn([&](const storage::Txn& txn) {
      Table().Take(txn, {"", person}, method, {.note = "n"}, row_);
    });
  }
  void TakeTo(const std::string& method, tasks::v1::MilestoneState to) {
    InTxn([&](const storage::Txn& txn) { Table().TakeTo(txn, {"", "p"}, method, to, {}, row_); });
  }
  absl::Status Check(const std::string& method, const std::string& person = "other") {
    absl::Status status;
    InTxn([&](const storage::Txn& txn) {
      status = Table().Check(txn, {"", person}, method, row_);
    });
    return status;
  }
  std::vector<std::string> Open() {
    std::vector<std::string> open;
    InTxn([&](const storage::Txn& txn) { open = *Table().Open(txn, row_); });
    return open;
  }
  template <typename Body>
  void InTxn(Body body) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      body(txn);
      return "";
    }));
  }

  Milestone row_;
};

class LifecycleDeathTest : public LifecycleTest {
 protected:
  // A child that was forked has no thread that commits.
  LifecycleDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(LifecycleTest, AMethodIsOpenInTheStatesThatTheTableSays) {
  ZGC_EXPECT_OK(Check("ReportMilestone"));
  const auto refused = Check("AcceptMilestone");
  EXPECT_THAT(refused, FailsWith(kPrecondition,
                                 "AcceptMilestone is not open for milestones/m: milestones/m "
                                 "is MILESTONE_STATE_PLANNED; open: ReportMilestone, "
                                 "RenameMilestone"));
  EXPECT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Check("CreateMilestone"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  Take("ReportMilestone", "maker");
  ZGC_EXPECT_OK(Check("AcceptMilestone"));
  EXPECT_THAT(Check("ReportMilestone"),
              FailsWith(kPrecondition, HasSubstr("open: AcceptMilestone, RenameMilestone")));
}

TEST_F(LifecycleTest, WhatStandsInTheWayIsSaidAndClosesTheMethod) {
  row_.set_due_date("2019-12-31");
  Take("ReportMilestone", "maker");
  EXPECT_THAT(Check("AcceptMilestone"),
              FailsWith(kPrecondition, HasSubstr(": it is not yet due; open: RenameMilestone")));
  EXPECT_THAT(Open(), ElementsAre("RenameMilestone"));
  row_.set_reached_date("2019-12-31");
  EXPECT_THAT(Open(), ElementsAre("AcceptMilestone", "RenameMilestone"));
}

// "open: none" would say that something may open yet.
TEST_F(LifecycleTest, OfAStateThatNothingLeadsOnFromItIsSaidThatItIsFinal) {
  EXPECT_FALSE(Table().IsFinal(tasks::v1::MILESTONE_STATE_PLANNED));
  EXPECT_FALSE(Table().IsFinal(tasks::v1::MILESTONE_STATE_ACCEPTED)) << "it follows another";
  EXPECT_TRUE(Table().IsFinal(tasks::v1::MILESTONE_STATE_UNSPECIFIED));
  row_.set_state(tasks::v1::MILESTONE_STATE_UNSPECIFIED);
  EXPECT_THAT(Check("ReportMilestone"),
              FailsWith(kPrecondition, EndsWith(": milestones/m is MILESTONE_STATE_UNSPECIFIED, "
                                                "which is final")));
  row_.set_state(tasks::v1::MILESTONE_STATE_ACCEPTED);
  EXPECT_THAT(Check("ReportMilestone"),
              FailsWith(kPrecondition, EndsWith(": milestones/m is MILESTONE_STATE_ACCEPTED")));
}

TEST_F(LifecycleTest, WhatACallerFindsIsSaidWithWhatElseIsOpen) {
  absl::Status status;
  InTxn([&](const storage::Txn& txn) {
    status = Table().Hindered(txn, "ReportMilestone", row_, {"it rains", "it snows"});
  });
  EXPECT_THAT(status, FailsWith(kPrecondition, HasSubstr(": it rains; it snows; open: Rename")));
}

TEST_F(LifecycleTest, WhoTookTheNewestStepOfAMethodMayNotCheckIt) {
  Take("ReportMilestone", "first");
  TakeTo("AcceptMilestone", tasks::v1::MILESTONE_STATE_REJECTED);
  Take("ReportMilestone", "second");
  EXPECT_THAT(Check("AcceptMilestone", "second"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Check("AcceptMilestone", "first"));
}

// What one wrote is still there when others have written more.
TEST_F(LifecycleTest, OfAMethodThatAddsEachWhoTookItMayNotCheckIt) {
  Take("RenameMilestone", "first");
  Take("RenameMilestone", "second");
  Take("ReportMilestone", "third");
  for (const char* person : {"first", "second", "third"}) {
    EXPECT_THAT(Check("AcceptMilestone", person), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  ZGC_EXPECT_OK(Check("AcceptMilestone", "maker"));
}

// Who may not take it is told what is wrong with the record only if the state allows it.
TEST_F(LifecycleTest, TheStateComesBeforeTheDutiesAndTheseBeforeTheRest) {
  row_.set_due_date("2019-12-31");
  Take("ReportMilestone", "maker");
  EXPECT_THAT(Check("AcceptMilestone", "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  row_.set_state(tasks::v1::MILESTONE_STATE_PLANNED);
  EXPECT_THAT(Check("AcceptMilestone", "maker"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(LifecycleTest, EveryStepIsOnRecordWithTheStatesBeforeAndAfter) {
  Take("ReportMilestone", "a");
  Take("RenameMilestone", "b");
  std::vector<std::string> steps;
  for (const common::v1::Step& step : row_.steps()) {
    steps.push_back(absl::StrCat(step.method(), " ", step.from_state(), ">", step.to_state(), " ",
                                 step.actor(), " ", step.note()));
  }
  EXPECT_THAT(steps,
              ElementsAre("CreateMilestone >MILESTONE_STATE_PLANNED maker n",
                          "ReportMilestone MILESTONE_STATE_PLANNED>MILESTONE_STATE_REPORTED a n",
                          "RenameMilestone MILESTONE_STATE_REPORTED>MILESTONE_STATE_REPORTED b n"));
  EXPECT_EQ(row_.state(), tasks::v1::MILESTONE_STATE_REPORTED);
}

// What another record takes is open there: here only the step is on record.
TEST_F(LifecycleTest, ARecordFollowsAMethodOfAnotherAndDoesNotTakeItItself) {
  Take("ReportMilestone", "a");
  TakeTo("AcceptMilestone", tasks::v1::MILESTONE_STATE_ACCEPTED);
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_THAT(Check("RenameMilestone"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  InTxn([&](const storage::Txn& txn) {
    Table().Follow(txn, {"", "b"}, "RenameMilestone", {.note = "n"}, row_);
  });
  EXPECT_EQ(row_.state(), tasks::v1::MILESTONE_STATE_ACCEPTED);
  EXPECT_THAT(Table().CheckFollow({"", "a"}, "RenameMilestone", row_),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Table().CheckFollow({"", "b"}, "RenameMilestone", row_));
  const common::v1::Step& step = *row_.steps().rbegin();
  EXPECT_EQ(step.method(), "RenameMilestone");
  EXPECT_EQ(step.actor(), "b");
  EXPECT_EQ(step.from_state(), "MILESTONE_STATE_ACCEPTED");
  EXPECT_EQ(step.to_state(), "MILESTONE_STATE_ACCEPTED");
}

TEST_F(LifecycleDeathTest, AStepThatTheTableDoesNotHaveEndsTheProcess) {
  EXPECT_DEATH(Take("AcceptMilestone", "a"), "leads to several states");
  EXPECT_DEATH(TakeTo("AcceptMilestone", tasks::v1::MILESTONE_STATE_ACCEPTED),
               "AcceptMilestone does not lead from MILESTONE_STATE_PLANNED");
  EXPECT_DEATH(TakeTo("ReportMilestone", tasks::v1::MILESTONE_STATE_ACCEPTED),
               "to MILESTONE_STATE_ACCEPTED");
  EXPECT_DEATH(TakeTo("RenameMilestone", tasks::v1::MILESTONE_STATE_ACCEPTED), "RenameMilestone");
  EXPECT_DEATH(Table().Of("PublishMilestone"), "PublishMilestone is not in the lifecycle");
  EXPECT_DEATH(Table().Of("ReportMilestone", true), "ReportMilestone is not in the lifecycle");
}

TEST_F(LifecycleDeathTest, ATableThatContradictsItselfIsNone) {
  EXPECT_DEATH(Lifecycle<Milestone>({{.method = "A"}, {.method = "A"}}), "A stands twice");
  EXPECT_DEATH(Lifecycle<Milestone>({{.method = "A", .not_by = {"B"}}, {.method = "C"}}),
               "B is not in");
  EXPECT_DEATH(Lifecycle<Milestone>({{.method = "A", .follows = true}}),
               "A is checked by the record that takes it");
  EXPECT_DEATH(Lifecycle<Milestone>({{.method = "A", .each_counts = true}}),
               "nobody checks who took A of a Milestone");
}

TEST_F(LifecycleTest, ThePageHasARowForEachMethod) {
  const std::string page = LifecyclesPage(
      "task_registry", {&Table()},
      [](const google::protobuf::MethodDescriptor& method) -> std::vector<std::string> {
        return {"who-" + method.service()->name(), "x"};
      });
  EXPECT_THAT(page, HasSubstr("# Lifecycles of task_registry\n"));
  EXPECT_THAT(page, HasSubstr("## Milestone\n"));
  EXPECT_THAT(
      page, HasSubstr("| CreateMilestone | (none) | PLANNED |  |  | who-MilestoneService, x |\n"));
  EXPECT_THAT(
      page,
      HasSubstr("| AcceptMilestone | REPORTED | ACCEPTED, REJECTED | "
                "ReportMilestone, RenameMilestone* | it is due | who-MilestoneService, x |\n"));
  EXPECT_THAT(page, HasSubstr("| RenameMilestone | PLANNED, REPORTED | (as it is) |  |  |  |\n"));
  EXPECT_THAT(page,
              HasSubstr("| (RenameMilestone) | ACCEPTED | (as it is) | ReportMilestone | of the "
                        "one after it |  |\n"));
}

TEST_F(LifecycleTest, AMethodIsFoundInTheServicesOfTheRecordsPackage) {
  const auto* report = RpcOf(Table(), Table().Of("ReportMilestone"));
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->full_name(), "zgc.tasks.v1.MilestoneService.ReportMilestone");
  EXPECT_TRUE(MovesItsOwn(Table(), *report));
  EXPECT_FALSE(MovesItsOwn(Table(), *RpcOf(Table(), Table().Of("CreateMilestone"))));
  EXPECT_EQ(RpcOf(Table(), Table().Of("RenameMilestone")), nullptr);
}

}  // namespace
}  // namespace zgc::resource
