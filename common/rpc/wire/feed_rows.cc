#include "common/rpc/wire/feed_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/storage/key_codec.h"

namespace zgc::rpc {
namespace {

absl::StatusOr<bool> AllRows(const storage::Store& store, int64_t to, RowPlace& place,
                             RowWriter& writer) {
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store.ReadAt(to));
  const auto& columns = store.schema().columns;
  for (; place.at < static_cast<int64_t>(columns.size()); ++place.at, place.key.clear()) {
    const storage::Column& column = columns[static_cast<size_t>(place.at)];
    if (!writer.Wants(column)) continue;
    const auto cursor = snapshot.Scan(column, {place.key, "", false});
    for (; cursor->Valid(); cursor->Next()) {
      ZGC_RETURN_IF_ERROR(base::StillWanted());
      place.key = std::string(cursor->key());
      if (!writer.Add(column, place.key, std::string(cursor->value()))) return false;
    }
    ZGC_RETURN_IF_ERROR(cursor->status());
  }
  return true;
}

absl::StatusOr<bool> RowsOfCommits(const storage::Store& store, int64_t after, int64_t to,
                                   RowPlace& place, RowWriter& writer) {
  absl::Status failed;
  place.at = std::max(place.at, after + 1);
  ZGC_RETURN_IF_ERROR(
      store.ForEachCommit(place.at, [&](int64_t revision, const storage::v1::CommitRecord& record) {
        if (revision > to) return false;
        failed = base::StillWanted();
        if (!failed.ok()) return false;
        if (revision != place.at) place = {revision, 0, ""};
        failed = store.ForEachFeedRow(revision, record, place.change,
                                      [&](const storage::Column& column, const std::string& key,
                                          const absl::optional<std::string>& value) {
                                        return writer.Add(column, key, value);
                                      });
        return failed.ok() && !writer.full();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return !writer.full();
}

}  // namespace

std::string RowName(const std::string& key) {
  storage::KeyReader reader(key);
  std::string name;
  reader.String(&name);
  return reader.Done() ? name : "";
}

bool RowWriter::Wants(const storage::Column& column) const {
  if (column.feed_type.empty()) return false;
  return types_.empty() ||
         std::find(types_.begin(), types_.end(), column.feed_type.name()) != types_.end();
}

bool RowWriter::Add(const storage::Column& column, const std::string& key,
                    const absl::optional<std::string>& value) {
  if (!Wants(column)) return true;
  ops::v1::Change change;
  const std::string type(column.feed_type.name());
  change.set_resource_type(type);
  change.set_name(RowName(key));
  change.set_kind(value.has_value() ? ops::v1::CHANGE_KIND_PUT : ops::v1::CHANGE_KIND_DELETE);
  if (value.has_value()) {
    change.mutable_resource()->set_type_url(absl::StrCat("type.googleapis.com/", type));
    change.mutable_resource()->set_value(*value);
  }
  bytes_ += change.ByteSizeLong();
  full_ = any_ && bytes_ > max_bytes_;
  if (full_) return false;
  any_ = true;
  *out_.Add() = std::move(change);
  return true;
}

absl::StatusOr<bool> RowPart(const storage::Store& store, const ResourceTypes& types, int64_t after,
                             int64_t to, size_t max_bytes, RowPlace& place, Changes& out) {
  RowWriter writer(types, max_bytes, out);
  if (after == 0) return AllRows(store, to, place, writer);
  return RowsOfCommits(store, after, to, place, writer);
}

}  // namespace zgc::rpc
