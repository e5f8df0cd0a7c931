#include "common/storage/commit/newest_rows.h"

#include <utility>

namespace zgc::storage {
namespace {

// What a row takes beside its bytes.
constexpr size_t kBytesBeside = 100;

size_t BytesOf(const absl::optional<std::string>& row) { return row.has_value() ? row->size() : 0; }

}  // namespace

const absl::optional<std::string>* NewestRows::Find(ColumnId column, absl::string_view key) {
  auto& rows = newer_[column];
  if (const auto found = rows.find(key); found != rows.end()) return &found->second;
  const auto older = older_.find(column);
  if (older == older_.end()) return nullptr;
  const auto found = older->second.find(key);
  if (found == older->second.end()) return nullptr;
  return &Put(column, std::string(key), std::move(found->second));
}

const absl::optional<std::string>& NewestRows::Put(ColumnId column, std::string key,
                                                   absl::optional<std::string> row) {
  if (bytes_ > max_bytes_ / 2) {
    older_ = std::exchange(newer_, {});
    bytes_ = 0;
  }
  bytes_ += BytesOf(row);
  const size_t beside = key.size() + kBytesBeside;
  const auto [at, added] = newer_[column].try_emplace(std::move(key));
  if (added) bytes_ += beside;
  if (!added) bytes_ -= BytesOf(at->second);
  at->second = std::move(row);
  return at->second;
}

void NewestRows::Change(ColumnId column, absl::string_view key, absl::optional<std::string> row) {
  if (Find(column, key) != nullptr) Put(column, std::string(key), std::move(row));
}

void NewestRows::Clear() {
  newer_.clear();
  older_.clear();
  bytes_ = 0;
}

}  // namespace zgc::storage
