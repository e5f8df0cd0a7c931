#include "common/rpc/following/followers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/resource/checks.h"
#include "common/rpc/following/grpc_source_client.h"

namespace zgc::rpc {
namespace {

// In place of an address.
constexpr char kNotFollowed[] = "none";

}  // namespace

absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags,
                                                     const std::vector<std::string>& known) {
  std::vector<SourceFlag> sources;
  for (const std::string& service : known) sources.push_back({service, ""});
  std::set<std::string> given;
  for (const std::string& flag : flags) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    const auto refuse = [&](absl::string_view why) {
      return absl::InvalidArgumentError(absl::StrCat("--source=", flag, ": ", why));
    };
    if (parts.second.empty()) return refuse("is not NAME=HOST:PORT");
    const auto source = std::find_if(sources.begin(), sources.end(), [&](const SourceFlag& one) {
      return one.service == parts.first;
    });
    if (!given.insert(parts.first).second) return refuse("the service is given twice");
    if (source == sources.end()) {
      return refuse(absl::StrCat("the name is none of ", absl::StrJoin(known, ", ")));
    }
    if (parts.second == kNotFollowed) {
      sources.erase(source);
    } else {
      source->address = parts.second;
    }
  }
  return sources;
}

absl::StatusOr<std::unique_ptr<Followers>> Followers::Start(storage::Store& store,
                                                            const std::vector<Target>& targets,
                                                            const ClientOptions& security,
                                                            resource::SourceWatch& sources,
                                                            Backoff backoff) {
  std::unique_ptr<Followers> followers(new Followers(store, sources));
  // All first, so that nothing rests on one that is forgotten.
  for (const Target& target : targets) {
    if (!target.address.empty()) sources.Follow(target.feed.service);
  }
  for (const Target& target : targets) {
    if (target.address.empty()) {
      followers->unfollowed_.push_back(target.feed);
      continue;
    }
    ClientOptions options = security;
    options.address = target.address;
    ZGC_ASSIGN_OR_RETURN(const auto channel, MakeChannel(options));
    Source& source = followers->sources_.emplace_back();
    source.feed = target.feed;
    source.follower = std::make_unique<Follower>(
        store, target.feed, std::make_unique<GrpcSourceClient>(channel), sources, backoff);
    source.heartbeat =
        std::make_unique<Heartbeat>(store, source.feed, std::make_unique<GrpcSourceClient>(channel),
                                    sources, backoff.between_heartbeats);
  }
  return followers;
}

bool Followers::Await(const std::string& service,
                      const std::function<bool(const Follower::State&)>& holds,
                      absl::Duration timeout) const {
  for (const Source& source : sources_) {
    if (source.feed.service == service) return source.follower->Await(holds, timeout);
  }
  return false;
}

void Followers::Hold(absl::Duration lease) const {
  for (const Source& source : sources_) source.follower->Hold(lease);
}

void Followers::AwaitHeld() const {
  for (const Source& source : sources_) source.follower->AwaitHeld();
}

absl::Status Followers::Resync(storage::Txn& txn, const base::Actor& actor,
                               const ops::v1::ResyncSourceRequest& request) const {
  const resource::Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  for (const Source& source : sources_) {
    if (source.feed.service != request.source()) continue;
    ZGC_ASSIGN_OR_RETURN(resource::Standing known, source.feed.standing(txn, request.source()));
    resource::Forget(request.reason(), actor.responsible(), known);
    source.feed.save(txn, known);
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                         absl::StrCat("\"", request.source(), "\" is not followed"),
                         {{"name", request.source()}});
}

void Followers::Describe(ops::v1::ServiceStatus& status) const {
  const storage::Snapshot now = store_.Read();
  for (const Source& source : sources_) {
    if (source.feed.IsIdle(now)) continue;
    std::string paused;
    auto* described = status.add_sources();
    described->set_service(source.feed.service);
    const auto standing = source.feed.standing(now, source.feed.service);
    absl::optional<int64_t> here;
    if (standing.ok()) {
      if (standing->applied.revision() > 0) {
        *described->mutable_applied() = watch_.Reaches(source.feed.service, standing->applied);
      }
      described->set_reading(!standing->exact);
      *described->mutable_afresh() = standing->afresh;
      here = standing->here();
    } else {
      described->set_problem(std::string(standing.status().message()));
    }
    const Follower::State state = source.follower->state();
    if (state.held_for > absl::ZeroDuration()) {
      const absl::Time until = absl::Now() + state.held_for;
      status.mutable_following_paused_until()->set_seconds(absl::ToUnixSeconds(until));
      paused = absl::StrCat("following is paused until ",
                            absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", until, absl::UTCTimeZone()),
                            "; ResumeFollowing ends that");
    }
    described->set_connected(state.connected);
    const resource::SourceWatch::State stands = watch_.StateOf(source.feed.service, here);
    described->set_state(stands.state);
    described->mutable_since()->set_seconds(absl::ToUnixSeconds(stands.since));
    if (described->problem().empty()) described->set_problem(state.problem);
    if (described->problem().empty()) described->set_problem(paused);
    if (described->problem().empty()) described->set_problem(stands.problem);
  }
  for (const FollowedFeed& feed : unfollowed_) {
    if (feed.IsIdle(now)) continue;
    const resource::SourceWatch::State stands = watch_.StateOf(feed.service, absl::nullopt);
    auto* described = status.add_sources();
    described->set_service(feed.service);
    described->set_state(stands.state);
    described->mutable_since()->set_seconds(absl::ToUnixSeconds(stands.since));
    described->set_problem(stands.problem);
  }
}

}  // namespace zgc::rpc
