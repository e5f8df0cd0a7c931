#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/figures/dimensions/test_places.h"
#include "common/figures/versions/updates.h"

// Years that begin in another month than January (财政年度、会计年度).
namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

constexpr char kFromApril[] = " financial_year_first_month: 4 ";
constexpr char kFinancial[] =
    "since_date: '2018-04-01' period_families: PERIOD_FAMILY_YEAR period_families: "
    "PERIOD_FAMILY_FINANCIAL_YEAR period_families: PERIOD_FAMILY_FINANCIAL_HALF_YEAR ";
constexpr char kFinancialYears[] =
    "period_family: PERIOD_FAMILY_FINANCIAL_YEAR from_date: '2018-04-01' to_date: '2020-03-31' ";

class FinancialYearsTest : public PlacesTest {
 protected:
  FinancialYearsTest() {
    Put(1, "2018-03-31", "1000", "p1", "x", "e");
    Put(2, "2018-04-01", "1", "p1", "x", "e");
    Put(3, "2019-03-31", "9", "p2", "x", "e");
    Put(4, "2019-04-01", "5", "p1", "x", "e");
    Put(5, "2019-10-01", "4", "p1", "y", "e");
    Put(6, "2020-03-31", "3", "p2", "x", "f");
    Put(7, "2020-04-01", "2000", "p2", "x", "f");
    ZGC_EXPECT_OK(Counted("a", "amounts"));
  }
  absl::StatusOr<v1::Indicator> Counted(const std::string& id, const std::string& formula,
                                        const std::string& more = kFromApril) {
    return Declare(id, absl::StrCat("computation { formula: '", formula, "' ", kFinancial,
                                    "dimensions: 'place' dimensions: 'sort' } summable_over_time: "
                                    "true ",
                                    more));
  }
  std::string Value(const std::string& name) {
    const auto figure = Figure(name);
    EXPECT_THAT(figure, testing::IsOk()) << name;
    return figure.ok() ? figure->value() : "";
  }
};

TEST_F(FinancialYearsTest, StandBesideCalendarYearsUnderNamesOfTheirOwn) {
  EXPECT_EQ(Value("figures/a@2019"), "18");
  EXPECT_EQ(Value("figures/a@20180401-20190331"), "10");
  EXPECT_EQ(Value("figures/a@20190401-20200331"), "12");
  EXPECT_EQ(Value("figures/a@20191001-20200331"), "7");
  EXPECT_THAT(Figure("figures/a@20190701-20200630"),
              FailsWith(absl::StatusCode::kNotFound,
                        HasSubstr("years, financial years from month 4, financial half-years")));
  // A distinct count has no cells of such years: it is counted from the rows.
  ZGC_ASSERT_OK(Counted("h", "heads"));
  EXPECT_EQ(Value("figures/h@20190401-20200331"), "2");
}

TEST_F(FinancialYearsTest, AreAskedByDimensionWithTheirTotals) {
  const auto answer =
      Query(absl::StrCat("indicators: 'indicators/a' group_by: 'place' ", kFinancialYears));
  ZGC_ASSERT_OK(answer);
  std::vector<std::string> cells;
  for (const auto& cell : answer->cells()) cells.push_back(cell.value());
  EXPECT_THAT(cells, ElementsAre("1", "9", "9", "3"));
  std::vector<std::string> totals;
  for (const auto& total : answer->totals()) totals.push_back(total.value());
  // Of each place both years, then of all places each year and both.
  EXPECT_THAT(totals, ElementsAre("10", "12", "10", "12", "22"));
  ZGC_ASSERT_OK(Counted("july", "amounts", "financial_year_first_month: 7"));
  ZGC_ASSERT_OK(Declare("calendar", OfFormula("amounts")));
  EXPECT_THAT(Query(absl::StrCat("indicators: 'indicators/a' indicators: 'indicators/july' ",
                                 kFinancialYears)),
              FailsWith(kInvalid, HasSubstr("begin in month 7, of an earlier indicator in month")));
  EXPECT_THAT(Query(absl::StrCat("indicators: 'indicators/calendar' ", kFinancialYears)),
              FailsWith(kInvalid, HasSubstr("has no financial years")));
}

TEST_F(FinancialYearsTest, GrowthAndTargetsAreAgainstTheirOwn) {
  const auto growth = [&](const std::string& id, const std::string& against) {
    return Declare(id,
                   absl::StrCat("computation { ", kFinancial,
                                "derivation { kind: DERIVATION_KIND_GROWTH decimals: 1 against: "
                                "COMPARISON_",
                                against, " operands { indicator: 'indicators/a' } } }", kFromApril),
                   "RATE");
  };
  ZGC_ASSERT_OK(growth("g", "YEAR_BEFORE"));
  ZGC_ASSERT_OK(growth("p", "PREVIOUS_PERIOD"));
  EXPECT_EQ(Value("figures/g@20190401-20200331"), "20");
  EXPECT_EQ(Value("figures/p@20190401-20200331"), "20");
  EXPECT_EQ(Value("figures/p@20191001-20200331"), "40") << "7 after 5";
  EXPECT_EQ(Value("figures/g@20191001-20200331"), "-22.2") << "7 after 9";
  ZGC_ASSERT_OK(Counted("t", "amounts",
                        absl::StrCat(kFromApril,
                                     "direction: DIRECTION_UP_IS_GOOD targets { family: "
                                     "PERIOD_FAMILY_FINANCIAL_YEAR value: '24' } targets { period "
                                     "{ start_date: '2019-10-01' end_date: '2020-03-31' } value: "
                                     "'7' }")));
  EXPECT_EQ(Figure("figures/t@20190401-20200331")->target(), "24");
  EXPECT_EQ(Figure("figures/t@20190401-20200331")->attainment(), "50");
  EXPECT_EQ(Figure("figures/t@20191001-20200331")->attainment(), "100");
  EXPECT_EQ(Figure("figures/t@2019")->target(), "");
}

TEST_F(FinancialYearsTest, WhatIsCarriedForwardIsOfTheFinancialYear) {
  ZGC_ASSERT_OK(Declare("stock",
                        absl::StrCat("computation { formula: 'amounts' since_date: '2018-04-01' "
                                     "period_families: PERIOD_FAMILY_AS_OF dimensions: 'place' }",
                                     kFromApril),
                        "STOCK"));
  const auto carried = [&](const std::string& id, const std::string& more) {
    return Declare(
        id,
        absl::StrCat("computation { since_date: '2018-04-01' period_families: "
                     "PERIOD_FAMILY_AS_OF dimensions: 'place' derivation { kind: "
                     "DERIVATION_KIND_CARRIED_FORWARD operands { indicator: 'indicators/stock' } "
                     "operands { indicator: 'indicators/a' } } }",
                     more),
        "STOCK");
  };
  ZGC_ASSERT_OK(carried("c", kFromApril));
  ZGC_ASSERT_OK(carried("january", ""));
  v1::ExplainFigureRequest request;
  const auto method = [&](const std::string& name) {
    request.set_name(name);
    const auto explained = book_.ExplainFigure(store_->Read(), request);
    EXPECT_THAT(explained, testing::IsOk());
    return explained.ok() ? explained->method() : "";
  };
  EXPECT_THAT(method("figures/c@asof-20191231"), HasSubstr("期初stock 1010家 + 本期a 9家"));
  EXPECT_THAT(method("figures/january@asof-20191231"), HasSubstr("期初stock 1001家 + 本期a 18家"));
  const auto answer =
      Query("indicators: 'indicators/c' group_by: 'place' periods { end_date: '2020-03-31' }");
  ZGC_ASSERT_OK(answer);
  ASSERT_EQ(answer->cells_size(), 2);
  EXPECT_EQ(answer->cells(0).value(), "1010");
  EXPECT_EQ(answer->cells(1).value(), "12");
}

TEST_F(FinancialYearsTest, AreRefusedWhereNothingSaysWhenTheyBegin) {
  EXPECT_THAT(Counted("x", "amounts", ""),
              FailsWith(kInvalid, HasSubstr("period_families[1]: is of financial years")));
  for (const char* month : {"1", "13", "-4"}) {
    EXPECT_THAT(
        Counted("x", "amounts", absl::StrCat("financial_year_first_month: ", month)),
        FailsWith(kInvalid, HasSubstr("financial_year_first_month: must be 2 to 12, or 0")));
  }
  EXPECT_THAT(
      Declare("x", OfFormula("amounts", "period_families: PERIOD_FAMILY_FINANCIAL_QUARTER") +
                       kFromApril),
      FailsWith(kInvalid, HasSubstr("period_families[2]: repeats an earlier family")))
      << "quarters from April are those from January";
  EXPECT_THAT(Declare("x",
                      "direction: DIRECTION_UP_IS_GOOD targets { family: "
                      "PERIOD_FAMILY_FINANCIAL_YEAR value: '1' }"),
              FailsWith(kInvalid, HasSubstr("targets[0].family: is of financial years")));
}

TEST_F(FinancialYearsTest, BeginForEverInTheMonthThatWasOnceGiven) {
  ZGC_ASSERT_OK(Declare("calendar", OfFormula("amounts")));
  const auto change = [&](const std::string& id, const std::string& month) {
    v1::UpdateIndicatorRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("indicator { name: 'indicators/", id, "' financial_year_first_month: ", month,
                     " } update_mask { paths: 'financial_year_first_month' } from_date: "
                     "'2999-01-01' reason: '会计年度'"),
        &request));
    return store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(UpdateIndicator(txn, {"", "clerk"}, request, registry_).status());
      return "";
    });
  };
  ZGC_EXPECT_OK(change("calendar", "10"));
  EXPECT_THAT(change("a", "7"), FailsWith(kInvalid, HasSubstr("is for ever")));
}

}  // namespace
}  // namespace zgc::figures
