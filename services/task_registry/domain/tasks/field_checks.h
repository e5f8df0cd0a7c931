#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/task_registry/store/schema.h"
#include "zgc/common/v1/amount.pb.h"

// Checks that several resources of this service share.
namespace zgc::tasks {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

// No text is empty.
void CheckTexts(const Texts& texts, absl::string_view field, Checks& checks);

// The same, and there is at least one.
void CheckEvidence(const Texts& evidence, absl::string_view field, Checks& checks);

// A count that may be left out; else as Checks::Amount.
void CheckCount(int64_t count, common::v1::AmountState state, absl::string_view field,
                Checks& checks);

// How many things one record stands for (批量补录): 0 becomes 1.
template <typename Record>
void CheckItemCount(Record& record, absl::string_view field, Checks& checks) {
  checks.Expect(record.item_count() >= 0, field, "is negative");
  if (record.item_count() == 0) record.set_item_count(1);
}

// A plain decimal from 0 to 100, or empty.
void CheckPercent(const std::string& text, absl::string_view field, Checks& checks);

// "organisations/{id}" that exist, no two alike.
absl::Status CheckOrganisations(const storage::Reader& reader, const Texts& names,
                                absl::string_view field, Checks& checks);

// The parent exists, if there is one, and does not lead back to the row.
template <typename Row>
absl::Status CheckParent(const storage::Reader& reader, const Rows<Row>& table, const Row& row,
                         absl::string_view field, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(absl::optional<Row> above,
                       checks.OptionalReference(reader, table, row.parent(), field));
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
