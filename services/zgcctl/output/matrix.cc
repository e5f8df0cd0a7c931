#include "services/zgcctl/output/matrix.h"

#include <algorithm>
#include <map>
#include <utility>

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

// The indicator, its unit, and the label of each dimension.
std::vector<std::string> HeadOf(const Figure& figure, const std::vector<std::string>& group_by) {
  std::vector<std::string> head = {figure.display_name(), figure.unit()};
  for (const std::string& dimension : group_by) {
    std::string label = kTotal;
    for (const auto& scope : figure.scopes()) {
      if (scope.dimension() == dimension) label = scope.label();
    }
    head.push_back(std::move(label));
  }
  return head;
}

}  // namespace

std::string RenderMatrix(const figures::v1::QueryFiguresResponse& answer,
                         const std::vector<std::string>& group_by, Format format) {
  if (format == Format::kJson) return RenderOne(ToJson(answer), format);
  std::vector<std::string> periods;
  std::vector<std::string> notes;
  std::vector<std::vector<std::string>> heads;
  std::map<std::vector<std::string>, std::map<std::string, std::string>> rows;
  const auto add_once = [](const auto& value, auto& to) {
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
  };
  for (const auto* found : {&answer.cells(), &answer.totals()}) {
    for (const Figure& figure : *found) {
      const std::vector<std::string> head = HeadOf(figure, group_by);
      const std::string period = PeriodOf(figure);
      if (!rows.contains(head)) heads.push_back(head);
      rows[head][period] = ValueOf(figure);
      add_once(period, periods);
      if (!figure.note().empty()) {
        add_once(absl::StrCat(figure.display_name(), "：", figure.note()), notes);
      }
    }
  }
  std::vector<std::string> header = {"indicator", "unit"};
  header.insert(header.end(), group_by.begin(), group_by.end());
  header.insert(header.end(), periods.begin(), periods.end());
  Table table(std::move(header));
  for (std::vector<std::string> row : heads) {
    const auto& values = rows[row];
    for (const std::string& period : periods) {
      const auto value = values.find(period);
      row.push_back(value == values.end() ? "" : value->second);
    }
    table.Add(std::move(row));
  }
  std::string text = table.Render(format);
  if (format == Format::kTable && !notes.empty()) {
    absl::StrAppend(&text, absl::StrJoin(notes, "\n"), "\n");
  }
  return text;
}

}  // namespace zgc::ctl
