#include <memory>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/formulas/counts.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

namespace zgc::parks {
namespace {

std::string LabelOf(const v1::Registration& row) { return row.enterprise() + " " + row.date(); }

absl::optional<absl::int128> CapitalOf(const v1::Registration& row) {
  if (row.capital_state() != common::v1::AMOUNT_STATE_KNOWN) return absl::nullopt;
  return row.capital_fen();
}

Contribution OfRegistration(const v1::Registration& row, const std::string& event,
                            absl::optional<absl::int128> amount) {
  return {.days = {row.date(), row.date()},
          .values = {event, row.park()},
          .amount = amount,
          .record = row.name(),
          .label = LabelOf(row),
          .revision = row.revision()};
}

// Value of the dimension of events that stands for all that bring an enterprise to a park.
constexpr char kEnters[] = "enters";

// Of which establishments the registrations are: of an enterprise, which counts as such, or of a
// branch of one.
constexpr char kEnterprise[] = "enterprise";
constexpr char kBranch[] = "branch";

absl::StatusOr<std::string> EstablishmentOf(const storage::Reader& reader,
                                            const std::string& enterprise) {
  ZGC_ASSIGN_OR_RETURN(const auto row, kEnterprises.Get(reader, {enterprise}));
  return row.has_value() && !row->head_enterprise().empty() ? std::string(kBranch)
                                                            : std::string(kEnterprise);
}

// A flow: each event, and those that enter once more together. A branch has no capital.
absl::Status ContributeEvents(const storage::Reader& reader, const v1::Registration& row,
                              bool capital, Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(const std::string establishment, EstablishmentOf(reader, row.enterprise()));
  if (capital && establishment == kBranch) return absl::OkStatus();
  const auto contribute = [&](const std::string& event) {
    Contribution one =
        OfRegistration(row, event, capital ? CapitalOf(row) : absl::optional<absl::int128>(1));
    if (!capital) one.values.push_back(establishment);
    visit(std::move(one));
  };
  contribute(absl::StrCat(row.event()));
  if (Enters(row)) contribute(kEnters);
  return absl::OkStatus();
}

// A stock: where an enterprise is, from the event that brought it there, or changed its capital, to
// the next one.
absl::Status ContributeStays(const storage::Reader& reader,
                             const std::vector<v1::Registration>& rows, bool capital,
                             Measure::Visit visit) {
  if (rows.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const std::string establishment,
                       EstablishmentOf(reader, rows.front().enterprise()));
  if (capital && establishment == kBranch) return absl::OkStatus();
  absl::optional<Contribution> stays;
  for (const v1::Registration& row : rows) {
    // It is where it was.
    if (!capital && row.event() == v1::REGISTRATION_EVENT_CAPITAL_CHANGED) continue;
    if (stays.has_value()) {
      stays->days = {row.date(), row.date()};
      stays->ends = true;
      visit(*std::exchange(stays, absl::nullopt));
    }
    if (Leaves(row)) continue;
    stays = OfRegistration(row, "", capital ? CapitalOf(row) : absl::optional<absl::int128>(1));
    stays->values = {row.park()};
    if (!capital) stays->values.push_back(establishment);
    visit(*stays);
  }
  return absl::OkStatus();
}

Measure RegisteredMeasure(const char* name, bool capital) {
  Measure measure;
  measure.name = name;
  measure.service = kService;
  measure.dimensions = {ByPark()};
  if (!capital) measure.dimensions.push_back("establishment");
  measure.sources = {{kRegistrations.column(), [](absl::string_view bytes) {
                        return figures::FieldOf<v1::Registration>(
                            bytes, [](const v1::Registration& row) { return row.enterprise(); });
                      }}};
  measure.subjects = [](const storage::Reader& reader,
                        absl::FunctionRef<bool(const std::string&)> visit) {
    return kEnterprises.ForEach(reader, [&](const storage::NameKey& key, const v1::Enterprise&) {
      return visit(key.name);
    });
  };
  measure.contribute = [capital](const storage::Reader& reader, const std::string& enterprise,
                                 Measure::Visit visit) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(const auto rows, RegistrationsOf(reader, enterprise));
    return ContributeStays(reader, rows, capital, visit);
  };
  measure.contribute_all = [capital](const storage::Reader& reader, Measure::Visit visit,
                                     absl::FunctionRef<absl::Status()> next) {
    return ForEachRegistered(reader,
                             [&](const std::vector<v1::Registration>& rows) -> absl::Status {
                               ZGC_RETURN_IF_ERROR(ContributeStays(reader, rows, capital, visit));
                               return next();
                             });
  };
  // Never asked but for one kind of establishment.
  return capital ? measure : AskedBy(0b10, std::move(measure));
}

// Where an enterprise is, on each basis. Codes are unique; without one the registered name tells
// enterprises apart. They say nothing of days.
absl::Status ContributePlaces(const v1::Enterprise& row, Measure::Visit visit) {
  if (!row.head_enterprise().empty() || row.has_merge()) return absl::OkStatus();
  const std::string& registered = row.registration_park();
  const std::string& operating = row.operating_park();
  const auto at = [&](const char* basis, const std::string& park) {
    if (park.empty()) return;
    Contribution one;
    one.values = {basis, park};
    one.entity = row.uscc().empty() ? absl::StrCat("名称 ", row.display_name()) : row.name();
    one.record = row.name();
    one.label = row.display_name();
    one.revision = row.revision();
    visit(std::move(one));
  };
  at("registration", registered);
  at("operating", operating);
  at("any", registered);
  if (operating != registered) at("any", operating);
  return absl::OkStatus();
}

absl::StatusOr<std::string> AskedEstablishment(const Arguments& arguments) {
  const std::string asked = Argument(arguments, "establishment");
  if (asked.empty()) return std::string(kEnterprise);
  if (asked == kEnterprise || asked == kBranch) return asked;
  return absl::InvalidArgumentError("needs establishment enterprise or branch");
}

absl::StatusOr<Asked> AskEnterprises(const storage::Reader& reader, const Arguments& arguments,
                                     const Period& period,
                                     const std::shared_ptr<const Measure>& places) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"basis", "park"}));
  ZGC_RETURN_IF_ERROR(RequireStock(period));
  std::string basis = Argument(arguments, "basis");
  if (basis != "registration" && basis != "operating" && basis != "any") {
    return absl::InvalidArgumentError("needs basis registration, operating or any");
  }
  ZGC_ASSIGN_OR_RETURN(std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  return Asked{.slices = {{places, {std::move(basis), std::move(park)}}}};
}

}  // namespace

void RegisterEnterpriseFormulas(figures::FormulaRegistry& registry) {
  // By event and establishment.
  const auto events = registry.Keep(AskedBy(
      0b101,
      MeasureOf<v1::Registration>(
          kService, "registrations", kRegistrations, {"event", ByPark(), "establishment"},
          [](const storage::Reader& reader, const v1::Registration& row, Measure::Visit visit) {
            return ContributeEvents(reader, row, false, visit);
          })));
  const auto registered = registry.Keep(RegisteredMeasure("registered", false));
  registry.RegisterCounted(
      "count_registrations",
      "时期数统计期内新设和迁入登记的件数；时点数统计期末在册企业的家数；"
      "分支机构不计入，另行统计。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"park", "event", "establishment"}));
        ZGC_ASSIGN_OR_RETURN(const std::string establishment, AskedEstablishment(arguments));
        ZGC_ASSIGN_OR_RETURN(const std::string park,
                             ResourceArgument(reader, kParks, arguments, "park"));
        ZGC_ASSIGN_OR_RETURN(const int event,
                             EnumArgument(arguments, "event", *v1::RegistrationEvent_descriptor(),
                                          "REGISTRATION_EVENT_"));
        if (!IsStock(period)) {
          return Asked{
              .slices = {
                  {events, {event == 0 ? kEnters : absl::StrCat(event), park, establishment}}}};
        }
        if (event != 0) {
          return absl::InvalidArgumentError("event is for flows; a stock counts enterprises");
        }
        return Asked{.slices = {{registered, {park, establishment}}}};
      });

  const auto entered = registry.Keep(AskedByFirst(MeasureOf<v1::Registration>(
      kService, "registered_capital_events", kRegistrations, {"event", ByPark()},
      [](const storage::Reader& reader, const v1::Registration& row, Measure::Visit visit) {
        return ContributeEvents(reader, row, true, visit);
      })));
  const auto capital = registry.Keep(RegisteredMeasure("registered_capital", true));
  registry.RegisterCounted(
      "sum_registered_capital",
      "时期数汇总期内新设和迁入企业的注册资本；时点数汇总期末在册企业的注册资本；"
      "未知的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"park", "unit"}));
        ZGC_ASSIGN_OR_RETURN(const std::string park,
                             ResourceArgument(reader, kParks, arguments, "park"));
        const Slice slice =
            IsStock(period) ? Slice{capital, {park}} : Slice{entered, {kEnters, park}};
        return Asked{.slices = {slice}, .is_amount = true, .unit = Argument(arguments, "unit")};
      });

  Measure at_places =
      MeasureOf<v1::Enterprise>(kService, "enterprises", kEnterprises, {"basis", ByPark()},
                                [](const storage::Reader&, const v1::Enterprise& row,
                                   Measure::Visit visit) { return ContributePlaces(row, visit); });
  at_places.distinct = true;
  at_places.timeless = true;
  const auto places = registry.Keep(AskedByFirst(std::move(at_places)));
  registry.RegisterCounted(
      "count_enterprises",
      "按注册地、经营地或二者之一统计企业家数；按统一社会信用代码去重，无代码的按名称"
      "去重。企业资料不分日期，以读取时的记录为准。",
      [=](const storage::Reader& reader, const Arguments& arguments, const Period& period) {
        return AskEnterprises(reader, arguments, period, places);
      });
}

}  // namespace zgc::parks
