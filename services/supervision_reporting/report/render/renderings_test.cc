#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/render/content_digests.h"
#include "services/supervision_reporting/report/render/render.h"
#include "services/supervision_reporting/testing/full_report.h"

// A publication names the versions that made it, and is rendered again by the same versions
// only. So no byte changes under a version that has been used.
namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;

// What versions of renderer and rules make of FullReport().
struct Rendering {
  std::string renderer;
  std::string rules;
  // Of the content of each file in the order of the names, and of the findings.
  std::vector<std::string> files;
  std::string findings;
};

// One row for each pair of versions that was ever used; rows are added and never changed.
const std::vector<Rendering>& Renderings() {
  static const auto* const kRenderings = new std::vector<Rendering>{
      {"3",
       "1",
       {"00715210ee7a3c49bf231024ecdb71dc5a9cdba175717ecdb95e6c5e53ee09cd",
        "6290717073198dcf142590cd7d98941774bea8ba414d9319d654bb9270ff7d69",
        "6d5c8b3768b944bea1933afe55f4dd2d2b3a3746cb4b38acd47ab4a95f707970",
        "d46bb2057419cce8a3d744f3695ec76fa82fc5e7f23fdb59ccfaf272126fe62b"},
       "09b6d3c609f97812a27ee7c464bbc2de4cdbff802066f4c370384e35014b674a"},
      // 超799条 for 超过799条, which is another range; growth and rounding. The report has none.
      {"4",
       "2",
       {"00715210ee7a3c49bf231024ecdb71dc5a9cdba175717ecdb95e6c5e53ee09cd",
        "5722fc906874535565f8bf98661c8b5d5219518ceaaf2cc5596d00625a9ee705",
        "b209c2181ae9576bc19b31919b4d3a939922945eedb190ff6fa336af032bbba6",
        "933686bd3c161a51864196d0c112a55308ba77ae8c562960dfe1cf2f175d901d"},
       "09b6d3c609f97812a27ee7c464bbc2de4cdbff802066f4c370384e35014b674a"},
      // No revision of what is counted.
      {"5",
       "2",
       {"00715210ee7a3c49bf231024ecdb71dc5a9cdba175717ecdb95e6c5e53ee09cd",
        "ce903aca0da9b31e38a4e25e3a7616c5c28bd026601e7f67a2bb878f5bd14276",
        "2c59d8c701446405ad4b1e9d7675eccba1a4318fe03fdb29b1512f9b65b8a631",
        "1d099302e0eeeb0f4bcb6f6795f9e9ccea72f43079f9890b72560f730ef71327"},
       "09b6d3c609f97812a27ee7c464bbc2de4cdbff802066f4c370384e35014b674a"},
      // Charts show where a series breaks, and of which time each bar of one is. The report has
      // none.
      {"6",
       "2",
       {"00715210ee7a3c49bf231024ecdb71dc5a9cdba175717ecdb95e6c5e53ee09cd",
        "6a38be5d9d38e97c3a95e6e0b3289717b820c92e4274bc058169a7427c908e31",
        "0ebc68eea181c67fbeb326b98610054b96c99e4297e4d96cd7a0e27515794ac6",
        "979355e63448f321375117c69b035862313a5a425391dc4aba4588f5e7b3f1d4"},
       "09b6d3c609f97812a27ee7c464bbc2de4cdbff802066f4c370384e35014b674a"},
  };
  return *kRenderings;
}

std::string RowText(const Rendering& row) {
  return absl::StrCat("{\"", row.renderer, "\", \"", row.rules, "\", {\"",
                      absl::StrJoin(row.files, "\", \""), "\"}, \"", row.findings, "\"},");
}

// What is wrong with the table for what the program makes now; empty if nothing is.
std::string ProblemOf(const std::vector<Rendering>& rows, const Rendering& now) {
  std::map<std::string, std::string> findings;
  std::map<std::pair<std::string, std::string>, int> seen;
  for (const Rendering& row : rows) {
    if (++seen[{row.renderer, row.rules}] > 1) return "two rows of the same versions";
    if (findings.try_emplace(row.rules, row.findings).first->second != row.findings) {
      return absl::StrCat("rules ", row.rules,
                          " have found two things: take the next number as "
                          "kRulesVersion");
    }
  }
  for (const Rendering& row : rows) {
    if (row.renderer != now.renderer || row.rules != now.rules) continue;
    if (row.findings != now.findings) {
      return absl::StrCat(
          "what the rules find has changed: take the next number as kRulesVersion "
          "and kRendererVersion (report_program.h), and add the row\n",
          RowText(now));
    }
    if (row.files == now.files) return "";
    return absl::StrCat(
        "the bytes of a report have changed: take the next number as "
        "kRendererVersion (report_program.h), and add the row\n",
        RowText(now));
  }
  return absl::StrCat("a new version: add the row\n", RowText(now));
}

Rendering Now() {
  const ReportBuilder report = FullReport();
  const ReportModel model = report.Model();
  Rendering now{kRendererVersion, kRulesVersion, {}, FindingsDigest(model)};
  for (const ReportFile& file : RenderAll(model, FullReport().input().versions)) {
    now.files.push_back(absl::BytesToHexString(base::Sha256(file.content)));
  }
  return now;
}

TEST(Renderings, NoByteChangesUnderAVersion) { EXPECT_EQ(ProblemOf(Renderings(), Now()), ""); }

TEST(Renderings, AChangeWithoutANewVersionIsNamed) {
  const Rendering now{"8", "2", {"a", "b"}, "f"};
  EXPECT_EQ(ProblemOf({{"7", "2", {"x", "y"}, "f"}, now}, now), "");
  EXPECT_THAT(ProblemOf({{"8", "2", {"a", "x"}, "f"}}, now),
              HasSubstr("take the next number as kRendererVersion"));
  EXPECT_THAT(ProblemOf({{"8", "2", {"a", "b"}, "x"}}, now),
              HasSubstr("take the next number as kRulesVersion"));
  EXPECT_THAT(ProblemOf({{"7", "2", {"a", "x"}, "f"}}, now),
              HasSubstr("add the row\n{\"8\", \"2\", {\"a\", \"b\"}, \"f\"},"));
  // A rule that changed under a new renderer, and a row that was added over an old one.
  EXPECT_THAT(ProblemOf({{"7", "2", {"x", "y"}, "x"}, now}, now), HasSubstr("kRulesVersion"));
  EXPECT_THAT(ProblemOf({now, now}, now), HasSubstr("two rows"));
}

}  // namespace
}  // namespace zgc::supervision
