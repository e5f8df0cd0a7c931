#include "services/park_region/domain/regions/regions.h"

#include <algorithm>
#include <set>

#include "common/base/codes.h"
#include "common/query/list.h"
#include "common/records/citations.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/park_region/domain/days.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/region_service.pb.h"
#include "zgc/parks/v1/regions.pb.h"

namespace zgc::parks {
namespace {

constexpr char kFirstDay[] = "0001-01-01";
constexpr char kLastDay[] = "9999-12-31";

std::string FirstDay(const v1::Region& region) {
  return region.valid_from().empty() ? kFirstDay : region.valid_from();
}
std::string LastDay(const v1::Region& region) {
  return region.valid_to().empty() ? kLastDay : region.valid_to();
}

bool Succeeds(const v1::Region& region, const v1::Region& ended) {
  return std::count(ended.successors().begin(), ended.successors().end(), region.name()) > 0;
}

// The level that the zeros of a well-formed code say.
v1::RegionLevel LevelOfCode(absl::string_view code) {
  if (code.substr(2) == "0000") return v1::REGION_LEVEL_PROVINCE;
  if (code.substr(4) == "00") return v1::REGION_LEVEL_PREFECTURE;
  return v1::REGION_LEVEL_COUNTY;
}

void CheckCode(const v1::Region& region, Checks& checks) {
  if (region.level() == v1::REGION_LEVEL_TOWNSHIP) {
    checks.Expect(region.gb2260_code().empty(), "region.gb2260_code",
                  "GB/T 2260 has no codes of townships");
    return;
  }
  const absl::Status form = base::CheckRegionCode(region.gb2260_code());
  if (!form.ok()) {
    checks.Add("region.gb2260_code", form.message());
  } else if (region.level() != v1::REGION_LEVEL_UNSPECIFIED) {
    checks.Expect(LevelOfCode(region.gb2260_code()) == region.level(), "region.gb2260_code",
                  absl::StrCat(region.gb2260_code(), " is no code of this level"));
  }
}

// Nobody else has the code on one of the days.
absl::Status CheckCodeIsFree(const storage::Reader& reader, const v1::Region& region,
                             Checks& checks) {
  if (region.gb2260_code().empty()) return absl::OkStatus();
  std::vector<std::string> holders;
  ZGC_RETURN_IF_ERROR(
      kRegionsByCode.ForEach(reader, {region.gb2260_code()}, [&](const std::string& found) {
        holders.push_back(found);
        return true;
      }));
  for (const std::string& name : holders) {
    if (name == region.name()) continue;
    ZGC_ASSIGN_OR_RETURN(const v1::Region other, GetRow(reader, kRegions, name));
    checks.Expect(
        !DaysMeet({other.valid_from(), other.valid_to()}, {region.valid_from(), region.valid_to()}),
        "region.gb2260_code",
        absl::StrCat(name, " has this code from ", FirstDay(other), " to ", LastDay(other),
                     ", which overlaps"));
  }
  return absl::OkStatus();
}

// What cites the region still fits it: its parts are of a lower level, and what it took the place
// of ended while it was in force or before.
absl::Status CheckCiting(const storage::Reader& reader, const v1::Region& region,
                         absl::string_view prefix, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto citing,
                       records::CitingOf(reader, region.name(), records::kMostCounted));
  for (const std::string& name : citing.names) {
    ZGC_ASSIGN_OR_RETURN(const auto other, kRegions.Get(reader, {name}));
    if (!other.has_value()) continue;
    checks.Expect(other->parent() != region.name() || region.level() < other->level(),
                  absl::StrCat(prefix, "level"),
                  absl::StrCat("is not above that of its part ", name));
    checks.Expect(
        !Succeeds(region, *other) || other->valid_to() < LastDay(region),
        absl::StrCat(prefix, "valid_to"),
        absl::StrCat("it takes the place of ", name, ", which ended on ", other->valid_to()));
  }
  return absl::OkStatus();
}

// Whether `name` is met on the way along the successors of `from`.
absl::StatusOr<bool> LeadsTo(const storage::Reader& reader, const std::string& from,
                             const std::string& name) {
  std::set<std::string> met = {from};
  std::vector<std::string> open = {from};
  while (!open.empty()) {
    if (open.back() == name) return true;
    ZGC_ASSIGN_OR_RETURN(const v1::Region region, GetRow(reader, kRegions, open.back()));
    open.pop_back();
    for (const std::string& successor : region.successors()) {
      if (met.insert(successor).second) open.push_back(successor);
    }
  }
  return false;
}

// `prefix` is that of the fields in the request.
absl::Status CheckSuccessors(const storage::Reader& reader, const v1::Region& region,
                             absl::string_view prefix, Checks& checks) {
  std::set<std::string> named;
  for (int i = 0; i < region.successors_size(); ++i) {
    const std::string& name = region.successors(i);
    const std::string field = absl::StrCat(prefix, "successors[", i, "]");
    checks.Expect(named.insert(name).second, field, "repeats an earlier one");
    ZGC_ASSIGN_OR_RETURN(const auto successor, kRegions.Get(reader, {name}));
    if (!successor.has_value()) continue;
    checks.Expect(region.valid_to() < LastDay(*successor), field,
                  absl::StrCat(name, " ended on ", successor->valid_to(),
                               ", no later than what it takes the place of"));
    ZGC_ASSIGN_OR_RETURN(const bool circle, LeadsTo(reader, name, region.name()));
    checks.Expect(!circle, field, "leads back to the region itself");
  }
  if (region.change() == v1::REGION_CHANGE_SPLIT) {
    checks.Expect(region.successors_size() > 1, absl::StrCat(prefix, "successors"),
                  "two or more take the place of a region that is split");
  } else if (region.change() != v1::REGION_CHANGE_UNSPECIFIED) {
    checks.Expect(region.successors_size() < 2, absl::StrCat(prefix, "change"),
                  "must be SPLIT if several take its place");
  }
  return absl::OkStatus();
}

absl::Status CheckRegion(const storage::Reader& reader, const v1::Region* before,
                         v1::Region& region, Checks& checks) {
  CheckCode(region, checks);
  checks.Ordered(region.valid_from(), region.valid_to(), "region.valid_to");
  ZGC_RETURN_IF_ERROR(CheckCodeIsFree(reader, region, checks));
  ZGC_ASSIGN_OR_RETURN(const auto parent, kRegions.Get(reader, {region.parent()}));
  if (parent.has_value()) {
    checks.Expect(parent->level() < region.level(), "region.parent", "is not of a higher level");
    checks.Expect(DaysMeet({parent->valid_from(), parent->valid_to()},
                           {region.valid_from(), region.valid_to()}),
                  "region.parent", "is not in force on any day of the region");
  }
  const bool ended =
      !region.successors().empty() || region.change() != v1::REGION_CHANGE_UNSPECIFIED;
  checks.Expect(!ended || !region.valid_to().empty(), "region.valid_to",
                "is required of a region with a successor or a change");
  ZGC_RETURN_IF_ERROR(CheckSuccessors(reader, region, "region.", checks));
  return before == nullptr ? absl::OkStatus() : CheckCiting(reader, region, "region.", checks);
}

absl::Status AddCode(storage::Txn& txn, const v1::Region& region) {
  if (!region.gb2260_code().empty()) {
    kRegionsByCode.Add(txn, {region.gb2260_code()}, region.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveCode(storage::Txn& txn, const v1::Region& region) {
  if (!region.gb2260_code().empty()) {
    kRegionsByCode.Remove(txn, {region.gb2260_code()}, region.name());
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Region>& RegionKind() {
  static const auto* const kind = new records::KindOf<v1::Region>(
      kRegions, {.created_by = "/zgc.parks.v1.RegionService/CreateRegion",
                 .field = "region",
                 .check = &CheckRegion,
                 .add = &AddCode,
                 .remove = &RemoveCode});
  return *kind;
}

absl::StatusOr<v1::Region> CreateRegion(storage::Txn& txn, const base::Actor&,
                                        const v1::CreateRegionRequest& request) {
  v1::Region region = request.region();
  region.set_name(absl::StrCat("regions/", request.region_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(RegionKind().Hold(txn, nullptr, region, checks));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kRegions.Get(txn, {region.name()}));
  if (existing.has_value()) return Exists(region.name());
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return RegionKind().Create(txn, std::move(region));
}

absl::StatusOr<v1::Region> SupersedeRegion(storage::Txn& txn, const base::Actor& actor,
                                           const v1::SupersedeRegionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Region region, GetForUpdate(txn, kRegions, request));
  Checks checks(txn, request);
  const std::string ended = region.valid_to();
  if (ended.empty() && !request.valid_to().empty()) {
    checks.Ordered(region.valid_from(), request.valid_to(), "valid_to");
    region.set_valid_to(request.valid_to());
    region.set_change(request.change());
    *region.mutable_successors() = request.successors();
    ZGC_RETURN_IF_ERROR(CheckSuccessors(txn, region, "", checks));
    ZGC_RETURN_IF_ERROR(CheckCiting(txn, region, "", checks));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!ended.empty()) {
    return IllegalTransition(region.name(), "SupersedeRegion",
                             {absl::StrCat("it ended on ", ended)}, {});
  }
  resource::AddStep(txn, actor, {.method = "SupersedeRegion"},
                    {.date = request.valid_to(), .note = request.reason()},
                    *region.mutable_steps());
  return Save(txn, kRegions, std::move(region));
}

absl::StatusOr<v1::Region> GetRegion(const storage::Reader& reader,
                                     const v1::GetRegionRequest& request) {
  return GetRow(reader, kRegions, request.name());
}

absl::StatusOr<std::string> ListRegions(const storage::Reader& reader,
                                        const v1::ListRegionsRequest& request,
                                        const storage::Page& page,
                                        v1::ListRegionsResponse& response) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  query::Also also;
  if (const std::string& day = request.on_date(); !day.empty()) {
    also.takes = [&day](const google::protobuf::Message& message) {
      const auto& row = static_cast<const v1::Region&>(message);
      return DaysMeet({row.valid_from(), row.valid_to()}, {day, day});
    };
  }
  return query::List(reader, kRegions.column(), request, page, response, also);
}

}  // namespace zgc::parks
