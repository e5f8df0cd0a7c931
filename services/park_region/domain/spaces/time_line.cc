#include "services/park_region/domain/spaces/time_line.h"

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

// A reservation or a letting that has a day.
struct Held {
  v1::SpaceState state;
  std::string enterprise;
  std::string from;
  // Empty without end.
  std::string to;
};

std::vector<Held> HoldsOf(const v1::Space& space, absl::string_view except) {
  std::vector<Held> held;
  if (space.state() == v1::SPACE_STATE_RESERVED) {
    held.push_back({space.state(), space.holder(), space.held_from(), space.held_until()});
  }
  for (const v1::Letting& letting : space.lettings()) {
    Held one{v1::SPACE_STATE_LET, letting.enterprise(), letting.from_date(), LetUntil(letting)};
    if (!one.to.empty() && one.to < one.from) continue;
    if (except.empty() || one.from != except) held.push_back(std::move(one));
  }
  return held;
}

void AddMet(const v1::Space& space, const Days& days, absl::string_view except,
            std::vector<std::string>& found) {
  for (const Held& held : HoldsOf(space, except)) {
    if (!DaysMeet({held.from, held.to}, days)) continue;
    found.push_back(absl::StrCat(space.name(), " is ", v1::SpaceState_Name(held.state), " for ",
                                 held.enterprise, " from ", held.from,
                                 held.to.empty() ? " without end" : absl::StrCat(" to ", held.to)));
  }
}

absl::Status AddMetParts(const storage::Reader& reader, const std::string& name, const Days& days,
                         std::vector<std::string>& found) {
  ZGC_ASSIGN_OR_RETURN(const std::vector<v1::Space> parts, PartsOf(reader, name));
  for (const v1::Space& part : parts) {
    AddMet(part, days, "", found);
    ZGC_RETURN_IF_ERROR(AddMetParts(reader, part.name(), days, found));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Space>> PartsOf(const storage::Reader& reader,
                                               const std::string& name) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(kSpacesByParent.ForEach(reader, {name}, [&](const std::string& found) {
    names.push_back(found);
    return true;
  }));
  std::vector<v1::Space> parts;
  for (const std::string& part : names) {
    ZGC_ASSIGN_OR_RETURN(v1::Space row, GetRow(reader, kSpaces, part));
    parts.push_back(std::move(row));
  }
  return parts;
}

std::string LetUntil(const v1::Letting& letting) {
  const auto released = base::ParseDate(letting.released_date());
  if (!released.ok()) return letting.to_date();
  const std::string last = base::FormatDate(*released - 1);
  return letting.to_date().empty() || last < letting.to_date() ? last : letting.to_date();
}

absl::StatusOr<std::vector<std::string>> HeldAround(const storage::Reader& reader,
                                                    const v1::Space& space, const Days& days,
                                                    absl::string_view except) {
  std::vector<std::string> found;
  v1::Space own = space;
  if (own.state() == v1::SPACE_STATE_RESERVED) own.clear_state();
  AddMet(own, days, except, found);
  for (std::string above = space.parent(); !above.empty();) {
    ZGC_ASSIGN_OR_RETURN(const v1::Space whole, GetRow(reader, kSpaces, above));
    AddMet(whole, days, "", found);
    above = whole.parent();
  }
  ZGC_RETURN_IF_ERROR(AddMetParts(reader, space.name(), days, found));
  return found;
}

absl::Status SetDay(const storage::Reader& reader, const std::string& day, v1::Space& space) {
  v1::Space whole = space;
  space.set_state(v1::SPACE_STATE_VACANT);
  space.clear_holder();
  space.clear_held_from();
  space.clear_held_until();
  for (;;) {
    for (const Held& held : HoldsOf(whole, "")) {
      if (!DaysMeet({held.from, held.to}, {day, day})) continue;
      space.set_state(held.state);
      space.set_holder(held.enterprise);
      space.set_held_from(held.from);
      space.set_held_until(held.to);
      return absl::OkStatus();
    }
    if (whole.parent().empty()) return absl::OkStatus();
    const std::string above = whole.parent();
    ZGC_ASSIGN_OR_RETURN(whole, GetRow(reader, kSpaces, above));
  }
}

}  // namespace zgc::parks
