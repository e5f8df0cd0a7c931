#include "common/storage/txn.h"

#include <utility>

#include "common/base/check.h"
#include "common/base/digest.h"
#include "common/base/status_macros.h"
#include "common/storage/history/history.h"

namespace zgc::storage {
namespace {

using Rows = absl::btree_map<std::string, absl::optional<std::string>>;

const absl::optional<std::string>* Find(const Overlay& overlay, ColumnId column,
                                        absl::string_view key) {
  const auto rows = overlay.find(column);
  if (rows == overlay.end()) return nullptr;
  const auto row = rows->second.find(key);
  return row == rows->second.end() ? nullptr : &row->second;
}

void CopyRange(const Overlay& from, ColumnId column, const ScanRange& range, Rows& to) {
  const auto rows = from.find(column);
  if (rows == from.end()) return;
  for (auto row = rows->second.lower_bound(range.begin); row != rows->second.end(); ++row) {
    if (!range.end.empty() && row->first >= range.end) break;
    to[row->first] = row->second;
  }
}

// Merges uncommitted rows with those of the snapshot; an uncommitted row
// hides the committed one of the same key.
class MergedCursor final : public Cursor {
 public:
  MergedCursor(std::unique_ptr<Cursor> base, Rows rows, bool reverse)
      : base_(std::move(base)), reverse_(reverse) {
    if (reverse_) {
      rows_.assign(rows.rbegin(), rows.rend());
    } else {
      rows_.assign(rows.begin(), rows.end());
    }
    Settle();
  }

  bool Valid() const override { return on_overlay_ || base_->Valid(); }
  absl::string_view key() const override {
    ZGC_CHECK(Valid(), "the key of no row would be read");
    return on_overlay_ ? rows_[at_].first : base_->key();
  }
  absl::string_view value() const override {
    ZGC_CHECK(Valid(), "the value of no row would be read");
    return on_overlay_ ? *rows_[at_].second : base_->value();
  }
  absl::Status status() const override { return base_->status(); }

  void Next() override {
    ZGC_CHECK(Valid(), "a cursor would leave its range");
    if (on_overlay_) {
      ++at_;
    } else {
      base_->Next();
    }
    Settle();
  }

 private:
  void Settle() {
    on_overlay_ = false;
    while (at_ < rows_.size()) {
      const auto& [key, value] = rows_[at_];
      if (base_->Valid()) {
        const int order = base_->key().compare(key);
        if (order != 0 && (order < 0) != reverse_) return;  // The committed row comes first.
        if (order == 0) base_->Next();
      }
      if (value.has_value()) {
        on_overlay_ = true;
        return;
      }
      ++at_;
    }
  }

  std::unique_ptr<Cursor> base_;
  std::vector<std::pair<std::string, absl::optional<std::string>>> rows_;
  const bool reverse_;
  size_t at_ = 0;
  bool on_overlay_ = false;
};

}  // namespace

absl::StatusOr<absl::optional<std::string>> Txn::Get(const Column& column,
                                                     absl::string_view key) const {
  if (const auto* own = Find(writes_, column.id, key)) return *own;
  if (const auto* earlier = Find(group_, column.id, key)) return *earlier;
  if (newest_ == nullptr || !column.history) return base_.Get(column.id, key);
  if (const auto* held = newest_->Find(column.id, key)) return *held;
  ZGC_ASSIGN_OR_RETURN(auto row, base_.Get(column.id, key));
  return newest_->Put(column.id, std::string(key), std::move(row));
}

std::unique_ptr<Cursor> Txn::Scan(const Column& column, const ScanRange& range) const {
  Rows rows;
  CopyRange(group_, column.id, range, rows);
  CopyRange(writes_, column.id, range, rows);
  return std::make_unique<MergedCursor>(base_.Scan(column.id, range), std::move(rows),
                                        range.reverse);
}

void Txn::Put(const Column& column, std::string key, std::string value) {
  Write(column, std::move(key), std::move(value));
}

void Txn::Delete(const Column& column, std::string key) {
  Write(column, std::move(key), absl::nullopt);
}

void Txn::Write(const Column& column, std::string key, absl::optional<std::string> value) {
  ZGC_CHECK(column.id < kHistoryOffset, "a row would overwrite the history of another column");
  if (column.history) {
    if (!column.derived && Find(writes_, column.id, key) == nullptr) {
      changes_.push_back({column, key});
    }
    writes_[column.id + kHistoryOffset][HistoryKey(key, revision_)] = HistoryValue(value);
  }
  if (column.derived) derived_.insert(column.id);
  writes_[column.id][std::move(key)] = std::move(value);
}

int Txn::ChangeTo(absl::string_view row) const {
  for (size_t i = 0; i < changes_.size(); ++i) {
    const auto* written = Find(writes_, changes_[i].column.id, changes_[i].key);
    if (written->has_value() && **written == row) return static_cast<int>(i) + 1;
  }
  return 0;
}

void Txn::DescribeChanges(v1::CommitRecord& record) const {
  for (const Change& change : changes_) {
    v1::RowChange* row = record.add_changes();
    row->set_table(change.column.name);
    row->set_key(change.key);
    const auto& written = writes_.at(change.column.id).at(change.key);
    row->set_deleted(!written.has_value());
    row->set_sha256(base::Sha256(HistoryValue(written)));
  }
  record.set_unlisted_sha256(DigestUnlisted());
}

std::string Txn::DigestUnlisted() const {
  // Most commits have no such rows, and a hasher costs as much as a digest.
  absl::optional<base::Hasher> hasher;
  for (const auto& [column, rows] : writes_) {
    if (column >= kHistoryOffset || writes_.contains(column + kHistoryOffset)) continue;
    if (derived_.contains(column)) continue;
    if (!hasher.has_value() && !rows.empty()) hasher.emplace(base::DigestKind::kSha256);
    for (const auto& [key, value] : rows) {
      hasher->Add(column).Add(static_cast<int64_t>(key.size())).Add(key);
      hasher->Add(value.has_value() ? static_cast<int64_t>(value->size()) : -1);
      if (value.has_value()) hasher->Add(*value);
    }
  }
  return hasher.has_value() ? std::string(base::Hasher::View(hasher->Finish())) : "";
}

}  // namespace zgc::storage
