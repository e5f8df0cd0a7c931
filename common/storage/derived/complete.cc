#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "common/storage/committer.h"
#include "common/storage/history/history.h"
#include "common/storage/schema_name.h"
#include "common/storage/store.h"

// What is derived, made anew at the start of a store.
namespace zgc::storage {
namespace {

constexpr absl::Duration kLongLoad = absl::Milliseconds(500);

}  // namespace

Derived Together(const Derived& a, const Derived& b) {
  constexpr int64_t kVersions = 1'000;
  if (a.version == 0) return b;
  if (b.version == 0) return a;
  return {.version = a.version * kVersions + b.version,
          .follow =
              [a, b](Txn& txn) {
                const absl::Status done = a.follow(txn);
                return done.ok() ? b.follow(txn) : done;
              },
          .rebuild =
              [a, b](Store& store) {
                absl::Status beside;
                std::thread thread([&] { beside = b.rebuild(store); });
                const absl::Status done = a.rebuild(store);
                thread.join();
                return done.ok() ? beside : done;
              },
          .verify =
              [a, b](const Reader& reader, std::vector<std::string>& problems) {
                absl::Status done;
                if (a.verify != nullptr) done = a.verify(reader, problems);
                return done.ok() && b.verify != nullptr ? b.verify(reader, problems) : done;
              }};
}

absl::Status Store::CompleteDerived(v1::StoreMeta& meta) {
  const auto version = schema_.derived.version;
  // In a store without a commit there is nothing to derive from, and this takes no revision.
  if (head() == 0) {
    meta.set_derived_version(version);
    return WriteDerived({{kMetaColumn.id, kMetaKey, meta.SerializeAsString()}});
  }
  if (version != 0) ZGC_RETURN_IF_ERROR(RebuildDerived(meta));
  meta.set_derived_version(version);
  Origin origin;
  origin.method = absl::StrCat("derive/", version);
  return Apply(origin,
               [&](Txn& txn) -> absl::StatusOr<std::string> {
                 meta.set_derived_since(txn.revision());
                 txn.Put(kMetaColumn, kMetaKey, meta.SerializeAsString());
                 return "";
               })
      .status();
}

absl::Status Store::RebuildDerived(v1::StoreMeta meta) {
  const absl::Time begun = absl::Now();
  observability::LogInfo(absl::StrCat("what is derived in the store of ", schema_.name,
                                      " is made anew, version ", schema_.derived.version));
  // Before a row is gone: the program of before, should it come back, finds another version as
  // well.
  meta.set_derived_version(0);
  Batch half_made;
  half_made.writes.push_back({kMetaColumn.id, kMetaKey, meta.SerializeAsString()});
  ZGC_RETURN_IF_ERROR(engine_->Commit(half_made));
  for (const Column& column : schema_.columns) {
    if (!column.derived) continue;
    ZGC_RETURN_IF_ERROR(engine_->Clear(column.id));
    if (column.history) ZGC_RETURN_IF_ERROR(engine_->Clear(column.id + kHistoryOffset));
  }
  ZGC_RETURN_IF_ERROR(schema_.derived.rebuild(*this));
  observability::LogInfo(absl::StrCat("what is derived in the store of ", schema_.name,
                                      " was made anew in ",
                                      absl::ToInt64Milliseconds(absl::Now() - begun), " ms"));
  return absl::OkStatus();
}

absl::Status Store::LoadDerived(const Column& column, SortedRows rows) {
  const absl::Time begun = absl::Now();
  int64_t count = 0;
  ZGC_RETURN_IF_ERROR(engine_->Load(column.id, [&](PutRow put) {
    return rows([&](absl::string_view key, absl::optional<absl::string_view> value) {
      ++count;
      return put(key, value);
    });
  }));
  if (column.history) {
    const int64_t revision = loading();
    ZGC_RETURN_IF_ERROR(engine_->Load(column.id + kHistoryOffset, [&](PutRow put) {
      return rows([&](absl::string_view key, absl::optional<absl::string_view> value) {
        const absl::optional<std::string> row =
            value.has_value() ? absl::make_optional(std::string(*value)) : absl::nullopt;
        return put(HistoryKey(key, revision), HistoryValue(row));
      });
    }));
  }
  // How a long one goes on.
  if (absl::Now() - begun > kLongLoad) {
    observability::LogInfo(
        absl::StrCat("made anew so far: ", count, " more rows of ", column.name));
  }
  return absl::OkStatus();
}

}  // namespace zgc::storage
