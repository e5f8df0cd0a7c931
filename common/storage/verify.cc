#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/committer.h"
#include "common/storage/history.h"
#include "common/storage/store.h"

namespace zgc::storage {
namespace {

constexpr size_t kMaxProblems = 100;

void Report(std::vector<std::string>& problems, const Column& column, absl::string_view key,
            absl::string_view what) {
  if (problems.size() < kMaxProblems) {
    problems.push_back(absl::StrCat(column.name, " \"", absl::CHexEscape(key), "\": ", what));
  }
}

}  // namespace

// Walks the current rows and the newest versions side by side: both must hold
// the same keys and values.
absl::Status Store::VerifyColumn(const Column& column, const Snapshot& snapshot, int64_t& rows,
                                 std::vector<std::string>& problems) const {
  const auto current = snapshot.Scan(column, {});
  const auto [engine_rows, head] = committer_->Latest();
  const auto versions =
      column.history ? HistoryScan(*engine_rows, column.id, {}, snapshot.revision()) : nullptr;
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

absl::StatusOr<int64_t> Store::Verify(std::vector<std::string>& problems) const {
  const auto note = [&problems](absl::string_view what, const absl::Status& status) {
    if (!status.ok()) problems.push_back(absl::StrCat(what, ": ", status.message()));
  };
  note("checksums", engine_->VerifyChecksums());
  int64_t rows = 0;
  note("_commits", ForEachCommit(1, [&rows](int64_t, const v1::CommitRecord&) {
         ++rows;
         return true;
       }));
  const Snapshot snapshot = Read();
  for (const Column& column : schema_.columns) {
    note(column.name, VerifyColumn(column, snapshot, rows, problems));
  }
  return rows;
}

}  // namespace zgc::storage
