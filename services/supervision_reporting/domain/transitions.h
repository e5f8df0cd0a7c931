#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

}  // namespace zgc::supervision
