#include "services/supervision_reporting/report/compose/labels.h"

#include <google/protobuf/descriptor.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace zgc::supervision {
namespace {

// The terms that the comments of the contract give, a row each.
const std::string& Glossary() {
  static const std::string* const kPage = [] {
    std::ifstream in(ZGC_SOURCE_DIR "/protos/GLOSSARY.md");
    return new std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }();
  return *kPage;
}

// Holds the words for the values of an enum to the contract, where that has a term.
template <typename Enum>
void ExpectTerms(std::string (*label)(Enum), int terms) {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 1; i < type.value_count(); ++i) {
    const std::string row = absl::StrCat("| `", type.value(i)->name(), "` | ");
    const std::string word = label(static_cast<Enum>(type.value(i)->number()));
    EXPECT_NE(word, "未知") << type.value(i)->name() << " has no word in labels.cc";
    if (Glossary().find(row) == std::string::npos) continue;
    --terms;
    EXPECT_TRUE(absl::StrContains(Glossary(), absl::StrCat(row, word, " | ")))
        << type.value(i)->name() << " is not called " << word << " in the contract";
  }
  EXPECT_EQ(terms, 0) << type.name();
}

TEST(Labels, OfEnumValuesAreTheTermsOfTheContract) {
  ExpectTerms(TaskStateLabel, tasks::v1::TaskState_descriptor()->value_count() - 1);
  ExpectTerms(StatusLabel, 1);
  ExpectTerms(SeverityLabel, 0);
}

TEST(Labels, NamesWithoutLabelStandForThemselves) {
  EXPECT_EQ(RuleLabel("stale-figure"), "数据未到期末");
  EXPECT_EQ(RuleLabel("x"), "x");
  EXPECT_EQ(ServiceLabel("task_registry"), "任务登记");
  EXPECT_EQ(JsonName("TASK_STATE_ACTIVE", "TASK_STATE_"), "active");
}

}  // namespace
}  // namespace zgc::supervision
