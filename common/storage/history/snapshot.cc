#include "common/storage/history/snapshot.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/committer.h"
#include "common/storage/history/history.h"
#include "common/storage/wanted.h"
#include "zgc/storage/v1/storage.pb.h"

namespace zgc::storage {
namespace {

class FailedCursor final : public Cursor {
 public:
  explicit FailedCursor(absl::Status status) : status_(std::move(status)) {}
  bool Valid() const override { return false; }
  void Next() override {}
  absl::string_view key() const override { return ""; }
  absl::string_view value() const override { return ""; }
  absl::Status status() const override { return status_; }

 private:
  absl::Status status_;
};

absl::Status NoHistory(const Column& column) {
  return absl::FailedPreconditionError(
      absl::StrCat("table ", column.name, " keeps no history; read it at the newest revision"));
}

}  // namespace

absl::StatusOr<absl::optional<std::string>> Snapshot::Get(const Column& column,
                                                          absl::string_view key) const {
  const WantedRows rows(*rows_);
  if (revision_ == head_ || column.unversioned) return rows.Get(column.id, key);
  if (!column.history) return NoHistory(column);
  return HistoryGet(rows, column.id, key, revision_);
}

absl::StatusOr<absl::Time> Snapshot::CommitTime() const {
  if (revision_ == 0) return absl::InfinitePast();
  ZGC_ASSIGN_OR_RETURN(const auto row, rows_->Get(kCommitColumn.id, CommitKey(revision_)));
  v1::CommitRecord record;
  if (!row.has_value() || !record.ParseFromString(*row)) {
    return absl::DataLossError(absl::StrCat("commit ", revision_, " is missing or damaged"));
  }
  return absl::FromUnixNanos(record.time_unix_nanos());
}

std::unique_ptr<Cursor> Snapshot::Scan(const Column& column, const ScanRange& range) const {
  const WantedRows rows(*rows_);
  if (revision_ == head_ || column.unversioned) return rows.Scan(column.id, range);
  if (!column.history) return std::make_unique<FailedCursor>(NoHistory(column));
  return HistoryScan(rows, column.id, range, revision_);
}

}  // namespace zgc::storage
