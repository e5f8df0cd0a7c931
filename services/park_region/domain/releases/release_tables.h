#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/park_region/domain/releases/suppression.h"
#include "zgc/parks/v1/returns.pb.h"

// The table of a month: what enterprises reported, by park and industry. Pure but for the reader;
// thread-safe as that is.
namespace zgc::parks {

// What one enterprise has in a table.
struct Reported {
  std::string park;
  std::string industry;
  // Of each item of the form, in units of its last decimal.
  std::vector<int64_t> values;
  bool operator==(const Reported&) const = default;
};

struct ReportedMonth {
  // By enterprise.
  std::map<std::string, Reported> by_enterprise;
  // Returns of enterprises that were at no park on the last day.
  int unplaced = 0;
};

// What the returns of a month say as of the revision of the reader, by the registrations of then.
absl::StatusOr<ReportedMonth> ReadReported(const storage::Reader& reader,
                                           const v1::ReturnForm& form, const std::string& month);

// The rows and columns of a table.
struct TableAxes {
  // Ordered.
  std::vector<std::string> parks;
  // Codes, in the order of the form; one that is empty of a form without industries.
  std::vector<std::string> industries;

  // The row or column after the last is the total.
  int RowOf(const std::string& park) const;
  int ColumnOf(const std::string& industry) const;
  // Empty of a total.
  std::string ParkOf(int row) const;
  std::string IndustryOf(int column) const;
};
// With the parks of all months.
TableAxes AxesOf(const v1::ReturnForm& form, const std::vector<const ReportedMonth*>& months);

// With the cells that the rule of the form finds sensitive marked.
SuppressionTable TableOf(const v1::ReturnForm& form, const TableAxes& axes,
                         const ReportedMonth& month);

// What `now` has more than `before`. Contributors of a cell are the enterprises whose part of it is
// another; a cell of fewer of these than the threshold is sensitive. `changed` is told how many
// there are in all.
SuppressionTable DifferenceOf(const v1::ReturnForm& form, const TableAxes& axes,
                              const ReportedMonth& before, const ReportedMonth& now, int& changed);

// As a decimal of the item.
std::string PrintedValue(int64_t units, const v1::ReturnItem& item);

// protection_percent in basis points.
int WidthBasisPoints(const v1::DisclosureRule& rule);

}  // namespace zgc::parks
