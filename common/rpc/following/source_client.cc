#include "common/rpc/following/source_client.h"

namespace zgc::rpc {

absl::StatusOr<ops::v1::ServiceStatus> AskStanding(SourceClient& client,
                                                   const resource::Standing& known) {
  auto answer = client.GetStatus(resource::Question(known));
  if (!resource::IsOtherHistory(answer.status())) return answer;
  auto named = client.GetStatus({});
  return named.ok() && named->service() == known.service ? answer : named;
}

}  // namespace zgc::rpc
