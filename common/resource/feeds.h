#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/base/stable_bytes.h"
#include "common/resource/source_watch.h"
#include "common/storage/table.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/ops/v1/operations.pb.h"

// Reading the feed of another service: the rules by which what it sends is taken over, or
// refused. A batch is all that changed from one revision of it to another; it comes in
// parts if it is large. Thread-safe as what is passed in.
namespace zgc::resource {

using FeedPart = figures::v1::WatchFiguresResponse;

// How far a source has been read; a part of the row that a service keeps of it.
struct Standing {
  std::string service;
  // Empty until the source has answered; also from a Forget until it answers again. Nothing is
  // taken over of it while it is.
  std::string store_id;
  // What is read of it is here as of this position, if `exact`; else it was, or it is empty.
  common::v1::Position applied;
  // Chain value of the source there; empty once reading all of it has begun.
  std::string chain_sha256;
  // Not while a batch comes in parts, nor before all was read once.
  bool exact = false;
  // Parts that are here of the batch that is being read.
  int32_t parts = 0;
  // The last time that all of it was read.
  ops::v1::SourceAfresh afresh;

  // The revision to go on from: 0, to read all of it, if it is not exact. A batch that
  // was cut off leaves rows of no one revision, so nothing less mends it.
  int64_t resume() const { return exact ? applied.revision() : 0; }
  // The revision that all of it is of, if there is one that counts: not once it is to be read
  // afresh.
  absl::optional<int64_t> here() const {
    return exact && !store_id.empty() ? absl::make_optional(applied.revision()) : absl::nullopt;
  }
};

// Those fields of a row, which is one of the messages that have them.
template <typename Row>
Standing StandingOf(const Row& row) {
  return {row.service(), row.store_id(), row.applied(), row.chain_sha256(),
          row.exact(),   row.parts(),    row.afresh()};
}
template <typename Row>
void Keep(const Standing& standing, Row& row) {
  row.set_service(standing.service);
  row.set_store_id(standing.store_id);
  *row.mutable_applied() = standing.applied;
  row.set_chain_sha256(standing.chain_sha256);
  row.set_exact(standing.exact);
  row.set_parts(standing.parts);
  *row.mutable_afresh() = standing.afresh;
}

// A row, figure or indicator of a source: full name of the message, and its own.
struct Followed {
  std::string type;
  std::string name;
};

// One part: what it builds on, and the store that sent it.
struct PartOrigin {
  std::string service;
  std::string store_id;
  // The position that the stream was asked to go on from, or that of the batch
  // that was taken over before.
  int64_t after_revision = 0;
  // Revision of the newest batch received before it. Above `after_revision` if
  // batches without content came in between, which may be left out.
  int64_t received_revision = 0;
  // Parts of the same batch before it.
  int32_t part = 0;
  // With the last part of all that a source holds: what is here and not among it.
  std::vector<Followed> gone;

  bool afresh() const { return after_revision == 0; }
};

// What to ask a source for: how it stands, and whether what is here of it is still in its
// history.
ops::v1::GetServiceStatusRequest Question(const Standing& known);

// What the source says of itself. FAILED_PRECONDITION, saying what to do, if it is not
// the one that was followed: another service answers, it has another store than before, or
// what was applied here is not in its history (it was restored). UNAVAILABLE if it did not
// answer the question.
absl::StatusOr<Heard> CheckAnswer(const Standing& known,
                                  const absl::StatusOr<ops::v1::ServiceStatus>& answer);

// Whether it says that what is here is not in the history of what answered. Any other service
// says so too, so that it must be asked once more whose history that is.
bool IsOtherHistory(const absl::Status& answered);

// Remembers a source that answered rightly, and forgets its position if it is to be read
// afresh. True if that changes `known`.
bool Meet(const ops::v1::ServiceStatus& answer, Standing& known);

// Forgets which store answered, so that whatever store of the service answers next is read
// afresh. What is here stays, with its position, until one does.
void Forget(const std::string& reason, const std::string& by, Standing& known);

// Moves `known` by the part. FAILED_PRECONDITION as CheckAnswer if another store sent it;
// ABORTED if it does not build on what is here, then nothing is lost by asking for the
// stream again.
absl::Status Advance(Standing& known, const PartOrigin& origin, const FeedPart& part);

// Whether it moves the position and nothing else.
bool HasNoContent(const FeedPart& part);

// Notes that something differs in a source that is read afresh.
enum class Differs { kAdded, kChanged, kRemoved };
void Note(Differs how, const std::string& name, ops::v1::SourceDifference& difference);

// Puts a row that a source sent, and notes in `difference` how it differs from what was
// here. Only where all of it is read; else each row sent is new.
template <typename Key, typename Row>
absl::Status PutFollowed(storage::Txn& txn, const storage::Table<Key, Row>& table, const Key& key,
                         const Row& row, bool afresh, ops::v1::SourceDifference& difference) {
  if (afresh) {
    ZGC_ASSIGN_OR_RETURN(const auto before, table.Get(txn, key));
    if (before.has_value() && base::SameFields(*before, row)) return absl::OkStatus();
    Note(before.has_value() ? Differs::kChanged : Differs::kAdded, key.name, difference);
  }
  table.Put(txn, key, row);
  return absl::OkStatus();
}

}  // namespace zgc::resource
