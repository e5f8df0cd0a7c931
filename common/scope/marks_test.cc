#include "common/scope/marks.h"

#include <google/protobuf/descriptor_database.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/contract/rules.h"
#include "common/testing/matchers.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/records/v1/evidence.pb.h"

namespace zgc::scope {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<const google::protobuf::Descriptor*> AllResources() {
  std::vector<std::string> files;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const google::protobuf::Descriptor*> found;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "zgc/")) continue;
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto* type = file->message_type(i);
      if (!contract::ResourceTypeOf(*type).empty()) found.push_back(type);
    }
  }
  return found;
}

std::string PathOf(const Mark& mark) {
  std::string path;
  for (const auto* field : mark.path)
    absl::StrAppend(&path, path.empty() ? "" : ".", field->name());
  return path;
}

TEST(MarksTest, EachTypeOfResourcesSaysWhoseTheyAreOrWhomTheyAreFor) {
  const auto all = AllResources();
  EXPECT_GE(all.size(), 60U);
  std::vector<std::string> without;
  for (const auto* type : all) {
    const Marks& marks = MarksOf(*type);
    if (!marks.bounded() && marks.reach == common::v1::REACH_UNSPECIFIED) {
      without.push_back(type->full_name());
    }
    for (const Mark& mark : marks.fields) {
      EXPECT_EQ(mark.path.back()->cpp_type(), google::protobuf::FieldDescriptor::CPPTYPE_STRING)
          << type->full_name() << " " << PathOf(mark);
    }
  }
  EXPECT_THAT(without, IsEmpty());
}

TEST(MarksTest, TheyAreFoundInMessagesToo) {
  std::vector<std::string> paths;
  for (const Mark& mark : MarksOf(*funding::v1::RiskSubsidy::descriptor()).fields) {
    paths.push_back(PathOf(mark));
  }
  EXPECT_THAT(paths, ElementsAre("decision.program", "decision.parks"));
}

TEST(MarksTest, WhatIsCommonUnlessOwnedIsNeither) {
  const Marks& evidence = MarksOf(*records::v1::Evidence::descriptor());
  EXPECT_TRUE(evidence.common_unless_owned());
  EXPECT_TRUE(evidence.bounded());
  EXPECT_FALSE(evidence.common());
  const Marks& indicator = MarksOf(*figures::v1::Indicator::descriptor());
  EXPECT_TRUE(indicator.common()) << "what it is of, it says in messages";
  EXPECT_FALSE(indicator.common_unless_owned());
}

TEST(MarksTest, EachValueOfAFieldIsVisited) {
  figures::v1::Observation observation;
  observation.add_scopes()->set_resource("//park_region/parks/a");
  observation.add_scopes()->set_label("no record");
  std::vector<std::string> values;
  for (const Mark& mark : MarksOf(*figures::v1::Observation::descriptor()).fields) {
    ForEachValue(observation, mark, [&](const std::string& value) { values.push_back(value); });
  }
  EXPECT_THAT(values, ElementsAre("//park_region/parks/a"));
  values.clear();
  for (const Mark& mark : MarksOf(*parks::v1::Enterprise::descriptor()).fields) {
    ForEachValue(parks::v1::Enterprise(), mark,
                 [&](const std::string& value) { values.push_back(value); });
  }
  EXPECT_THAT(values, IsEmpty());
}

}  // namespace
}  // namespace zgc::scope
