#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/formulas/counts.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

namespace zgc::parks {
namespace {

using VisitRegistration = absl::FunctionRef<void(const v1::Registration&)>;

std::string LabelOf(const v1::Registration& row) { return row.enterprise() + " " + row.date(); }

// Visits the events of a flow by name.
absl::Status ForEachEvent(const storage::Reader& reader, const std::string& park, int event,
                          const Period& period, VisitRegistration visit) {
  return kRegistrations.ForEach(reader, [&](const storage::NameKey&, const v1::Registration& row) {
    const bool kind = event == 0 ? Enters(row) : row.event() == event;
    const bool dated = period.start_date() <= row.date() && row.date() <= period.end_date();
    if (kind && dated && (park.empty() || row.park() == park)) visit(row);
    return true;
  });
}

// Visits for each enterprise that is registered on the day, at `park` or at any
// if empty, the event that brought it there, by enterprise.
absl::Status ForEachRegistered(const storage::Reader& reader, const std::string& park,
                               const std::string& day, VisitRegistration visit) {
  absl::btree_map<std::string, v1::Registration> newest;
  ZGC_RETURN_IF_ERROR(
      kRegistrations.ForEach(reader, [&](const storage::NameKey&, const v1::Registration& row) {
        if (row.date() > day) return true;
        v1::Registration& held = newest[row.enterprise()];
        // An enterprise has one event a day, so there is no tie.
        if (held.date() < row.date()) held = row;
        return true;
      }));
  for (const auto& [enterprise, row] : newest) {
    if (Enters(row) && (park.empty() || row.park() == park)) visit(row);
  }
  return absl::OkStatus();
}

bool AtPlace(const std::string& place, const std::string& park) {
  return park.empty() ? !place.empty() : place == park;
}

}  // namespace

absl::StatusOr<figures::FormulaValue> CountRegistrations(const storage::Reader& reader,
                                                         const Arguments& arguments,
                                                         const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"park", "event"}));
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  ZGC_ASSIGN_OR_RETURN(
      const int event,
      EnumArgument(arguments, "event", *v1::RegistrationEvent_descriptor(), "REGISTRATION_EVENT_"));
  Tally tally("park_region");
  const auto count = [&](const v1::Registration& row) {
    tally.Count(row.name(), LabelOf(row), row.revision());
  };
  if (!IsStock(period)) {
    ZGC_RETURN_IF_ERROR(ForEachEvent(reader, park, event, period, count));
  } else if (event != 0) {
    return absl::InvalidArgumentError("event is for flows; a stock counts enterprises");
  } else {
    ZGC_RETURN_IF_ERROR(ForEachRegistered(reader, park, period.end_date(), count));
  }
  return tally.AsCount();
}

absl::StatusOr<figures::FormulaValue> SumRegisteredCapital(const storage::Reader& reader,
                                                           const Arguments& arguments,
                                                           const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"park", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  Tally tally("park_region");
  const auto add = [&](const v1::Registration& row) {
    if (row.capital_state() == common::v1::AMOUNT_STATE_KNOWN) {
      tally.Count(row.name(), LabelOf(row), row.revision(), row.capital_fen());
    } else {
      tally.Open(row.name(), LabelOf(row), row.revision());
    }
  };
  if (IsStock(period)) {
    ZGC_RETURN_IF_ERROR(ForEachRegistered(reader, park, period.end_date(), add));
  } else {
    ZGC_RETURN_IF_ERROR(ForEachEvent(reader, park, 0, period, add));
  }
  return tally.AsAmount(Argument(arguments, "unit"));
}

absl::StatusOr<figures::FormulaValue> CountEnterprises(const storage::Reader& reader,
                                                       const Arguments& arguments,
                                                       const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"basis", "park"}));
  ZGC_RETURN_IF_ERROR(RequireStock(period));
  const std::string basis = Argument(arguments, "basis");
  if (basis != "registration" && basis != "operating" && basis != "any") {
    return absl::InvalidArgumentError("needs basis registration, operating or any");
  }
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  Tally tally("park_region");
  // Codes are unique; without one the registered name tells enterprises apart.
  absl::btree_set<std::string> names_without_code;
  ZGC_RETURN_IF_ERROR(
      kEnterprises.ForEach(reader, [&](const storage::NameKey&, const v1::Enterprise& row) {
        const bool registered = AtPlace(row.registration_park(), park) && basis != "operating";
        const bool operating = AtPlace(row.operating_park(), park) && basis != "registration";
        if (!registered && !operating) return true;
        if (row.uscc().empty() && !names_without_code.insert(row.display_name()).second) {
          return true;
        }
        tally.Count(row.name(), row.display_name(), row.revision());
        return true;
      }));
  return tally.AsCount();
}

}  // namespace zgc::parks
