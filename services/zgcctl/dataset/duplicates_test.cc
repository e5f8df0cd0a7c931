#include "services/zgcctl/dataset/duplicates.h"

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DuplicatesTest : public ::testing::Test {
 protected:
  // Enterprises as id, name and code, in two files.
  std::vector<std::string> Found(const std::vector<std::vector<std::string>>& rows) {
    std::ofstream(dir_.path() + "/dataset.json")
        << R"({"id": "t", "title": "t", "steps": [{"method": )"
           R"("zgc.parks.v1.EnterpriseService/CreateEnterprise", "file": "a.jsonl"}, {"method": )"
           R"("zgc.parks.v1.EnterpriseService/CreateEnterprise", "file": "b.jsonl"}]})";
    std::ofstream a(dir_.path() + "/a.jsonl");
    std::ofstream b(dir_.path() + "/b.jsonl");
    for (size_t i = 0; i < rows.size(); ++i) {
      (i + 1 < rows.size() ? a : b)
          << R"({"enterprise_id": ")" << rows[i][0] << R"(", "enterprise": {"display_name": ")"
          << rows[i][1] << R"(", "uscc": ")" << rows[i][2] << "\"}}\n";
    }
    a.close();
    b.close();
    Problems read;
    const Dataset dataset = LoadDataset(dir_.path(), read);
    EXPECT_TRUE(read.empty());
    Problems problems;
    warnings_ = Problems();
    FindDuplicates(
        dataset,
        [this](const std::vector<std::string>& codes)
            -> absl::StatusOr<std::map<std::string, std::string>> {
          EXPECT_LE(codes.size(), kCodesAsked);
          if (!on_service_.ok()) return on_service_.status();
          std::map<std::string, std::string> found;
          for (const std::string& code : codes) {
            if (on_service_->count(code) > 0) found[code] = on_service_->at(code);
          }
          return found;
        },
        problems, warnings_);
    std::vector<std::string> texts;
    for (const Problem& one : problems.list()) texts.push_back(one.where + ": " + one.message);
    return texts;
  }

  testing::TempDir dir_;
  absl::StatusOr<std::map<std::string, std::string>> on_service_ =
      std::map<std::string, std::string>();
  Problems warnings_;
};

TEST_F(DuplicatesTest, OfSeveralWithOneCodeChanceDecidesNothing) {
  EXPECT_THAT(Found({{"a", "甲公司", "X1"}, {"b", "乙公司", "X2"}, {"c", "丙公司", ""}}),
              IsEmpty());
  EXPECT_THAT(Found({{"a", "甲公司", "X1"}, {"b", "甲公司北京", "X1"}, {"c", "甲公司", "X1"}}),
              ElementsAre(HasSubstr("a.jsonl:2: enterprise.uscc: a.jsonl:1 creates"),
                          HasSubstr("b.jsonl:1: enterprise.uscc: a.jsonl:1 creates")));
}

TEST_F(DuplicatesTest, OneNameIsOneEnterpriseUnlessTwoCodesTellThemApart) {
  EXPECT_THAT(Found({{"a", "甲（北京）公司", "X1"}, {"b", "甲(北京) 公司", ""}}),
              ElementsAre(HasSubstr("b.jsonl:1: enterprise.display_name: a.jsonl:1")));
  EXPECT_THAT(Found({{"a", "甲公司", "X1"}, {"b", "甲公司", "X2"}}), IsEmpty());
  EXPECT_THAT(Found({{"a", "甲公司", ""}, {"b", "乙公司", ""}, {"c", "甲公司", "X3"}}),
              ElementsAre(HasSubstr("b.jsonl:1: enterprise.display_name: a.jsonl:1")));
}

TEST_F(DuplicatesTest, CodesThatAreOnTheServiceAreFoundBeforeAnythingIsWritten) {
  on_service_ =
      std::map<std::string, std::string>{{"X1", "enterprises/other"}, {"X2", "enterprises/b"}};
  EXPECT_THAT(Found({{"a", "甲公司", "X1"}, {"b", "乙公司", "X2"}}),
              ElementsAre(HasSubstr("a.jsonl:1: enterprise.uscc: enterprises/other")));
  // In as many questions as it takes.
  std::vector<std::vector<std::string>> many;
  for (int i = 0; i < 120; ++i) {
    many.push_back({absl::StrCat("n", i), absl::StrCat("企业", i), absl::StrCat("Y", i)});
  }
  on_service_ = std::map<std::string, std::string>{{"Y119", "enterprises/other"}};
  EXPECT_THAT(Found(many), ElementsAre(HasSubstr("b.jsonl:1")));
  on_service_ = absl::UnavailableError("away");
  EXPECT_THAT(Found(many), IsEmpty());
  ASSERT_EQ(warnings_.list().size(), 1u);
  EXPECT_THAT(warnings_.list()[0].message, HasSubstr("away"));
}

}  // namespace
}  // namespace zgc::ctl
