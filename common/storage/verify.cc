#include "absl/container/btree_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "common/base/status_macros.h"
#include "common/storage/commit/first_answers.h"
#include "common/storage/committer.h"
#include "common/storage/history/audit.h"
#include "common/storage/history/audit_runs.h"
#include "common/storage/history/history.h"
#include "common/storage/store.h"
#include "common/storage/wanted.h"

namespace zgc::storage {
namespace {

constexpr size_t kMaxProblems = 100;

void Report(std::vector<std::string>& problems, const Column& column, absl::string_view key,
            absl::string_view what) {
  if (problems.size() < kMaxProblems) {
    problems.push_back(absl::StrCat(column.name, " \"", absl::CHexEscape(key), "\": ", what));
  }
}

// A version that no commit has written would be served as of its revision. Each that one has
// written was found, so that there are no others if there are no more.
absl::Status VerifyVersionsAreListed(const Store& store, const EngineSnapshot& rows, int64_t head,
                                     std::vector<std::string>& problems) {
  absl::btree_map<std::string, int64_t> listed;
  ZGC_RETURN_IF_ERROR(store.ForEachCommit(1, [&](int64_t revision, const v1::CommitRecord& record) {
    if (revision > head) return false;
    for (const v1::RowChange& change : record.changes()) ++listed[change.table()];
    return true;
  }));
  for (const Column& column : store.schema().columns) {
    if (!column.history || column.derived) continue;
    int64_t more = -listed[column.name];
    const auto versions = rows.Scan(column.id + kHistoryOffset, {});
    for (; versions->Valid(); versions->Next()) ++more;
    ZGC_RETURN_IF_ERROR(versions->status());
    if (more <= 0 || problems.size() >= kMaxProblems) continue;
    problems.push_back(
        absl::StrCat(column.name, ": ", more, " versions in its history that no commit wrote"));
  }
  return absl::OkStatus();
}

}  // namespace

// Walks the current rows and the newest versions side by side: both must hold
// the same keys and values.
absl::Status Store::VerifyColumn(const Column& column, const Snapshot& snapshot, int64_t& rows,
                                 std::vector<std::string>& problems) const {
  const auto current = snapshot.Scan(column, {});
  const auto [engine_rows, head] = committer_->Latest();
  const auto versions =
      column.history ? HistoryScan(WantedRows(*engine_rows), column.id, {}, snapshot.revision())
                     : nullptr;
  while (current->Valid() || (versions != nullptr && versions->Valid())) {
    ++rows;
    if (versions == nullptr) {
      current->Next();
    } else if (!versions->Valid() || (current->Valid() && current->key() < versions->key())) {
      Report(problems, column, current->key(), "row has no version in its history");
      current->Next();
    } else if (!current->Valid() || versions->key() < current->key()) {
      Report(problems, column, versions->key(), "row is missing; its history has it");
      versions->Next();
    } else {
      if (current->value() != versions->value()) {
        Report(problems, column, current->key(), "row differs from its newest version");
      }
      current->Next();
      versions->Next();
    }
  }
  ZGC_RETURN_IF_ERROR(current->status());
  return versions == nullptr ? absl::OkStatus() : versions->status();
}

// Each commit against the one before, and each version that it wrote against its digest.
absl::Status Store::VerifyCommits(int64_t& rows, std::vector<std::string>& problems) const {
  const auto [engine_rows, head] = committer_->Latest();
  std::string chain = ChainStart(store_id_);
  int64_t indexed = 0;
  int64_t answers = 0;
  ZGC_RETURN_IF_ERROR(ForEachCommit(1, [&, &versions = *engine_rows, last = head](
                                           int64_t revision, const v1::CommitRecord& record) {
    if (revision > last) return false;
    ++rows;
    chain = ChainAfter(chain, record);
    if (chain != record.chain_sha256()) {
      Report(problems, kCommitColumn, CommitKey(revision),
             "the commit is not the one that its chain value says");
      // Only the first that differs, not all after it.
      chain = record.chain_sha256();
    }
    for (const std::string& prefix : AuditPrefixes(record)) {
      ++indexed;
      const auto has = IndexHas(versions, prefix, revision);
      if (!has.ok() || !*has) {
        Report(problems, kAuditColumn, prefix, absl::StrCat("lacks commit ", revision));
      }
    }
    if (record.has_answer()) {
      ++answers;
      const std::string key = RequestKey(record.caller(), record.request_id());
      const auto row = versions.Get(kRequestColumn.id, key);
      if (!row.ok() || *row != RequestValue(revision)) {
        Report(problems, kRequestColumn, key, "does not lead to its first answer");
      }
    }
    for (const v1::RowChange& change : record.changes()) {
      for (const Column& column : schema_.columns) {
        if (column.name != change.table()) continue;
        const auto version =
            versions.Get(column.id + kHistoryOffset, HistoryKey(change.key(), revision));
        if (!version.ok() || !version->has_value() || base::Sha256(**version) != change.sha256()) {
          Report(problems, column, change.key(),
                 absl::StrCat("its version at revision ", revision,
                              " is not the one that was committed"));
        }
      }
    }
    return true;
  }));
  const WantedRows wanted(*engine_rows);
  ZGC_ASSIGN_OR_RETURN(const int64_t in_index, CountIndexed(wanted));
  if (in_index > indexed) Report(problems, kAuditColumn, "", "has rows of no commit");
  const auto requests = wanted.Scan(kRequestColumn.id, {});
  for (; requests->Valid(); requests->Next()) --answers;
  ZGC_RETURN_IF_ERROR(requests->status());
  if (answers < 0) Report(problems, kRequestColumn, "", "has rows of no commit");
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Store::Verify(std::vector<std::string>& problems) const {
  // What was cut off has found nothing, whatever it looks like: a row that was not read is not
  // one that is missing.
  const auto note = [&problems](absl::string_view what, const absl::Status& status) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    if (!status.ok()) problems.push_back(absl::StrCat(what, ": ", status.message()));
    return absl::OkStatus();
  };
  ZGC_RETURN_IF_ERROR(note("checksums", engine_->VerifyChecksums()));
  int64_t rows = 0;
  const auto [latest, head] = committer_->Latest();
  const WantedRows versions(*latest);
  ZGC_RETURN_IF_ERROR(note("_commits", VerifyCommits(rows, problems)));
  ZGC_RETURN_IF_ERROR(note("histories", VerifyVersionsAreListed(*this, versions, head, problems)));
  const Snapshot snapshot = Read();
  for (const Column& column : schema_.columns) {
    ZGC_RETURN_IF_ERROR(note(column.name, VerifyColumn(column, snapshot, rows, problems)));
  }
  if (schema_.derived.verify != nullptr && snapshot.derived_complete()) {
    ZGC_RETURN_IF_ERROR(note("derived", schema_.derived.verify(snapshot, problems)));
  }
  return rows;
}

}  // namespace zgc::storage
