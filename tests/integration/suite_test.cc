// The services together: records in one are figures in another, nothing is lost
// when one is away.
#include <map>
#include <string>

#include "common/base/error.h"
#include "tests/integration/report_fixture.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/supervision/v1/information_service.grpc.pb.h"
#include "zgc/supervision/v1/publication_service.grpc.pb.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"

namespace zgc::testing {
namespace {

using ::testing::HasSubstr;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

TEST_F(SuiteTest, APublishedReportIsTheSameBytesForEver) {
  SetUpReport();
  AwaitSources();
  const auto check = Call(supervision(), &supervision::v1::ReportService::Stub::CheckReport,
                          "report_template: 'reportTemplates/year'");
  ZGC_ASSERT_OK(check);
  EXPECT_EQ(check->blockers_size(), 0) << check->ShortDebugString();
  const auto published = Publish();
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->figure_count(), 4);
  EXPECT_EQ(published->source_positions().at("park_region").revision(), suite_.parks().head());
  const auto files = Render(*published);
  ASSERT_EQ(files.count("report.md"), 1u);
  EXPECT_THAT(files.at("report.md"), HasSubstr("16次"));
  EXPECT_THAT(files.at("report.md"), HasSubstr("49家"));
  EXPECT_THAT(files.at("report.md"), HasSubstr("2个"));
  EXPECT_THAT(files.at("report.md"), HasSubstr("4次"));
  EXPECT_EQ(Render(*published), files);

  // What is written later is of the next report.
  CreatePark("c");
  AwaitSources();
  EXPECT_EQ(Render(*published), files);
  suite_.Restart();
  EXPECT_EQ(Render(*published), files);
  const auto verified =
      Call(supervision(), &supervision::v1::PublicationService::Stub::VerifyPublication,
           absl::Substitute("name: '$0'", published->name()));
  ZGC_ASSERT_OK(verified);
  EXPECT_TRUE(verified->intact()) << verified->ShortDebugString();
  AwaitSources();
  const auto next = Publish();
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(next->previous(), published->name());
  EXPECT_THAT(Render(*next).at("report.md"), HasSubstr("3个"));
}

// A follower that keeps what its source has voided would report it for ever.
TEST_F(SuiteTest, WhatIsCorrectedAndVoidedIsSoForFollowersToo) {
  ZGC_ASSERT_OK(Call(tasks(), &tasks::v1::OrganisationService::Stub::CreateOrganisation,
                     "organisation_id: 'o' organisation { display_name: 'o' kind: "
                     "ORGANISATION_KIND_DEPARTMENT }"));
  const auto followed = [&] {
    AwaitSources();
    const auto row = supervision::kSourceOrganisations.Get(
        suite_.supervision().server().store().Read(), {"task_registry", "organisations/o"});
    ZGC_EXPECT_OK(row);
    return row.ok() && row->has_value() ? (*row)->display_name() : "gone";
  };
  EXPECT_EQ(followed(), "o");
  ZGC_ASSERT_OK(Call(tasks(), &records::v1::RecordService::Stub::CorrectRecord,
                     "name: 'organisations/o' reason: 'r' update_mask { paths: 'display_name' } "
                     "record { [type.googleapis.com/zgc.tasks.v1.Organisation] { display_name: "
                     "'单位' } }"));
  EXPECT_EQ(followed(), "单位");
  ZGC_ASSERT_OK(Call(tasks(), &records::v1::RecordService::Stub::VoidRecord,
                     "name: 'organisations/o' reason: 'r'"));
  EXPECT_EQ(followed(), "gone");
}

TEST_F(SuiteTest, PublishingAgainWithNothingNewIsTheSamePublication) {
  SetUpReport();
  AwaitSources();
  const auto first = Publish();
  ZGC_ASSERT_OK(first);
  const auto second = Publish();
  ZGC_ASSERT_OK(second);
  EXPECT_EQ(first->name(), second->name());
  EXPECT_EQ(first->sha256(), second->sha256());
}

TEST_F(SuiteTest, ANumeralBoundToNothingStopsThePublication) {
  SetUpReport();
  AwaitSources();
  ZGC_ASSERT_OK(Call(supervision(), &supervision::v1::ReportService::Stub::UpdateReportItem,
                     Item("全年开展政策宣讲{{lectures}}，覆盖分园{{parks}}；会前学法{{studies}}；"
                          "支持企业{{grantees}}；另走访企业30余家。")));
  const auto refused = Publish();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_PUBLICATION_BLOCKED));
  EXPECT_THAT(std::string(refused.status()
                              .GetPayload("type.googleapis.com/google.rpc.PreconditionFailure")
                              .value_or(absl::Cord())),
              HasSubstr("30余家"));
}

// A report never says less than its caller knows is there.
TEST_F(SuiteTest, AReportWaitsForASourceThatIsBehind) {
  SetUpReport();
  AwaitSources();
  const auto ahead = Call(supervision(), &supervision::v1::PublicationService::Stub::PublishReport,
                          absl::Substitute("report_template: 'reportTemplates/year' "
                                           "min_source_positions { key: 'park_region' value $0 }",
                                           suite_.parks().Position(/*ahead=*/1)),
                          "role-publisher");
  EXPECT_THAT(ahead, HasReason(ERROR_REASON_REVISION_NOT_REACHED));
  EXPECT_THAT(std::string(ahead.status().message()), HasSubstr("park_region"));
}

TEST_F(SuiteTest, AnObservationThatIsCorrectedChangesTheNextReportOnly) {
  SetUpReport();
  AwaitSources();
  const auto first = Publish();
  ZGC_ASSERT_OK(first);
  const auto files = Render(*first);
  const auto book = suite_.tasks().channel();
  ZGC_ASSERT_OK(Call(book, &FigureStub::RetractObservation,
                     "name: 'observations/o1' reason: '台账有误'", "role-approver"));
  AwaitSources();
  EXPECT_THAT(Publish(), HasReason(ERROR_REASON_PUBLICATION_BLOCKED));
  EXPECT_EQ(Render(*first), files);
}

// The record that the one reason of a change speaks of.
std::string CertainReason(const supervision::v1::FigureChange& change) {
  const bool certain = change.reasons_size() == 1 && !change.reasons(0).possible();
  EXPECT_TRUE(certain) << change.ShortDebugString();
  return certain ? change.reasons(0).record() : "";
}

// From a correction in another service, and from one here, to the erratum of what was published.
TEST_F(SuiteTest, WhatChangesAfterItWasPublishedIsFoundSaidAndProven) {
  using Publications = supervision::v1::PublicationService::Stub;
  SetUpReport();
  AwaitSources();
  const auto published = Publish();
  ZGC_ASSERT_OK(published);
  const auto files = Render(*published);
  const std::string name = absl::Substitute("name: '$0'", published->name());
  const std::string of = absl::Substitute("publication: '$0'", published->name());
  const auto state = [&] {
    const auto row = Call(supervision(), &Publications::GetPublication, name);
    ZGC_EXPECT_OK(row);
    return row.ok() ? row->state() : supervision::v1::PUBLICATION_STATE_UNSPECIFIED;
  };
  EXPECT_EQ(state(), supervision::v1::PUBLICATION_STATE_CURRENT);

  ZGC_ASSERT_OK(Call(tasks(), &FigureStub::ReportObservation,
                     absl::Substitute("observation_id: 'o2' observation { indicator: "
                                      "'indicators/lectures' value: '18' unit: '次' qualifier: "
                                      "QUALIFIER_EXACT value_state: VALUE_STATE_KNOWN evidence: "
                                      "'宣讲台账' period { $0 } corrects: 'observations/o1' "
                                      "reason: '漏记两次' }",
                                      kYear),
                     "role-reporter"));
  AwaitSources();
  EXPECT_EQ(state(), supervision::v1::PUBLICATION_STATE_CURRENT) << "nobody has verified it";
  ZGC_ASSERT_OK(
      Call(tasks(), &FigureStub::VerifyObservation, "name: 'observations/o2'", "role-verifier"));
  ZGC_ASSERT_OK(
      Call(supervision(), &records::v1::RecordService::Stub::CorrectRecord,
           "name: 'workActivities/study' reason: 'r' update_mask { paths: 'session_count' } record "
           "{ [type.googleapis.com/zgc.supervision.v1.WorkActivity] { session_count: 5 } }"));
  AwaitSources();
  EXPECT_EQ(state(), supervision::v1::PUBLICATION_STATE_CHANGED);
  const auto changes = Call(supervision(), &Publications::ListPublicationChanges, of);
  ZGC_ASSERT_OK(changes);
  ASSERT_EQ(changes->changes_size(), 2) << changes->ShortDebugString();
  EXPECT_EQ(changes->changes(0).said(), "16次");
  EXPECT_EQ(changes->changes(0).printed(), "18次");
  EXPECT_EQ(changes->changes(0).reason(), "漏记两次");
  EXPECT_EQ(changes->changes(1).said(), "4次");
  EXPECT_EQ(changes->changes(1).printed(), "5次");
  // Both say why: what corrects the observation, and the correction of a record here.
  EXPECT_EQ(CertainReason(changes->changes(0)), "//task_registry/observations/o1");
  EXPECT_EQ(CertainReason(changes->changes(1)), "//supervision_reporting/workActivities/study");
  for (const auto& change : changes->changes()) EXPECT_GT(change.since_revision(), 0);
  const auto citations = Call(supervision(), &Publications::ListFigureCitations,
                              "figure: '//task_registry/figures/o1'");
  ZGC_ASSERT_OK(citations);
  ASSERT_EQ(citations->citations_size(), 2);
  EXPECT_EQ(citations->citations(0).printed(), "16次");
  EXPECT_EQ(citations->citations(1).report_item(), "reportTemplates/year/items/01");

  const auto draft = Call(supervision(), &Publications::DraftErratum, of, "role-supervisor");
  ZGC_ASSERT_OK(draft);
  const std::string erratum = absl::Substitute("name: '$0'", draft->name());
  EXPECT_THAT(Call(supervision(), &Publications::PublishErratum, erratum, "role-supervisor"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(supervision(), &Publications::PublishErratum, erratum, "role-publisher"));
  EXPECT_EQ(state(), supervision::v1::PUBLICATION_STATE_CORRECTED);
  suite_.Restart();
  EXPECT_EQ(state(), supervision::v1::PUBLICATION_STATE_CORRECTED);
  EXPECT_EQ(Render(*published), files);
  const auto verified = Call(supervision(), &Publications::VerifyPublication, name);
  ZGC_ASSERT_OK(verified);
  EXPECT_TRUE(verified->intact()) << verified->ShortDebugString();
  EXPECT_EQ(verified->errata_checked(), 1);
}

TEST_F(SuiteTest, SupervisionCatchesUpWithEverySource) {
  CreatePark("a");
  DeclareParks();
  suite_.AwaitCaughtUp(suite_.parks());
  suite_.AwaitCaughtUp(suite_.tasks());
  // A commit that changes no figure moves the position as well.
  ZGC_ASSERT_OK(Call(parks(), &parks::v1::ParkService::Stub::UpdatePark,
                     "update_mask { paths: 'status' } park { name: 'parks/a' status: '运营' }"));
  suite_.AwaitCaughtUp(suite_.parks());
}

TEST_F(SuiteTest, WithASourceDownTheOthersWorkAndItIsMadeUpForLater) {
  suite_.AwaitCaughtUp(suite_.parks());
  suite_.parks().Stop();
  DeclareLectures();
  ObserveLectures("o1", "16");
  suite_.AwaitCaughtUp(suite_.tasks());
  ZGC_EXPECT_OK(
      Call(supervision(), &supervision::v1::InformationService::Stub::CreateWorkActivity,
           "work_activity_id: 'study' work_activity { title: '会前学法' session_count: 4 "
           "kind: WORK_ACTIVITY_KIND_LAW_STUDY held_date: '2021' evidence: '会议纪要' }"));
  suite_.parks().Start();
  CreatePark("late");
  suite_.AwaitCaughtUp(suite_.parks());
}

TEST_F(SuiteTest, NothingIsPublishedWhileASourceIsSilent) {
  SetUpReport();
  auto& node = suite_.supervision();
  node.Stop();
  node.SetMaxSourceAge(absl::Seconds(2));
  node.Start();
  for (Node* source : suite_.sources()) {
    suite_.AwaitCaughtUp(*source);
    suite_.AwaitState(*source, ops::v1::SOURCE_STATE_CURRENT);
  }
  suite_.parks().Stop();
  suite_.AwaitState(suite_.parks(), ops::v1::SOURCE_STATE_LATE);
  const auto publish = [&] {
    return Call(supervision(), &supervision::v1::PublicationService::Stub::PublishReport,
                "report_template: 'reportTemplates/year'", "role-publisher");
  };
  const auto refused = publish();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("park_region, is not known"));
  suite_.parks().Start();
  suite_.AwaitState(suite_.parks(), ops::v1::SOURCE_STATE_CURRENT);
  ZGC_EXPECT_OK(publish());
}

TEST_F(SuiteTest, SupervisionWasAwayAndMissesNothing) {
  suite_.AwaitCaughtUp(suite_.tasks());
  suite_.supervision().Stop();
  CreatePark("a");
  DeclareParks();
  DeclareLectures();
  ObserveLectures("o1", "16");
  suite_.supervision().Start();
  suite_.AwaitCaughtUp(suite_.parks());
  suite_.AwaitCaughtUp(suite_.tasks());
}

}  // namespace
}  // namespace zgc::testing
