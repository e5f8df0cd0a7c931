#include "services/park_region/domain/stated.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/decimal/decimal.h"

namespace zgc::parks {
namespace {

// The stated amount at its rate in fen, halves away from zero; nullopt where that does not fit.
absl::optional<figures::Decimal> FenOf(const v1::StatedCapital& stated) {
  const auto amount = figures::Decimal::Parse(stated.amount());
  const auto rate = figures::Decimal::Parse(stated.yuan_rate().empty() ? "1" : stated.yuan_rate());
  if (!amount.ok() || !rate.ok()) return absl::nullopt;
  constexpr int kFen = 2;
  const int power = stated.unit().empty() ? 0 : stated.unit() == "万" ? 4 : 8;
  auto fen = amount->Times(*rate);
  if (fen.ok()) fen = fen->TimesPowerOfTen(power + kFen);
  if (fen.ok()) fen = fen->Rounded(0);
  return fen.ok() ? absl::make_optional(*fen) : absl::nullopt;
}

}  // namespace

void CheckStated(const v1::StatedCapital& stated, const StatedAmount& amount,
                 resource::Checks& checks) {
  const std::string& field = amount.stated_field;
  checks.Expect(stated.unit().empty() || stated.unit() == "万" || stated.unit() == "亿",
                field + ".unit", "must be 万, 亿 or empty");
  const bool code = stated.currency().size() == 3 &&
                    std::all_of(stated.currency().begin(), stated.currency().end(),
                                [](char c) { return c >= 'A' && c <= 'Z'; });
  checks.Expect(code, field + ".currency", "must be a code of ISO 4217, such as CNY or USD");
  const bool known = amount.state == common::v1::AMOUNT_STATE_KNOWN;
  const bool yuan = stated.currency() == "CNY";
  checks.Expect(!yuan || known, amount.state_field, "is known where yuan are stated");
  checks.Expect((known && !yuan) == !stated.yuan_rate().empty(), field + ".yuan_rate",
                "is given for the known amount of another currency, and for no other");
  if (!known || !checks.empty()) return;
  const auto fen = FenOf(stated);
  checks.Expect(fen.has_value() && *fen == figures::Decimal(amount.fen), amount.fen_field,
                absl::StrCat("is not what is stated, ",
                             fen.has_value() ? fen->ToString() : std::string("too much"), " fen"));
}

}  // namespace zgc::parks
