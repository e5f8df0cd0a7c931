#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "common/storage/txn.h"

// How every method of a lifecycle ends. Thread-safe as the transaction is.
namespace zgc::supervision {

// Takes the method if nothing is wrong. Without a day it is that of the commit.
template <typename Row>
absl::Status Finish(const storage::Txn& txn, const base::Actor& actor,
                    const resource::Lifecycle<Row>& lifecycle, absl::string_view method,
                    resource::StepDetails details, resource::Checks& checks, Row& row) {
  resource::CheckStepDay(txn, details.date, row.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  details.date = resource::DayOr(txn, details.date);
  lifecycle.Take(txn, actor, method, details, row);
  return absl::OkStatus();
}

// The step that a record began with is of the day on which it was received or written: moves it
// with that, as the record is corrected. Violations are of `field`.
inline void BeginOn(const std::string& day, absl::string_view field, resource::Steps& steps,
                    resource::Checks& checks) {
  for (int i = 1; i < steps.size(); ++i) {
    if (steps[i].date().empty()) continue;
    checks.Expect(day <= steps[i].date(), field,
                  absl::StrCat("is after ", steps[i].method(), " on ", steps[i].date()));
    break;
  }
  if (!steps.empty()) steps.begin()->set_date(day);
}

}  // namespace zgc::supervision
