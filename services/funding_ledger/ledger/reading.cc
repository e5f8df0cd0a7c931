#include "services/funding_ledger/ledger/reading.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/index/chunk.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Reads segments one after the other; many records of an index lie in the same, which
// is taken apart once.
class SegmentReader {
 public:
  explicit SegmentReader(const storage::Reader& reader) : reader_(reader) {}
  // Visits one record.
  absl::StatusOr<bool> Visit(Position position, VisitRecord visit) {
    if (!segment_.has_value() || segment_->revision() != position.revision) {
      ZGC_RETURN_IF_ERROR(Read(position.revision));
    }
    const auto number = static_cast<size_t>(position.number);
    if (number < records_.size()) return visit(*segment_, position.number, records_[number]);
    return absl::DataLossError(
        absl::StrCat(TransferName(position.revision, position.number), " is missing"));
  }

 private:
  absl::Status Read(int64_t revision) {
    records_.clear();
    ZGC_ASSIGN_OR_RETURN(segment_, kJournal.Get(reader_, {revision}));
    if (!segment_.has_value()) {
      return absl::DataLossError(absl::StrCat("journal segment ", revision, " is missing"));
    }
    return ForEachRecord(*segment_, [&](int, absl::string_view record) {
      records_.push_back(record);
      return true;
    });
  }

  const storage::Reader& reader_;
  absl::optional<v1::JournalSegment> segment_;
  std::vector<absl::string_view> records_;
};

bool IsUnder(TransferIndex index, const RecordView& view, absl::string_view value) {
  switch (index) {
    case TransferIndex::kAccount:
      return view.debit == value || view.credit == value;
    case TransferIndex::kAward:
      return view.award == value;
    case TransferIndex::kEnterprise:
      return view.enterprise == value;
    case TransferIndex::kProgram:
      return view.program == value;
    case TransferIndex::kPark:
      return view.park == value;
    case TransferIndex::kTask:
      return view.task == value;
  }
  return false;
}

// Where the walk over the chunks of a value begins: at the last one that begins at
// or before a revision.
storage::ScanRange ChunkRange(TransferIndex index, const std::string& value, int64_t from,
                              int64_t to, bool reverse) {
  const auto kind = static_cast<int64_t>(index);
  return {storage::EncodeKey(ChunkKey{kind, value, from}),
          storage::EncodeKey(ChunkKey{kind, value, to + 1}), reverse};
}

// Adds what the segments after the mark do to accounts.
absl::Status AddTail(const storage::Reader& reader, int64_t mark,
                     absl::FunctionRef<Sums*(absl::string_view account)> sums_of) {
  bool damaged = false;
  const absl::Status status = ForEachRecordFrom(
      reader, {mark + 1, 0}, [&](const v1::JournalSegment& segment, int, absl::string_view record) {
        RecordView view;
        damaged = !ReadRecord(record, view);
        if (damaged) return false;
        const auto add = [&](absl::string_view name, bool debit) {
          Sums* const sums = sums_of(name);
          if (sums == nullptr) return;
          AddToSums(view.mode, view.amount_fen, debit, segment.revision(), *sums);
        };
        add(view.debit, true);
        add(view.credit, false);
        return true;
      });
  return damaged ? absl::DataLossError("damaged record in the journal") : status;
}

}  // namespace

std::vector<Position> PositionsOf(const v1::IndexChunk& chunk, int64_t first_revision) {
  std::vector<Position> positions;
  int64_t revision = first_revision;
  for (int i = 0; i < chunk.revision_steps_size() && i < chunk.numbers_size(); ++i) {
    revision += chunk.revision_steps(i);
    positions.push_back({revision, static_cast<int>(chunk.numbers(i))});
  }
  return positions;
}

absl::Status ReadChunk(const storage::Cursor& cursor, ChunkKey& key, v1::IndexChunk& chunk) {
  storage::KeyReader in(cursor.key());
  if (key.Decode(in) && in.Done() &&
      chunk.ParseFromArray(cursor.value().data(), static_cast<int>(cursor.value().size()))) {
    return absl::OkStatus();
  }
  return absl::DataLossError("damaged row in journal_chunks");
}

absl::optional<Position> ReadIdRow(absl::string_view row) {
  storage::KeyReader in(row);
  int64_t revision = 0;
  int64_t number = 0;
  if (!in.Int(&revision) || !in.Int(&number) || !in.Done()) return absl::nullopt;
  return Position{revision, static_cast<int>(number)};
}

absl::StatusOr<v1::IndexMark> IndexMarkOf(const storage::Reader& reader) {
  ZGC_ASSIGN_OR_RETURN(auto mark, kIndexMark.Get(reader, {}));
  return mark.value_or(v1::IndexMark());
}

absl::Status ForEachSegment(const storage::Reader& reader, int64_t from,
                            absl::FunctionRef<bool(const v1::JournalSegment&)> visit) {
  const storage::ScanRange range = {storage::EncodeKey(RevisionKey{from}),
                                    storage::EncodeKey(RevisionKey{reader.revision() + 1}), false};
  return kJournal.ForEach(
      reader, range,
      [&](const RevisionKey&, const v1::JournalSegment& segment) { return visit(segment); });
}

absl::StatusOr<ChainEnd> ChainEndAt(const storage::Reader& reader, int64_t revision) {
  ChainEnd end;
  const storage::ScanRange range = {"", storage::EncodeKey(RevisionKey{revision + 1}), true};
  ZGC_RETURN_IF_ERROR(
      kJournal.ForEach(reader, range, [&](const RevisionKey&, const v1::JournalSegment& segment) {
        end = {HashOf(segment.hash()), segment.revision(),
               segment.first_sequence() + segment.count()};
        return false;
      }));
  return end;
}

absl::Status ForEachRecordFrom(const storage::Reader& reader, Position from, VisitRecord visit) {
  absl::Status failed;
  bool more = true;
  ZGC_RETURN_IF_ERROR(ForEachSegment(reader, from.revision, [&](const v1::JournalSegment& segment) {
    const int skip = segment.revision() == from.revision ? from.number : 0;
    failed = ForEachRecord(segment, [&](int number, absl::string_view record) {
      more = number < skip || visit(segment, number, record);
      return more;
    });
    return more && failed.ok();
  }));
  return failed;
}

absl::Status ForEachRecordOf(const storage::Reader& reader, TransferIndex index,
                             const std::string& value, Position from, VisitRecord visit) {
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  const int64_t last = std::min(mark.revision(), reader.revision());
  SegmentReader segments(reader);
  ChunkKey key;
  v1::IndexChunk chunk;
  int64_t begin = 0;
  const auto before = reader.Scan(kChunks.column(),
                                  ChunkRange(index, value, 0, std::min(from.revision, last), true));
  if (before->Valid()) {
    ZGC_RETURN_IF_ERROR(ReadChunk(*before, key, chunk));
    begin = key.first_revision;
  }
  ZGC_RETURN_IF_ERROR(before->status());
  const auto cursor = reader.Scan(kChunks.column(), ChunkRange(index, value, begin, last, false));
  for (; cursor->Valid(); cursor->Next()) {
    ZGC_RETURN_IF_ERROR(ReadChunk(*cursor, key, chunk));
    for (const Position position : PositionsOf(chunk, key.first_revision)) {
      ZGC_RETURN_IF_ERROR(base::StillWanted());
      if (position.revision > reader.revision()) return absl::OkStatus();
      if (position < from) continue;
      ZGC_ASSIGN_OR_RETURN(const bool more, segments.Visit(position, visit));
      if (!more) return absl::OkStatus();
    }
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  const Position tail = {mark.revision() + 1, 0};
  bool damaged = false;
  ZGC_RETURN_IF_ERROR(ForEachRecordFrom(
      reader, tail < from ? from : tail,
      [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
        RecordView view;
        damaged = !ReadRecord(record, view);
        return !damaged && (!IsUnder(index, view, value) || visit(segment, number, record));
      }));
  return damaged ? absl::DataLossError("damaged record in the journal") : absl::OkStatus();
}

absl::Status ForEachDatedPosition(const storage::Reader& reader, const std::string& account,
                                  absl::FunctionRef<void(int32_t day, Position at)> visit) {
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  const int64_t last = std::min(mark.revision(), reader.revision());
  SegmentReader segments(reader);
  const auto visit_record = [&](const v1::JournalSegment& segment, int number,
                                absl::string_view record) {
    RecordView view;
    if (!ReadRecord(record, view)) return false;
    if (view.debit == account || view.credit == account) {
      visit(DayNumber(DayOf(view)), {segment.revision(), number});
    }
    return true;
  };
  bool whole = true;
  ChunkKey key;
  v1::IndexChunk chunk;
  const auto cursor =
      reader.Scan(kChunks.column(), ChunkRange(TransferIndex::kAccount, account, 0, last, false));
  for (; cursor->Valid() && whole; cursor->Next()) {
    ZGC_RETURN_IF_ERROR(ReadChunk(*cursor, key, chunk));
    DayRuns days(chunk);
    for (const Position position : PositionsOf(chunk, key.first_revision)) {
      ZGC_RETURN_IF_ERROR(base::StillWanted());
      if (position.revision > reader.revision()) return absl::OkStatus();
      if (const auto day = days.Next(); day.has_value()) {
        visit(*day, position);
      } else {
        // Of before days were kept.
        ZGC_ASSIGN_OR_RETURN(whole, segments.Visit(position, visit_record));
        if (!whole) break;
      }
    }
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  if (whole) {
    ZGC_RETURN_IF_ERROR(ForEachRecordFrom(
        reader, {mark.revision() + 1, 0},
        [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
          whole = visit_record(segment, number, record);
          return whole;
        }));
  }
  return whole ? absl::OkStatus() : absl::DataLossError("damaged record in the journal");
}

absl::StatusOr<absl::optional<Position>> FindIndexedId(const storage::Reader& reader,
                                                       absl::string_view id) {
  ZGC_ASSIGN_OR_RETURN(const auto row, reader.Get(kTransferIds, id));
  if (!row.has_value()) return absl::optional<Position>();
  const auto position = ReadIdRow(*row);
  if (!position.has_value()) return absl::DataLossError("damaged row in transfer_ids");
  return position;
}

absl::StatusOr<v1::Transfer> TransferAt(const storage::Reader& reader, Position position) {
  absl::StatusOr<v1::Transfer> transfer;
  SegmentReader segments(reader);
  ZGC_RETURN_IF_ERROR(
      segments
          .Visit(position,
                 [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
                   transfer = TransferOf(record, segment.revision(), number,
                                         segment.first_sequence() + number);
                   return false;
                 })
          .status());
  return transfer;
}

absl::optional<Position> PositionOf(absl::string_view transfer_name) {
  if (!absl::ConsumePrefix(&transfer_name, "transfers/")) return absl::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(transfer_name, '-');
  Position position;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &position.revision) ||
      !absl::SimpleAtoi(parts[1], &position.number)) {
    return absl::nullopt;
  }
  return position;
}

absl::StatusOr<Sums> ClosingSums(const storage::Reader& reader, const std::string& account,
                                 int64_t revision) {
  const auto cursor = reader.Scan(kChunks.column(),
                                  ChunkRange(TransferIndex::kAccount, account, 0, revision, true));
  if (!cursor->Valid()) {
    ZGC_RETURN_IF_ERROR(cursor->status());
    return Sums();
  }
  ChunkKey key;
  v1::IndexChunk chunk;
  ZGC_RETURN_IF_ERROR(ReadChunk(*cursor, key, chunk));
  const Sums closing = SumsOf(chunk.closing());
  if (closing.revision <= revision) return closing;
  Sums sums = SumsOf(chunk.opening());
  SegmentReader segments(reader);
  for (const Position position : PositionsOf(chunk, key.first_revision)) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    if (position.revision > revision) break;
    const auto add = [&](const v1::JournalSegment&, int, absl::string_view record) {
      RecordView view;
      if (!ReadRecord(record, view)) return false;
      AddToSums(view.mode, view.amount_fen, view.debit == account, position.revision, sums);
      return true;
    };
    ZGC_ASSIGN_OR_RETURN(const bool whole, segments.Visit(position, add));
    if (!whole) return absl::DataLossError("damaged record in the journal");
  }
  return sums;
}

absl::StatusOr<Sums> SumsAt(const storage::Reader& reader, const std::string& account) {
  if (const auto seen = Books::Of(reader).SeenAt(account, reader.revision())) return *seen;
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  ZGC_ASSIGN_OR_RETURN(Sums sums,
                       ClosingSums(reader, account, std::min(mark.revision(), reader.revision())));
  ZGC_RETURN_IF_ERROR(AddTail(reader, mark.revision(), [&](absl::string_view name) {
    return name == account ? &sums : nullptr;
  }));
  return sums;
}

absl::StatusOr<absl::flat_hash_map<std::string, Sums>> AllSumsAt(const storage::Reader& reader) {
  if (auto seen = Books::Of(reader).SeenAt(reader.revision())) return *std::move(seen);
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  absl::flat_hash_map<std::string, Sums> all;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kAccounts.ForEach(reader, [&](const storage::NameKey& key,
                                                    const v1::Account&) {
    const auto sums = ClosingSums(reader, key.name, std::min(mark.revision(), reader.revision()));
    failed = sums.status();
    if (failed.ok()) all[key.name] = *sums;
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  ZGC_RETURN_IF_ERROR(AddTail(reader, mark.revision(), [&](absl::string_view name) {
    const auto found = all.find(name);
    return found == all.end() ? nullptr : &found->second;
  }));
  return all;
}

absl::Status FillSumsAt(const storage::Reader& reader,
                        absl::flat_hash_map<std::string, Sums>& accounts) {
  bool seen = true;
  for (auto& [name, sums] : accounts) {
    const auto newest = Books::Of(reader).SeenAt(name, reader.revision());
    seen = newest.has_value();
    if (!seen) break;
    sums = *newest;
  }
  if (seen) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  for (auto& [name, sums] : accounts) {
    ZGC_ASSIGN_OR_RETURN(sums,
                         ClosingSums(reader, name, std::min(mark.revision(), reader.revision())));
  }
  return AddTail(reader, mark.revision(), [&](absl::string_view name) {
    const auto found = accounts.find(name);
    return found == accounts.end() ? nullptr : &found->second;
  });
}

v1::Account WithSums(const storage::Reader& reader, v1::Account info, const Sums& sums) {
  info.set_debits_fen(sums.debits_fen);
  info.set_credits_fen(sums.credits_fen);
  info.set_pending_debits_fen(sums.pending_debits_fen);
  info.set_pending_credits_fen(sums.pending_credits_fen);
  const int64_t net = sums.debits_fen - sums.credits_fen;
  info.set_balance_fen(info.normal_side() == v1::ACCOUNT_SIDE_DEBIT ? net : -net);
  if (sums.revision > info.revision()) {
    info.set_revision(sums.revision);
    info.set_etag(reader.lineage().EtagOf(sums.revision));
  }
  return info;
}

}  // namespace zgc::funding
