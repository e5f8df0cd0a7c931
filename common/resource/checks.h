#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/resource/schema.h"
#include "google/rpc/error_details.pb.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/period.pb.h"

namespace zgc::resource {

// Collects every violation of a request, missing references among them.
// Not thread-safe.
class Checks {
 public:
  Checks() = default;
  // Begins with what the contract says of the request: see common/contract. Names that refer
  // to rows of this store are looked up; of those of another service only the form is known.
  Checks(const storage::Reader& reader, const google::protobuf::Message& request) {
    Contract(reader, request, "");
  }

  // The same of a part, such as a row as it would be after an update, whose fields are named
  // with `prefix`: "task.".
  void Contract(const storage::Reader& reader, const google::protobuf::Message& part,
                const std::string& prefix);
  void Add(absl::string_view field, absl::string_view description);
  void Expect(bool holds, absl::string_view field, absl::string_view description) {
    if (!holds) Add(field, description);
  }
  void Required(absl::string_view text, absl::string_view field);
  // Id of a new resource: 1 to 80 of a-z, 0-9 and '-'.
  void Id(absl::string_view id, absl::string_view field);
  // True if `text` is a day.
  bool Day(absl::string_view text, absl::string_view field);
  // True if `text` is empty or a day.
  bool OptionalDay(absl::string_view text, absl::string_view field);
  // True if `text` is a day, a month or a year; see base::ParseReducedDate.
  bool ReducedDate(absl::string_view text, absl::string_view field);
  // A day, month or year, or nothing: that its first day is not after that of the commit.
  absl::Status NotAfterToday(const storage::Reader& reader, absl::string_view date,
                             absl::string_view field);
  // The second day is empty or not before the first.
  void Ordered(absl::string_view from, absl::string_view to, absl::string_view field);
  // The last day of a period is not before its first; that both are days the contract says.
  void Period(const zgc::common::v1::Period& period, absl::string_view field);
  // An amount in fen: not negative if known, else zero.
  void Amount(int64_t fen, zgc::common::v1::AmountState state, absl::string_view field);
  // A plain decimal above zero.
  void Area(absl::string_view area, absl::string_view field);

  // The row that `name` refers to; an empty name is a violation.
  template <typename Row>
  absl::StatusOr<absl::optional<Row>> Reference(const storage::Reader& reader,
                                                const Rows<Row>& table, const std::string& name,
                                                absl::string_view field) {
    if (name.empty()) {
      Required(name, field);
      return absl::optional<Row>();
    }
    ZGC_ASSIGN_OR_RETURN(absl::optional<Row> row, table.Get(reader, {name}));
    if (!row.has_value()) Missing(name, field);
    return row;
  }
  // As Reference; an empty name is none.
  template <typename Row>
  absl::StatusOr<absl::optional<Row>> OptionalReference(const storage::Reader& reader,
                                                        const Rows<Row>& table,
                                                        const std::string& name,
                                                        absl::string_view field) {
    if (name.empty()) return absl::optional<Row>();
    return Reference(reader, table, name, field);
  }

  bool empty() const { return found_.field_violations().empty() && failed_.ok(); }
  // FAILED_PRECONDITION with REFERENCE_NOT_FOUND if references are all that is
  // wrong, else INVALID_ARGUMENT; BadRequest lists all violations either way. An error of the
  // store is returned as it is.
  absl::Status ToStatus() const;

 private:
  void Missing(const std::string& name, absl::string_view field);
  void Refer(const storage::Reader& reader, const std::string& field, const std::string& type,
             const std::string& name);

  google::rpc::BadRequest found_;
  absl::flat_hash_set<std::string> said_;
  int missing_ = 0;
  // What kept a reference from being looked up.
  absl::Status failed_;
};

}  // namespace zgc::resource
