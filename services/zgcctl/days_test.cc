#include "services/zgcctl/days.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

// "zgc.parks.v1" for the folder of its contracts.
std::string PackageOf(const std::filesystem::path& folder) {
  std::string package = "zgc";
  for (const auto& part : folder) absl::StrAppend(&package, ".", part.string());
  return package;
}

// The contract says of a field in words whether a month will do.
TEST(DaysTest, AMonthWillDoWhereTheContractSaysSo) {
  const std::filesystem::path root = PROTOS "/zgc";
  int days = 0;
  int reduced = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".proto") continue;
    const std::string package =
        PackageOf(std::filesystem::relative(entry.path().parent_path(), root));
    std::ifstream file(entry.path());
    std::string message;
    std::string comment;
    for (std::string line; std::getline(file, line);) {
      absl::string_view text = line;
      if (absl::ConsumePrefix(&text, "message ")) {
        message = std::string(text.substr(0, text.find(' ')));
      }
      text = absl::StripLeadingAsciiWhitespace(text);
      if (absl::ConsumePrefix(&text, "//")) {
        absl::StrAppend(&comment, text);
        continue;
      }
      const std::string about = std::move(comment);
      comment.clear();
      const std::vector<absl::string_view> words = absl::StrSplit(text, ' ');
      if (words.size() < 4 || words[0] != "string" || words[2] != "=") continue;
      const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          absl::StrCat(package, ".", message));
      if (type == nullptr) continue;
      const auto* field = type->FindFieldByName(std::string(words[1]));
      if (field == nullptr || !HoldsDay(*field)) continue;
      const bool said =
          absl::StrContains(about, "YYYY-MM or") || absl::StrContains(about, "month or year");
      EXPECT_EQ(MayBeReduced(*field), said) << field->full_name() << about;
      ++days;
      reduced += said ? 1 : 0;
    }
  }
  EXPECT_GT(days, 100);
  EXPECT_GT(reduced, 10);
}

}  // namespace
}  // namespace zgc::ctl
