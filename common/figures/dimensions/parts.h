#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/dimensions/scoping.h"
#include "common/figures/formula.h"
#include "common/storage/reader.h"
#include "zgc/figures/v1/indicators.pb.h"

// The parts of what a formula asks of measures, by dimensions that it leaves open.
namespace zgc::figures {

// The place among the dimensions of a measure by which one is told; nullopt if by none.
absl::optional<size_t> PlaceOf(const Measure& measure, const std::string& dimension);

// INVALID_ARGUMENT unless every measure that is asked tells the dimension apart, by the name that
// an indicator declares or a caller asks, and no argument fixes it.
absl::Status CheckTold(const Asked& asked, const std::string& dimension);

// Leaves of it what the scoping takes. INVALID_ARGUMENT as CheckTold, and for a word that means no
// value.
absl::Status Narrow(const storage::Reader& reader, const Scoping& scoping, Asked& asked);

// How figures say a word of a dimension that is told.
absl::StatusOr<v1::Scope> SayWord(const storage::Reader& reader, const Asked& asked,
                                  const std::string& dimension, const std::string& word);

// The scopes of a part of it, in place of those that `scopes` has of the same dimensions.
absl::Status SayScopes(const storage::Reader& reader, const Asked& asked, const Scoping& scoping,
                       google::protobuf::RepeatedPtrField<v1::Scope>& scopes);

// Whether an indicator is asked by a dimension, and INVALID_ARGUMENT unless it is by all of these.
bool IsDeclared(const v1::Indicator& indicator, const std::string& dimension);
absl::Status CheckDeclared(const v1::Indicator& indicator, const Scoping& scoping);

// The words of some dimensions, in their order.
using Row = std::vector<std::string>;
// What has no value comes last.
struct RowOrder {
  bool operator()(const Row& a, const Row& b) const;
};
using PartRows = std::set<Row, RowOrder>;
// Adds the combinations of words that any record has in what is asked, which was perhaps narrowed;
// all dimensions are told before that. They are found through the keys of cells, one look each,
// where a combination with them is kept, and else in the records. RESOURCE_EXHAUSTED once there are
// more than `most`.
absl::Status AddRows(const storage::Reader& reader, const Asked& asked,
                     const std::vector<std::string>& dimensions, size_t most, PartRows& rows);

}  // namespace zgc::figures
