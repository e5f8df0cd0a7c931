#include "common/rpc/followers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/rpc/grpc_source_client.h"

namespace zgc::rpc {

absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags,
                                                     const std::vector<std::string>& known) {
  std::vector<SourceFlag> sources;
  for (const std::string& flag : flags) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    const auto refuse = [&](absl::string_view why) {
      return absl::InvalidArgumentError(absl::StrCat("--source=", flag, ": ", why));
    };
    if (parts.second.empty()) return refuse("is not NAME=HOST:PORT");
    if (std::find(known.begin(), known.end(), parts.first) == known.end()) {
      return refuse(absl::StrCat("the name is none of ", absl::StrJoin(known, ", ")));
    }
    if (std::any_of(sources.begin(), sources.end(),
                    [&](const SourceFlag& other) { return other.service == parts.first; })) {
      return refuse("the service is given twice");
    }
    sources.push_back({parts.first, parts.second});
  }
  return sources;
}

absl::StatusOr<std::unique_ptr<Followers>> Followers::Start(storage::Store& store,
                                                            const std::vector<Target>& targets,
                                                            const ClientOptions& security,
                                                            Backoff backoff) {
  std::unique_ptr<Followers> followers(new Followers(store));
  for (const Target& target : targets) {
    ClientOptions options = security;
    options.address = target.address;
    ZGC_ASSIGN_OR_RETURN(const auto channel, MakeChannel(options));
    Source& source = followers->sources_.emplace_back();
    source.feed = target.feed;
    const auto follow = [&](StreamKind kind) {
      source.streams.push_back(std::make_unique<Follower>(
          store, target.feed, kind, std::make_unique<GrpcSourceClient>(channel), backoff));
    };
    if (target.feed.figures.apply != nullptr) follow(StreamKind::kFigures);
    if (target.feed.rows.apply != nullptr) follow(StreamKind::kRows);
  }
  return followers;
}

bool Followers::Await(const std::string& service,
                      const std::function<bool(const Follower::State&)>& holds,
                      absl::Duration timeout) const {
  for (const Source& source : sources_) {
    if (source.feed.service == service) return source.streams.front()->Await(holds, timeout);
  }
  return false;
}

void Followers::Pause(absl::Duration lease) const {
  for (const Source& source : sources_) {
    for (const auto& stream : source.streams) stream->Hold(lease);
  }
}

void Followers::Resume() const {
  for (const Source& source : sources_) {
    for (const auto& stream : source.streams) stream->Release();
  }
}

void Followers::Describe(ops::v1::ServiceStatus& status) const {
  const storage::Snapshot now = store_.Read();
  for (const Source& source : sources_) {
    auto* described = status.add_sources();
    described->set_service(source.feed.service);
    described->set_connected(true);
    const auto applied = source.feed.applied(now, source.feed.service);
    if (applied.ok()) {
      described->set_applied_revision(*applied);
    } else {
      described->set_problem(std::string(applied.status().message()));
    }
    for (const auto& stream : source.streams) {
      const Follower::State state = stream->state();
      if (state.connected) continue;
      described->set_connected(false);
      if (described->problem().empty()) described->set_problem(state.problem);
    }
  }
}

}  // namespace zgc::rpc
