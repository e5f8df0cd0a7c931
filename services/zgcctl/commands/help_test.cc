#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/commands/commands.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;

// Says of a command and all below it what it is for, what its options mean, and how it is
// called. Returns how many commands there are.
int ExpectHelpful(CLI::App& command, const std::string& path) {
  EXPECT_FALSE(command.get_description().empty()) << path;
  EXPECT_THAT(command.get_footer(), HasSubstr("Example")) << path;
  EXPECT_THAT(command.get_footer(), HasSubstr(path)) << "an example of another command";
  for (const CLI::Option* option : command.get_options()) {
    EXPECT_FALSE(option->get_description().empty()) << path << " " << option->get_name();
  }
  int count = 1;
  for (CLI::App* below : command.get_subcommands([](CLI::App*) { return true; })) {
    count += ExpectHelpful(*below, absl::StrCat(path, " ", below->get_name()));
  }
  return count;
}

TEST(HelpTest, EveryCommandOfTheLedgerSaysWhatItIsForWithAnExample) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddLedger(app, options, code);
  CLI::App& ledger = *app.get_subcommand("ledger");
  EXPECT_GE(ExpectHelpful(ledger, "zgcctl ledger"), 13);
  EXPECT_THAT(ledger.get_footer(), HasSubstr("fen; reports show yuan"));
  for (CLI::App* report :
       ledger.get_subcommand("report")->get_subcommands([](CLI::App*) { return true; })) {
    EXPECT_THAT(report->help(),
                HasSubstr("in yuan (元) unless --unit says fen (分) or wan (万元)"));
  }
}

TEST(HelpTest, TheAuditSaysHowItIsNarrowed) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddAudit(app, options, code);
  ExpectHelpful(*app.get_subcommand("audit"), "zgcctl audit");
}

TEST(HelpTest, EvidenceSaysHowAFileIsChecked) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddEvidence(app, options, code);
  EXPECT_EQ(ExpectHelpful(*app.get_subcommand("evidence"), "zgcctl evidence"), 2);
}

TEST(HelpTest, TheQueueSaysWhatComesFirst) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddQueue(app, options, code);
  ExpectHelpful(*app.get_subcommand("queue"), "zgcctl queue");
}

TEST(HelpTest, ParksSayHowTablesAreImportedAndPagesDrawn) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddParks(app, options, code);
  EXPECT_EQ(ExpectHelpful(*app.get_subcommand("parks"), "zgcctl parks"), 7);
}

TEST(HelpTest, ASweepSaysWhenItEnds) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddSweep(app, options, code);
  ExpectHelpful(*app.get_subcommand("sweep"), "zgcctl sweep");
}

TEST(HelpTest, ASearchSaysWhatAWordIs) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddSearch(app, options, code);
  ExpectHelpful(*app.get_subcommand("search"), "zgcctl search");
}

TEST(HelpTest, AListIsFilteredAndPutInOrder) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddCalls(app, options, code);
  CLI::App& list = *app.get_subcommand("list");
  ExpectHelpful(list, "zgcctl list");
  EXPECT_THAT(list.get_footer(), HasSubstr("--order-by"));
}

// Options of one report must not be those of another.
TEST(HelpTest, EachReportKeepsItsOwnDefaults) {
  CLI::App app("test", "zgcctl");
  const Options options;
  int code = 0;
  AddLedger(app, options, code);
  CLI::App& report = *app.get_subcommand("ledger")->get_subcommand("report");
  EXPECT_EQ(report.get_subcommand("execution")->get_option("--by")->get_default_str(), "program");
  EXPECT_EQ(report.get_subcommand("aging")->get_option("--by")->get_default_str(), "award");
}

}  // namespace
}  // namespace zgc::ctl
