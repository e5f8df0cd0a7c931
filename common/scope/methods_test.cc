#include "common/scope/methods.h"

#include "common/testing/matchers.h"

namespace zgc::scope {
namespace {

Holding Of(const std::string& method) {
  const auto* found =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("zgc." + method);
  EXPECT_NE(found, nullptr) << method;
  return found == nullptr ? Holding::kRefused : HoldingOf(*found);
}

TEST(MethodsTest, FollowFromWhatTheyTakeAndGive) {
  EXPECT_EQ(Of("tasks.v1.TaskService.GetTask"), Holding::kGet);
  EXPECT_EQ(Of("tasks.v1.TaskService.ListTasks"), Holding::kList);
  EXPECT_EQ(Of("tasks.v1.TaskService.CreateTask"), Holding::kWrite);
  EXPECT_EQ(Of("tasks.v1.TaskService.SubmitTask"), Holding::kWrite);
  EXPECT_EQ(Of("records.v1.RecordService.SearchRecords"), Holding::kList);
  EXPECT_EQ(Of("records.v1.RecordService.CorrectRecord"), Holding::kWrite);
  EXPECT_EQ(Of("figures.v1.FigureService.GetFigure"), Holding::kGet);
  EXPECT_EQ(Of("figures.v1.FigureService.QueryFigures"), Holding::kFigures);
  EXPECT_EQ(Of("records.v1.RecordService.ListRecordVersions"), Holding::kNamed);
  EXPECT_EQ(Of("supervision.v1.MatterService.GetMatterLight"), Holding::kNamed);
  EXPECT_EQ(Of("supervision.v1.WatchService.ListLights"), Holding::kList);
  EXPECT_EQ(Of("supervision.v1.WatchService.ListQueue"), Holding::kList);
  EXPECT_EQ(Of("tasks.v1.ProgressService.ListMissingProgressReports"), Holding::kList);
  EXPECT_EQ(Of("tasks.v1.ProgressService.CompileProgress"), Holding::kList);
}

TEST(MethodsTest, CommonResourcesAreSeenAndNotChanged) {
  EXPECT_EQ(Of("parks.v1.RegionService.GetRegion"), Holding::kGet);
  EXPECT_EQ(Of("parks.v1.RegionService.ListRegions"), Holding::kList);
  EXPECT_EQ(Of("parks.v1.RegionService.CreateRegion"), Holding::kRefused);
}

TEST(MethodsTest, AnOrganisationAsksWhatIsOfItself) {
  EXPECT_EQ(Of("supervision.v1.ScoreService.ComputeScorecard"), Holding::kOwn);
  EXPECT_EQ(Of("supervision.v1.ScoreService.ComputeRanking"), Holding::kRefused);
}

TEST(MethodsTest, AnOwnerIsAskedForUnlessPartnersWillDo) {
  const auto least = [](const std::string& method) {
    return LeastStakeOf(
        *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("zgc." + method));
  };
  EXPECT_EQ(least("tasks.v1.TaskService.SubmitTask"), common::v1::STAKE_OWNER);
  EXPECT_EQ(least("tasks.v1.DutyService.UpdateDuty"), common::v1::STAKE_OWNER);
  EXPECT_EQ(least("tasks.v1.DutyService.ReportDuty"), common::v1::STAKE_PARTNER);
  EXPECT_EQ(least("supervision.v1.ProposalService.AddJointOpinion"), common::v1::STAKE_PARTNER);
}

TEST(MethodsTest, WhatIsNotKnownToBeHeldIsRefused) {
  EXPECT_EQ(Of("figures.v1.FigureService.WatchFigures"), Holding::kRefused);
  EXPECT_EQ(Of("figures.v1.FigureService.ExplainFigure"), Holding::kRefused);
  EXPECT_EQ(Of("figures.v1.FigureService.ListFigures"), Holding::kRefused);
  EXPECT_EQ(Of("ops.v1.OperationsService.WatchChanges"), Holding::kRefused);
  EXPECT_EQ(Of("ops.v1.OperationsService.ListAuditRecords"), Holding::kRefused);
  EXPECT_EQ(Of("ops.v1.OperationsService.GetServiceStatus"), Holding::kRefused);
  EXPECT_EQ(Of("funding.v1.JournalService.PostTransfers"), Holding::kRefused);
  EXPECT_EQ(Of("supervision.v1.PublicationService.GetPublication"), Holding::kRefused);
  EXPECT_EQ(Of("supervision.v1.PublicationService.ListPublications"), Holding::kRefused);
}

}  // namespace
}  // namespace zgc::scope
