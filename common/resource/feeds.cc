#include "common/resource/feeds.h"

#include "absl/strings/str_cat.h"

namespace zgc::resource {
namespace {

absl::Status Replaced(const std::string& service, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(
      service, " ", what,
      ": nothing of it is taken over; start it with the store that was followed, or this service "
      "with a new store of its own"));
}

absl::Status OtherStore(const KnownSource& known, const std::string& store_id) {
  return Replaced(known.service,
                  absl::StrCat("has store ", store_id, ", not ", known.store_id, " as before"));
}

absl::Status OutOfOrder(const BatchOrigin& origin, int64_t revision, absl::string_view how) {
  return absl::AbortedError(absl::StrCat(origin.service, " sent revision ", revision, " after ",
                                         origin.received_revision, ": ", how));
}

}  // namespace

absl::Status CheckSource(const KnownSource& known, const ops::v1::ServiceStatus& status) {
  if (status.service() != known.service) {
    return Replaced(known.service,
                    absl::StrCat("is not what answers there, which is \"", status.service(), "\""));
  }
  if (!known.store_id.empty() && known.store_id != status.store_id()) {
    return OtherStore(known, status.store_id());
  }
  if (status.position().revision() < known.applied_revision) {
    return Replaced(
        known.service,
        absl::StrCat("is at revision ", status.position().revision(), ", before ",
                     known.applied_revision, ", which was applied here: its store was restored"));
  }
  return absl::OkStatus();
}

absl::Status CheckBatch(const KnownSource& known, const BatchOrigin& origin, int64_t position,
                        int64_t revision) {
  if (known.store_id != origin.store_id) return OtherStore(known, origin.store_id);
  if (origin.after_revision == position && revision > position) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(origin.service, " sent revision ", revision, " after ",
                                         origin.after_revision, ", the position is ", position));
}

absl::Status FollowsOn(const BatchOrigin& origin, const figures::v1::WatchFiguresResponse& batch) {
  // A batch of figures is exact at its revision, whatever it passes over.
  if (batch.position().revision() > origin.received_revision) return absl::OkStatus();
  return OutOfOrder(origin, batch.position().revision(), "out of order");
}

absl::Status FollowsOn(const BatchOrigin& origin, const ops::v1::WatchChangesResponse& commit) {
  if (commit.position().revision() == origin.received_revision + 1) return absl::OkStatus();
  return OutOfOrder(origin, commit.position().revision(), "a gap");
}

bool HasNoContent(const figures::v1::WatchFiguresResponse& batch) {
  return batch.changed().empty() && batch.removed().empty() && batch.changed_indicators().empty();
}

bool HasNoContent(const ops::v1::WatchChangesResponse& commit) { return commit.changes().empty(); }

}  // namespace zgc::resource
