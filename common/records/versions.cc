#include "common/records/versions.h"

#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/contract/rules.h"
#include "common/query/indexes.h"
#include "common/records/changes.h"
#include "common/records/kind.h"
#include "common/records/records_schema.h"
#include "common/scope/concealed.h"
#include "common/scope/hold.h"

namespace zgc::records {
namespace {

using google::protobuf::Message;
using Bytes = absl::optional<std::string>;

// The table of the records with names like that one.
absl::StatusOr<query::RowTable> TableOf(const storage::Schema& schema, const std::string& name) {
  for (const query::RowTable& table : query::RowTablesOf(schema)) {
    const bool is_told = !table.column.feed_type.empty();
    if (is_told && contract::IsNameOf(*table.type, name)) return table;
  }
  base::FieldErrors errors;
  errors.Add("name", absl::StrCat("\"", name, "\" is of no kind of records that this service has"));
  return errors.ToStatus();
}

absl::Status Describe(const query::RowTable& table, const Bytes& before, const Bytes& after,
                      v1::RecordVersion& version) {
  if (!after.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Parse(*after));
  version.mutable_row()->PackFrom(*row);
  if (!before.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto old, table.Parse(*before));
  for (v1::FieldChange& change : ChangesBetween(*old, *row)) {
    *version.add_changes() = std::move(change);
  }
  return absl::OkStatus();
}

// Who wrote it, when and how.
absl::Status Attribute(const storage::Store& store, v1::RecordVersion& version) {
  constexpr int64_t kNanosPerSecond = 1'000'000'000;
  return store.ForEachCommit(
      version.revision(), [&](int64_t, const storage::v1::CommitRecord& commit) {
        version.mutable_time()->set_seconds(commit.time_unix_nanos() / kNanosPerSecond);
        version.mutable_time()->set_nanos(
            static_cast<int32_t>(commit.time_unix_nanos() % kNanosPerSecond));
        version.set_person(commit.person());
        version.set_caller(commit.caller());
        version.set_method(commit.method());
        version.set_reason(commit.reason());
        return false;
      });
}

// The corrections that were applied to a record, by revision.
absl::StatusOr<absl::flat_hash_map<int64_t, std::string>> AppliedTo(const storage::Reader& reader,
                                                                    const std::string& record) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(kCorrectionsByRecord.ForEach(reader, {record}, [&](const std::string& name) {
    names.push_back(name);
    return true;
  }));
  absl::flat_hash_map<int64_t, std::string> applied;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Correction row, resource::GetRow(reader, kCorrections, name));
    if (row.state() == v1::CORRECTION_STATE_APPLIED) applied[row.applied_revision()] = name;
  }
  return applied;
}

// The revision that the key of a page stands for.
absl::StatusOr<int64_t> FirstOf(const storage::Page& page) {
  int64_t from = 1;
  if (page.start.empty()) return from;
  storage::KeyReader in(page.start);
  if (!in.Int(&from) || !in.Done() || from < 1) return absl::DataLossError("damaged page key");
  return from;
}

// The version that stood before a revision.
absl::StatusOr<Bytes> Before(const storage::Store& store, const storage::Column& column,
                             const std::string& key, int64_t revision) {
  if (revision <= 1) return Bytes();
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store.ReadAt(revision - 1));
  return snapshot.Get(column, key);
}

}  // namespace

absl::StatusOr<std::string> ListRecordVersions(const storage::Store& store,
                                               const storage::Reader& reader,
                                               const v1::ListRecordVersionsRequest& request,
                                               const storage::Page& page,
                                               v1::ListRecordVersionsResponse& response) {
  ZGC_ASSIGN_OR_RETURN(const query::RowTable table, TableOf(store.schema(), request.name()));
  ZGC_ASSIGN_OR_RETURN(const int64_t from, FirstOf(page));
  ZGC_ASSIGN_OR_RETURN(const auto applied, AppliedTo(reader, request.name()));
  const std::string key = storage::EncodeKey(storage::NameKey{request.name()});
  ZGC_ASSIGN_OR_RETURN(Bytes before, Before(store, table.column, key, from));
  std::string next;
  size_t bytes = 0;
  absl::Status failed;
  const bool bounded = scope::BoundsOfList() != nullptr;
  bool skipped = false;
  const auto add = [&](int64_t revision, const Bytes& row) {
    v1::RecordVersion version;
    failed = Describe(table, before, row, version);
    if (!failed.ok()) return false;
    if (bounded && scope::IsConcealedVersion(version)) {
      // A page of such versions alone ends in time too.
      if (std::exchange(skipped, true) && absl::Now() > page.until) {
        next = storage::KeyWriter().Int(revision).Take();
        return false;
      }
      before = row;
      return true;
    }
    const bool full =
        response.versions_size() > 0 &&
        (response.versions_size() == page.size ||
         bytes + 2 * row.value_or("").size() > page.bytes || absl::Now() > page.until);
    if (full) {
      next = storage::KeyWriter().Int(revision).Take();
      return false;
    }
    version.set_revision(revision);
    failed = Attribute(store, version);
    const auto correction = applied.find(revision);
    if (correction != applied.end()) version.set_correction(correction->second);
    bytes += version.ByteSizeLong();
    *response.add_versions() = std::move(version);
    before = row;
    return failed.ok();
  };
  ZGC_RETURN_IF_ERROR(store.ForEachVersion(table.column, key, from, reader.revision(), add));
  ZGC_RETURN_IF_ERROR(failed);
  if (response.versions().empty() && next.empty() && page.start.empty()) {
    return resource::NotFound(reader, request.name());
  }
  return next;
}

}  // namespace zgc::records
