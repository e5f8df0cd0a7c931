#include "services/zgcctl/dataset/following.h"

#include <iostream>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/output/status_text.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::ctl {
namespace {

using zgc::ops::v1::ServiceStatus;

// As CallPatiently: a service that is started again on the way is waited for.
absl::StatusOr<ServiceStatus> AskStatus(Client& client, const std::string& service) {
  return client.Get<ServiceStatus>(service, "GetServiceStatus",
                                   zgc::ops::v1::GetServiceStatusRequest(), true);
}

// Whether there is any use in waiting. A source of which nothing is wanted is not told of.
absl::Status CheckFollows(const ServiceStatus& status, const std::string& follower,
                          const std::string& source) {
  for (const auto& followed : status.sources()) {
    if (followed.service() != source) continue;
    const bool refused = followed.state() == zgc::ops::v1::SOURCE_STATE_REFUSED;
    if (!refused && followed.state() != zgc::ops::v1::SOURCE_STATE_NOT_FOLLOWED) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        follower, refused ? " refuses " : " does not follow ", source, ": ", followed.problem()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AwaitFollowed(Client& client, const std::string& follower, const std::string& source) {
  constexpr absl::Duration kPause = absl::Milliseconds(100);
  const absl::Time deadline = absl::Now() + client.options().timeout();
  ZGC_ASSIGN_OR_RETURN(const ServiceStatus head, AskStatus(client, source));
  for (bool told = false;; told = true) {
    ZGC_ASSIGN_OR_RETURN(const ServiceStatus status, AskStatus(client, follower));
    ZGC_RETURN_IF_ERROR(CheckFollows(status, follower, source));
    const std::string lagging = Lagging(status, {{source, head.position()}});
    if (lagging.empty()) return absl::OkStatus();
    if (absl::Now() > deadline) {
      return absl::DeadlineExceededError(
          absl::StrCat(follower, " waited in vain: ", lagging,
                       "; run the import again, or give it a longer --timeout"));
    }
    if (!told) std::cout << "  " << follower << " waits: " << lagging << std::endl;
    absl::SleepFor(kPause);
  }
}

}  // namespace zgc::ctl
