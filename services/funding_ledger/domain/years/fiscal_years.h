#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

// Fiscal years, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const records::KindOf<v1::FiscalYear>& FiscalYearKind();
const resource::Lifecycle<v1::FiscalYear>& FiscalYearLifecycle();

absl::StatusOr<v1::FiscalYear> CreateFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateFiscalYearRequest& request);
absl::StatusOr<v1::FiscalYear> CloseFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                               const v1::CloseFiscalYearRequest& request);
absl::StatusOr<v1::FiscalYear> GetFiscalYear(const storage::Reader& reader,
                                             const v1::GetFiscalYearRequest& request);
absl::StatusOr<std::string> ListFiscalYears(const storage::Reader& reader,
                                            const v1::ListFiscalYearsRequest& request,
                                            const storage::Page& page,
                                            v1::ListFiscalYearsResponse& response);

}  // namespace zgc::funding
