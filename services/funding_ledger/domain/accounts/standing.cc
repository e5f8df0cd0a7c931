#include "services/funding_ledger/domain/accounts/standing.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {

bool Stands(const v1::Award& award) {
  return award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_CANCELLED;
}

bool Stands(const v1::Appropriation& row) {
  const bool posted =
      row.state() == v1::DECISION_STATE_APPROVED || row.state() == v1::DECISION_STATE_UNSPECIFIED;
  return posted && row.reversal().empty();
}

bool Stands(const v1::Virement& row) {
  return row.state() == v1::DECISION_STATE_APPROVED && row.reversal().empty();
}

bool Stands(const v1::CarryOver& row) {
  return row.state() == v1::DECISION_STATE_APPROVED && row.reversal().empty();
}

}  // namespace zgc::funding
