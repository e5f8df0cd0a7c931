#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/query/test_list.h"
#include "common/testing/matchers.h"
#include "common/testing/rounds.h"

namespace zgc::query {
namespace {

// What random lists are made of.
class RandomListTest : public ListTest {
 protected:
  int Pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  void Change() {
    const std::string id = absl::StrCat("e", Pick(40));
    if (Pick(6) == 0) return Delete(id);
    Row row;
    row.set_name("enterprises/" + id);
    row.set_registration_park(absl::StrCat("p", Pick(3)));
    row.set_display_name(absl::StrCat(Pick(2) == 0 ? "t" : "在中关村", Pick(8)));
    row.set_uscc_state(static_cast<parks::v1::UsccState>(Pick(3)));
    for (int i = Pick(3); i > 0; --i) row.add_roles(absl::StrCat("r", Pick(3)));
    Put(row);
  }

  std::string Term() {
    static constexpr const char* kOps[] = {"=", "!=", "<", "<=", ">", ">="};
    const std::string op = kOps[Pick(6)];
    switch (Pick(7)) {
      case 0:
        return absl::StrCat("registration_park ", op, " p", Pick(3));
      case 6:
        return "display_name:中关";
      case 1:
        return absl::StrCat("display_name ", op, " t", Pick(8));
      case 2:
        return absl::StrCat("uscc_state = ",
                            parks::v1::UsccState_Name(static_cast<parks::v1::UsccState>(Pick(3))));
      case 3:
        return absl::StrCat("roles:r", Pick(3));
      case 4:
        return absl::StrCat("name ", op, " 'enterprises/e", Pick(40), "'");
      default:
        return absl::StrCat("display_name:'", Pick(8), "'");
    }
  }

  parks::v1::ListEnterprisesRequest Request() {
    static constexpr const char* kOrders[] = {"",
                                              "name",
                                              "name desc",
                                              "display_name",
                                              "display_name desc",
                                              "registration_park",
                                              "uscc_state desc",
                                              "uscc_state, display_name desc",
                                              "registration_park desc, uscc_state, name",
                                              "display_name, name desc"};
    std::vector<std::string> terms;
    for (int n = Pick(4); n > 0; --n) terms.push_back(Pick(4) == 0 ? "NOT " + Term() : Term());
    return Asking(absl::StrJoin(terms, Pick(4) == 0 ? " OR " : " AND "), kOrders[Pick(10)]);
  }

  // What a scan of all rows says.
  static Names Expected(const storage::Reader& reader,
                        const parks::v1::ListEnterprisesRequest& request) {
    const auto filter = Filter::Parse(request.filter(), *Row::descriptor());
    EXPECT_TRUE(filter.ok());
    // Whether a row is before another, and their names.
    std::vector<std::pair<std::string, bool>> order;
    for (const absl::string_view part : absl::StrSplit(request.order_by(), ", ")) {
      const bool descending = absl::EndsWith(part, " desc");
      order.emplace_back(part.substr(0, part.find(' ')), descending);
    }
    order.emplace_back("name", order.back().second);
    std::vector<Row> rows;
    ZGC_EXPECT_OK(kTestRows.ForEach(reader, [&](const storage::NameKey&, const Row& row) {
      if (filter->Takes(row)) rows.push_back(row);
      return true;
    }));
    std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
      for (const auto& [name, descending] : order) {
        const auto* field = Row::descriptor()->FindFieldByName(name);
        if (field == nullptr) continue;
        const std::string of_a = ValueKey(a, *field, -1);
        const std::string of_b = ValueKey(b, *field, -1);
        if (of_a != of_b) return descending ? of_b < of_a : of_a < of_b;
      }
      return false;
    });
    Names names;
    for (const Row& row : rows) names.push_back(row.name().substr(12));
    return names;
  }

  std::mt19937 random_{11};
};

// Rows change between any two pages, and each page is of the revision of the first.
TEST_F(RandomListTest, RandomListsAreWhatAScanFinds) {
  for (int i = 0; i < 120; ++i) Change();
  int answered = 0;
  for (int i = 0; i < testing::Rounds(400); ++i) {
    const auto request = Request();
    const storage::Snapshot snapshot = store_->Read();
    Names found;
    storage::Page page;
    page.size = 1 + Pick(10);
    bool refused = false;
    do {
      const auto at = store_->ReadAt(snapshot.revision());
      const auto part = PageOf(*at, request, page);
      refused = !part.ok();
      if (refused) break;
      found.insert(found.end(), part->begin(), part->end());
      for (int n = Pick(5); n > 0; --n) Change();
    } while (!page.start.empty());
    if (refused) continue;
    ++answered;
    ASSERT_EQ(found, Expected(snapshot, request)) << request.ShortDebugString();
  }
  EXPECT_GT(answered, testing::Rounds(200));
}

}  // namespace
}  // namespace zgc::query
