#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/figures/dimensions/query.h"
#include "common/figures/dimensions/test_places.h"
#include "common/testing/rounds.h"

namespace zgc::figures {
namespace {

// A plain recount: what of the records lies in a period, by the words of their dimensions.
class QueryRandomTest : public PlacesTest {
 protected:
  QueryRandomTest() {
    for (const char* id : {"amounts", "few", "heads"}) ZGC_EXPECT_OK(Declare(id, OfFormula(id)));
  }
  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  template <typename T>
  std::string Pick(const T& from) {
    return from[static_cast<size_t>(Draw(static_cast<int>(from.size())))];
  }

  static std::string WordOf(const v1::Observation& row, const std::string& dimension) {
    if (dimension == "sort") return row.reporter().empty() ? "-" : row.reporter();
    if (dimension == "place") return row.unit().empty() ? "-" : "places/" + row.unit();
    return RollUp(CodeOfPlace(row.unit()), dimension);
  }
  // The words that have records.
  std::set<std::vector<std::string>> RowsOf(const std::vector<std::string>& dimensions,
                                            const Scoping& filters) {
    std::set<std::vector<std::string>> rows;
    ForEach(filters, [&](const v1::Observation& row) {
      std::vector<std::string> words;
      for (const std::string& dimension : dimensions) words.push_back(WordOf(row, dimension));
      rows.insert(words);
    });
    return rows;
  }
  void ForEach(const Scoping& scoping, absl::FunctionRef<void(const v1::Observation&)> visit) {
    ZGC_EXPECT_OK(kObservations.ForEach(
        store_->Read(), [&](const storage::NameKey&, const v1::Observation& row) {
          bool takes = true;
          for (const auto& [dimension, words] : scoping) {
            const std::string word = WordOf(row, dimension);
            takes = takes && std::count(words.begin(), words.end(), word) > 0;
          }
          if (takes) visit(row);
          return true;
        }));
  }
  std::string Recount(bool heads, const common::v1::Period& period, const Scoping& scoping) {
    int64_t sum = 0;
    bool open = false;
    std::set<std::string> sure;
    std::set<std::string> perhaps;
    ForEach(scoping, [&](const v1::Observation& row) {
      const auto days = base::ParseReducedDate(row.printed());
      const bool within = days->first >= period.start_date() && days->last <= period.end_date();
      const bool meets = days->first <= period.end_date() && days->last >= period.start_date();
      if (within) {
        sure.insert(row.verifier());
        if (!row.value().empty()) sum += std::stoll(row.value());
      }
      if (meets) perhaps.insert(row.verifier());
      open = open || (meets && (!within || row.value().empty()));
    });
    if (heads) {
      return absl::StrCat(perhaps.size() > sure.size() ? ">=" : "", sure.size());
    }
    return absl::StrCat(open ? ">=" : "", sum);
  }
  static Scoping ScopingOf(const v1::Figure& figure, const Scoping& filters) {
    Scoping scoping;
    for (const v1::Scope& scope : figure.scopes()) {
      scoping[scope.dimension()].push_back(scope.value());
    }
    for (const auto& [dimension, words] : filters) scoping.insert({dimension, words});
    return scoping;
  }

  void AskAnything() {
    const std::string indicator = Pick(std::vector<std::string>{"amounts", "few", "heads"});
    std::vector<std::string> dimensions = {"place", "sort", "province", "prefecture", "county"};
    std::shuffle(dimensions.begin(), dimensions.end(), random_);
    dimensions.resize(static_cast<size_t>(Draw(4)));
    Scoping filters;
    std::string text = absl::StrCat("indicators: 'indicators/", indicator, "'", kQuarters);
    for (const std::string& one : dimensions) absl::StrAppend(&text, "group_by: '", one, "' ");
    if (Draw(3) == 0) {
      const auto [dimension, words] =
          Draw(2) == 0 ? std::pair<std::string, std::vector<std::string>>("sort", {"-", "x"})
                       : std::pair<std::string, std::vector<std::string>>("province", {"110000"});
      filters[dimension] = words;
      absl::StrAppend(&text, "filters { dimension: '", dimension, "' values: '",
                      absl::StrJoin(words, "' values: '"), "' } ");
    }
    const auto answer = Query(text, 1 + Draw(40));
    ZGC_ASSERT_OK(answer) << text;
    EXPECT_EQ(answer->cells_size(),
              dimensions.empty() ? 0 : 4 * static_cast<int>(RowsOf(dimensions, filters).size()))
        << text;
    for (const auto* figures : {&answer->cells(), &answer->totals()}) {
      for (const v1::Figure& figure : *figures) {
        const std::string expected =
            Recount(indicator == "heads", figure.period(), ScopingOf(figure, filters));
        const std::string value =
            absl::StrCat(figure.qualifier() == v1::QUALIFIER_AT_LEAST ? ">=" : "", figure.value());
        EXPECT_EQ(value, expected) << text << figure.ShortDebugString();
        const auto alone = figure.name().empty() ? figure : Figure(figure.name());
        ZGC_EXPECT_OK(alone);
        EXPECT_EQ(alone->value(), figure.value());
      }
    }
  }

  std::mt19937 random_{20190101};
};

TEST_F(QueryRandomTest, EveryCellAndTotalIsWhatAPlainRecountSays) {
  const std::vector<std::string> days = {"2019-01-31", "2019-05-01", "2019-05",   "2019",
                                         "2019-09-30", "2018-12-31", "2019-10-01"};
  const std::vector<std::string> places = {"p1", "p2", "p3", "p4", "p5", ""};
  for (int i = 0; i < testing::Rounds(60) && !HasFailure(); ++i) {
    Put(Draw(40), Pick(days), Draw(6) == 0 ? "" : absl::StrCat(Draw(100)), Pick(places),
        Pick(std::vector<std::string>{"x", "y", "甲 乙", ""}),
        Pick(std::vector<std::string>{"e", "f", "g"}));
    ExpectCellsToAgree();
    for (int asked = 0; asked < 4; ++asked) AskAnything();
  }
}

}  // namespace
}  // namespace zgc::figures
