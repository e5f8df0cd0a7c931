#include "common/query/field_index.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/query/filter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/project_service.pb.h"
#include "zgc/parks/v1/space_service.pb.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/proposal_service.pb.h"
#include "zgc/tasks/v1/milestone_service.pb.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/task_service.pb.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;

// A list with a filter, and the example that its contract gives.
struct Filtered {
  const Descriptor* request;
  const Descriptor* response;
  const char* example;
};

template <typename Request, typename Response>
Filtered Of(const char* example) {
  return {Request::descriptor(), Response::descriptor(), example};
}

std::vector<Filtered> AllFiltered() {
  return {
      Of<parks::v1::ListEnterprisesRequest, parks::v1::ListEnterprisesResponse>(
          R"(uscc = "91120116MA05X0000X")"),
      Of<parks::v1::ListRegistrationsRequest, parks::v1::ListRegistrationsResponse>(
          R"(park = "parks/binhai" AND date >= 2019-07-01 AND capital_fen > 100000000)"),
      Of<parks::v1::ListProjectsRequest, parks::v1::ListProjectsResponse>(
          R"(park = "parks/binhai" AND NOT investment_fen < 100000000)"),
      Of<parks::v1::ListSpacesRequest, parks::v1::ListSpacesResponse>(
          R"(park = "parks/binhai" AND state = SPACE_STATE_VACANT)"),
      Of<tasks::v1::ListTasksRequest, tasks::v1::ListTasksResponse>(
          R"(lead_department = "organisations/a" AND deadline < 2019-07-01)"),
      Of<tasks::v1::ListPlansRequest, tasks::v1::ListPlansResponse>("year = 2019"),
      Of<tasks::v1::ListMilestonesRequest, tasks::v1::ListMilestonesResponse>(
          "due_date < 2019-07-01 AND NOT state = MILESTONE_STATE_ACCEPTED"),
      Of<supervision::v1::ListMattersRequest, supervision::v1::ListMattersResponse>(
          R"(lead_handler = "organisations/a" AND deadline < 2019-07-01)"),
      Of<supervision::v1::ListProposalsRequest, supervision::v1::ListProposalsResponse>(
          R"(lead_handler = "organisations/a" AND received_date >= 2019-01-01)"),
      Of<funding::v1::ListAwardsRequest, funding::v1::ListAwardsResponse>(
          R"(program = "programs/a" AND amount_fen >= 100000000)"),
      Of<funding::v1::ListPaymentsRequest, funding::v1::ListPaymentsResponse>(
          "effective_date >= 2019-01-01 AND amount_fen > 100000000"),
      Of<funding::v1::ListApplicationsRequest, funding::v1::ListApplicationsResponse>(
          R"(program = "programs/a" AND requested_fen > 100000000)"),
  };
}

TEST(FieldIndexTest, TheExampleOfEachListIsAFilterThatAnIndexHelps) {
  for (const Filtered& list : AllFiltered()) {
    ASSERT_NE(list.request->FindFieldByName("filter"), nullptr) << list.request->name();
    ASSERT_NE(list.request->FindFieldByName("order_by"), nullptr) << list.request->name();
    const Descriptor& row = *list.response->field(0)->message_type();
    const auto filter = Filter::Parse(list.example, row);
    ASSERT_TRUE(filter.ok()) << list.example << filter.status();
    const auto indexed = IndexedFields(row);
    bool helps = false;
    for (const auto& clause : filter->Clauses()) {
      helps |= std::find(indexed.begin(), indexed.end(), clause[0]->path) != indexed.end();
    }
    EXPECT_TRUE(helps) << list.example;
  }
}

TEST(FieldIndexTest, WhatARequestSaysOfAFieldGoesThroughAnIndex) {
  // They say how it is read, or are turned into a filter.
  const std::set<std::string> kOthers = {"page_size",    "page_token", "revision",
                                         "min_revision", "read_mask",  "filter",
                                         "order_by",     "overdue_on", "as_of_date"};
  for (const Filtered& list : AllFiltered()) {
    const Descriptor& row = *list.response->field(0)->message_type();
    for (int i = 0; i < list.request->field_count(); ++i) {
      const std::string& name = list.request->field(i)->name();
      if (kOthers.contains(name)) continue;
      const auto* field = row.FindFieldByName(name);
      if (field == nullptr) field = row.FindFieldByName(name + "s");
      ASSERT_NE(field, nullptr) << list.request->name() << "." << name;
      EXPECT_THAT(IndexedFields(row), ::testing::Contains(FieldPath{field})) << name;
    }
  }
}

TEST(FieldIndexTest, KeysAreInTheOrderOfTheKindOfTheirField) {
  const auto key = [](const Descriptor* row, const char* field, const char* text) {
    return TextKey(*row->FindFieldByName(field), text);
  };
  const auto* space = parks::v1::Space::descriptor();
  EXPECT_LT(key(space, "area_m2", ""), key(space, "area_m2", "9"));
  EXPECT_LT(key(space, "area_m2", "9"), key(space, "area_m2", "10"));
  EXPECT_EQ(key(space, "area_m2", "10"), key(space, "area_m2", "10.0"));
  const auto* task = tasks::v1::Task::descriptor();
  EXPECT_LT(key(task, "number", "6-2"), key(task, "number", "6-10"));
  EXPECT_LT(key(task, "title", "6-10"), key(task, "title", "6-2"));
  EXPECT_LT(key(task, "deadline", "2019-12"), key(task, "deadline", "2019-12-01"));
}

}  // namespace
}  // namespace zgc::query
