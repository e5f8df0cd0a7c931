#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/ledger/shape.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"

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

// The program exists and is a fund.
absl::Status CheckFund(const storage::Reader& reader, const std::string& name,
                       absl::string_view field, Checks& checks);

// Names of "{prefix}{id}"; no two alike.
void CheckForeignList(const google::protobuf::RepeatedPtrField<std::string>& names,
                      absl::string_view prefix, absl::string_view field, Checks& checks);

// PERMISSION_DENIED with SEPARATION_OF_DUTIES if the person has done one of the
// earlier steps of `name`.
absl::Status RequireOther(const base::Actor& actor, const std::string& name,
                          absl::string_view method, const std::vector<std::string>& earlier);

// `part` of `whole` in per cent with one decimal, the rate of every report and record;
// empty unless `whole` is above zero.
std::string PercentOf(absl::int128 part, absl::int128 whole);

}  // namespace zgc::funding
