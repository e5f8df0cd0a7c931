#include "services/park_region/store/enterprise_names.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/query/words.h"
#include "common/storage/derived/index_rows.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

constexpr int kVersion = 1;
// What a rebuild holds in memory.
constexpr size_t kHeldBytes = size_t{16} << 20;

absl::Status FollowNames(storage::Txn& txn) {
  const storage::Txn before = txn.Before();
  // Changes of the index itself are not among them.
  const std::vector<storage::Txn::Change> changes = txn.changes();
  for (const storage::Txn::Change& change : changes) {
    if (change.column.id != kEnterprises.column().id) continue;
    storage::NameKey key;
    storage::KeyReader in(change.key);
    if (!key.Decode(in)) return absl::DataLossError("damaged key in table enterprises");
    ZGC_ASSIGN_OR_RETURN(const auto was, kEnterprises.Get(before, key));
    ZGC_ASSIGN_OR_RETURN(const auto is, kEnterprises.Get(txn, key));
    const bool same =
        was.has_value() && is.has_value() && was->display_name() == is->display_name();
    if (same) continue;
    if (was.has_value()) {
      kEnterprisesByNormalName.Remove(txn, {query::NormalForm(was->display_name())}, was->name());
    }
    if (is.has_value()) {
      kEnterprisesByNormalName.Add(txn, {query::NormalForm(is->display_name())}, is->name());
    }
  }
  return absl::OkStatus();
}

absl::Status RebuildNames(storage::Store& store) {
  storage::IndexRows names(store, kEnterprisesByNormalName.column(), kHeldBytes);
  const storage::Snapshot rows = store.Read();
  absl::Status begun;
  ZGC_RETURN_IF_ERROR(
      kEnterprises.ForEach(rows, [&](const storage::NameKey&, const v1::Enterprise& enterprise) {
        begun = names.Begin(enterprise.name());
        names.Add(storage::EncodeKey(NormalNameKey{query::NormalForm(enterprise.display_name())}));
        return begun.ok();
      }));
  ZGC_RETURN_IF_ERROR(begun);
  return names.Load();
}

}  // namespace

storage::Derived EnterpriseNames() {
  return {.version = kVersion, .follow = &FollowNames, .rebuild = &RebuildNames};
}

}  // namespace zgc::parks
