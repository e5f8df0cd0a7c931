#include "services/supervision_reporting/domain/sources/source_batches.h"

#include "common/storage/lineage.h"
#include "common/testing/any_call.h"
#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

namespace zgc::supervision {
namespace {

using resource::FeedPart;
using resource::PartOrigin;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kPrecondition;

constexpr auto kAborted = absl::StatusCode::kAborted;

constexpr char kTasks[] = "task_registry";

class SourceBatchesTest : public testing::StoreFixture {
 protected:
  SourceBatchesTest() : StoreFixture(SupervisionSchema()) {}

  absl::Status Run(const std::function<absl::Status(storage::Txn&)>& body) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(body(txn));
                  return "";
                })
        .status();
  }
  absl::Status Accept(const std::string& store_id, int64_t head,
                      const std::string& service = kTasks) {
    ops::v1::ServiceStatus status;
    status.set_service(service);
    status.set_store_id(store_id);
    status.mutable_position()->set_revision(head);
    return Run([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, kTasks));
      ZGC_RETURN_IF_ERROR(resource::CheckAnswer(known, status).status());
      if (resource::Meet(status, known)) SaveStanding(txn, known);
      return absl::OkStatus();
    });
  }
  absl::Status Apply(const PartOrigin& origin, const FeedPart& part) {
    return Run([&](storage::Txn& txn) { return ApplyPart(txn, origin, part); });
  }
  // A part of the batch from `after` to `revision` with one figure.
  absl::Status Figure(int64_t after, int64_t revision, int32_t number = 0, bool more = false) {
    FeedPart part;
    part.mutable_position()->set_revision(revision);
    part.set_chain_sha256(absl::StrCat("chain ", revision));
    part.set_more(more);
    part.add_changed()->set_name(absl::StrCat("figures/", revision, "-", number));
    return Apply({kTasks, "s", after, after, number}, part);
  }
  static FeedPart PutPlan(int64_t revision, const std::string& title) {
    FeedPart part;
    part.mutable_position()->set_revision(revision);
    auto* change = part.add_changes();
    change->set_resource_type("zgc.tasks.v1.Plan");
    change->set_name("plans/2019");
    change->set_kind(ops::v1::CHANGE_KIND_PUT);
    tasks::v1::Plan plan;
    plan.set_name("plans/2019");
    plan.set_title(title);
    change->mutable_resource()->PackFrom(plan);
    return part;
  }
  std::vector<std::string> Here() {
    std::vector<std::string> names;
    for (const char* type :
         {"zgc.figures.v1.Figure", "zgc.figures.v1.Indicator", "zgc.tasks.v1.Plan"}) {
      for (const std::string& name : Here(type, "")) names.push_back(absl::StrCat(type, " ", name));
    }
    return names;
  }
  std::vector<std::string> Here(const std::string& type, const std::string& after) {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(
        ForEachFollowed(store_->Read(), kTasks, {type, after}, [&](const std::string& name) {
          names.push_back(name);
          return names.size() < 2;
        }));
    return names;
  }
  resource::Standing Standing() { return StandingOf(store_->Read(), kTasks).value(); }
  ops::v1::SourceDifference Difference() { return Standing().afresh.difference(); }
};

// What cites the former is led on, also when the one in its place has gone as well.
TEST_F(SourceBatchesTest, AFigureThatReplacesAnotherIsFoundThroughIt) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figure(0, 5));
  FeedPart part;
  part.mutable_position()->set_revision(6);
  part.add_removed("figures/5-0");
  auto* figure = part.add_changed();
  figure->set_name("figures/o2");
  figure->set_replaces("figures/5-0");
  ZGC_ASSERT_OK(Apply({kTasks, "s", 5, 5}, part));
  FeedPart gone;
  gone.mutable_position()->set_revision(7);
  gone.add_removed("figures/o2");
  ZGC_ASSERT_OK(Apply({kTasks, "s", 6, 6}, gone));
  std::vector<std::string> names;
  ZGC_ASSERT_OK(kReplacedSourceFigures.ForEach(store_->Read(), {kTasks, "figures/5-0"},
                                               [&](const std::string& name) {
                                                 names.push_back(name);
                                                 return true;
                                               }));
  EXPECT_THAT(names, ElementsAre("figures/o2"));
}

// When a correction came into effect here is what figures are compared around.
TEST_F(SourceBatchesTest, WhatComesIntoEffectIsNotedOnceAndWhetherItCameAlone) {
  ZGC_ASSERT_OK(Accept("s", 9));
  const auto take = [&](const PartOrigin& origin, int64_t revision, const char* state,
                        const char* record = "a") {
    FeedPart part;
    part.mutable_position()->set_revision(revision);
    auto* change = part.add_changes();
    change->set_resource_type("zgc.records.v1.Correction");
    change->set_name("corrections/1");
    change->set_kind(ops::v1::CHANGE_KIND_PUT);
    change->mutable_resource()->PackFrom(testing::Parsed<records::v1::Correction>(absl::StrCat(
        "name: 'corrections/1' record: '", record, "' state: CORRECTION_STATE_", state)));
    ZGC_ASSERT_OK(Apply(origin, part));
  };
  const auto noted = [&] {
    std::vector<std::string> lines;
    ZGC_EXPECT_OK(kSourceReasons.ForEach(store_->Read(), "", [&](const SourceReasonAt& at) {
      lines.push_back(absl::StrCat(at.service, " ", at.name, " ", at.alone));
      EXPECT_EQ(at.revision, store_->head());
      return true;
    }));
    return lines;
  };
  take({kTasks, "s"}, 5, "PROPOSED");
  EXPECT_THAT(noted(), ElementsAre());
  take({kTasks, "s", 5, 5}, 6, "APPLIED");
  EXPECT_THAT(noted(), ElementsAre("task_registry corrections/1 1"));
  const int64_t head = store_->head();
  take({kTasks, "s", 6, 6}, 7, "APPLIED");
  ZGC_ASSERT_OK(Accept("s", 9));
  take({kTasks, "s"}, 9, "APPLIED");
  int count = 0;
  ZGC_EXPECT_OK(kSourceReasons.ForEach(store_->Read(), "", [&](const SourceReasonAt& at) {
    EXPECT_EQ(at.revision, head);
    ++count;
    return true;
  }));
  EXPECT_EQ(count, 1) << "neither a later step of it nor a reading afresh brings it again";
  // A store that was restored has given its name to another.
  ZGC_ASSERT_OK(Accept("s", 9));
  take({kTasks, "s"}, 9, "APPLIED", "b");
  count = 0;
  ZGC_EXPECT_OK(kSourceReasons.ForEach(store_->Read(), "", [&](const SourceReasonAt& /*at*/) {
    ++count;
    return true;
  }));
  EXPECT_EQ(count, 2);
}

TEST_F(SourceBatchesTest, FiguresAndRowsOfARevisionAreOneCommitWithThePosition) {
  ZGC_ASSERT_OK(Accept("s", 9));
  EXPECT_EQ(Standing().here(), absl::nullopt);
  FeedPart part = PutPlan(5, "p");
  part.add_changed()->set_name("figures/f");
  part.add_changed_indicators()->set_name("indicators/i");
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Apply({kTasks, "s"}, part));
  EXPECT_EQ(store_->head(), before + 1);
  EXPECT_EQ(Standing().here(), 5);
  EXPECT_THAT(Here(), UnorderedElementsAre("zgc.figures.v1.Figure figures/f",
                                           "zgc.figures.v1.Indicator indicators/i",
                                           "zgc.tasks.v1.Plan plans/2019"));
}

TEST_F(SourceBatchesTest, ABatchThatDoesNotBuildOnThePositionIsRefused) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figure(0, 5));
  EXPECT_THAT(Figure(4, 6), FailsWith(kAborted, HasSubstr("the position is 5")));
  EXPECT_THAT(Figure(5, 5), FailsWith(kAborted, HasSubstr("out of order")));
  ZGC_EXPECT_OK(Figure(5, 9));
}

TEST_F(SourceBatchesTest, APartIsNotTakenForTheWhole) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figure(0, 5));
  ZGC_ASSERT_OK(Figure(5, 9, 0, true));
  EXPECT_EQ(Standing().here(), absl::nullopt);
  EXPECT_EQ(Standing().parts, 1);
  // None is left out and none comes twice.
  EXPECT_THAT(Figure(5, 9, 2, true), FailsWith(kAborted, HasSubstr("1 of its parts are here")));
  EXPECT_THAT(Figure(5, 9, 0, true), FailsWith(kAborted, HasSubstr("the position is 0")));
  ZGC_ASSERT_OK(Figure(5, 9, 1, true));
  ZGC_ASSERT_OK(Figure(5, 9, 2));
  EXPECT_EQ(Standing().here(), 9);
  EXPECT_EQ(Standing().parts, 0);
}

TEST_F(SourceBatchesTest, ABatchThatIsCutOffIsMendedByReadingAll) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figure(0, 5));
  ZGC_ASSERT_OK(Figure(5, 9, 0, true));
  EXPECT_EQ(Standing().resume(), 0);
  // What the source took back meanwhile is in no difference to revision 5.
  PartOrigin all{kTasks, "s"};
  all.gone = {{"zgc.figures.v1.Figure", "figures/9-0"}};
  FeedPart part;
  part.mutable_position()->set_revision(11);
  part.add_changed()->set_name("figures/5-0");
  ZGC_ASSERT_OK(Apply(all, part));
  EXPECT_EQ(Standing().here(), 11);
  EXPECT_THAT(Here(), ElementsAre("zgc.figures.v1.Figure figures/5-0"));
  EXPECT_EQ(Difference().added(), 0);
  EXPECT_EQ(Difference().changed(), 0);
  EXPECT_EQ(Difference().removed(), 1);
  EXPECT_THAT(Difference().names(), ElementsAre("figures/9-0"));
}

TEST_F(SourceBatchesTest, TheSourceIsAskedWhetherItWasRestoredThoughABatchIsCutOff) {
  const auto asks = [this](int64_t revision, const std::string& chain) {
    const ops::v1::GetServiceStatusRequest question = resource::Question(Standing());
    EXPECT_EQ(question.after().revision(), revision);
    EXPECT_EQ(question.after_chain_sha256(), chain);
  };
  ZGC_ASSERT_OK(Accept("s", 9));
  asks(0, "");
  ZGC_ASSERT_OK(Figure(0, 5));
  asks(5, "chain 5");
  ZGC_ASSERT_OK(Figure(5, 9, 0, true));
  asks(5, "chain 5");
  // Also while all is read for that.
  ZGC_ASSERT_OK(Figure(0, 11, 0, true));
  asks(5, "");
  ZGC_ASSERT_OK(Figure(0, 11, 1));
  asks(11, "chain 11");
}

TEST_F(SourceBatchesTest, WhatDiffersIsCountedWhereAllIsRead) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Apply({kTasks, "s"}, PutPlan(5, "p")));
  EXPECT_EQ(Difference().added(), 1);
  FeedPart part = PutPlan(6, "q");
  part.set_more(true);
  ZGC_ASSERT_OK(Apply({kTasks, "s"}, part));
  EXPECT_EQ(Difference().changed(), 1);
  // So far.
  ZGC_ASSERT_OK(Figure(0, 6, 1));
  EXPECT_EQ(Difference().changed(), 1);
  EXPECT_EQ(Difference().added(), 1);
  EXPECT_THAT(Difference().names(), ElementsAre("plans/2019", "figures/6-1"));
}

TEST_F(SourceBatchesTest, WhatDiffersIsCountedOnThoughTheReadingIsCutOff) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Apply({kTasks, "s"}, PutPlan(5, "p")));
  ZGC_ASSERT_OK(Run([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, kTasks));
    resource::Forget("恢复", "operator", known);
    SaveStanding(txn, known);
    return absl::OkStatus();
  }));
  ZGC_ASSERT_OK(Accept("t", 9));
  FeedPart part = PutPlan(6, "q");
  part.set_more(true);
  // Twice, as the first time nothing more came.
  for (int i = 0; i < 2; ++i) {
    ZGC_ASSERT_OK(Apply({kTasks, "t"}, part));
    EXPECT_EQ(Difference().changed(), 1);
  }
  part.set_more(false);
  ZGC_ASSERT_OK(Apply({kTasks, "t"}, part));
  EXPECT_EQ(Difference().changed(), 1);
  EXPECT_EQ(Standing().afresh.reason(), "恢复");
  // All is read again for a cause of its own.
  ZGC_ASSERT_OK(Apply({kTasks, "t"}, part));
  EXPECT_EQ(Difference().changed(), 0);
  EXPECT_EQ(Standing().afresh.reason(), "");
}

TEST_F(SourceBatchesTest, WhatIsOfNoOneRevisionStaysSoWhenItIsToBeReadAfresh) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figure(0, 5));
  ZGC_ASSERT_OK(Figure(5, 9, 0, true));
  resource::Standing known = Standing();
  resource::Forget("恢复", "operator", known);
  EXPECT_EQ(known.parts, 1);
  EXPECT_FALSE(known.exact);
}

TEST_F(SourceBatchesTest, WhatIsHereIsVisitedByNameFromAnywhere) {
  ZGC_ASSERT_OK(Accept("s", 9));
  FeedPart part;
  part.mutable_position()->set_revision(5);
  for (const char* name : {"figures/c", "figures/a", "figures/b"})
    part.add_changed()->set_name(name);
  ZGC_ASSERT_OK(Apply({kTasks, "s"}, part));
  EXPECT_THAT(Here("zgc.figures.v1.Figure", ""), ElementsAre("figures/a", "figures/b"));
  EXPECT_THAT(Here("zgc.figures.v1.Figure", "figures/a"), ElementsAre("figures/b", "figures/c"));
  EXPECT_THAT(Here("zgc.figures.v1.Figure", "figures/aa"), ElementsAre("figures/b", "figures/c"));
  EXPECT_THAT(Here("zgc.figures.v1.Figure", "figures/c"), ElementsAre());
}

TEST_F(SourceBatchesTest, TheOrderOfAMapIsNoDifference) {
  ZGC_ASSERT_OK(Accept("s", 99));
  for (int revision = 1; revision <= 20; ++revision) {
    FeedPart part;
    part.mutable_position()->set_revision(revision);
    auto* indicator = part.add_changed_indicators();
    indicator->set_name("indicators/i");
    for (const char* key : {"fund", "program", "status", "year"}) {
      (*indicator->mutable_computation()->mutable_arguments())[key] = "v";
    }
    ZGC_ASSERT_OK(Apply({kTasks, "s"}, part));
    ASSERT_EQ(Difference().changed(), 0) << revision;
  }
}

TEST_F(SourceBatchesTest, ARemovedRowGoesAndADamagedOneIsRefused) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Apply({kTasks, "s"}, PutPlan(1, "p")));
  FeedPart part = PutPlan(2, "q");
  part.mutable_changes(0)->mutable_resource()->set_value("\xff");
  EXPECT_THAT(Apply({kTasks, "s", 1, 1}, part),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("plans/2019")));
  part.mutable_changes(0)->set_kind(ops::v1::CHANGE_KIND_DELETE);
  ZGC_ASSERT_OK(Apply({kTasks, "s", 1, 1}, part));
  EXPECT_THAT(Here(), ElementsAre());
}

TEST_F(SourceBatchesTest, AnotherStoreOrOneThatWasRestoredIsRefused) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figure(0, 5));
  EXPECT_THAT(Accept("t", 9), FailsWith(kPrecondition, HasSubstr("has store t, not s")));
  // The source looks whether what is here is in its history.
  EXPECT_EQ(resource::Question(Standing()).after().revision(), 5);
  for (const absl::Status& forked :
       {storage::Forked(Standing().applied, 4, "restored"), absl::OutOfRangeError("at 4")}) {
    EXPECT_THAT(resource::CheckAnswer(Standing(), forked),
                FailsWith(kPrecondition, HasSubstr("was restored")));
  }
  EXPECT_THAT(resource::CheckAnswer(Standing(), absl::PermissionDeniedError("no")),
              FailsWith(absl::StatusCode::kUnavailable, HasSubstr("no")));
  EXPECT_THAT(Accept("s", 9, "park_region"), FailsWith(kPrecondition, HasSubstr("park_region")));
  // The stream itself says whose it is, whatever the handshake said.
  FeedPart part;
  part.mutable_position()->set_revision(6);
  EXPECT_THAT(Apply({kTasks, "t", 5, 5}, part),
              FailsWith(kPrecondition, HasSubstr("has store t, not s")));
  ZGC_EXPECT_OK(Accept("s", 5));
}

TEST(FollowedTypesTest, EveryTypeThatIsKeptIsFollowed) {
  const std::vector<std::string> reasons = {
      "zgc.records.v1.Correction", "zgc.figures.v1.Observation", "zgc.figures.v1.IndicatorVersion"};
  EXPECT_THAT(FollowedTypes("funding_ledger"), UnorderedElementsAreArray(reasons));
  auto of_parks = reasons;
  of_parks.push_back("zgc.parks.v1.Agreement");
  EXPECT_THAT(FollowedTypes("park_region"), UnorderedElementsAreArray(of_parks));
  EXPECT_THAT(FollowedTypes("task_registry"),
              UnorderedElementsAre(reasons[0], reasons[1], reasons[2], "zgc.tasks.v1.Plan",
                                   "zgc.tasks.v1.Task", "zgc.tasks.v1.Organisation",
                                   "zgc.tasks.v1.PolicyDocument", "zgc.tasks.v1.Milestone",
                                   "zgc.tasks.v1.Duty"));
}

}  // namespace
}  // namespace zgc::supervision
