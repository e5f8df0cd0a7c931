#include "common/storage/history/audit.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/storage/committer.h"
#include "common/storage/history/audit_runs.h"
#include "common/storage/history/history.h"
#include "common/storage/key_codec.h"

namespace zgc::storage {
namespace {

// Row of kMetaColumn: the version of the index, absent if there is none.
constexpr char kAuditKey[] = "audit";
constexpr char kAuditVersion[] = "2";
// Commits whose rows a rebuild writes together, and rows that it removes at a time.
constexpr size_t kAuditPart = 1'000;
// Rows that are stepped over before another cursor is cheaper.
constexpr int kAuditSteps = 8;

constexpr Column kAuditedCommits{
    .id = kCommitColumn.id, .name = kCommitColumn.name, .unversioned = true};

// How the revisions of a prefix stand in the keys of a column.
enum class Kept {
  // One in each key, smaller ones first.
  kAscending,
  // One in each key, larger ones first.
  kDescending,
  // The first of some in each key; see audit_runs.h.
  kRuns,
};

// The revisions of one prefix, in one direction. Not thread-safe.
class Revisions {
 public:
  Revisions(const Reader& reader, const Column& column, std::string prefix, Kept kept,
            bool newest_first)
      : reader_(reader),
        column_(column),
        prefix_(std::move(prefix)),
        kept_(kept),
        newest_first_(newest_first) {}

  // The first at or after `from` in the direction, 0 if there is none. `from` never goes back.
  absl::StatusOr<int64_t> Next(int64_t from) {
    for (int steps = 0; cursor_ != nullptr && steps < kAuditSteps; ++steps) {
      if (run_.empty()) return 0;
      if (const int64_t at = InRun(from); at != 0) return at;
      cursor_->Next();
      ZGC_RETURN_IF_ERROR(ReadRun());
    }
    ZGC_RETURN_IF_ERROR(Seek(from));
    for (; !run_.empty();) {
      if (const int64_t at = InRun(from); at != 0) return at;
      cursor_->Next();
      ZGC_RETURN_IF_ERROR(ReadRun());
    }
    return 0;
  }

 private:
  std::string KeyOf(int64_t revision) const {
    KeyWriter key;
    key.Raw(prefix_);
    return kept_ == Kept::kDescending ? key.IntDescending(revision).Take()
                                      : key.Int(revision).Take();
  }

  absl::Status Seek(int64_t from) {
    const bool descending = kept_ == Kept::kDescending;
    if (descending != newest_first_) {
      cursor_ = reader_.Scan(column_, {prefix_, KeyOf(newest_first_ ? from + 1 : from - 1), true});
      return ReadRun();
    }
    std::string begin = KeyOf(from);
    if (kept_ == Kept::kRuns) {
      // One that begins before may reach that far.
      const auto before = reader_.Scan(column_, {prefix_, begin, true});
      if (before->Valid()) begin = std::string(before->key());
      ZGC_RETURN_IF_ERROR(before->status());
    }
    cursor_ = reader_.Scan(column_, {std::move(begin), PrefixEnd(prefix_), false});
    return ReadRun();
  }

  // The first of run_ in the direction, 0 if all are before `from`.
  int64_t InRun(int64_t from) const {
    if (newest_first_) {
      const auto after = std::upper_bound(run_.begin(), run_.end(), from);
      return after == run_.begin() ? 0 : *(after - 1);
    }
    const auto at = std::lower_bound(run_.begin(), run_.end(), from);
    return at == run_.end() ? 0 : *at;
  }

  absl::Status ReadRun() {
    run_.clear();
    if (!cursor_->Valid()) return cursor_->status();
    KeyReader key(cursor_->key().substr(prefix_.size()));
    int64_t revision = 0;
    kept_ == Kept::kDescending ? key.IntDescending(&revision) : key.Int(&revision);
    if (!key.Done()) return absl::DataLossError(absl::StrCat("damaged key in ", column_.name));
    ZGC_ASSIGN_OR_RETURN(
        run_,
        RevisionsOfRun(revision, kept_ == Kept::kRuns ? cursor_->value() : absl::string_view()));
    return absl::OkStatus();
  }

  const Reader& reader_;
  const Column column_;
  const std::string prefix_;
  const Kept kept_;
  const bool newest_first_;
  std::unique_ptr<Cursor> cursor_;
  // Those of the row at the cursor, in order; empty at its end.
  std::vector<int64_t> run_;
};

// The commits that one filter takes: those of any of its parts.
using Filter = std::vector<Revisions>;

absl::StatusOr<int64_t> NextOf(Filter& filter, int64_t from, bool newest_first) {
  int64_t next = 0;
  for (Revisions& part : filter) {
    ZGC_ASSIGN_OR_RETURN(const int64_t at, part.Next(from));
    if (at == 0) continue;
    next = next == 0 ? at : newest_first ? std::max(next, at) : std::min(next, at);
  }
  return next;
}

std::vector<Filter> FiltersOf(const Reader& reader, const std::vector<Column>& columns,
                              const AuditQuery& query) {
  std::vector<Filter> filters;
  const auto add = [&](absl::string_view what, absl::string_view value) {
    if (value.empty()) return;
    Filter& filter = filters.emplace_back();
    filter.emplace_back(reader, kAuditColumn, AuditPrefix(what, value), Kept::kRuns,
                        query.newest_first);
  };
  add("resource", query.resource);
  if (!query.resource.empty()) {
    const std::string key = EncodeKey(NameKey{query.resource});
    for (const Column& column : columns) {
      if (!column.history) continue;
      const Column versions{
          .id = column.id + kHistoryOffset, .name = column.name, .unversioned = true};
      filters.back().emplace_back(reader, versions, KeyWriter().String(key).Take(),
                                  Kept::kDescending, query.newest_first);
    }
  }
  add("caller", query.caller);
  add("person", query.person);
  add("method", query.method);
  // Most commits are OK, and have no row that says so.
  if (query.result != "OK") add("result", query.result);
  if (query.outcome == Outcome::kDenied || query.outcome == Outcome::kRefused) {
    add("outcome", NameOf(query.outcome));
  }
  if (filters.empty()) {
    filters.emplace_back().emplace_back(reader, kAuditedCommits, "", Kept::kAscending,
                                        query.newest_first);
  }
  return filters;
}

absl::StatusOr<v1::CommitRecord> CommitAt(const Reader& reader, int64_t revision) {
  ZGC_ASSIGN_OR_RETURN(const auto row, reader.Get(kAuditedCommits, CommitKey(revision)));
  v1::CommitRecord record;
  if (!row.has_value() || !record.ParseFromString(*row)) {
    return absl::DataLossError(absl::StrCat("commit ", revision, " is missing or damaged"));
  }
  return record;
}

// The first commit of `time` or later; one after the last if there is none. Their times never go
// back.
absl::StatusOr<int64_t> FirstSince(const Reader& reader, absl::Time time) {
  int64_t first = 1;
  int64_t end = reader.revision() + 1;
  if (time == absl::InfinitePast()) return first;
  if (time == absl::InfiniteFuture()) return end;
  while (first < end) {
    const int64_t middle = first + (end - first) / 2;
    ZGC_ASSIGN_OR_RETURN(const v1::CommitRecord record, CommitAt(reader, middle));
    if (absl::FromUnixNanos(record.time_unix_nanos()) < time) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

// The first commit at or after `at` that all filters take, as far as their rows say; 0 if there is
// none. Sets `at` to where it has come if that is too late.
absl::StatusOr<int64_t> NextOfAll(std::vector<Filter>& filters, bool newest_first, absl::Time until,
                                  int64_t& at, bool& late) {
  for (size_t agreed = 0, i = 0; agreed < filters.size(); i = (i + 1) % filters.size()) {
    ZGC_ASSIGN_OR_RETURN(const int64_t next, NextOf(filters[i], at, newest_first));
    if (next == 0) return 0;
    agreed = next == at ? agreed + 1 : 1;
    at = next;
    late = agreed < filters.size() && absl::Now() > until;
    if (late) break;
  }
  return at;
}

bool Takes(const AuditQuery& query, const v1::CommitRecord& record) {
  return (query.outcome == Outcome::kAny || query.outcome == OutcomeOf(record)) &&
         (query.result.empty() || query.result == record.result());
}

}  // namespace

Outcome OutcomeOf(const v1::CommitRecord& record) {
  if (record.denials() > 0) return Outcome::kDenied;
  return record.result() == "OK" ? Outcome::kOk : Outcome::kRefused;
}

absl::string_view NameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDenied:
      return "denied";
    case Outcome::kRefused:
      return "refused";
    default:
      return "ok";
  }
}

namespace {

// Whether the newest commit has its rows.
absl::StatusOr<bool> NewestIsKept(const EngineSnapshot& rows) {
  const auto newest = rows.Scan(kCommitColumn.id, {"", "", true});
  if (!newest->Valid()) {
    ZGC_RETURN_IF_ERROR(newest->status());
    return true;
  }
  KeyReader key(newest->key());
  int64_t revision = 0;
  v1::CommitRecord record;
  if (!key.Int(&revision) || !record.ParseFromString(std::string(newest->value()))) {
    return absl::DataLossError("damaged row in _commits");
  }
  for (const std::string& prefix : AuditPrefixes(record)) {
    ZGC_ASSIGN_OR_RETURN(const bool found, IndexHas(rows, prefix, revision));
    if (!found) return false;
  }
  return true;
}

}  // namespace

absl::Status CompleteAudit(Engine& engine) {
  const auto rows = engine.Snapshot();
  ZGC_ASSIGN_OR_RETURN(const auto version, rows->Get(kMetaColumn.id, kAuditKey));
  // A program that knows none of this may have written since.
  ZGC_ASSIGN_OR_RETURN(const bool newest, NewestIsKept(*rows));
  if (version == kAuditVersion && newest) return absl::OkStatus();
  std::vector<Write> writes;
  const auto write = [&](size_t most) {
    if (writes.size() <= most) return absl::OkStatus();
    absl::Status written = engine.WriteDerived(writes);
    writes.clear();
    return written;
  };
  const auto old = rows->Scan(kAuditColumn.id, {});
  for (; old->Valid(); old->Next()) {
    writes.push_back({kAuditColumn.id, std::string(old->key()), absl::nullopt});
    ZGC_RETURN_IF_ERROR(write(kAuditPart));
  }
  ZGC_RETURN_IF_ERROR(old->status());
  AuditRuns runs;
  const auto take = [&] {
    runs.Take([&](std::string key, std::string value) {
      writes.push_back({kAuditColumn.id, std::move(key), std::move(value)});
    });
    return write(0);
  };
  ZGC_RETURN_IF_ERROR(write(0));
  const auto commits = rows->Scan(kCommitColumn.id, {});
  for (; commits->Valid(); commits->Next()) {
    KeyReader key(commits->key());
    int64_t revision = 0;
    v1::CommitRecord record;
    if (!key.Int(&revision) || !record.ParseFromString(std::string(commits->value()))) {
      return absl::DataLossError("damaged row in _commits");
    }
    runs.Add(revision, record);
    if (runs.commits() == kAuditPart) ZGC_RETURN_IF_ERROR(take());
  }
  ZGC_RETURN_IF_ERROR(commits->status());
  ZGC_RETURN_IF_ERROR(take());
  Batch batch;
  batch.writes.push_back({kMetaColumn.id, kAuditKey, kAuditVersion});
  return engine.Commit(batch);
}

absl::StatusOr<std::string> ListCommits(
    const Reader& reader, const std::vector<Column>& columns, const AuditQuery& query,
    const Page& page,
    absl::FunctionRef<bool(int64_t revision, const v1::CommitRecord& record)> visit) {
  ZGC_ASSIGN_OR_RETURN(int64_t first, FirstSince(reader, query.since));
  ZGC_ASSIGN_OR_RETURN(const int64_t end, FirstSince(reader, query.until));
  first = std::max(first, query.after_revision + 1);
  int64_t at = query.newest_first ? end - 1 : first;
  if (!page.start.empty()) {
    KeyReader start(page.start);
    if (!start.Int(&at) || !start.Done()) return absl::DataLossError("damaged page key");
  }
  std::vector<Filter> filters = FiltersOf(reader, columns, query);
  const auto next_page = [&] { return KeyWriter().Int(at).Take(); };
  for (int taken = 0; at >= first && at < end;) {
    bool late = false;
    ZGC_ASSIGN_OR_RETURN(const int64_t revision,
                         NextOfAll(filters, query.newest_first, page.until, at, late));
    if (late) return next_page();
    if (revision < first || revision >= end) break;
    ZGC_ASSIGN_OR_RETURN(const v1::CommitRecord record, CommitAt(reader, revision));
    if (Takes(query, record)) {
      if (taken == page.size || !visit(revision, record)) return next_page();
      ++taken;
    }
    at = query.newest_first ? revision - 1 : revision + 1;
    if (absl::Now() > page.until) return next_page();
  }
  return "";
}

}  // namespace zgc::storage
