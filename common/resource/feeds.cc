#include "common/resource/feeds.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace zgc::resource {
namespace {

constexpr int kMaxNames = 20;

absl::Status Replaced(const std::string& service, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat(service, " ", what,
                   ": nothing of it is taken over; start it with the store that was followed, or "
                   "have it read afresh with zgcctl resync"));
}

absl::Status OtherStore(const Standing& known, const std::string& store_id) {
  return Replaced(known.service,
                  absl::StrCat("has store ", store_id, ", not ", known.store_id, " as before"));
}

absl::Status DoesNotFollow(const PartOrigin& origin, const FeedPart& part, absl::string_view why) {
  return absl::AbortedError(absl::StrCat(origin.service, " sent revision ",
                                         part.position().revision(), ", part ", origin.part, ": ",
                                         why));
}

// Whether the part builds on what is here.
absl::Status CheckOrder(const Standing& known, const PartOrigin& origin, const FeedPart& part) {
  // A source that holds nothing is at 0 and comes as one part.
  const bool empty = origin.afresh() && part.position().revision() == 0;
  if (!empty &&
      part.position().revision() <= std::max(origin.after_revision, origin.received_revision)) {
    return DoesNotFollow(origin, part,
                         absl::StrCat("out of order after ", origin.received_revision));
  }
  if (origin.part != known.parts && origin.part > 0) {
    return DoesNotFollow(origin, part, absl::StrCat(known.parts, " of its parts are here"));
  }
  if (origin.part == 0 && !origin.afresh() && known.resume() != origin.after_revision) {
    return DoesNotFollow(
        origin, part,
        absl::StrCat("it builds on ", origin.after_revision, ", the position is ", known.resume()));
  }
  return absl::OkStatus();
}

}  // namespace

ops::v1::GetServiceStatusRequest Question(const Standing& known) {
  ops::v1::GetServiceStatusRequest question;
  // Which history it has does not matter.
  if (known.store_id.empty()) return question;
  // Also while it is not exact: a source that was restored between the parts of a batch is
  // not taken over because all is to be read afresh.
  if (known.applied.revision() == 0) return question;
  *question.mutable_after() = known.applied;
  question.set_after_chain_sha256(known.chain_sha256);
  return question;
}

bool IsOtherHistory(const absl::Status& answered) {
  return base::ReasonOf(answered) == common::v1::ERROR_REASON_POSITION_FORKED ||
         absl::IsOutOfRange(answered);
}

absl::StatusOr<Heard> CheckAnswer(const Standing& known,
                                  const absl::StatusOr<ops::v1::ServiceStatus>& answer) {
  if (IsOtherHistory(answer.status())) {
    return Replaced(
        known.service,
        absl::StrCat(
            "does not have revision ", known.applied.revision(),
            ", which was applied here, in its history: its store was restored or replaced (",
            answer.status().message(), ")"));
  }
  // Another refusal is no word on whose store it is.
  if (!answer.ok()) return absl::UnavailableError(answer.status().message());
  if (answer->service() != known.service) {
    return absl::FailedPreconditionError(absl::StrCat(
        known.service, " is not what answers at its address, which is \"", answer->service(),
        "\": nothing of it is taken over; correct --source=", known.service, "=HOST:PORT"));
  }
  if (!known.store_id.empty() && known.store_id != answer->store_id()) {
    return OtherStore(known, answer->store_id());
  }
  return Heard(*answer);
}

bool Meet(const ops::v1::ServiceStatus& answer, Standing& known) {
  if (!known.store_id.empty()) return false;
  known.store_id = answer.store_id();
  known.applied.Clear();
  known.chain_sha256.clear();
  known.exact = false;
  return true;
}

void Forget(const std::string& reason, const std::string& by, Standing& known) {
  known.store_id.clear();
  known.afresh.Clear();
  known.afresh.set_reason(reason);
  known.afresh.set_by(by);
}

absl::Status Advance(Standing& known, const PartOrigin& origin, const FeedPart& part) {
  if (known.store_id.empty()) return DoesNotFollow(origin, part, "it is to be read afresh");
  if (known.store_id != origin.store_id) return OtherStore(known, origin.store_id);
  ZGC_RETURN_IF_ERROR(CheckOrder(known, origin, part));
  const bool begun = !known.exact && known.chain_sha256.empty();
  if (origin.part == 0 && origin.afresh() && !begun) {
    // A reading that is begun again goes on noting what differed from what was here before
    // the first time.
    known.chain_sha256.clear();
    known.afresh.Clear();
  }
  known.exact = !part.more();
  known.parts = part.more() ? origin.part + 1 : 0;
  if (!part.more()) {
    known.applied = part.position();
    known.chain_sha256 = part.chain_sha256();
  }
  return absl::OkStatus();
}

bool HasNoContent(const FeedPart& part) {
  return part.changed().empty() && part.removed().empty() && part.changed_indicators().empty() &&
         part.changes().empty();
}

void Note(Differs how, const std::string& name, ops::v1::SourceDifference& difference) {
  switch (how) {
    case Differs::kAdded:
      difference.set_added(difference.added() + 1);
      break;
    case Differs::kChanged:
      difference.set_changed(difference.changed() + 1);
      break;
    case Differs::kRemoved:
      difference.set_removed(difference.removed() + 1);
      break;
  }
  if (difference.names_size() < kMaxNames) difference.add_names(name);
}

}  // namespace zgc::resource
