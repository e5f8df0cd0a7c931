#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/storage/column.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"

namespace zgc::query {

// Rows that are put in order in memory; a filter that finds more is answered along the order.
inline constexpr size_t kMostSorted = 10'000;

using RowTaker = std::function<bool(const google::protobuf::Message&)>;
// What the rows of a list must be besides what its request says by name: a filter, and what no
// filter can say.
struct Also {
  std::string filter;
  RowTaker takes;
};

// Adds a page of the rows of `table` that `request` asks for to the first field of `response`:
// those that its `filter` takes, in its `order_by`, and those whose fields are what the fields of
// the same name in the request are, if these are set ("enterprise" is of the list "enterprises").
// Sets its `total_size` where that is known: on the only page, and where all that may be taken were
// looked at to put them in order. Returns the key of the next page, empty at the end.
//
// Goes through the index of one field that all rows must agree with, or one of several with the
// parts of an OR, the one that finds fewest. INVALID_ARGUMENT for a filter with a mistake, one that
// no indexed field helps, an order that is none, and one by several fields with more than
// kMostSorted rows alike in the first. As of a revision from before there was an index, or since
// which 20,000 values of a field have changed, all rows are read, and FAILED_PRECONDITION refuses
// any order but that of names.
absl::StatusOr<std::string> List(const storage::Reader& reader, const storage::Column& table,
                                 const google::protobuf::Message& request,
                                 const storage::Page& page, google::protobuf::Message& response,
                                 const Also& also = {});

}  // namespace zgc::query
