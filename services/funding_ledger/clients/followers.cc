#include "services/funding_ledger/clients/followers.h"

#include "common/base/status_macros.h"
#include "services/funding_ledger/domain/milestones.h"

namespace zgc::funding {
namespace {

absl::StatusOr<int64_t> Applied(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const v1::FeedPosition position, PositionOf(reader, service));
  return position.applied_revision();
}

rpc::FollowedFeed FeedOf(const std::string& service) {
  rpc::FollowedFeed feed;
  feed.service = service;
  feed.self = "spiffe://zgc/funding-ledger";
  feed.accept = [service](storage::Txn& txn, const ops::v1::ServiceStatus& status) {
    return AcceptSource(txn, service, status);
  };
  feed.applied = Applied;
  feed.rows = {Applied, ApplyMilestones};
  feed.types = FollowedTypes();
  return feed;
}

}  // namespace

absl::StatusOr<std::vector<rpc::SourceFlag>> ParseSources(const std::vector<std::string>& flags) {
  return rpc::ParseSources(flags, {"task_registry"});
}

absl::StatusOr<std::unique_ptr<rpc::Followers>> StartFollowers(
    storage::Store& store, const std::vector<rpc::SourceFlag>& sources,
    const rpc::ClientOptions& security, rpc::Backoff backoff) {
  std::vector<rpc::Followers::Target> targets;
  for (const rpc::SourceFlag& flag : sources) {
    targets.push_back({FeedOf(flag.service), flag.address});
  }
  return rpc::Followers::Start(store, targets, security, backoff);
}

}  // namespace zgc::funding
