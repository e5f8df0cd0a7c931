#include "common/proof/journal_audit.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zgc::proof {
namespace {

using zgc::funding::v1::JournalSegment;
using zgc::funding::v1::Transfer;

Hash ChainHash(const JournalSegment& segment, const std::vector<Hash>& leaves) {
  base::Hasher hasher(DigestKind::kSha256);
  hasher.Add("zgc.funding.journal.v1")
      .Add(segment.previous_hash())
      .Add(segment.revision())
      .Add(segment.first_sequence())
      .Add(segment.time_unix_nanos())
      .Add(segment.count());
  for (const Hash& leaf : leaves) hasher.Add(leaf);
  return hasher.Finish();
}

// A length as a varint in its shortest form.
bool TakeLength(absl::string_view& rest, uint64_t& length) {
  length = 0;
  for (int shift = 0; shift < 35 && !rest.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    length |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return byte != 0 || shift == 0;
  }
  return false;
}

bool Has(const Hash& hash, absl::string_view bytes) { return base::Hasher::View(hash) == bytes; }

}  // namespace

std::string Describe(const AuditSums& sums) {
  return absl::StrCat("debits ", sums.debits_fen, ", credits ", sums.credits_fen,
                      ", pending debits ", sums.pending_debits_fen, ", pending credits ",
                      sums.pending_credits_fen);
}

JournalAudit::JournalAudit(const std::vector<Suite>& suites) : from_beginning_(true) {
  for (const Suite suite : suites) roots_.try_emplace(suite, DigestOf(suite));
}

absl::optional<Hash> JournalAudit::RootOf(Suite suite) const {
  const auto found = roots_.find(suite);
  if (found == roots_.end()) return absl::nullopt;
  return found->second.root();
}

// False where a record is cut off; then `records` has those before it.
bool JournalAudit::Split(const Segment& segment, std::vector<absl::string_view>& records) const {
  absl::string_view rest = segment.records();
  while (!rest.empty()) {
    uint64_t length = 0;
    if (!TakeLength(rest, length) || length > rest.size()) return false;
    records.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return true;
}

absl::optional<Damage> JournalAudit::Add(int64_t revision, absl::string_view row,
                                         const std::vector<Hash>& leaves) {
  Segment segment;
  if (!segment.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
    return Damage{revision, -1, "the segment does not parse"};
  }
  const Damage odd_form = {revision != 0 ? revision : segment.revision(), -1,
                           "the segment has bytes that it should not have"};
  if (!segment.GetReflection()->GetUnknownFields(segment).empty()) return odd_form;
  // The key is right if the two differ.
  place_ = odd_form.revision;
  std::vector<absl::string_view> records;
  const bool whole = Split(segment, records);
  std::vector<Hash> own;
  own.reserve(records.size());
  for (const absl::string_view record : records) {
    own.push_back(LeafHash(DigestKind::kSha256, record));
  }
  const bool coherent = whole && Has(ChainHash(segment, own), segment.hash());
  // A segment that is good in itself may stand in the wrong place: then it has nothing
  // to do with the leaves that are known.
  if (coherent) {
    if (auto damage = CheckHead(revision, segment, own)) return damage;
  }
  if (auto damage = CheckRecords(records, own, leaves, coherent)) return damage;
  if (!whole) return At(static_cast<int64_t>(records.size()), "the record is cut off");
  if (!coherent) {
    if (auto damage = CheckHead(revision, segment, own)) return damage;
    return At(-1, "the segment, its time or a record, is not what its hash says");
  }
  if (segment.SerializeAsString() != row) return odd_form;
  if (auto damage = Fold(segment, records)) return damage;
  for (auto& [suite, root] : roots_) {
    const DigestKind kind = DigestOf(suite);
    for (size_t i = 0; i < records.size(); ++i) {
      root.Add(kind == DigestKind::kSha256 ? own[i] : LeafHash(kind, records[i]));
    }
  }
  state_.revision = segment.revision();
  state_.transfers += segment.count();
  std::copy(segment.hash().begin(), segment.hash().end(), state_.chain.begin());
  ++segments_;
  return absl::nullopt;
}

absl::optional<Damage> JournalAudit::CheckRecords(const std::vector<absl::string_view>& records,
                                                  const std::vector<Hash>& own,
                                                  const std::vector<Hash>& known, bool coherent) {
  const size_t both = std::min(own.size(), known.size());
  for (size_t i = 0; i < both; ++i) {
    if (own[i] == known[i]) continue;
    return At(static_cast<int64_t>(i),
              coherent ? "the record is not the one that the leaf beside it was made of"
                       : "the record is not the one that its leaf was made of");
  }
  for (size_t i = 0; i < records.size(); ++i) {
    if (!scratch_.ParseFromArray(records[i].data(), static_cast<int>(records[i].size()))) {
      return At(static_cast<int64_t>(i), "the record does not parse");
    }
  }
  return absl::nullopt;
}

absl::optional<Damage> JournalAudit::CheckHead(int64_t revision, const Segment& segment,
                                               const std::vector<Hash>& own) {
  const auto count = static_cast<int64_t>(own.size());
  if (revision != 0 && segment.revision() != revision) {
    return Damage{revision, -1, absl::StrCat("the segment says revision ", segment.revision())};
  }
  if (segment.revision() <= state_.revision) {
    return At(-1, absl::StrCat("the segment comes after revision ", state_.revision));
  }
  if (segment.first_sequence() != state_.transfers) {
    return At(-1, absl::StrCat("the segment begins with sequence ", segment.first_sequence(),
                               "; the next is ", state_.transfers));
  }
  if (segment.count() != count || count == 0) {
    return At(-1, absl::StrCat("the segment says that it has ", segment.count(),
                               " records; it has ", count));
  }
  if (!Has(state_.chain, segment.previous_hash())) {
    return At(-1, "the segment does not follow the hash of the one before");
  }
  return absl::nullopt;
}

absl::optional<Damage> JournalAudit::Fold(const Segment& segment,
                                          const std::vector<absl::string_view>& records) {
  if (!from_beginning_) return absl::nullopt;
  for (size_t i = 0; i < records.size(); ++i) {
    scratch_.ParseFromArray(records[i].data(), static_cast<int>(records[i].size()));
    if (!AddTo(scratch_, true) || !AddTo(scratch_, false)) {
      return At(static_cast<int64_t>(i), "the sums of an account leave their bounds");
    }
    if (visit_) visit_(segment, static_cast<int64_t>(i), scratch_);
  }
  return absl::nullopt;
}

// False if a sum leaves what it can be.
bool JournalAudit::AddTo(const Transfer& transfer, bool debit) {
  using namespace zgc::funding::v1;  // NOLINT: the modes
  AuditSums& sums = sums_[debit ? transfer.debit() : transfer.credit()];
  int64_t& posted = debit ? sums.debits_fen : sums.credits_fen;
  int64_t& pending = debit ? sums.pending_debits_fen : sums.pending_credits_fen;
  const TransferMode mode = transfer.mode();
  const int64_t amount = transfer.amount_fen();
  if (amount < 0) return false;
  const bool posts = mode == TRANSFER_MODE_UNSPECIFIED || mode == TRANSFER_MODE_POST_PENDING;
  if (posts && __builtin_add_overflow(posted, amount, &posted)) return false;
  if (mode == TRANSFER_MODE_PENDING) return !__builtin_add_overflow(pending, amount, &pending);
  if (mode != TRANSFER_MODE_UNSPECIFIED) pending -= amount;
  return pending >= 0;
}

absl::optional<Damage> JournalAudit::CompareSums(
    const absl::btree_map<std::string, AuditSums>& stated) const {
  for (const auto& [name, sums] : stated) {
    const auto found = sums_.find(name);
    const AuditSums own = found == sums_.end() ? AuditSums() : found->second;
    if (own == sums) continue;
    return Damage{0, -1,
                  absl::StrCat(name, " is stated with ", Describe(sums),
                               "; the journal adds up to ", Describe(own))};
  }
  absl::optional<std::string> missing;
  for (const auto& [name, sums] : sums_) {
    if (!stated.contains(name) && (!missing.has_value() || name < *missing)) missing = name;
  }
  if (!missing.has_value()) return absl::nullopt;
  return Damage{0, -1, absl::StrCat(*missing, " has transfers and is not stated")};
}

}  // namespace zgc::proof
