#include "services/funding_ledger/domain/terms/work.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/shape.h"

namespace zgc::funding {

using figures::Decimal;

void Work::Step(absl::string_view label, std::string expression, std::string value,
                absl::string_view unit) {
  auto* step = result_.add_steps();
  step->set_label(std::string(label));
  step->set_expression(std::move(expression));
  step->set_value(std::move(value));
  step->set_unit(std::string(unit));
}

absl::StatusOr<Decimal> Work::Part(const Decimal& fen, const std::string& percent) {
  ZGC_ASSIGN_OR_RETURN(const Decimal share, Decimal::Parse(percent));
  ZGC_ASSIGN_OR_RETURN(const Decimal product, fen.Times(share));
  return product.TimesPowerOfTen(-2);
}

absl::Status Work::Round(absl::string_view label, std::string expression, const Decimal& numerator,
                         int64_t denominator) {
  ZGC_ASSIGN_OR_RETURN(const Decimal fen, numerator.DividedBy(Decimal(denominator), 0));
  if (fen > Decimal(kMaxAmountFen)) return absl::OutOfRangeError("more than 10 trillion yuan");
  result_.set_uncapped_fen(static_cast<int64_t>(fen.coefficient()));
  result_.set_amount_fen(result_.uncapped_fen());
  Step(label, absl::StrCat(expression, "，四舍五入到分"), fen.ToString(), "分");
  return absl::OkStatus();
}

void Work::Cap(v1::SupportCap cap, absl::string_view label, int64_t limit_fen, int64_t used_fen) {
  if (limit_fen == 0) return;
  const int64_t left = std::max<int64_t>(0, limit_fen - used_fen);
  const int64_t before = result_.amount_fen();
  if (left < before) {
    result_.set_amount_fen(left);
    result_.set_bound_by(cap);
  }
  Step(label,
       used_fen == 0 ? absl::StrCat("min(", before, ", ", limit_fen, ")")
                     : absl::StrCat("min(", before, ", ", limit_fen, " − ", used_fen, ")"),
       absl::StrCat(result_.amount_fen()), "分");
}

}  // namespace zgc::funding
