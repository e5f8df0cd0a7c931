#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/testing/fixture.h"

namespace zgc::funding {

// A year of a fund, drawn from a seed: awards with and without day, park,
// enterprise and amount, payments, clawbacks, summaries, ceilings. Only for tests.
class RandomHistory : public FundingFixture {
 protected:
  RandomHistory() {
    ZGC_EXPECT_OK(AddProgram("north", "fund", "department: '//task_registry/organisations/a'"));
    ZGC_EXPECT_OK(AddProgram("east", "north"));
    ZGC_EXPECT_OK(AddProgram("west", "north",
                             "department: '//task_registry/organisations/b' "
                             "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 4000"));
    ZGC_EXPECT_OK(Appropriate("more", 9000, "effective_date: '2019-04-01'"));
  }

  // Refused steps are part of it. Returns the revisions to look at.
  std::vector<int64_t> Make(int steps) {
    std::vector<int64_t> revisions;
    for (int i = 0; i < steps; ++i) {
      Step(i);
      if (i % (steps / 4) == steps / 4 - 1) revisions.push_back(store_->head());
    }
    return revisions;
  }

  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  static std::string Program(int n) {
    static const char* const kAll[] = {"fund", "ic", "talent", "young", "north", "east", "west"};
    return kAll[n];
  }
  std::string Day(int first_month) {
    const int month = first_month + Draw(13 - first_month);
    const int day = 1 + Draw(28);
    return absl::StrFormat("2019-%02d-%02d", month, day);
  }

  void Step(int i) {
    const int what = Draw(16);
    const int fen = 1 + Draw(400);
    const std::string id = absl::StrCat("x", i);
    if (what == 0) {
      (void)Allot(id, Program(1 + Draw(6)), fen);
    } else if (what == 1) {
      if (Summarise(id, fen).ok()) summary_ = id;
    } else if (what == 2) {
      const bool park = Draw(2) == 0;
      const std::string subject = park ? "//park_region/parks/p0" : "//park_region/enterprises/e1";
      (void)Limit(id, park ? "PARK" : "ENTERPRISE", subject, 2000 + fen);
    } else if (what < 8) {
      NewAward();
    } else if (what < 13) {
      NewPayment(fen);
    } else if (what == 13) {
      (void)ClawBack(id, absl::StrCat("p", Draw(payments_ + 1)), fen / 4 + 1);
    } else if (what == 14) {
      (void)Do(
          ReduceAward,
          absl::StrCat("name: 'awards/a", Draw(awards_ + 1), "' reason: 'r' amount_fen: ", fen),
          "checker");
    } else {
      const std::string name = absl::StrCat("name: 'awards/a", Draw(awards_ + 1), "' ");
      if (!Do(AcceptAward, name + "document: 'd'", "checker").ok()) {
        (void)Do(CancelAward, name + "reason: 'r'", "checker");
      }
    }
  }

  void NewAward() {
    std::string more = Draw(6) == 0 ? Unknown() : Known(1 + Draw(300));
    if (Draw(3) != 0) absl::StrAppend(&more, "effective_date: '", Day(1), "' ");
    for (int park = Draw(4); park > 1; --park) {
      absl::StrAppend(&more, "parks: '//park_region/parks/p", park, "' ");
    }
    if (Draw(3) == 0) absl::StrAppend(&more, "parks: '//park_region/parks/p0' ");
    for (int enterprise = Draw(3); enterprise > 0; --enterprise) {
      absl::StrAppend(&more, "enterprises: '//park_region/enterprises/e", enterprise, "' ");
    }
    if (Draw(5) == 0) absl::StrAppend(&more, "recipient_count: 4 ");
    if (Draw(5) == 0 && !summary_.empty()) {
      absl::StrAppend(&more, "within_summary: 'summaryDisbursements/", summary_, "' ");
    }
    const std::string id = absl::StrCat("a", awards_);
    const std::string program = Program(Draw(7));
    if (!Draft(id, program, more).ok()) return;
    ++awards_;
    if (Draw(8) != 0) (void)Approve(id);
  }

  void NewPayment(int fen) {
    std::string award;
    int64_t left = 0;
    for (int tries = 0; tries < 8 && left == 0; ++tries) {
      award = absl::StrCat("a", Draw(awards_ + 1));
      const auto row = kAwards.Get(store_->Read(), {"awards/" + award});
      if (row.ok() && row->has_value()) left = (*row)->amount_fen() - (*row)->paid_fen();
    }
    const int64_t amount = Draw(2) == 0 ? left : std::min<int64_t>(left, fen / 4 + 1);
    std::string more;
    if (Draw(3) != 0) absl::StrAppend(&more, "effective_date: '", Day(6), "' ");
    if (Draw(6) == 0 && !summary_.empty()) {
      absl::StrAppend(&more, "within_summary: 'summaryDisbursements/", summary_, "' ");
    }
    if (Pay(absl::StrCat("p", payments_), award, amount, more).ok()) ++payments_;
  }

  std::mt19937 random_{20191130};
  int awards_ = 0;
  int payments_ = 0;
  std::string summary_;
};

// A report as a test reads it: cells by key of the row and of the column.
class Cells {
 public:
  explicit Cells(const v1::ReportTable& table) : table_(table) {}

  int Column(const std::string& key) const {
    for (int i = 0; i < table_.columns_size(); ++i) {
      if (table_.columns(i).key() == key) return i;
    }
    ADD_FAILURE() << "no column " << key;
    return 0;
  }
  // The row of a key; UNSTATED and SEVERAL by "unstated" and "several".
  const v1::ReportRow* Row(const std::string& key) const {
    for (const v1::ReportRow& row : table_.rows()) {
      if (KeyOf(row) == key) return &row;
    }
    return nullptr;
  }
  static std::string KeyOf(const v1::ReportRow& row) {
    if (row.kind() == v1::REPORT_ROW_KIND_UNSTATED) return "unstated";
    if (row.kind() == v1::REPORT_ROW_KIND_SEVERAL) return "several";
    return row.key();
  }
  std::string Cell(const v1::ReportRow& row, const std::string& column) const {
    return row.cells(Column(column));
  }
  // 0 for an empty cell.
  int64_t Number(const v1::ReportRow& row, const std::string& column) const {
    const std::string cell = Cell(row, column);
    return cell.empty() ? 0 : std::stoll(cell);
  }

 private:
  const v1::ReportTable& table_;
};

// What must hold of every report: a cell for each column, a total of each summed
// column that is the sum of the rows at the top.
inline void ExpectWellFormed(const v1::ReportTable& table) {
  EXPECT_FALSE(table.title().empty());
  for (const v1::ReportRow& row : table.rows()) EXPECT_EQ(row.cells_size(), table.columns_size());
  ASSERT_GE(table.totals_size(), table.rows().empty() ? 0 : 1);
  for (int i = 0; i < table.columns_size(); ++i) {
    if (!table.columns(i).summed()) continue;
    int64_t sum = 0;
    for (const v1::ReportRow& row : table.rows()) {
      if (row.level() == 0 && !row.cells(i).empty()) sum += std::stoll(row.cells(i));
    }
    const std::string& total = table.totals(0).cells(i);
    EXPECT_EQ(total.empty() ? 0 : std::stoll(total), sum) << table.columns(i).key();
  }
}

}  // namespace zgc::funding
