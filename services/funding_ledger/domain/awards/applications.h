#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"

// What comes before an award: calls (申报通知) and applications (申报). Errors and
// thread-safety as in rpc/services.h.
namespace zgc::funding {

// The states of an application and the methods between them.
const resource::Lifecycle<v1::Application>& ApplicationLifecycle();
const records::KindOf<v1::Application>& ApplicationKind();
absl::StatusOr<v1::Application> CreateApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateApplicationRequest& request);
absl::StatusOr<v1::Application> SubmitApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::SubmitApplicationRequest& request);
absl::StatusOr<v1::Application> WithdrawApplication(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::WithdrawApplicationRequest& request);
absl::StatusOr<v1::Application> GetApplication(const storage::Reader& reader,
                                               const v1::GetApplicationRequest& request);
absl::StatusOr<std::string> ListApplications(const storage::Reader& reader,
                                             const v1::ListApplicationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListApplicationsResponse& response);

}  // namespace zgc::funding
