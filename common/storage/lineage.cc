#include "common/storage/lineage.h"

#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "common/base/stable_bytes.h"
#include "common/base/status_macros.h"
#include "common/storage/committer.h"

namespace zgc::storage {

std::string NewIncarnationId() {
  std::random_device device;
  std::string bytes;
  for (int i = 0; i < 16; ++i) bytes.push_back(static_cast<char>(device()));
  return absl::BytesToHexString(bytes);
}

Lineage::Lineage(const std::string& store_id, std::vector<v1::Incarnation> rows)
    : incarnations_(std::move(rows)) {
  v1::Incarnation first;
  first.set_id(store_id);
  first.set_first_revision(1);
  incarnations_.insert(incarnations_.begin(), std::move(first));
}

absl::StatusOr<Lineage> Lineage::Read(const EngineSnapshot& snapshot, const std::string& store_id) {
  std::vector<v1::Incarnation> rows;
  const auto cursor = snapshot.Scan(kIncarnationColumn.id, {});
  for (; cursor->Valid(); cursor->Next()) {
    if (!rows.emplace_back().ParseFromString(std::string(cursor->value()))) {
      return absl::DataLossError("damaged row in _incarnations");
    }
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  return Lineage(store_id, std::move(rows));
}

Lineage Lineage::With(v1::Incarnation next) && {
  ZGC_CHECK(next.first_revision() >= incarnations_.back().first_revision(),
            "an incarnation would begin before the one that it follows");
  ZGC_CHECK(!next.id().empty(), "an incarnation without an id is told from no other");
  incarnations_.push_back(std::move(next));
  return std::move(*this);
}

const std::string& Lineage::At(int64_t revision) const {
  auto it = incarnations_.rbegin();
  while (it + 1 != incarnations_.rend() && it->first_revision() > revision) ++it;
  return it->id();
}

std::string Lineage::EtagOf(int64_t revision) const {
  return absl::StrCat("r", revision, "-", At(revision).substr(0, 8));
}

absl::Status Lineage::Check(const common::v1::Position& position) const {
  if (position.incarnation().empty()) {
    // Before the first commit all histories are the same.
    if (position.revision() == 0) return absl::OkStatus();
    base::FieldErrors errors;
    errors.Add("incarnation", absl::StrCat("is required: revision ", position.revision(),
                                           " alone names no commit once a store was restored"));
    return errors.ToStatus();
  }
  for (size_t i = 0; i < incarnations_.size(); ++i) {
    if (incarnations_[i].id() != position.incarnation()) continue;
    // A revision before the incarnation began is of an older one: whoever names it by this
    // one has not read it here.
    if (position.revision() < incarnations_[i].first_revision() && position.revision() != 0) {
      return Forked(position, -1, "the incarnation began later");
    }
    if (i + 1 == incarnations_.size()) return absl::OkStatus();
    const v1::Incarnation& next = incarnations_[i + 1];
    if (position.revision() < next.first_revision()) return absl::OkStatus();
    return Forked(position, next.first_revision() - 1, "the store was restored");
  }
  return Forked(position, -1, "the incarnation is not one of this store");
}

absl::StatusOr<v1::Incarnation> FindRestored(const EngineSnapshot& snapshot) {
  ZGC_ASSIGN_OR_RETURN(const auto bytes, snapshot.Get(kMetaColumn.id, kRestoredKey));
  v1::Incarnation restored;
  if (bytes.has_value() && (!restored.ParseFromString(*bytes) || restored.id().empty())) {
    return absl::DataLossError("damaged mark of a restore");
  }
  return restored;
}

absl::Status Forked(const common::v1::Position& position, int64_t forked_at,
                    absl::string_view why) {
  const std::string shared = forked_at < 0 ? "" : absl::StrCat(forked_at);
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, zgc::common::v1::ERROR_REASON_POSITION_FORKED,
      absl::StrCat("revision ", position.revision(), " of incarnation ", position.incarnation(),
                   " is not in the history of this store: ", why,
                   shared.empty() ? "" : absl::StrCat(" to revision ", shared), "; read afresh"),
      {{"incarnation", position.incarnation()},
       {"revision", absl::StrCat(position.revision())},
       {"forked_at_revision", shared}});
}

std::string ChainStart(const std::string& store_id) { return base::Sha256(store_id); }

std::string Chained(const v1::CommitRecord& record, std::string& chain) {
  std::string bytes = base::StableBytes(record);
  chain = base::Sha256(absl::StrCat(chain, bytes));
  // Bytes of messages that follow one another are those of one with the fields of all; and the
  // chain value is the last field.
  v1::CommitRecord link;
  link.set_chain_sha256(chain);
  link.AppendToString(&bytes);
  return bytes;
}

std::string ChainAfter(absl::string_view chain, const v1::CommitRecord& record) {
  v1::CommitRecord unchained = record;
  unchained.clear_chain_sha256();
  std::string next(chain);
  Chained(unchained, next);
  return next;
}

}  // namespace zgc::storage
