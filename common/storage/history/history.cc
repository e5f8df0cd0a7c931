#include "common/storage/history/history.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/column.h"
#include "common/storage/key_codec.h"

namespace zgc::storage {
namespace {

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("damaged history row: ", what));
}

class HistoryCursor final : public Cursor {
 public:
  HistoryCursor(std::unique_ptr<Cursor> versions, int64_t revision)
      : versions_(std::move(versions)), revision_(revision) {
    Next();
  }
  bool Valid() const override { return valid_; }
  absl::string_view key() const override { return key_; }
  absl::string_view value() const override { return value_; }
  absl::Status status() const override { return status_.ok() ? versions_->status() : status_; }

  void Next() override {
    valid_ = false;
    for (; status_.ok() && versions_->Valid(); versions_->Next()) {
      KeyReader reader(versions_->key());
      std::string key;
      int64_t revision = 0;
      reader.String(&key);
      reader.IntDescending(&revision);
      if (!reader.Done()) {
        status_ = Damaged("key");
        return;
      }
      if (revision > revision_ || (decided_ && key == key_)) continue;
      decided_ = true;
      key_ = std::move(key);
      auto row = RowOfVersion(versions_->value());
      if (!row.ok()) {
        status_ = row.status();
        return;
      }
      if (!row->has_value()) continue;
      value_ = **std::move(row);
      valid_ = true;
      versions_->Next();
      return;
    }
  }

 private:
  std::unique_ptr<Cursor> versions_;
  const int64_t revision_;
  absl::Status status_;
  bool decided_ = false;
  bool valid_ = false;
  std::string key_;
  std::string value_;
};

class ReversedCursor final : public Cursor {
 public:
  explicit ReversedCursor(std::unique_ptr<Cursor> forward) {
    for (; forward->Valid(); forward->Next()) {
      rows_.emplace_back(std::string(forward->key()), std::string(forward->value()));
    }
    status_ = forward->status();
    std::reverse(rows_.begin(), rows_.end());
  }
  bool Valid() const override { return at_ < rows_.size(); }
  void Next() override { ++at_; }
  absl::string_view key() const override { return rows_[at_].first; }
  absl::string_view value() const override { return rows_[at_].second; }
  absl::Status status() const override { return status_; }

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
  absl::Status status_;
  size_t at_ = 0;
};

}  // namespace

std::string HistoryKey(absl::string_view key, int64_t revision) {
  return KeyWriter().String(key).IntDescending(revision).Take();
}

std::string HistoryValue(const absl::optional<std::string>& value) {
  return value.has_value() ? absl::StrCat("P", *value) : "D";
}

absl::StatusOr<absl::optional<std::string>> RowOfVersion(absl::string_view value) {
  if (value.empty()) return Damaged("empty value");
  if (value[0] == 'D') return absl::optional<std::string>();
  if (value[0] != 'P') return Damaged("unknown mark");
  return absl::optional<std::string>(std::string(value.substr(1)));
}

absl::StatusOr<absl::optional<std::string>> HistoryGet(const EngineSnapshot& snapshot,
                                                       ColumnId column, absl::string_view key,
                                                       int64_t revision) {
  const std::string all = KeyWriter().String(key).Take();
  const auto cursor =
      snapshot.Scan(column + kHistoryOffset, {HistoryKey(key, revision), PrefixEnd(all), false});
  if (!cursor->Valid()) {
    ZGC_RETURN_IF_ERROR(cursor->status());
    return absl::optional<std::string>();
  }
  return RowOfVersion(cursor->value());
}

absl::Status HistoryOf(
    const EngineSnapshot& snapshot, ColumnId column, absl::string_view key, int64_t from,
    int64_t to,
    absl::FunctionRef<bool(int64_t revision, const absl::optional<std::string>& row)> visit) {
  const auto cursor =
      snapshot.Scan(column + kHistoryOffset,
                    {HistoryKey(key, to), PrefixEnd(HistoryKey(key, from)), /*reverse=*/true});
  for (; cursor->Valid(); cursor->Next()) {
    KeyReader reader(cursor->key());
    std::string row_key;
    int64_t revision = 0;
    reader.String(&row_key);
    reader.IntDescending(&revision);
    if (!reader.Done()) return Damaged("key");
    ZGC_ASSIGN_OR_RETURN(const auto row, RowOfVersion(cursor->value()));
    if (!visit(revision, row)) return absl::OkStatus();
  }
  return cursor->status();
}

std::unique_ptr<Cursor> HistoryScan(const EngineSnapshot& snapshot, ColumnId column,
                                    const ScanRange& range, int64_t revision) {
  // The escaped form without its end mark sorts before every version of the
  // keys at or after it.
  ScanRange versions;
  versions.begin = KeyWriter().StringPrefix(range.begin).Take();
  versions.end = KeyWriter().StringPrefix(range.end).Take();
  auto forward =
      std::make_unique<HistoryCursor>(snapshot.Scan(column + kHistoryOffset, versions), revision);
  if (!range.reverse) return forward;
  return std::make_unique<ReversedCursor>(std::move(forward));
}

}  // namespace zgc::storage
