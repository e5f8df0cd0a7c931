#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/base/time/dates.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/formulas/counts.h"
#include "zgc/parks/v1/qualifications.pb.h"

namespace zgc::parks {
namespace {

// Where an enterprise is registered from a day on, until the next.
struct Place {
  std::string from;
  // Empty where no record says it.
  std::string park;
  bool deregistered = false;
};

// By its events; of one without any its master data say it, for every day.
absl::StatusOr<std::vector<Place>> PlacesOf(const storage::Reader& reader,
                                            const std::string& enterprise) {
  ZGC_ASSIGN_OR_RETURN(const auto events, RegistrationsOf(reader, enterprise));
  ZGC_ASSIGN_OR_RETURN(const auto master, kEnterprises.Get(reader, {enterprise}));
  const bool always = events.empty() && master.has_value();
  std::vector<Place> places = {{figures::kBeginning, always ? master->registration_park() : ""}};
  for (const v1::Registration& event : events) {
    places.push_back({event.date(), Leaves(event) ? "" : event.park(),
                      event.event() == v1::REGISTRATION_EVENT_DEREGISTERED});
  }
  return places;
}

// The first day on which it does not hold any more.
std::string EndOf(const v1::EnterpriseQualification& row) {
  const auto last = base::ParseDate(row.last_day());
  if (!last.ok() || *last >= absl::CivilDay(9999, 12, 31)) return kNoEnd;
  return base::FormatDate(*last + 1);
}

// It holds at the places of the enterprise from `first` until `end`.
void AddStays(const v1::EnterpriseQualification& row, const std::vector<Place>& places,
              const std::string& first, const std::string& end, std::vector<Contribution>& found) {
  for (size_t i = 0; i < places.size(); ++i) {
    const std::string from = std::max(first, places[i].from);
    const std::string to = i + 1 < places.size() ? std::min(end, places[i + 1].from) : end;
    if (from >= to || places[i].deregistered) continue;
    Contribution one;
    one.days = {from, from};
    one.values = {row.kind(), places[i].park};
    one.record = row.name();
    one.label = absl::StrCat(row.enterprise(), " ", row.certificate_number());
    one.revision = row.revision();
    found.push_back(one);
    if (to == kNoEnd) continue;
    one.days = {to, to};
    one.ends = true;
    found.push_back(std::move(one));
  }
}

// An enterprise counts once for a kind on a day, however many certificates of it overlap.
absl::Status ContributeQualified(const storage::Reader& reader, const std::string& enterprise,
                                 Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(const auto rows, QualificationsOf(reader, enterprise));
  if (rows.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto places, PlacesOf(reader, enterprise));
  std::vector<Contribution> found;
  // Until when those before have it qualified, by kind.
  std::map<std::string, std::string> until;
  for (const v1::EnterpriseQualification& row : rows) {
    std::string& covered = until[row.kind()];
    const std::string end = EndOf(row);
    AddStays(row, places, std::max(row.valid_from(), covered), end, found);
    covered = std::max(covered, end);
  }
  std::stable_sort(found.begin(), found.end(), [](const Contribution& a, const Contribution& b) {
    return std::make_pair(a.days.first, !a.ends) < std::make_pair(b.days.first, !b.ends);
  });
  for (Contribution& one : found) visit(std::move(one));
  return absl::OkStatus();
}

Measure QualifiedMeasure() {
  Measure measure;
  measure.name = "qualified_enterprises";
  measure.service = kService;
  measure.dimensions = {{"kind", figures::ResourceValues(kService, kQualificationKinds)}, ByPark()};
  measure.sources = {{kEnterpriseQualifications.column(),
                      [](absl::string_view bytes) {
                        return figures::FieldOf<v1::EnterpriseQualification>(
                            bytes, [](const auto& row) { return row.enterprise(); });
                      }},
                     {kRegistrations.column(),
                      [](absl::string_view bytes) {
                        return figures::FieldOf<v1::Registration>(
                            bytes, [](const auto& row) { return row.enterprise(); });
                      }},
                     {kEnterprises.column(), [](absl::string_view bytes) {
                        return figures::FieldOf<v1::Enterprise>(
                            bytes, [](const auto& row) { return row.name(); });
                      }}};
  measure.subjects = [](const storage::Reader& reader,
                        absl::FunctionRef<bool(const std::string&)> visit) {
    return kEnterprises.ForEach(reader, [&](const storage::NameKey& key, const v1::Enterprise&) {
      return visit(key.name);
    });
  };
  measure.contribute = ContributeQualified;
  // Few enterprises have any.
  measure.contribute_all = [](const storage::Reader& reader, Measure::Visit visit,
                              absl::FunctionRef<absl::Status()> next) -> absl::Status {
    absl::Status done;
    std::string last;
    ZGC_RETURN_IF_ERROR(kQualificationsByEnterprise.ForEachOfAll(
        reader, [&](const NameOf<v1::Enterprise>& enterprise, const std::string& /*name*/) {
          if (enterprise.name == last) return true;
          last = enterprise.name;
          done = ContributeQualified(reader, last, visit);
          if (done.ok()) done = next();
          return done.ok();
        }));
    return done;
  };
  return measure;
}

}  // namespace

void RegisterQualificationFormulas(figures::FormulaRegistry& registry) {
  const auto qualified = registry.Keep(QualifiedMeasure());
  registry.RegisterCounted(
      "count_qualified_enterprises",
      "统计期末当日资质有效的企业家数，按当日注册地；有效期届满、撤销和企业注销的不计入，"
      "同一资质的多张证书计一家；未限定资质种类时为家次。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "park"}));
        ZGC_RETURN_IF_ERROR(RequireStock(period));
        ZGC_ASSIGN_OR_RETURN(const std::string kind,
                             ResourceArgument(reader, kQualificationKinds, arguments, "kind"));
        ZGC_ASSIGN_OR_RETURN(const std::string park,
                             ResourceArgument(reader, kParks, arguments, "park"));
        return Asked{.slices = {{qualified, {kind, park}}}};
      });
}

}  // namespace zgc::parks
