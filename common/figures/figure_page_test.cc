#include "common/figures/figure_page.h"

#include <string>
#include <vector>

#include "common/figures/test_book.h"

namespace zgc::figures {
namespace {

class FigurePageTest : public BookTest {
 protected:
  void SetUp() override {
    // Ids of which one begins with another, on both sides of '@', and observations between them.
    for (const char* id : {"a", "a-b", "a0", "ab", "b"}) {
      auto request = Declare(id);
      auto& computation = *request.mutable_indicator()->mutable_computation();
      computation.set_formula("count");
      computation.set_since_date("2019-01-01");
      computation.add_period_families(v1::PERIOD_FAMILY_YEAR);
      auto& period = *computation.add_reporting_periods();
      period.set_start_date("2018-10-16");
      period.set_end_date("2018-10-18");
      ZGC_ASSERT_OK(Create(request));
    }
    for (const char* id : {"a", "a-a", "a1", "b", "o1", "o2", "z"}) {
      ZGC_ASSERT_OK(Report(Observe(id, "1")));
    }
    ZGC_ASSERT_OK(Reject("o2"));
  }

  std::vector<std::string> Listed() const {
    std::vector<std::string> names;
    const auto set = book_.ReadSet(store_->Read());
    ZGC_EXPECT_OK(set);
    for (const auto& [name, figure] : set->figures) names.push_back(figure.DebugString());
    return names;
  }
};

TEST_F(FigurePageTest, PagesOfAnySizeAreTheWholeSetInOrder) {
  const std::vector<std::string> whole = Listed();
  for (int size = 1; size <= static_cast<int>(whole.size()) + 1; ++size) {
    std::vector<std::string> paged;
    storage::Page page;
    page.size = size;
    do {
      v1::ListFiguresResponse response;
      const auto next = ComputePage(book_, store_->Read(), page, response);
      ZGC_ASSERT_OK(next);
      EXPECT_LE(response.figures_size(), size);
      EXPECT_GT(response.figures_size(), 0);
      for (const v1::Figure& figure : response.figures()) paged.push_back(figure.DebugString());
      page.start = *next;
    } while (!page.start.empty());
    EXPECT_EQ(paged, whole) << size;
  }
}

TEST_F(FigurePageTest, APageEndsBeforeTooManyBytesAndInTime) {
  storage::Page page;
  page.bytes = 1;
  v1::ListFiguresResponse first;
  const auto next = ComputePage(book_, store_->Read(), page, first);
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(first.figures_size(), 1);
  EXPECT_GT(*next, first.figures(0).name());
  page.bytes = SIZE_MAX;
  page.until = absl::InfinitePast();
  v1::ListFiguresResponse second;
  EXPECT_EQ(*ComputePage(book_, store_->Read(), page, second), *next);
  EXPECT_EQ(second.figures_size(), 1);
}

TEST_F(FigurePageTest, SomeMayBeEnough) {
  const size_t all = Listed().size();
  EXPECT_TRUE(*HasFigures(store_->Read(), all));
  EXPECT_FALSE(*HasFigures(store_->Read(), all + 1));
}

}  // namespace
}  // namespace zgc::figures
