#include "services/park_region/domain/releases/release_tables.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "services/park_region/domain/returns/enterprise_returns.h"
#include "services/park_region/domain/returns/return_forms.h"

namespace zgc::parks {
namespace {

using figures::Decimal;

// Of a checked value: it fits.
int64_t UnitsOf(const std::string& value, int decimals) {
  const auto number = Decimal::Parse(value);
  const auto units = number.ok() ? number->TimesPowerOfTen(decimals) : number;
  return units.ok() ? static_cast<int64_t>(units->coefficient()) : 0;
}

// 1/10,000 of one, of a percentage that has two decimals at most.
int BasisPoints(const std::string& percent) {
  constexpr int kDecimals = 2;
  return static_cast<int>(UnitsOf(percent, kDecimals));
}

std::vector<bool> SignedItems(const v1::ReturnForm& form) {
  std::vector<bool> below_zero;
  for (const v1::ReturnItem& item : form.items()) below_zero.push_back(item.may_be_negative());
  return below_zero;
}

// The cells that one enterprise is in.
std::vector<int> CellsOf(const SuppressionTable& table, const TableAxes& axes,
                         const Reported& one) {
  const int row = axes.RowOf(one.park);
  const int column = axes.ColumnOf(one.industry);
  return {table.IndexOf(row, column), table.IndexOf(row, table.columns()),
          table.IndexOf(table.rows(), column), table.IndexOf(table.rows(), table.columns())};
}

// Whether few of those who are in a cell have most of an item of it.
bool IsDominated(const v1::DisclosureRule& rule, const std::vector<const Reported*>& all,
                 size_t items) {
  constexpr int kWhole = 10'000;
  const size_t few = std::min<size_t>(rule.dominance_count(), all.size());
  for (size_t item = 0; item < items; ++item) {
    std::vector<absl::int128> sizes;
    absl::int128 sum = 0;
    for (const Reported* one : all) {
      sizes.push_back(one->values[item] < 0 ? -one->values[item] : one->values[item]);
      sum += sizes.back();
    }
    std::partial_sort(sizes.begin(), sizes.begin() + few, sizes.end(), std::greater<>());
    absl::int128 most = 0;
    for (size_t i = 0; i < few; ++i) most += sizes[i];
    if (most * kWhole > sum * BasisPoints(rule.dominance_percent())) return true;
  }
  return false;
}

void MarkDominated(const v1::ReturnForm& form, const TableAxes& axes, const ReportedMonth& month,
                   SuppressionTable& table) {
  std::vector<std::vector<const Reported*>> within(table.cells().size());
  for (const auto& [name, one] : month.by_enterprise) {
    for (const int cell : CellsOf(table, axes, one)) within[cell].push_back(&one);
  }
  for (size_t cell = 0; cell < within.size(); ++cell) {
    if (within[cell].empty()) continue;
    table.cells()[cell].sensitive |=
        IsDominated(form.disclosure(), within[cell], form.items_size());
  }
}

void MarkFew(const v1::DisclosureRule& rule, SuppressionTable& table) {
  for (SuppressionCell& cell : table.cells()) {
    cell.sensitive = cell.contributors > 0 && cell.contributors < rule.threshold();
  }
}

// What an enterprise changes of each cell.
using Changes = std::map<int, std::vector<int64_t>>;
void Accumulate(const std::vector<int>& cells, const std::vector<int64_t>& values, int sign,
                Changes& changes) {
  for (const int cell : cells) {
    std::vector<int64_t>& sum = changes[cell];
    sum.resize(values.size());
    for (size_t item = 0; item < values.size(); ++item) sum[item] += sign * values[item];
  }
}

}  // namespace

absl::StatusOr<ReportedMonth> ReadReported(const storage::Reader& reader,
                                           const v1::ReturnForm& form, const std::string& month) {
  ReportedMonth found;
  const std::string last = LastDayOfMonth(month);
  ZGC_RETURN_IF_ERROR(ForEachReturn(
      reader, form.series(), month, [&](const v1::EnterpriseReturn& row) -> absl::Status {
        ZGC_RETURN_IF_ERROR(base::StillWanted());
        Reported one;
        ZGC_ASSIGN_OR_RETURN(one.park, ParkOn(reader, row.enterprise(), last));
        if (one.park.empty()) {
          ++found.unplaced;
          return absl::OkStatus();
        }
        one.industry = row.industry();
        absl::flat_hash_map<std::string, std::string> values;
        for (const v1::ReturnValue& value : row.values()) values[value.item()] = value.value();
        for (const v1::ReturnItem& item : form.items()) {
          one.values.push_back(UnitsOf(values[item.code()], item.decimals()));
        }
        found.by_enterprise[row.enterprise()] = std::move(one);
        return absl::OkStatus();
      }));
  return found;
}

int TableAxes::RowOf(const std::string& park) const {
  return static_cast<int>(std::find(parks.begin(), parks.end(), park) - parks.begin());
}
int TableAxes::ColumnOf(const std::string& industry) const {
  return static_cast<int>(std::find(industries.begin(), industries.end(), industry) -
                          industries.begin());
}
std::string TableAxes::ParkOf(int row) const {
  return row < static_cast<int>(parks.size()) ? parks[row] : "";
}
std::string TableAxes::IndustryOf(int column) const {
  return column < static_cast<int>(industries.size()) ? industries[column] : "";
}

TableAxes AxesOf(const v1::ReturnForm& form, const std::vector<const ReportedMonth*>& months) {
  std::set<std::string> parks;
  for (const ReportedMonth* month : months) {
    for (const auto& [name, one] : month->by_enterprise) parks.insert(one.park);
  }
  TableAxes axes;
  axes.parks.assign(parks.begin(), parks.end());
  for (const v1::ReturnIndustry& industry : form.industries()) {
    axes.industries.push_back(industry.code());
  }
  if (axes.industries.empty()) axes.industries.emplace_back();
  return axes;
}

SuppressionTable TableOf(const v1::ReturnForm& form, const TableAxes& axes,
                         const ReportedMonth& month) {
  SuppressionTable table(static_cast<int>(axes.parks.size()),
                         static_cast<int>(axes.industries.size()), SignedItems(form));
  for (const auto& [name, one] : month.by_enterprise) {
    table.Add(axes.RowOf(one.park), axes.ColumnOf(one.industry), one.values);
  }
  MarkFew(form.disclosure(), table);
  if (form.disclosure().dominance_count() > 0) MarkDominated(form, axes, month, table);
  return table;
}

SuppressionTable DifferenceOf(const v1::ReturnForm& form, const TableAxes& axes,
                              const ReportedMonth& before, const ReportedMonth& now, int& changed) {
  SuppressionTable table(static_cast<int>(axes.parks.size()),
                         static_cast<int>(axes.industries.size()), SignedItems(form));
  std::set<std::string> all;
  for (const ReportedMonth* month : {&before, &now}) {
    for (const auto& [name, one] : month->by_enterprise) all.insert(name);
  }
  changed = 0;
  for (const std::string& name : all) {
    const auto then = before.by_enterprise.find(name);
    const auto is = now.by_enterprise.find(name);
    const bool was = then != before.by_enterprise.end();
    const bool stays = is != now.by_enterprise.end();
    if (was && stays && then->second == is->second) continue;
    ++changed;
    Changes changes;
    if (was) {
      Accumulate(CellsOf(table, axes, then->second), then->second.values, -1, changes);
    }
    if (stays) Accumulate(CellsOf(table, axes, is->second), is->second.values, 1, changes);
    for (const auto& [cell, values] : changes) {
      // That it came or went is a change of a cell even if it has nothing of it.
      if (was && stays &&
          std::all_of(values.begin(), values.end(), [](auto v) { return v == 0; })) {
        continue;
      }
      ++table.cells()[cell].contributors;
      for (size_t item = 0; item < values.size(); ++item) {
        table.cells()[cell].values[item] += values[item];
      }
    }
  }
  MarkFew(form.disclosure(), table);
  return table;
}

std::string PrintedValue(int64_t units, const v1::ReturnItem& item) {
  const auto value = Decimal::FromParts(units, item.decimals());
  return value.ok() ? value->ToString() : "";
}

int WidthBasisPoints(const v1::DisclosureRule& rule) {
  return BasisPoints(rule.protection_percent());
}

}  // namespace zgc::parks
