#include "services/supervision_reporting/clients/followers.h"

#include "services/supervision_reporting/domain/sources/source_batches.h"

namespace zgc::supervision {
absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags) {
  return rpc::ParseSources(flags, {"task_registry", "funding_ledger", "park_region"});
}

rpc::FollowedFeed FeedOf(const std::string& service) {
  rpc::FollowedFeed feed;
  feed.service = service;
  feed.self = "spiffe://zgc/supervision-reporting";
  feed.figures = true;
  feed.types = FollowedTypes(service);
  feed.standing = StandingOf;
  feed.save = SaveStanding;
  feed.apply = ApplyPart;
  feed.each = ForEachFollowed;
  return feed;
}

absl::StatusOr<std::unique_ptr<Followers>> StartFollowers(storage::Store& store,
                                                          const std::vector<SourceFlag>& sources,
                                                          const rpc::ClientOptions& security,
                                                          resource::SourceWatch& watch,
                                                          Backoff backoff) {
  std::vector<Followers::Target> targets;
  for (const SourceFlag& flag : sources) targets.push_back({FeedOf(flag.service), flag.address});
  return Followers::Start(store, targets, security, watch, backoff);
}

}  // namespace zgc::supervision
