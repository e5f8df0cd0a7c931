#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/query/candidates.h"
#include "common/query/field_index.h"
#include "common/query/filter.h"
#include "common/query/list.h"

// What the request of a list asks for, and which indexes lead to it.
namespace zgc::query {

struct ListOrder {
  struct Part {
    FieldPath field;
    bool descending = false;
  };
  // Then by name.
  std::vector<Part> parts;
  bool names_descending = false;

  // Of the index to go along: none for the name.
  FieldPath first() const { return parts.empty() ? FieldPath() : parts[0].field; }
  bool descending() const { return parts.empty() ? names_descending : parts[0].descending; }
  // Whether the rows come in it along that index.
  bool is_of_index() const { return parts.size() <= 1 && descending() == names_descending; }
  bool is_by_name() const { return parts.empty(); }
};

// What a request asks of the rows.
struct Asked {
  Filter filter;
  Filter also;
  RowTaker takes;
  std::vector<Comparison> equal;
  // If any, one of them holds of each row that its caller sees; what it takes is said by `takes`.
  std::vector<Comparison> seen;
  ListOrder order;

  bool Takes(const google::protobuf::Message& row) const {
    return filter.Takes(row) && also.Takes(row) && (takes == nullptr || takes(row)) &&
           std::all_of(equal.begin(), equal.end(),
                       [&](const Comparison& comparison) { return comparison.Takes(row); });
  }
  bool TakesAll() const {
    return filter.empty() && also.empty() && takes == nullptr && equal.empty();
  }
};

// INVALID_ARGUMENT for a filter or an order with a mistake.
absl::StatusOr<Asked> AskedIn(const google::protobuf::Message& request,
                              const google::protobuf::Descriptor& row, const Also& also);

// Each row asked for is in one of these ranges at least.
using Way = std::vector<IndexRange>;
// The ways to all rows asked for.
std::vector<Way> WaysOf(const Asked& asked, const google::protobuf::Descriptor& row);
// INVALID_ARGUMENT for a filter without any.
absl::Status NoIndexHelps(const google::protobuf::Descriptor& row);

}  // namespace zgc::query
