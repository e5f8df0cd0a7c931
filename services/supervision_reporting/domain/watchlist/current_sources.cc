#include "services/supervision_reporting/domain/watchlist/current_sources.h"

#include "common/base/status_macros.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"

namespace zgc::supervision {
namespace {

constexpr char kOwnThings[] = "supervision_reporting";

}  // namespace

absl::StatusOr<std::string> CurrentSources::LeftOut(const std::string& thing) {
  const std::string source = thing.substr(2, thing.find('/', 2) - 2);
  if (source == kOwnThings) return "";
  auto known = current_.find(source);
  if (known == current_.end()) {
    ZGC_ASSIGN_OR_RETURN(const auto standing, StandingOf(reader_, source));
    const bool current = sources_.RequireCurrent(source, standing.here()).ok();
    known = current_.emplace(source, current).first;
  }
  return known->second ? "" : source;
}

absl::Status CurrentSources::Mark(v1::ListLightsResponse& response) {
  for (v1::ThingLight& line : *response.mutable_lights()) {
    ZGC_ASSIGN_OR_RETURN(const std::string source, LeftOut(line.thing()));
    line.set_stale(!source.empty());
  }
  return absl::OkStatus();
}

absl::Status CurrentSources::Mark(v1::ListQueueResponse& response) {
  for (v1::QueueItem& line : *response.mutable_items()) {
    ZGC_ASSIGN_OR_RETURN(const std::string source, LeftOut(line.resource()));
    line.set_stale(!source.empty());
  }
  return absl::OkStatus();
}

}  // namespace zgc::supervision
