#pragma once

#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "services/funding_ledger/domain/journal.h"
#include "services/funding_ledger/ledger/shape.h"
#include "services/funding_ledger/store/schema.h"

// Checks that several records share.
namespace zgc::funding {

// What is said of an amount above kMaxAmountFen.
inline constexpr absl::string_view kAmountTooLarge = "is more than 10 trillion yuan";
// Digits after the point of a rate of interest or premium in per cent.
inline constexpr int kRateScale = 4;
// Largest number of anything in one record.
inline constexpr int64_t kMaxCount = 1'000'000'000;

// An amount in fen above zero, kMaxAmountFen at most.
void CheckPositive(int64_t fen, absl::string_view field, Checks& checks);
// A number of things, `least` to kMaxCount.
void CheckCount(int64_t count, int64_t least, absl::string_view field, Checks& checks);
// Above zero if known, zero if unknown; one of both must be said.
void CheckStatedAmount(int64_t fen, common::v1::AmountState state, absl::string_view field,
                       Checks& checks);
// "2019" of "fiscalYears/2019".
std::string YearOf(const std::string& fiscal_year);
// Four digits of a year that days can have.
bool IsYear(absl::string_view year);
// Empty, or a day of the year (four digits).
void CheckDayInYear(const std::string& day, const std::string& year, absl::string_view field,
                    Checks& checks);
// The day if it lies in the year; else empty, as where only the year is known.
std::string DayIfIn(const std::string& day, const std::string& fiscal_year);
// The day on which something of a year counts: its own, or the last one of the year where
// only that is known.
std::string CountsOn(const std::string& effective_date, const std::string& fiscal_year);
// The first day that a year still takes: what is carried into it counts from there on,
// so that no report by day misses it. Its last month closes with the year alone.
absl::StatusOr<std::string> FirstOpenDay(const storage::Reader& reader,
                                         const std::string& fiscal_year);
// The year exists.
absl::Status CheckFiscalYear(const storage::Reader& reader, const std::string& name,
                             absl::string_view field, Checks& checks);
// The program exists and is a fund.
absl::Status CheckFund(const storage::Reader& reader, const std::string& name,
                       absl::string_view field, Checks& checks);
// Names of "{prefix}{id}"; no two alike.
void CheckForeign(const google::protobuf::RepeatedPtrField<std::string>& names,
                  absl::string_view prefix, absl::string_view field, Checks& checks);

// PERMISSION_DENIED with SEPARATION_OF_DUTIES if the person has done one of the
// earlier steps of `name`.
absl::Status RequireOther(const base::Actor& actor, const std::string& name,
                          absl::string_view method, const std::vector<std::string>& earlier);

// The program, then what it is a part of, up to its fund.
absl::StatusOr<std::vector<v1::Program>> WithParents(const storage::Reader& reader,
                                                     const std::string& program);

// The account that a program draws on in a year: its own once money was allotted,
// vired or carried over to it and not all of that was reversed, else that of the nearest
// program above of which this holds, else that of its fund. `lineage` as from WithParents.
absl::StatusOr<AccountRef> DrawsOn(const storage::Reader& reader, const std::string& fiscal_year,
                                   const std::vector<v1::Program>& lineage);

// `part` of `whole` in per cent with one decimal, the rate of every report and record;
// empty unless `whole` is above zero.
std::string PercentOf(absl::int128 part, absl::int128 whole);

// Whether it was approved and not cancelled.
bool Stands(const v1::Award& award);
// Whether it was posted and not reversed.
bool Stands(const v1::Appropriation& row);
bool Stands(const v1::Virement& row);
bool Stands(const v1::CarryOver& row);

// Takes over what the journal says is left of a summary.
absl::Status RefreshSummary(storage::Txn& txn, const std::string& name);
AccountRef Unitemised(const v1::SummaryDisbursement& summary);

}  // namespace zgc::funding
