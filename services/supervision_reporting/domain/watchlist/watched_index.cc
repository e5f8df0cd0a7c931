#include "services/supervision_reporting/domain/watchlist/watched_index.h"

#include <algorithm>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/storage/store.h"
#include "services/supervision_reporting/domain/watchlist/queue.h"
#include "services/supervision_reporting/domain/watchlist/things_within.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"

namespace zgc::supervision {
namespace {

// Raise it when anything else is watched, or stands elsewhere in the index.
constexpr int kVersion = 3;
// Keys that a rebuild holds in memory.
constexpr size_t kHeld = 100'000;

using Keys = absl::btree_set<std::string>;

// Calls `each` with every table of what is watched.
template <typename Each>
absl::Status EachWatchedTable(Each each) {
  ZGC_RETURN_IF_ERROR(each(kMatters));
  ZGC_RETURN_IF_ERROR(each(kMatterParts));
  ZGC_RETURN_IF_ERROR(each(kProposals));
  ZGC_RETURN_IF_ERROR(each(kSourceTasks));
  ZGC_RETURN_IF_ERROR(each(kSourceMilestones));
  ZGC_RETURN_IF_ERROR(each(kSourceDuties));
  ZGC_RETURN_IF_ERROR(each(kSourcePolicyDocuments));
  return each(kSourceAgreements);
}

// The same of what is watched or waits, each once.
template <typename Each>
absl::Status EachTableOfIndex(Each each) {
  ZGC_RETURN_IF_ERROR(EachWaitingTable(each));
  return EachWatchedTable([&](const auto& table) -> absl::Status {
    bool had = false;
    ZGC_RETURN_IF_ERROR(EachWaitingTable([&](const auto& waiting) {
      had = had || waiting.column().id == table.column().id;
      return absl::OkStatus();
    }));
    return had ? absl::OkStatus() : each(table);
  });
}

// The encoded keys of a thing.
void AddKeys(const WatchedThing& thing, Keys& keys) {
  if (!thing.binds) return;
  const WatchedState& state = thing.state;
  const auto add = [&](int64_t list) {
    keys.insert(storage::EncodeKey(WatchedKey{list, state.deadline, thing.name}));
  };
  if (!state.open) return add(kWatchedDone);
  add(kWatchedOpen);
  if (state.returned || state.urgency != v1::URGENCY_UNSPECIFIED) add(kWatchedMarked);
}

template <typename Key, typename Row>
absl::Status AddKeysOf(const storage::Table<Key, Row>& table,
                       const absl::optional<std::string>& bytes, Keys& keys) {
  if (!bytes.has_value()) return absl::OkStatus();
  Row row;
  if (!row.ParseFromString(*bytes)) {
    return absl::DataLossError(absl::StrCat("damaged row in table ", table.column().name));
  }
  if constexpr (requires { ThingOf(row); }) AddKeys(ThingOf(row), keys);
  if constexpr (requires { ThingsWithin(row); }) {
    for (const WatchedThing& thing : ThingsWithin(row)) AddKeys(thing, keys);
  }
  if constexpr (requires { WaitOf(row); }) {
    const auto wait = WaitOf(row);
    if (wait.has_value()) {
      keys.insert(storage::EncodeKey(WatchedKey{kWatchedWaiting, wait->date(), wait->resource()}));
    }
  }
  return absl::OkStatus();
}

absl::Status Follow(storage::Txn& txn) {
  const storage::Txn before = txn.Before();
  Keys were;
  Keys are;
  for (const storage::Txn::Change& change : txn.changes()) {
    ZGC_RETURN_IF_ERROR(EachTableOfIndex([&](const auto& table) -> absl::Status {
      if (table.column().id != change.column.id) return absl::OkStatus();
      ZGC_ASSIGN_OR_RETURN(const auto was, before.Get(change.column, change.key));
      ZGC_ASSIGN_OR_RETURN(const auto is, txn.Get(change.column, change.key));
      ZGC_RETURN_IF_ERROR(AddKeysOf(table, was, were));
      return AddKeysOf(table, is, are);
    }));
  }
  for (const std::string& key : were) {
    if (!are.contains(key)) txn.Delete(kWatched.column(), key);
  }
  for (const std::string& key : are) {
    if (!were.contains(key)) txn.Put(kWatched.column(), key, "");
  }
  return absl::OkStatus();
}

absl::Status Load(storage::Store& store, Keys& keys) {
  ZGC_RETURN_IF_ERROR(
      store.LoadDerived(kWatched.column(), [&](storage::PutRow put) -> absl::Status {
        for (const std::string& key : keys) ZGC_RETURN_IF_ERROR(put(key, ""));
        return absl::OkStatus();
      }));
  keys.clear();
  return absl::OkStatus();
}

absl::Status Rebuild(storage::Store& store) {
  const storage::Snapshot rows = store.Read();
  Keys keys;
  ZGC_RETURN_IF_ERROR(EachTableOfIndex([&](const auto& table) -> absl::Status {
    const auto cursor = rows.Scan(table.column(), {});
    for (; cursor->Valid(); cursor->Next()) {
      ZGC_RETURN_IF_ERROR(AddKeysOf(table, std::string(cursor->value()), keys));
      if (keys.size() >= kHeld) ZGC_RETURN_IF_ERROR(Load(store, keys));
    }
    return cursor->status();
  }));
  return Load(store, keys);
}

// All that the index should have, from the rows.
absl::StatusOr<Keys> KeysOfRows(const storage::Reader& reader) {
  Keys keys;
  ZGC_RETURN_IF_ERROR(EachTableOfIndex([&](const auto& table) -> absl::Status {
    const auto cursor = reader.Scan(table.column(), {});
    for (; cursor->Valid(); cursor->Next()) {
      ZGC_RETURN_IF_ERROR(base::StillWanted());
      ZGC_RETURN_IF_ERROR(AddKeysOf(table, std::string(cursor->value()), keys));
    }
    return cursor->status();
  }));
  return keys;
}

absl::Status Verify(const storage::Reader& reader, std::vector<std::string>& problems) {
  ZGC_ASSIGN_OR_RETURN(Keys keys, KeysOfRows(reader));
  const auto cursor = reader.Scan(kWatched.column(), {});
  bool more = false;
  for (; cursor->Valid(); cursor->Next())
    more = keys.erase(std::string(cursor->key())) == 0 || more;
  if (more) problems.push_back("watched: has what no record leads to");
  if (!keys.empty()) problems.push_back("watched: lacks what records lead to");
  return cursor->status();
}

absl::StatusOr<WatchedKey> Decoded(absl::string_view encoded) {
  WatchedKey key;
  storage::KeyReader in(encoded);
  if (!key.Decode(in) || !in.Done()) return absl::DataLossError("damaged key in index watched");
  return key;
}

}  // namespace

storage::Derived WatchedIndex() {
  return {.version = kVersion, .follow = &Follow, .rebuild = &Rebuild, .verify = &Verify};
}

absl::Status ForEachWatched(
    const storage::Reader& reader, const WatchedKey& from, const std::string& until,
    const std::string& start,
    absl::FunctionRef<bool(const std::string& encoded, const WatchedKey& key)> visit) {
  const std::string begin = std::max(storage::EncodeKey(from), start);
  // After all of that day, as all days are of one length.
  const std::string end = storage::EncodeKey(WatchedKey{from.list, until + "~", ""});
  if (begin >= end) return absl::OkStatus();
  if (!reader.derived_complete()) {
    ZGC_ASSIGN_OR_RETURN(const Keys keys, KeysOfRows(reader));
    for (auto at = keys.lower_bound(begin); at != keys.end() && *at < end; ++at) {
      ZGC_ASSIGN_OR_RETURN(const WatchedKey key, Decoded(*at));
      if (!visit(*at, key)) break;
    }
    return absl::OkStatus();
  }
  const auto cursor = reader.Scan(kWatched.column(), {begin, end, false});
  for (; cursor->Valid(); cursor->Next()) {
    ZGC_ASSIGN_OR_RETURN(const WatchedKey key, Decoded(cursor->key()));
    if (!visit(std::string(cursor->key()), key)) break;
  }
  return cursor->status();
}

}  // namespace zgc::supervision
