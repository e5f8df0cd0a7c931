#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/ledger/books.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/reports.pb.h"

// Where a page of an account statement begins and what it shows (明细账分页). Pure.
namespace zgc::funding {

// The place of a line in a statement.
struct LinePlace {
  // What the order goes by: a day, see DayNumber; 0 in the order of the journal.
  int32_t day = 0;
  Position at;
};
bool operator<(const LinePlace& a, const LinePlace& b);

// One transfer of the account.
struct StatementLine {
  LinePlace place;
  v1::Transfer transfer;
};

// How far a statement has come: all that a page must know of those before it.
struct StatementProgress {
  // Of its first line; no line is before it on the first page.
  LinePlace next;
  // Balance before the first line of the statement, in fen.
  int64_t opening_fen = 0;
  // Of the lines shown so far.
  int64_t debits_fen = 0;
  int64_t credits_fen = 0;

  // As the place of a page token.
  std::string ToText() const;
  static absl::StatusOr<StatementProgress> FromText(const std::string& text);
};

// The start of a statement: its opening balance is that of the account, which grows
// by debits if `debit_normal`. The request was checked.
absl::StatusOr<StatementProgress> OpenStatement(const storage::Reader& reader, bool debit_normal,
                                                const v1::GetAccountStatementRequest& request);

// At most `count` lines from a place on, in the order of the request. In the order of
// recording it costs what it returns, wherever it begins, and what only holds or lets go
// between. By day it also passes over where the transfers of the account are, some bytes
// each: once, and again if among those that it kept there were too many that only hold.
absl::StatusOr<std::vector<StatementLine>> LinesFrom(const storage::Reader& reader,
                                                     const v1::GetAccountStatementRequest& request,
                                                     const LinePlace& begin, size_t count);

// Whether a statement goes by the day.
inline bool GoesByDay(const v1::GetAccountStatementRequest& request) {
  return request.order() != v1::STATEMENT_ORDER_RECORDED;
}

}  // namespace zgc::funding
