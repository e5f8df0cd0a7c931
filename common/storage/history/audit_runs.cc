#include "common/storage/history/audit_runs.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/storage/history/audit.h"
#include "common/storage/key_codec.h"
#include "google/protobuf/io/coded_stream.h"

namespace zgc::storage {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr size_t kRevisionBytes = 8;

absl::Status Damaged() { return absl::DataLossError("damaged row in _audit"); }

}  // namespace

std::string AuditPrefix(absl::string_view what, absl::string_view value) {
  return KeyWriter().String(what).String(value).Take();
}

std::vector<std::string> AuditPrefixes(const v1::CommitRecord& record) {
  std::vector<std::string> prefixes;
  const auto add = [&](absl::string_view what, absl::string_view value) {
    if (!value.empty()) prefixes.push_back(AuditPrefix(what, value));
  };
  add("caller", record.caller());
  add("person", record.person());
  add("method", record.method());
  add("resource", record.resource());
  const Outcome outcome = OutcomeOf(record);
  if (outcome != Outcome::kOk) {
    add("outcome", NameOf(outcome));
    add("result", record.result());
  }
  return prefixes;
}

void AuditRuns::Add(int64_t revision, const v1::CommitRecord& record) {
  ++commits_;
  for (std::string& prefix : AuditPrefixes(record)) {
    Run& run = runs_[std::move(prefix)];
    ZGC_CHECK(run.last < revision, "the index of the audit would name a commit out of order");
    if (run.first == 0) {
      run.first = revision;
    } else {
      uint8_t step[10];
      const auto* end =
          CodedOutputStream::WriteVarint64ToArray(static_cast<uint64_t>(revision - run.last), step);
      run.later.append(reinterpret_cast<const char*>(step), static_cast<size_t>(end - step));
    }
    run.last = revision;
  }
}

void AuditRuns::Take(absl::FunctionRef<void(std::string key, std::string value)> visit) {
  for (auto& [prefix, run] : runs_) {
    visit(KeyWriter().Raw(prefix).Int(run.first).Take(), std::move(run.later));
  }
  runs_.clear();
  commits_ = 0;
}

absl::StatusOr<std::vector<int64_t>> RevisionsOfRun(int64_t first, absl::string_view value) {
  std::vector<int64_t> revisions = {first};
  CodedInputStream in(reinterpret_cast<const uint8_t*>(value.data()),
                      static_cast<int>(value.size()));
  while (in.CurrentPosition() < static_cast<int>(value.size())) {
    uint64_t step = 0;
    if (!in.ReadVarint64(&step) || step == 0) return Damaged();
    revisions.push_back(revisions.back() + static_cast<int64_t>(step));
  }
  return revisions;
}

absl::StatusOr<std::vector<int64_t>> RevisionsOfRow(absl::string_view prefix, absl::string_view key,
                                                    absl::string_view value) {
  KeyReader in(key.substr(prefix.size()));
  int64_t first = 0;
  in.Int(&first);
  if (!in.Done()) return Damaged();
  return RevisionsOfRun(first, value);
}

absl::StatusOr<bool> IndexHas(const EngineSnapshot& rows, const std::string& prefix,
                              int64_t revision) {
  // The row that begins last of those that begin no later.
  const auto row =
      rows.Scan(kAuditColumn.id,
                {prefix, KeyWriter().Raw(prefix).Int(revision + 1).Take(), /*reverse=*/true});
  if (!row->Valid()) {
    ZGC_RETURN_IF_ERROR(row->status());
    return false;
  }
  ZGC_ASSIGN_OR_RETURN(const auto revisions, RevisionsOfRow(prefix, row->key(), row->value()));
  return std::binary_search(revisions.begin(), revisions.end(), revision);
}

absl::StatusOr<int64_t> CountIndexed(const EngineSnapshot& rows) {
  int64_t count = 0;
  const auto row = rows.Scan(kAuditColumn.id, {});
  for (; row->Valid(); row->Next()) {
    if (row->key().size() < kRevisionBytes) return Damaged();
    const absl::string_view prefix = row->key().substr(0, row->key().size() - kRevisionBytes);
    ZGC_ASSIGN_OR_RETURN(const auto revisions, RevisionsOfRow(prefix, row->key(), row->value()));
    count += static_cast<int64_t>(revisions.size());
  }
  ZGC_RETURN_IF_ERROR(row->status());
  return count;
}

}  // namespace zgc::storage
