#include "common/storage/commit/group.h"

#include <utility>

#include "common/base/check.h"
#include "common/storage/history/audit.h"

namespace zgc::storage {

void Group::Merge(Txn& from) {
  for (auto& [column, added] : from.TakeWrites()) {
    auto& target = rows[column];
    while (!added.empty()) {
      auto row = target.insert(added.extract(added.begin()));
      if (!row.inserted) row.position->second = std::move(row.node.mapped());
    }
  }
  ZGC_CHECK(from.empty(), "writes of a transaction would be left out of its commit");
}

void Group::MoveTo(Batch& batch) {
  size_t count = 0;
  for (const auto& [column, written] : rows) count += written.size();
  batch.writes.reserve(count);
  for (auto& [column, written] : rows) {
    for (auto& [key, value] : written) batch.writes.push_back({column, key, std::move(value)});
  }
  audit.Take([&](std::string key, std::string value) {
    batch.writes.push_back({kAuditColumn.id, std::move(key), std::move(value)});
  });
}

}  // namespace zgc::storage
