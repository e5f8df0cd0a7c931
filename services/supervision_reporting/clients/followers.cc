#include "services/supervision_reporting/clients/followers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "services/supervision_reporting/clients/grpc_source_client.h"

namespace zgc::supervision {
namespace {

// The services that can be followed, and whether reports need their rows.
const std::vector<FollowedService>& KnownServices() {
  static const auto* const services = new std::vector<FollowedService>{
      {"task_registry", true}, {"funding_ledger", false}, {"park_region", false}};
  return *services;
}

const FollowedService* FindService(const std::string& name) {
  for (const FollowedService& service : KnownServices()) {
    if (service.service == name) return &service;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags) {
  std::vector<SourceFlag> sources;
  for (const std::string& flag : flags) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(flag, absl::MaxSplits('=', 1));
    const auto refuse = [&](absl::string_view why) {
      return absl::InvalidArgumentError(absl::StrCat("--source=", flag, ": ", why));
    };
    if (parts.second.empty()) return refuse("is not NAME=HOST:PORT");
    if (FindService(parts.first) == nullptr) {
      return refuse("the name is none of task_registry, funding_ledger, park_region");
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
                                                            const std::vector<SourceFlag>& sources,
                                                            const rpc::ClientOptions& security,
                                                            Backoff backoff) {
  std::unique_ptr<Followers> followers(new Followers(store));
  for (const SourceFlag& flag : sources) {
    rpc::ClientOptions options = security;
    options.address = flag.address;
    ZGC_ASSIGN_OR_RETURN(const auto channel, rpc::MakeChannel(options));
    const FollowedService& service = *FindService(flag.service);
    Source& source = followers->sources_.emplace_back();
    source.service = flag.service;
    const auto follow = [&](StreamKind kind) {
      source.streams.push_back(std::make_unique<Follower>(
          store, service, kind, std::make_unique<GrpcSourceClient>(channel), backoff));
    };
    follow(StreamKind::kFigures);
    if (service.rows) follow(StreamKind::kRows);
  }
  return followers;
}

bool Followers::Await(const std::string& service,
                      const std::function<bool(const Follower::State&)>& holds,
                      absl::Duration timeout) const {
  for (const Source& source : sources_) {
    if (source.service == service) return source.streams.front()->Await(holds, timeout);
  }
  return false;
}

void Followers::Describe(ops::v1::ServiceStatus& status) const {
  const storage::Snapshot now = store_.Read();
  for (const Source& source : sources_) {
    auto* described = status.add_sources();
    described->set_service(source.service);
    described->set_connected(true);
    const auto position = PositionOf(now, source.service);
    if (position.ok()) {
      described->set_applied_revision(position->applied_revision());
    } else {
      described->set_problem(std::string(position.status().message()));
    }
    for (const auto& stream : source.streams) {
      const Follower::State state = stream->state();
      if (state.connected) continue;
      described->set_connected(false);
      if (described->problem().empty()) described->set_problem(state.problem);
    }
  }
}

}  // namespace zgc::supervision
