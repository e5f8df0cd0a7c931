#include "services/funding_ledger/ledger/segment.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "services/funding_ledger/ledger/ledger.h"

namespace zgc::funding {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr char kChainTag[] = "zgc.funding.journal.v1";

absl::Status Damaged(int64_t revision, int number, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("journal segment ", revision, ", record ", number, ": ", what));
}

// The thread's own: to make one costs more than to hash a record.
base::Hasher& Sha256Parts() {
  thread_local base::Hasher hasher(base::DigestKind::kSha256);
  return hasher;
}

// Reads base-128 varints and what they announce, within bounds.
class Scanner {
 public:
  explicit Scanner(absl::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}
  bool done() const { return at_ == end_; }
  bool Varint(uint64_t& value) {
    value = 0;
    for (int shift = 0; at_ != end_ && shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  bool Bytes(absl::string_view& bytes) {
    uint64_t size = 0;
    if (!Varint(size) || size > static_cast<uint64_t>(end_ - at_)) return false;
    bytes = absl::string_view(at_, size);
    at_ += size;
    return true;
  }

 private:
  const char* at_;
  const char* const end_;
};

absl::string_view* TextField(RecordView& view, uint64_t number) {
  switch (number) {
    case v1::Transfer::kDebitFieldNumber:
      return &view.debit;
    case v1::Transfer::kCreditFieldNumber:
      return &view.credit;
    case v1::Transfer::kFiscalYearFieldNumber:
      return &view.fiscal_year;
    case v1::Transfer::kEffectiveDateFieldNumber:
      return &view.effective_date;
    case v1::Transfer::kProgramFieldNumber:
      return &view.program;
    case v1::Transfer::kAwardFieldNumber:
      return &view.award;
    case v1::Transfer::kIdFieldNumber:
      return &view.id;
    case v1::Transfer::kEnterpriseFieldNumber:
      return &view.enterprise;
    case v1::Transfer::kParkFieldNumber:
      return &view.park;
    case v1::Transfer::kTaskFieldNumber:
      return &view.task;
    case v1::Transfer::kPendingIdFieldNumber:
      return &view.pending_id;
    default:
      return nullptr;
  }
}

}  // namespace

std::string RecordOf(const v1::Transfer& transfer) {
  if (transfer.name().empty() && transfer.revision() == 0 && transfer.sequence() == 0) {
    return transfer.SerializeAsString();
  }
  v1::Transfer copy = transfer;
  copy.clear_name();
  copy.clear_revision();
  copy.clear_sequence();
  return copy.SerializeAsString();
}

absl::StatusOr<v1::Transfer> TransferOf(absl::string_view record, int64_t revision, int number,
                                        int64_t sequence) {
  v1::Transfer transfer;
  if (!transfer.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
    return Damaged(revision, number, "does not parse");
  }
  transfer.set_name(TransferName(revision, number));
  transfer.set_revision(revision);
  transfer.set_sequence(sequence);
  return transfer;
}

Hash LeafHash(absl::string_view record) {
  return Sha256Parts().Add(absl::string_view("\0", 1)).Add(record).Finish();
}

Hash HashOf(absl::string_view bytes) {
  Hash hash{};
  if (bytes.size() == hash.size()) std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

absl::string_view ViewOf(const Hash& hash) { return base::Hasher::View(hash); }

void AppendRecord(absl::string_view record, std::string& records) {
  unsigned char length[10];
  const unsigned char* end =
      CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(record.size()), length);
  records.append(reinterpret_cast<const char*>(length), static_cast<size_t>(end - length));
  records.append(record.data(), record.size());
}

absl::Status ForEachRecord(const v1::JournalSegment& segment,
                           absl::FunctionRef<bool(int number, absl::string_view record)> visit) {
  Scanner in(segment.records());
  int number = 0;
  for (; !in.done(); ++number) {
    absl::string_view record;
    if (!in.Bytes(record)) return Damaged(segment.revision(), number, "is cut off");
    if (!visit(number, record)) return absl::OkStatus();
  }
  if (number == segment.count()) return absl::OkStatus();
  return Damaged(segment.revision(), number,
                 absl::StrCat("is the end, but there should be ", segment.count()));
}

Hash SegmentHash(const v1::JournalSegment& segment, const std::vector<Hash>& leaves) {
  base::Hasher& parts = Sha256Parts();
  parts.Add(absl::string_view(kChainTag));
  parts.Add(segment.previous_hash());
  parts.Add(segment.revision());
  parts.Add(segment.first_sequence());
  parts.Add(segment.time_unix_nanos());
  parts.Add(segment.count());
  for (const Hash& leaf : leaves) parts.Add(leaf);
  return parts.Finish();
}

Hash SealSegment(const Hash& previous, int64_t first_sequence, const std::vector<Hash>& leaves,
                 v1::JournalSegment& segment) {
  segment.set_first_sequence(first_sequence);
  segment.set_count(static_cast<int64_t>(leaves.size()));
  segment.set_previous_hash(std::string(ViewOf(previous)));
  const Hash hash = SegmentHash(segment, leaves);
  segment.set_hash(std::string(ViewOf(hash)));
  return hash;
}

absl::Status CheckSegment(const v1::JournalSegment& segment, absl::string_view previous_hash,
                          int64_t first_sequence, std::vector<Hash>* leaves) {
  leaves->clear();
  ZGC_RETURN_IF_ERROR(ForEachRecord(segment, [leaves](int, absl::string_view record) {
    leaves->push_back(LeafHash(record));
    return true;
  }));
  const auto damaged = [&segment](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("journal segment ", segment.revision(), ": ", what));
  };
  if (segment.previous_hash() != previous_hash) {
    return damaged("does not follow the hash of the segment before");
  }
  if (segment.first_sequence() != first_sequence) {
    return damaged(absl::StrCat("begins with sequence ", segment.first_sequence(), ", not with ",
                                first_sequence));
  }
  if (ViewOf(SegmentHash(segment, *leaves)) != segment.hash()) {
    return damaged("its content is not what its hash says");
  }
  return absl::OkStatus();
}

bool ReadRecord(absl::string_view record, RecordView& view) {
  Scanner in(record);
  while (!in.done()) {
    uint64_t tag = 0;
    if (!in.Varint(tag)) return false;
    const uint64_t number = tag >> 3;
    if ((tag & 7) == WireFormatLite::WIRETYPE_VARINT) {
      uint64_t value = 0;
      if (!in.Varint(value)) return false;
      if (number == v1::Transfer::kAmountFenFieldNumber) {
        view.amount_fen = static_cast<int64_t>(value);
      } else if (number == v1::Transfer::kModeFieldNumber) {
        view.mode = static_cast<v1::TransferMode>(value);
      }
    } else if ((tag & 7) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      absl::string_view bytes;
      if (!in.Bytes(bytes)) return false;
      if (auto* field = TextField(view, number); field != nullptr) *field = bytes;
    } else {
      return false;
    }
  }
  return true;
}

std::string DayOf(const RecordView& record) {
  if (!record.effective_date.empty()) return std::string(record.effective_date);
  return absl::StrCat(base::IdOf(record.fiscal_year), "-12-31");
}

int32_t DayNumber(absl::string_view day) {
  const auto parsed = base::ParseDate(day);
  return parsed.ok() ? static_cast<int32_t>(*parsed - absl::CivilDay(1970, 1, 1)) : 0;
}

Sums SumsOf(const v1::AccountSums& sums) {
  return {sums.debits_fen(), sums.credits_fen(), sums.pending_debits_fen(),
          sums.pending_credits_fen(), sums.revision()};
}

v1::AccountSums ToMessage(const Sums& sums) {
  v1::AccountSums message;
  message.set_debits_fen(sums.debits_fen);
  message.set_credits_fen(sums.credits_fen);
  message.set_pending_debits_fen(sums.pending_debits_fen);
  message.set_pending_credits_fen(sums.pending_credits_fen);
  message.set_revision(sums.revision);
  return message;
}

void AddToSums(v1::TransferMode mode, int64_t amount_fen, bool debit, int64_t revision,
               Sums& sums) {
  int64_t& posted = debit ? sums.debits_fen : sums.credits_fen;
  int64_t& pending = debit ? sums.pending_debits_fen : sums.pending_credits_fen;
  switch (mode) {
    case v1::TRANSFER_MODE_PENDING:
      pending += amount_fen;
      break;
    case v1::TRANSFER_MODE_POST_PENDING:
      posted += amount_fen;
      pending -= amount_fen;
      break;
    case v1::TRANSFER_MODE_VOID_PENDING:
    case v1::TRANSFER_MODE_EXPIRE_PENDING:
      pending -= amount_fen;
      break;
    default:
      posted += amount_fen;
      break;
  }
  sums.revision = revision;
}

}  // namespace zgc::funding
