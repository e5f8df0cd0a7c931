#include "services/funding_ledger/domain/accounts/field_checks.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/resource/duties.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {

void CheckPositive(int64_t fen, absl::string_view field, Checks& checks) {
  checks.Expect(fen > 0, field, "must be above zero");
  checks.Expect(fen <= kMaxAmountFen, field, kAmountTooLarge);
}

void CheckCount(int64_t count, int64_t least, absl::string_view field, Checks& checks) {
  checks.Expect(count >= least && count <= kMaxCount, field,
                absl::StrCat("must be ", least, " to ", kMaxCount));
}

void CheckStatedAmount(int64_t fen, common::v1::AmountState state, absl::string_view field,
                       Checks& checks) {
  if (state == common::v1::AMOUNT_STATE_KNOWN) {
    CheckPositive(fen, field, checks);
  } else {
    checks.Amount(fen, state, field);
  }
}

absl::Status CheckFund(const storage::Reader& reader, const std::string& name,
                       absl::string_view field, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto program, checks.Reference(reader, kPrograms, name, field));
  if (program.has_value()) {
    checks.Expect(program->parent().empty(), field,
                  absl::StrCat("is no fund; that of ", name, " is ", program->fund()));
  }
  return absl::OkStatus();
}

void CheckForeignList(const google::protobuf::RepeatedPtrField<std::string>& names,
                      absl::string_view prefix, absl::string_view field, Checks& checks) {
  absl::btree_set<absl::string_view> seen;
  for (const std::string& name : names) {
    checks.Expect(seen.insert(name).second, field, absl::StrCat("lists \"", name, "\" twice"));
    resource::CheckForeign(name, prefix, field, checks);
  }
}

absl::Status RequireOther(const base::Actor& actor, const std::string& name,
                          absl::string_view method, const std::vector<std::string>& earlier) {
  for (const std::string& person : earlier) {
    ZGC_RETURN_IF_ERROR(resource::RequireAnother(
        actor, person, absl::StrCat("did a step before ", method, " of"), name));
  }
  return absl::OkStatus();
}

std::string PercentOf(absl::int128 part, absl::int128 whole) {
  if (whole <= 0) return "";
  const auto hundredfold = figures::Decimal::FromParts(part, -2);
  const auto divisor = figures::Decimal::FromParts(whole, 0);
  if (!hundredfold.ok() || !divisor.ok()) return "";
  const auto percent = hundredfold->DividedBy(*divisor, 1);
  return percent.ok() ? percent->ToString() : "";
}

}  // namespace zgc::funding
