#include "services/funding_ledger/clients/followers.h"

#include "services/funding_ledger/domain/awards/milestones.h"

namespace zgc::funding {
namespace {

rpc::FollowedFeed FeedOf(const std::string& service) {
  rpc::FollowedFeed feed;
  feed.service = service;
  feed.self = "spiffe://zgc/funding-ledger";
  feed.types = FollowedTypes();
  feed.standing = StandingOf;
  feed.save = SaveStanding;
  feed.apply = ApplyMilestones;
  feed.each = ForEachMilestone;
  return feed;
}

}  // namespace

absl::StatusOr<std::vector<rpc::SourceFlag>> ParseSources(const std::vector<std::string>& flags) {
  return rpc::ParseSources(flags, {"task_registry"});
}

absl::StatusOr<std::unique_ptr<rpc::Followers>> StartFollowers(
    storage::Store& store, const std::vector<rpc::SourceFlag>& sources,
    const rpc::ClientOptions& security, resource::SourceWatch& watch, rpc::Backoff backoff) {
  std::vector<rpc::Followers::Target> targets;
  for (const rpc::SourceFlag& flag : sources) {
    targets.push_back({FeedOf(flag.service), flag.address});
  }
  return rpc::Followers::Start(store, targets, security, watch, backoff);
}

}  // namespace zgc::funding
