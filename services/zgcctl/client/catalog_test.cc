#include "services/zgcctl/client/catalog.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using zgc::testing::FailsWith;
using zgc::testing::IsOk;

TEST(CatalogTest, MethodsAreFoundByAnyEndThatFitsOne) {
  for (const char* name : {"/zgc.parks.v1.ParkService/GetPark", "zgc.parks.v1.ParkService/GetPark",
                           "ParkService/GetPark", "GetPark"}) {
    const auto method = FindMethod(name);
    ASSERT_THAT(method, IsOk()) << name;
    EXPECT_EQ(method->path(), "/zgc.parks.v1.ParkService/GetPark");
    EXPECT_EQ(method->service, "park_region");
  }
  EXPECT_THAT(FindMethod("Park"), FailsWith(absl::StatusCode::kNotFound, HasSubstr("\"Park\"")));
  const auto shared = FindMethod("GetFigure");
  ASSERT_THAT(shared, IsOk());
  EXPECT_EQ(shared->service, "");
  const auto correct = FindMethod("CorrectRecord");
  ASSERT_THAT(correct, IsOk());
  EXPECT_EQ(correct->service, "");
}

TEST(CatalogTest, EveryServiceHasCollectionsThatCanBeRead) {
  for (const std::string& service : ServiceNames()) {
    int count = 0;
    for (const Collection& collection : Collections()) {
      if (collection.service == service && collection.get != nullptr) ++count;
    }
    EXPECT_GT(count, 0) << service;
  }
}

TEST(CatalogTest, NamesLeadToTheirService) {
  const auto park = ParseName("parks/binhai");
  ASSERT_TRUE(park.has_value());
  EXPECT_EQ(park->full(), "//park_region/parks/binhai");
  EXPECT_EQ(park->collection->get->name(), "GetPark");
  const auto task = ParseName("//task_registry/tasks/2019-01", "park_region");
  ASSERT_TRUE(task.has_value());
  EXPECT_EQ(task->service, "task_registry");
  const auto figure = ParseName("figures/a@2019", "funding_ledger");
  ASSERT_TRUE(figure.has_value());
  EXPECT_EQ(figure->full(), "//funding_ledger/figures/a@2019");
  EXPECT_TRUE(ParseName("//park_region/figures/a@2019+park=parks.b,parks.c+series=%E7%94%B2"));
  const auto correction = ParseName("corrections/000000000007", "park_region");
  ASSERT_TRUE(correction.has_value());
  EXPECT_EQ(correction->full(), "//park_region/corrections/000000000007");
  EXPECT_EQ(correction->collection->get->name(), "GetCorrection");
  for (const auto& [name, type] : {std::pair("reportTemplates/a/items/1", "ReportItem"),
                                   std::pair("matters/m/extensions/e", "Extension"),
                                   std::pair("publications/p/errata/1", "Erratum"),
                                   std::pair("informationItems/i/events/e", "InformationEvent"),
                                   std::pair("milestones/m", "Milestone")}) {
    const auto child = ParseName(name);
    ASSERT_TRUE(child.has_value()) << name;
    EXPECT_EQ(child->collection->type->name(), type);
    EXPECT_NE(child->collection->get, nullptr) << name;
  }
}

TEST(CatalogTest, WhatIsNoNameIsNone) {
  for (const char* text : {"", "parks", "parks/", "castles/a", "//park_region", "//castle/parks/a",
                           "//task_registry/parks/a", "figures/a", "parks/a/b", "parks/a/items/1",
                           "items/1", "see parks/a", "parks/{id}"}) {
    EXPECT_FALSE(ParseName(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace zgc::ctl
