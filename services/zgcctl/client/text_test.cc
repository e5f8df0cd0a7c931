#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/client/json_text.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/supervision/v1/publications.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using zgc::testing::FailsWith;
using zgc::testing::IsOk;

TEST(TableTest, ChineseTakesTwoColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("朝阳园"), 6);
  EXPECT_EQ(DisplayWidth("（家）"), 6);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth(""), 0);
}

TEST(TableTest, CutsBetweenCharacters) {
  EXPECT_EQ(Shorten("朝阳园", 6), "朝阳园");
  EXPECT_EQ(Shorten("朝阳园区", 6), "朝阳…");
  EXPECT_EQ(Shorten("abcdef", 4), "abc…");
}

TEST(TableTest, AlignsMixedText) {
  Table table({"name", "label", "n"});
  table.Add({"a", "朝阳园", "1"});
  table.Add({"bcd", "x", ""});
  EXPECT_EQ(table.Render(Format::kTable),
            "name  label   n\n"
            "a     朝阳园  1\n"
            "bcd   x\n");
}

TEST(TableTest, ProgramsGetWholeCells) {
  Table table({"a", "b"});
  table.Add({"x\ty\nz", std::string(100, 'q')});
  EXPECT_EQ(table.Render(Format::kTsv), "a\tb\nx y z\t" + std::string(100, 'q') + "\n");
  const auto json = ParseJson(table.Render(Format::kJson));
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ((*json)[0]["a"], "x\ty\nz");
}

TEST(RowsTest, ListsShowTheFlatFieldsThatHaveValues) {
  const std::vector<Json> rows = {
      {{"name", "parks/a"}, {"kind", "PARK_KIND_ZONE"}, {"etag", "r1"}},
      {{"name", "parks/b"}, {"memberships", Json::array({Json{{"zone", "parks/a"}}})}}};
  EXPECT_EQ(RenderList(zgc::parks::v1::Park::descriptor(), rows, {}, Format::kTable),
            "name     kind\n"
            "parks/a  ZONE\n"
            "parks/b\n");
  EXPECT_EQ(RenderList(zgc::parks::v1::Park::descriptor(), rows, {"kind"}, Format::kTsv),
            "kind\nPARK_KIND_ZONE\n\n");
}

TEST(RowsTest, AReversedPaymentIsSeenToBeOne) {
  Json paid = {{"name", "payments/a"},
               {"award", "awards/a"},
               {"amount_fen", "1"},
               {"document", "d"},
               {"note", "n"},
               {"payer", "p"},
               {"program", "programs/p"},
               {"fiscal_year", "fiscalYears/1"},
               {"tranche", 1},
               {"effective_date", "2019-05-01"}};
  Json reversed = paid;
  reversed["reversal"] = "reversals/r";
  const std::string shown =
      RenderList(zgc::funding::v1::Payment::descriptor(), {paid, reversed}, {}, Format::kTable);
  EXPECT_THAT(shown, HasSubstr("  reversal\n"));
  EXPECT_THAT(shown, HasSubstr("  reversals/r\n"));
  EXPECT_THAT(shown, Not(HasSubstr("tranche"))) << "as many as before";
}

TEST(RowsTest, PeriodsAreShort) {
  EXPECT_EQ(Cell({{"start_date", "2019-01-01"}, {"end_date", "2019-12-31"}}),
            "2019-01-01..2019-12-31");
  EXPECT_EQ(Cell({{"end_date", "2019-12-31"}}), "as of 2019-12-31");
  EXPECT_EQ(Cell(Json::array({"a", "b"})), "a, b");
  EXPECT_EQ(Cell(Json(7)), "7");
}

TEST(TemplateTest, FieldsTakeThePlaceOfPlaceholders) {
  const Json fields = {{"id", "a"}, {"n", 3}, {"park", {{"region", "regions/r"}}}};
  const Json form = {{"name", "parks/{id}"},
                     {"inner", Json::array({"{park.region}", "{n} and {n}"})},
                     {"number", "{n}"},
                     {"marker", "{{id}} {ID} { {"}};
  const auto filled = FillTemplate(form, fields);
  ASSERT_THAT(filled, IsOk());
  EXPECT_EQ((*filled)["name"], "parks/a");
  EXPECT_EQ((*filled)["inner"], Json::array({"regions/r", "3 and 3"}));
  EXPECT_EQ((*filled)["number"], 3);
  EXPECT_EQ((*filled)["marker"], "{{id}} {ID} { {");
}

TEST(TemplateTest, AMissingFieldIsNamed) {
  EXPECT_THAT(FillTemplate({{"name", "{park.zone}"}}, {{"park", "x"}}),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("{park.zone}")));
}

TEST(JsonTest, SaysWhatIsWrong) {
  EXPECT_THAT(ParseJson("{\"a\": 1,}"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("column 9")));
  EXPECT_THAT(ParseJson(R"({"a": {"b": 1, "b": 2}})"),
              FailsWith(absl::StatusCode::kInvalidArgument, "field \"b\" is given twice"));
  EXPECT_THAT(ParseJson(R"({"a": {"b": 1}, "c": {"b": 2}})"), IsOk());
  zgc::parks::v1::Park park;
  EXPECT_THAT(FillMessage({{"castle", 1}}, park),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("castle")));
}

TEST(JsonTest, MapsAreInOrder) {
  zgc::supervision::v1::Publication publication;
  for (const char* service : {"task_registry", "a", "park_region", "funding_ledger", "z"}) {
    (*publication.mutable_source_positions())[service].set_revision(7);
  }
  EXPECT_EQ(
      ToJson(publication).dump(),
      R"({"source_positions":{"a":{"revision":"7"},"funding_ledger":{"revision":"7"},)"
      R"("park_region":{"revision":"7"},"task_registry":{"revision":"7"},"z":{"revision":"7"}}})");
}

}  // namespace
}  // namespace zgc::ctl
