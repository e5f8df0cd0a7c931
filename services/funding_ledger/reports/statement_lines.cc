#include "services/funding_ledger/reports/statement_lines.h"

#include <algorithm>
#include <tuple>

#include "absl/container/btree_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Places that are fetched at a time at most.
constexpr size_t kMostAsked = 16'384;

using Request = v1::GetAccountStatementRequest;

std::tuple<int32_t, int64_t, int> KeyOf(const LinePlace& place) {
  return {place.day, place.at.revision, place.at.number};
}

// The days of a request; all there are where it has none.
int32_t FirstDay(const Request& request) {
  return request.from_date().empty() ? INT32_MIN : DayNumber(request.from_date());
}
int32_t LastDay(const Request& request) {
  return request.to_date().empty() ? INT32_MAX : DayNumber(request.to_date());
}

// The records of the account that move money, from a position on.
absl::Status ForEachMovement(
    const storage::Reader& reader, const Request& request, Position from,
    absl::FunctionRef<bool(const RecordView& record, int64_t revision)> visit) {
  bool damaged = false;
  ZGC_RETURN_IF_ERROR(
      ForEachRecordOf(reader, TransferIndex::kAccount, request.account(), from,
                      [&](const v1::JournalSegment& segment, int, absl::string_view record) {
                        RecordView view;
                        damaged = !ReadRecord(record, view);
                        if (damaged) return false;
                        return !MovesMoney(view.mode) || visit(view, segment.revision());
                      }));
  return damaged ? absl::DataLossError("damaged record in the journal") : absl::OkStatus();
}

void Add(const Request& request, const RecordView& record, int64_t revision, Sums& sums) {
  AddToSums(v1::TRANSFER_MODE_UNSPECIFIED, record.amount_fen, record.debit == request.account(),
            revision, sums);
}

// Sums of the account as of a revision, which the indexes may not cover yet.
absl::StatusOr<Sums> SumsThrough(const storage::Reader& reader, const Request& request,
                                 int64_t revision) {
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  const int64_t indexed = std::min(mark.revision(), revision);
  ZGC_ASSIGN_OR_RETURN(Sums sums, ClosingSums(reader, request.account(), indexed));
  ZGC_RETURN_IF_ERROR(
      ForEachMovement(reader, request, {indexed + 1, 0}, [&](const RecordView& record, int64_t at) {
        if (at > revision) return false;
        Add(request, record, at, sums);
        return true;
      }));
  return sums;
}

// Sums of what counts before a day.
absl::StatusOr<Sums> SumsBefore(const storage::Reader& reader, const Request& request) {
  const int32_t first = FirstDay(request);
  Sums sums;
  ZGC_RETURN_IF_ERROR(
      ForEachMovement(reader, request, {}, [&](const RecordView& record, int64_t at) {
        if (DayNumber(DayOf(record)) < first) Add(request, record, at, sums);
        return true;
      }));
  return sums;
}

// The first `count` places from `begin` on.
absl::StatusOr<std::vector<LinePlace>> PlacesAsRecorded(const storage::Reader& reader,
                                                        const Request& request,
                                                        const LinePlace& begin, size_t count) {
  std::vector<LinePlace> places;
  bool damaged = false;
  ZGC_RETURN_IF_ERROR(ForEachRecordOf(
      reader, TransferIndex::kAccount, request.account(), begin.at,
      [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
        if (request.to_revision() != 0 && segment.revision() > request.to_revision()) return false;
        RecordView view;
        damaged = !ReadRecord(record, view);
        if (damaged) return false;
        // What only holds or lets go is indexed like the others.
        if (MovesMoney(view.mode)) places.push_back({0, {segment.revision(), number}});
        return places.size() < count;
      }));
  if (damaged) return absl::DataLossError("damaged record in the journal");
  return places;
}

absl::StatusOr<std::vector<LinePlace>> PlacesByDay(const storage::Reader& reader,
                                                   const Request& request, const LinePlace& begin,
                                                   size_t count) {
  const int32_t last = LastDay(request);
  // A heap whose front is the last of those kept.
  std::vector<LinePlace> places;
  ZGC_RETURN_IF_ERROR(
      ForEachDatedPosition(reader, request.account(), [&](int32_t day, Position at) {
        const LinePlace place = {day, at};
        if (day > last || place < begin) return;
        if (places.size() == count) {
          if (!(place < places.front())) return;
          std::pop_heap(places.begin(), places.end());
          places.pop_back();
        }
        places.push_back(place);
        std::push_heap(places.begin(), places.end());
      }));
  std::sort_heap(places.begin(), places.end());
  return places;
}

// The transfers at places, each segment read once.
absl::StatusOr<std::vector<v1::Transfer>> TransfersAt(const storage::Reader& reader,
                                                      const std::vector<LinePlace>& places) {
  absl::btree_map<int64_t, absl::btree_map<int, size_t>> wanted;
  for (size_t i = 0; i < places.size(); ++i) {
    wanted[places[i].at.revision][places[i].at.number] = i;
  }
  std::vector<v1::Transfer> transfers(places.size());
  for (const auto& [revision, of_revision] : wanted) {
    // Lambdas take no structured bindings with clang 14.
    const absl::btree_map<int, size_t>& numbers = of_revision;
    ZGC_ASSIGN_OR_RETURN(const auto segment, kJournal.Get(reader, {revision}));
    size_t found = 0;
    absl::Status failed;
    if (segment.has_value()) {
      ZGC_RETURN_IF_ERROR(ForEachRecord(*segment, [&](int number, absl::string_view record) {
        const auto at = numbers.find(number);
        if (at == numbers.end()) return true;
        auto transfer =
            TransferOf(record, segment->revision(), number, segment->first_sequence() + number);
        failed = transfer.status();
        if (!failed.ok()) return false;
        transfers[at->second] = *std::move(transfer);
        return ++found < numbers.size();
      }));
    }
    ZGC_RETURN_IF_ERROR(failed);
    if (found < numbers.size()) {
      return absl::DataLossError(absl::StrCat("transfers of ", revision, " are missing"));
    }
  }
  return transfers;
}

}  // namespace

bool operator<(const LinePlace& a, const LinePlace& b) { return KeyOf(a) < KeyOf(b); }

std::string StatementProgress::ToText() const {
  return absl::StrCat(next.day, " ", next.at.revision, " ", next.at.number, " ", opening_fen, " ",
                      debits_fen, " ", credits_fen);
}

absl::StatusOr<StatementProgress> StatementProgress::FromText(const std::string& text) {
  StatementProgress progress;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  if (parts.size() != 6 || !absl::SimpleAtoi(parts[0], &progress.next.day) ||
      !absl::SimpleAtoi(parts[1], &progress.next.at.revision) ||
      !absl::SimpleAtoi(parts[2], &progress.next.at.number) ||
      !absl::SimpleAtoi(parts[3], &progress.opening_fen) ||
      !absl::SimpleAtoi(parts[4], &progress.debits_fen) ||
      !absl::SimpleAtoi(parts[5], &progress.credits_fen)) {
    return absl::InternalError("a page of an account statement begins nowhere");
  }
  return progress;
}

absl::StatusOr<StatementProgress> OpenStatement(const storage::Reader& reader, bool debit_normal,
                                                const Request& request) {
  StatementProgress progress;
  Sums before;
  if (GoesByDay(request)) {
    progress.next.day = FirstDay(request);
    if (!request.from_date().empty()) {
      ZGC_ASSIGN_OR_RETURN(before, SumsBefore(reader, request));
    }
  } else {
    progress.next.at.revision = request.from_revision();
    if (request.from_revision() > 0) {
      ZGC_ASSIGN_OR_RETURN(
          before,
          SumsThrough(reader, request, std::min(request.from_revision() - 1, reader.revision())));
    }
  }
  const int64_t net = before.debits_fen - before.credits_fen;
  progress.opening_fen = debit_normal ? net : -net;
  return progress;
}

absl::StatusOr<std::vector<StatementLine>> LinesFrom(const storage::Reader& reader,
                                                     const Request& request, const LinePlace& begin,
                                                     size_t count) {
  std::vector<StatementLine> lines;
  LinePlace next = begin;
  // By day what only holds is among the places; each round goes over all days, so that a
  // few large ones are better than many.
  for (size_t asked = count; lines.size() < count; asked = std::min(asked * 4, kMostAsked)) {
    ZGC_ASSIGN_OR_RETURN(const auto places, GoesByDay(request)
                                                ? PlacesByDay(reader, request, next, asked)
                                                : PlacesAsRecorded(reader, request, next, asked));
    ZGC_ASSIGN_OR_RETURN(auto transfers, TransfersAt(reader, places));
    for (size_t i = 0; i < places.size() && lines.size() < count; ++i) {
      if (!MovesMoney(transfers[i].mode())) continue;
      lines.push_back({places[i], std::move(transfers[i])});
    }
    if (places.size() < asked) break;
    next = places.back();
    ++next.at.number;
  }
  return lines;
}

}  // namespace zgc::funding
