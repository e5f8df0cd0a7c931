#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/resource/checks.h"
#include "common/resource/steps.h"
#include "common/storage/reader.h"
#include "services/task_registry/store/schema.h"
#include "zgc/common/v1/amount.pb.h"

// Checks that several resources of this service share.
namespace zgc::tasks {

// No two texts are alike.
void CheckNoneTwice(const Texts& texts, absl::string_view field, Checks& checks);

// A count that may be left out; else as Checks::Amount.
void CheckCount(int64_t count, common::v1::AmountState state, absl::string_view field,
                Checks& checks);

// Each is an organisation, or the full name of another service's row.
absl::Status CheckOrganisationsOrOthers(const storage::Reader& reader, const Texts& names,
                                        absl::string_view field, Checks& checks);

// The parent, if there is one, does not lead back to the row.
template <typename Row>
absl::Status CheckParent(const storage::Reader& reader, const Rows<Row>& table, const Row& row,
                         absl::string_view field, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(absl::optional<Row> above, table.Get(reader, {row.parent()}));
  while (above.has_value()) {
    if (above->name() == row.name()) {
      checks.Add(field, absl::StrCat(row.name(), " would be a part of itself"));
      break;
    }
    if (above->parent().empty()) break;
    ZGC_ASSIGN_OR_RETURN(above, table.Get(reader, {above->parent()}));
  }
  return absl::OkStatus();
}

}  // namespace zgc::tasks
