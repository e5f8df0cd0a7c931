#include "services/park_region/domain/spaces/lettings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/domain/spaces/time_line.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

bool HasEnded(const v1::Letting& letting, const std::string& today) {
  const std::string last = LetUntil(letting);
  return !letting.released_date().empty() || (!last.empty() && last < today);
}

void Hold(v1::Space& space, const std::string& enterprise, const std::string& from,
          const std::string& until) {
  space.set_holder(enterprise);
  space.set_held_from(from);
  space.set_held_until(until);
}

// By the first of its lettings that has not ended. A demand goes with the holder that it was
// matched for.
v1::SpaceState HoldByLettings(const std::string& today, v1::Space& space) {
  for (const v1::Letting& letting : space.lettings()) {
    if (HasEnded(letting, today)) continue;
    if (letting.enterprise() != space.holder()) space.clear_demand();
    Hold(space, letting.enterprise(), letting.from_date(), letting.to_date());
    return v1::SPACE_STATE_LET;
  }
  space.clear_demand();
  Hold(space, "", "", "");
  return v1::SPACE_STATE_VACANT;
}

absl::Status ReopenDemand(storage::Txn& txn, const base::Actor& actor, v1::Space& space,
                          const StepDetails& details) {
  if (space.demand().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(v1::Demand demand, GetRow(txn, kDemands, space.demand()));
  ZGC_RETURN_IF_ERROR(DemandLifecycle().Check(txn, actor, "ReleaseSpace", demand));
  demand.clear_space();
  DemandLifecycle().Take(txn, actor, "ReleaseSpace", details, demand);
  Save(txn, kDemands, std::move(demand));
  space.clear_demand();
  return absl::OkStatus();
}

// What ended by itself until today is released in the books before they go on.
absl::Status CatchUp(storage::Txn& txn, const base::Actor& actor, v1::Space& space) {
  const std::string today = DayOr(txn, "");
  const std::string until = space.held_until();
  const auto last = base::ParseDate(until);
  if (!last.ok() || until >= today) return absl::OkStatus();
  const StepDetails details = {.date = base::FormatDate(*last + 1),
                               .note = absl::StrCat(space.holder(), " held it until ", until)};
  if (space.state() == v1::SPACE_STATE_RESERVED) {
    ZGC_RETURN_IF_ERROR(ReopenDemand(txn, actor, space, details));
  }
  const v1::SpaceState to = HoldByLettings(today, space);
  SpaceLifecycle().TakeTo(txn, actor, "ReleaseSpace", to, details, space);
  return absl::OkStatus();
}

// The letting with days from that day on, or null, which is a violation.
v1::Letting* FindLetting(v1::Space& space, const std::string& from, Checks& checks) {
  for (v1::Letting& letting : *space.mutable_lettings()) {
    if (letting.from_date() == from && letting.released_date().empty()) return &letting;
  }
  checks.Add("from_date",
             absl::StrCat(space.name(), " has no letting from ", from, " that was not released"));
  return nullptr;
}

// The letting that lasts on the day before, or begins on the day; or null.
v1::Letting* LettingUntil(v1::Space& space, const std::string& day) {
  const auto parsed = base::ParseDate(day);
  v1::Letting* found = nullptr;
  for (v1::Letting& letting : *space.mutable_lettings()) {
    if (!letting.released_date().empty() || letting.from_date() > day) continue;
    const std::string last = LetUntil(letting);
    if (last.empty() || base::FormatDate(*parsed - 1) <= last) found = &letting;
    if (found != nullptr && letting.from_date() < day) return found;
  }
  return found;
}

absl::StatusOr<v1::Space> SaveLettings(storage::Txn& txn, const base::Actor& actor,
                                       absl::string_view method, const StepDetails& details,
                                       v1::Space space) {
  const v1::SpaceState to = HoldByLettings(DayOr(txn, ""), space);
  SpaceLifecycle().TakeTo(txn, actor, method, to, details, space);
  return Save(txn, kSpaces, std::move(space));
}

absl::Status CheckReleaseDay(const storage::Reader& reader, const v1::Space& space,
                             const v1::Letting* letting, const std::string& date, Checks& checks) {
  if (space.state() == v1::SPACE_STATE_LET) {
    checks.Expect(letting != nullptr, "date", "no letting of it lasts until then");
    if (letting != nullptr && !letting->notice_date().empty()) return absl::OkStatus();
  }
  return checks.NotAfterToday(reader, date, "date");
}

}  // namespace

absl::StatusOr<v1::Space> ReserveSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReserveSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  if (!request.date().empty()) checks.Ordered(request.date(), request.until_date(), "until_date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CatchUp(txn, actor, space));
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "ReserveSpace", space));
  ZGC_ASSIGN_OR_RETURN(const auto held,
                       HeldAround(txn, space, {request.date(), request.until_date()}, ""));
  if (!held.empty()) return SpaceLifecycle().Hindered(txn, "ReserveSpace", space, held);
  Hold(space, request.enterprise(), request.date(), request.until_date());
  SpaceLifecycle().Take(txn, actor, "ReserveSpace",
                        {.date = request.date(), .note = request.enterprise()}, space);
  return Save(txn, kSpaces, std::move(space));
}

absl::StatusOr<v1::Space> LetSpace(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LetSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  if (!request.from_date().empty()) {
    checks.Ordered(request.from_date(), request.to_date(), "to_date");
    checks.Ordered(space.vacant_from(), request.from_date(), "from_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CatchUp(txn, actor, space));
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "LetSpace", space));
  if (space.state() == v1::SPACE_STATE_RESERVED) {
    if (space.holder() != request.enterprise()) {
      return IllegalTransition(
          space.name(), "LetSpace",
          {absl::StrCat(space.name(), " is ", v1::SpaceState_Name(space.state()), " for ",
                        space.holder())},
          {absl::StrCat("LetSpace to ", space.holder()), "ReleaseSpace"});
    }
    checks.Ordered(space.held_from(), request.from_date(), "from_date");
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
  }
  ZGC_ASSIGN_OR_RETURN(const auto held,
                       HeldAround(txn, space, {request.from_date(), request.to_date()}, ""));
  if (!held.empty()) return SpaceLifecycle().Hindered(txn, "LetSpace", space, held);
  v1::Letting* const letting = space.add_lettings();
  letting->set_enterprise(request.enterprise());
  letting->set_from_date(request.from_date());
  letting->set_to_date(request.to_date());
  std::stable_sort(space.mutable_lettings()->begin(), space.mutable_lettings()->end(),
                   [](const auto& a, const auto& b) { return a.from_date() < b.from_date(); });
  return SaveLettings(txn, actor, "LetSpace",
                      {.date = request.from_date(), .note = request.enterprise()},
                      std::move(space));
}

absl::StatusOr<v1::Space> RenewLetting(storage::Txn& txn, const base::Actor& actor,
                                       const v1::RenewLettingRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "RenewLetting", space));
  v1::Letting* const letting = FindLetting(space, request.from_date(), checks);
  if (letting != nullptr) {
    checks.Expect(!letting->to_date().empty() &&
                      (request.to_date().empty() || request.to_date() > letting->to_date()),
                  "to_date", absl::StrCat("is not after its last day ", letting->to_date()));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(
      const auto held,
      HeldAround(txn, space, {request.from_date(), request.to_date()}, request.from_date()));
  if (!held.empty()) return SpaceLifecycle().Hindered(txn, "RenewLetting", space, held);
  letting->set_to_date(request.to_date());
  letting->clear_notice_date();
  return SaveLettings(txn, actor, "RenewLetting",
                      {.date = DayOr(txn, ""),
                       .note = absl::StrCat(letting->enterprise(), " to ", request.to_date())},
                      std::move(space));
}

absl::StatusOr<v1::Space> GiveNotice(storage::Txn& txn, const base::Actor& actor,
                                     const v1::GiveNoticeRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  if (!request.date().empty()) checks.Ordered(request.date(), request.to_date(), "to_date");
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(txn, request.date(), "date"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "GiveNotice", space));
  v1::Letting* const letting = FindLetting(space, request.from_date(), checks);
  if (letting != nullptr) {
    checks.Ordered(letting->from_date(), request.to_date(), "to_date");
    checks.Expect(letting->to_date().empty() || request.to_date() <= letting->to_date(), "to_date",
                  absl::StrCat("is after its last day ", letting->to_date()));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  letting->set_notice_date(request.date());
  letting->set_to_date(request.to_date());
  return SaveLettings(txn, actor, "GiveNotice",
                      {.date = request.date(),
                       .note = absl::StrCat(letting->enterprise(), " to ", request.to_date())},
                      std::move(space));
}

absl::StatusOr<v1::Space> CancelLetting(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CancelLettingRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "CancelLetting", space));
  const std::string today = DayOr(txn, "");
  v1::Letting* const letting = FindLetting(space, request.from_date(), checks);
  checks.Expect(letting == nullptr || request.from_date() > today, "from_date",
                absl::StrCat("it began, as today is ", today, "; ReleaseSpace ends it"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const StepDetails details = {.date = today,
                               .note = absl::StrCat(letting->enterprise(), " from ",
                                                    request.from_date(), ": ", request.reason())};
  if (space.held_from() == request.from_date()) {
    ZGC_RETURN_IF_ERROR(ReopenDemand(txn, actor, space, details));
  }
  auto& all = *space.mutable_lettings();
  all.erase(std::find_if(all.begin(), all.end(), [&](const auto& one) { return &one == letting; }));
  return SaveLettings(txn, actor, "CancelLetting", details, std::move(space));
}

absl::StatusOr<v1::Space> ReleaseSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReleaseSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  if (!request.date().empty()) checks.Ordered(space.held_from(), request.date(), "date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "ReleaseSpace", space));
  v1::Letting* const letting = LettingUntil(space, request.date());
  ZGC_RETURN_IF_ERROR(CheckReleaseDay(txn, space, letting, request.date(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const StepDetails details = {.date = request.date(), .note = request.reason()};
  if (space.state() == v1::SPACE_STATE_RESERVED || letting->from_date() == space.held_from()) {
    ZGC_RETURN_IF_ERROR(ReopenDemand(txn, actor, space, details));
  }
  if (space.state() == v1::SPACE_STATE_LET) letting->set_released_date(request.date());
  return SaveLettings(txn, actor, "ReleaseSpace", details, std::move(space));
}

}  // namespace zgc::parks
