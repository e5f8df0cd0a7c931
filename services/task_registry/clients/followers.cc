#include "services/task_registry/clients/followers.h"

#include "services/task_registry/domain/sources/followed_figures.h"
#include "services/task_registry/domain/sources/wanted_indicators.h"

namespace zgc::tasks {
namespace {

rpc::FollowedFeed FeedOf(const std::string& service) {
  rpc::FollowedFeed feed;
  feed.service = service;
  feed.self = "spiffe://zgc/task-registry";
  feed.figures = true;
  feed.standing = StandingOf;
  feed.save = SaveStanding;
  feed.apply = ApplyFigures;
  feed.each = ForEachFollowed;
  feed.wanted = WantedIndicators;
  feed.follows_wanted = FollowsWanted;
  feed.turn = TurnToWanted;
  return feed;
}

}  // namespace

absl::StatusOr<std::vector<rpc::SourceFlag>> ParseSources(const std::vector<std::string>& flags) {
  return rpc::ParseSources(flags, FigureServices());
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

}  // namespace zgc::tasks
