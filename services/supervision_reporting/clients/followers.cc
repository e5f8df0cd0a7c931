#include "services/supervision_reporting/clients/followers.h"

#include "common/base/status_macros.h"

namespace zgc::supervision {
namespace {

// The services that can be followed, and whether reports need their rows.
const std::vector<FollowedService>& KnownServices() {
  static const auto* const services = new std::vector<FollowedService>{
      {"task_registry", true}, {"funding_ledger", false}, {"park_region", false}};
  return *services;
}

absl::StatusOr<int64_t> FiguresPosition(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const v1::Source source, PositionOf(reader, service));
  return source.figures_revision();
}

absl::StatusOr<int64_t> RowsPosition(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const v1::Source source, PositionOf(reader, service));
  return source.rows_revision();
}

absl::StatusOr<int64_t> Applied(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const v1::Source source, PositionOf(reader, service));
  return source.applied_revision();
}

}  // namespace

absl::StatusOr<std::vector<SourceFlag>> ParseSources(const std::vector<std::string>& flags) {
  std::vector<std::string> known;
  for (const FollowedService& service : KnownServices()) known.push_back(service.service);
  return rpc::ParseSources(flags, known);
}

rpc::FollowedFeed FeedOf(const FollowedService& followed) {
  rpc::FollowedFeed feed;
  feed.service = followed.service;
  feed.self = "spiffe://zgc/supervision-reporting";
  feed.accept = [followed](storage::Txn& txn, const ops::v1::ServiceStatus& status) {
    return AcceptSource(txn, followed, status);
  };
  feed.applied = Applied;
  feed.figures = {FiguresPosition, ApplyFigures};
  if (followed.rows) {
    feed.rows = {RowsPosition, ApplyRows};
    feed.types = FollowedTypes();
  }
  return feed;
}

absl::StatusOr<std::unique_ptr<Followers>> StartFollowers(storage::Store& store,
                                                          const std::vector<SourceFlag>& sources,
                                                          const rpc::ClientOptions& security,
                                                          Backoff backoff) {
  std::vector<Followers::Target> targets;
  for (const SourceFlag& flag : sources) {
    for (const FollowedService& service : KnownServices()) {
      if (service.service == flag.service) targets.push_back({FeedOf(service), flag.address});
    }
  }
  return Followers::Start(store, targets, security, backoff);
}

}  // namespace zgc::supervision
