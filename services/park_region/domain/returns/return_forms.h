#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/return_service.pb.h"
#include "zgc/parks/v1/returns.pb.h"

// Forms of monthly returns, without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const Lifecycle<v1::ReturnForm>& ReturnFormLifecycle();

absl::StatusOr<v1::ReturnForm> CreateReturnForm(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateReturnFormRequest& request);
absl::StatusOr<v1::ReturnForm> ApproveReturnForm(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::ApproveReturnFormRequest& request);
absl::StatusOr<v1::ReturnForm> RejectReturnForm(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RejectReturnFormRequest& request);
absl::StatusOr<v1::ReturnForm> EndReturnForm(storage::Txn& txn, const base::Actor& actor,
                                             const v1::EndReturnFormRequest& request);
absl::StatusOr<v1::ReturnForm> GetReturnForm(const storage::Reader& reader,
                                             const v1::GetReturnFormRequest& request);
absl::StatusOr<std::string> ListReturnForms(const storage::Reader& reader,
                                            const v1::ListReturnFormsRequest& request,
                                            const storage::Page& page,
                                            v1::ListReturnFormsResponse& response);

// Last day of a month, YYYY-MM; empty of other text.
std::string LastDayOfMonth(const std::string& month);

// The form that a request names for a month, whose last day it must hold on; none if something is
// wrong, which is a violation of the fields `prefix`form and `prefix`month.
absl::StatusOr<absl::optional<v1::ReturnForm>> FormOfMonth(const storage::Reader& reader,
                                                           const std::string& form,
                                                           const std::string& month,
                                                           const std::string& prefix,
                                                           Checks& checks);

}  // namespace zgc::parks
