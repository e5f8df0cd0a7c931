#include "services/zgcctl/output/status_text.h"

#include "absl/strings/str_cat.h"
#include "services/zgcctl/output/rows.h"

namespace zgc::ctl {
namespace {

using zgc::ops::v1::FollowedSource;
using zgc::ops::v1::ServiceStatus;

std::string Why(const FollowedSource& source) {
  if (!source.problem().empty()) return source.problem();
  return source.connected() ? "" : "not connected";
}

bool IsRefused(const FollowedSource& source) {
  return source.state() == zgc::ops::v1::SOURCE_STATE_REFUSED;
}

std::string Since(const FollowedSource& source) { return Cell(ToJson(source)["since"]); }

}  // namespace

std::string SourcesOf(const ServiceStatus& status, bool reasons) {
  std::string text;
  for (const FollowedSource& source : status.sources()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", source.service());
    if (source.state() == zgc::ops::v1::SOURCE_STATE_NOT_FOLLOWED) {
      absl::StrAppend(&text, " not followed");
      continue;
    }
    absl::StrAppend(&text, " to ", source.applied().revision());
    if (source.state() != zgc::ops::v1::SOURCE_STATE_CURRENT) {
      absl::StrAppend(&text, IsRefused(source) ? ", refused" : ", late", " since ", Since(source));
    }
    const std::string why = Why(source);
    if (reasons && !why.empty()) absl::StrAppend(&text, " (", why, ")");
  }
  return text;
}

std::vector<std::string> ReasonsOf(const ServiceStatus& status) {
  std::vector<std::string> lines;
  if (!status.problem().empty()) lines.push_back(status.problem());
  for (const FollowedSource& source : status.sources()) {
    const std::string why = Why(source);
    if (!why.empty()) lines.push_back(absl::StrCat(source.service(), ": ", why));
  }
  return lines;
}

std::string Lagging(const ServiceStatus& status,
                    const std::map<std::string, zgc::common::v1::Position>& wanted) {
  for (const FollowedSource& source : status.sources()) {
    const auto position = wanted.find(source.service());
    if (position == wanted.end()) continue;
    const int64_t revision = position->second.revision();
    if (source.applied().revision() >= revision &&
        source.state() == zgc::ops::v1::SOURCE_STATE_CURRENT) {
      continue;
    }
    const std::string why = Why(source);
    // Its revisions may be those of another history.
    return absl::StrCat(source.service(),
                        IsRefused(source)
                            ? absl::StrCat(" is refused since ", Since(source))
                            : absl::StrCat(" is applied to revision ", source.applied().revision(),
                                           " of ", revision),
                        why.empty() ? "" : absl::StrCat(" (", why, ")"));
  }
  return "";
}

std::string Paused(const ServiceStatus& status) {
  if (!status.has_following_paused_until()) return "";
  return absl::StrCat(status.service(), " takes over nothing of what it follows until ",
                      Cell(ToJson(status)["following_paused_until"]),
                      ": a set of backups is being made, or what made one was killed; zgcctl call "
                      "ResumeFollowing '{}' --service ",
                      status.service(), " ends that");
}

}  // namespace zgc::ctl
