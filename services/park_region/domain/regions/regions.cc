#include "services/park_region/domain/regions/regions.h"

#include "common/base/codes.h"
#include "common/query/list.h"
#include "common/records/citations.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
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
    checks.Expect(LastDay(other) < FirstDay(region) || LastDay(region) < FirstDay(other),
                  "region.gb2260_code",
                  absl::StrCat(name, " has this code from ", FirstDay(other), " to ",
                               LastDay(other), ", which overlaps"));
  }
  return absl::OkStatus();
}

// The regions below keep a lower level.
absl::Status CheckParts(const storage::Reader& reader, const v1::Region& region, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto citing,
                       records::CitingOf(reader, region.name(), records::kMostCounted));
  for (const std::string& name : citing.names) {
    ZGC_ASSIGN_OR_RETURN(const auto part, kRegions.Get(reader, {name}));
    if (!part.has_value() || part->parent() != region.name()) continue;
    checks.Expect(region.level() < part->level(), "region.level",
                  absl::StrCat("is not above that of its part ", name));
  }
  return absl::OkStatus();
}

// Whether `name` is met on the way along the successors of `from`.
absl::StatusOr<bool> LeadsTo(const storage::Reader& reader, std::string from,
                             const std::string& name) {
  while (!from.empty()) {
    if (from == name) return true;
    ZGC_ASSIGN_OR_RETURN(const v1::Region region, GetRow(reader, kRegions, from));
    from = region.successor();
  }
  return false;
}

absl::Status CheckCorrected(const storage::Reader& reader, const v1::Region& before,
                            const v1::Region& region, Checks& checks) {
  if (before.level() != region.level()) {
    ZGC_RETURN_IF_ERROR(CheckParts(reader, region, checks));
  }
  ZGC_ASSIGN_OR_RETURN(const auto successor, kRegions.Get(reader, {region.successor()}));
  if (!successor.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const bool circle, LeadsTo(reader, region.successor(), region.name()));
  checks.Expect(!circle, "region.successor", "leads back to the region itself");
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
  }
  checks.Expect(region.successor().empty() || !region.valid_to().empty(), "region.valid_to",
                "is required of a region with a successor");
  return before == nullptr ? absl::OkStatus() : CheckCorrected(reader, *before, region, checks);
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
  if (!request.valid_to().empty()) {
    checks.Ordered(region.valid_from(), request.valid_to(), "valid_to");
  }
  ZGC_ASSIGN_OR_RETURN(const auto successor, kRegions.Get(txn, {request.successor()}));
  if (successor.has_value()) {
    ZGC_ASSIGN_OR_RETURN(const bool circle, LeadsTo(txn, request.successor(), region.name()));
    checks.Expect(!circle, "successor", "leads back to the region itself");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!region.valid_to().empty()) {
    return IllegalTransition(region.name(), "SupersedeRegion",
                             {absl::StrCat("it ended on ", region.valid_to())}, {});
  }
  region.set_valid_to(request.valid_to());
  region.set_successor(request.successor());
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
      return FirstDay(row) <= day && day <= LastDay(row);
    };
  }
  return query::List(reader, kRegions.column(), request, page, response, also);
}

}  // namespace zgc::parks
