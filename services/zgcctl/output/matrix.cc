#include "services/zgcctl/output/matrix.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/zgcctl/client/json_text.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"

namespace zgc::ctl {
namespace {

using figures::v1::Figure;

constexpr char kTotal[] = "合计";

std::string ValueOf(const Figure& figure) {
  if (figure.value_state() != figures::v1::VALUE_STATE_KNOWN) {
    return std::string(
        absl::StripPrefix(figures::v1::ValueState_Name(figure.value_state()), "VALUE_STATE_"));
  }
  switch (figure.qualifier()) {
    case figures::v1::QUALIFIER_AT_LEAST:
      return absl::StrCat("≥", figure.value());
    case figures::v1::QUALIFIER_ABOVE:
      return absl::StrCat(">", figure.value());
    case figures::v1::QUALIFIER_UP_TO:
      return absl::StrCat("≤", figure.value());
    case figures::v1::QUALIFIER_BELOW:
      return absl::StrCat("<", figure.value());
    default:
      return figure.value();
  }
}

std::string PeriodOf(const Figure& figure) {
  const auto& period = figure.period();
  return period.start_date().empty() ? period.end_date()
                                     : absl::StrCat(period.start_date(), "..", period.end_date());
}

// What tells rows apart: the indicator, and of each dimension the one value; empty of a total,
// which has none or all that a filter takes.
using RowKey = std::vector<std::string>;
struct RowLabel {
  std::string text;
  std::string value;
};

// The labels of a row: of its indicator and of each dimension.
std::vector<RowLabel> LabelsOf(const Figure& figure, const std::vector<std::string>& group_by) {
  std::vector<RowLabel> labels = {{figure.display_name(), figure.indicator()}};
  for (const std::string& dimension : group_by) {
    std::vector<RowLabel> found;
    for (const auto& scope : figure.scopes()) {
      if (scope.dimension() == dimension) found.push_back({scope.label(), scope.value()});
    }
    labels.push_back(found.size() == 1 ? found.front() : RowLabel{kTotal, ""});
  }
  return labels;
}

// Says the value beside a label that several have.
class Labelling {
 public:
  void Add(size_t place, const RowLabel& label) {
    values_[{place, label.text}].insert(label.value);
  }
  std::string Say(size_t place, const RowLabel& label) const {
    const auto values = values_.find({place, label.text});
    if (values == values_.end() || values->second.size() < 2 || label.value.empty()) {
      return label.text;
    }
    return absl::StrCat(label.text, "（", label.value, "）");
  }

 private:
  std::map<std::pair<size_t, std::string>, std::set<std::string>> values_;
};

struct MatrixRow {
  std::vector<RowLabel> labels;
  std::string unit;
  // By period.
  std::map<std::string, std::string> values;
  std::set<std::string> breaks;
};

// The rows of an answer in its order.
class Matrix {
 public:
  explicit Matrix(const std::vector<std::string>& group_by) : group_by_(group_by) {}

  void Add(const Figure& figure) {
    const std::vector<RowLabel> labels = LabelsOf(figure, group_by_);
    RowKey key;
    for (size_t i = 0; i < labels.size(); ++i) {
      // What has no value is told by its label.
      key.push_back(labels[i].value.empty() ? labels[i].text : labels[i].value);
      labelling_.Add(i, labels[i]);
    }
    if (!rows_.contains(key)) order_.push_back(key);
    MatrixRow& row = rows_[key];
    row.labels = labels;
    row.unit = figure.unit();
    const std::string period = PeriodOf(figure);
    row.values[period] = ValueOf(figure);
    row.breaks.insert(figure.series_break_date());
    AddOnce(period, periods_);
    if (!figure.note().empty()) Note(figure.display_name(), figure.note());
  }

  Table Rows() {
    std::vector<std::string> header = {"indicator", "unit"};
    header.insert(header.end(), group_by_.begin(), group_by_.end());
    header.insert(header.end(), periods_.begin(), periods_.end());
    Table table(std::move(header));
    for (const RowKey& key : order_) {
      const MatrixRow& row = rows_[key];
      std::vector<std::string> line = {labelling_.Say(0, row.labels[0]), row.unit};
      for (size_t i = 1; i < row.labels.size(); ++i) {
        line.push_back(labelling_.Say(i, row.labels[i]));
      }
      for (const std::string& period : periods_) {
        const auto value = row.values.find(period);
        line.push_back(value == row.values.end() ? "" : value->second);
      }
      table.Add(std::move(line));
      // Figures on both sides of a break stand side by side.
      if (row.breaks.size() < 2) continue;
      for (const std::string& day : row.breaks) {
        if (!day.empty())
          Note(row.labels[0].text, absl::StrCat("口径自", day, "起变化，前后不可比"));
      }
    }
    return table;
  }

  // A line each; after Rows.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  static void AddOnce(const std::string& text, std::vector<std::string>& to) {
    if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
  }
  void Note(const std::string& of, const std::string& note) {
    AddOnce(absl::StrCat(of, "：", note), notes_);
  }

  const std::vector<std::string>& group_by_;
  std::vector<std::string> periods_;
  std::vector<std::string> notes_;
  std::vector<RowKey> order_;
  std::map<RowKey, MatrixRow> rows_;
  Labelling labelling_;
};

}  // namespace

std::string RenderMatrix(const figures::v1::QueryFiguresResponse& answer,
                         const std::vector<std::string>& group_by, Format format) {
  if (format == Format::kJson) return RenderOne(ToJson(answer), format);
  Matrix matrix(group_by);
  for (const auto* found : {&answer.cells(), &answer.totals()}) {
    for (const Figure& figure : *found) matrix.Add(figure);
  }
  std::string text = matrix.Rows().Render(format);
  if (format == Format::kTable && !matrix.notes().empty()) {
    absl::StrAppend(&text, absl::StrJoin(matrix.notes(), "\n"), "\n");
  }
  return text;
}

}  // namespace zgc::ctl
