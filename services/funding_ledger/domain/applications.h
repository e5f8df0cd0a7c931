#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"

// What comes before an award: calls (申报通知) and applications (申报). Errors and
// thread-safety as in funding_ledger.h.
namespace zgc::funding {

absl::StatusOr<v1::Call> CreateCall(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateCallRequest& request);
absl::StatusOr<v1::Call> PublishCall(storage::Txn& txn, const base::Actor& actor,
                                     const v1::PublishCallRequest& request);
absl::StatusOr<v1::Call> WithdrawCall(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawCallRequest& request);
absl::StatusOr<v1::Call> GetCall(const storage::Reader& reader, const v1::GetCallRequest& request);
absl::StatusOr<std::string> ListCalls(const storage::Reader& reader,
                                      const v1::ListCallsRequest& request,
                                      const storage::Page& page, v1::ListCallsResponse& response);

absl::StatusOr<v1::Application> CreateApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateApplicationRequest& request);
absl::StatusOr<v1::Application> SubmitApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::SubmitApplicationRequest& request);
absl::StatusOr<v1::Application> StartReview(storage::Txn& txn, const base::Actor& actor,
                                            const v1::StartReviewRequest& request);
absl::StatusOr<v1::Application> RecordReview(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RecordReviewRequest& request);
absl::StatusOr<v1::Application> ConcludeReview(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ConcludeReviewRequest& request);
absl::StatusOr<v1::Application> DecideApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::DecideApplicationRequest& request);
absl::StatusOr<v1::Application> WithdrawApplication(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::WithdrawApplicationRequest& request);
absl::StatusOr<v1::Application> GetApplication(const storage::Reader& reader,
                                               const v1::GetApplicationRequest& request);
absl::StatusOr<std::string> ListApplications(const storage::Reader& reader,
                                             const v1::ListApplicationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListApplicationsResponse& response);

// Who entered, reviewed, concluded or decided the application of an award; none
// if it has no application. They neither approve nor pay it.
absl::StatusOr<std::vector<std::string>> PersonsBehind(const storage::Reader& reader,
                                                       const v1::Award& award);
// Day of the decision on the application of an award; empty if it has none.
absl::StatusOr<std::string> DecidedOn(const storage::Reader& reader, const v1::Award& award);

}  // namespace zgc::funding
