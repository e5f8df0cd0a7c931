#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/storage/column.h"
#include "common/storage/engine/engine.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/storage/v1/storage.pb.h"

// Which commits a caller, a person, a method or a result has: kept by every commit, so that the
// audit is not read through. Which commits wrote a row is read from its history instead, which
// costs no more rows. Derived from the log, and in no digest.
namespace zgc::storage {

// One row for each (what, value) of the commits that are written together: its key ends with the
// revision of the first of them, its value says the others, see history/audit_runs.h.
inline constexpr Column kAuditColumn{.id = 4, .name = "_audit", .unversioned = true};

// Makes the rows of all commits if the program that wrote them kept none; interrupted, it is called
// again. Before anybody reads or writes.
absl::Status CompleteAudit(Engine& engine);

enum class Outcome { kAny, kOk, kDenied, kRefused };

Outcome OutcomeOf(const v1::CommitRecord& record);
// As the index says it; nothing of it is said of kOk.
absl::string_view NameOf(Outcome outcome);

// Which commits; what is empty or the default takes all.
struct AuditQuery {
  // Name of a row that the commit wrote, or that a commit without rows was about.
  std::string resource;
  std::string caller;
  std::string person;
  std::string method;
  std::string result;
  Outcome outcome = Outcome::kAny;
  int64_t after_revision = 0;
  // From `since` on, and before `until`.
  absl::Time since = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();
  bool newest_first = false;
};

// Visits the commits of a page, in order, up to the revision of `reader`, whose columns are
// `columns`, until `visit` returns false: that commit begins the next page. The result is the key
// of the next page, empty at the end. Reads no more of the log than the commits that it visits and
// some for the bounds in time; of two filters that share hardly a commit it reads the rows of the
// rarer one, and ends the page at page.until.
absl::StatusOr<std::string> ListCommits(
    const Reader& reader, const std::vector<Column>& columns, const AuditQuery& query,
    const Page& page,
    absl::FunctionRef<bool(int64_t revision, const v1::CommitRecord& record)> visit);

}  // namespace zgc::storage
