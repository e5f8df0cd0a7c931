#include "services/park_region/domain/enterprises/registrations.h"

#include <algorithm>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/stated.h"
#include "services/park_region/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

namespace zgc::parks {
namespace {

bool Earlier(const v1::Registration& a, const v1::Registration& b) { return a.date() < b.date(); }

// What the source states and the amount in fen are the same.
void CheckStatedCapital(const v1::Registration& row, Checks& checks) {
  if (!row.has_stated_capital()) return;
  CheckStated(row.stated_capital(),
              {.fen = row.capital_fen(),
               .state = row.capital_state(),
               .fen_field = "registration.capital_fen",
               .state_field = "registration.capital_state",
               .stated_field = "registration.stated_capital"},
              checks);
}

// Where none is to be given: after an event that takes it away, and of a branch.
absl::Status CheckCapital(const storage::Reader& reader, const v1::Registration& row,
                          Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto enterprise, kEnterprises.Get(reader, {row.enterprise()}));
  const bool branch = enterprise.has_value() && !enterprise->head_enterprise().empty();
  if (!Leaves(row) && !branch) {
    checks.Amount(row.capital_fen(), row.capital_state(), "registration.capital_fen");
    CheckStatedCapital(row, checks);
    return absl::OkStatus();
  }
  checks.Expect(row.capital_fen() == 0 && !row.has_stated_capital() &&
                    row.capital_state() == common::v1::AMOUNT_STATE_UNSPECIFIED,
                "registration.capital_fen",
                "is not given for DEREGISTERED and MOVED_OUT, nor of a branch");
  checks.Expect(!branch || row.event() != v1::REGISTRATION_EVENT_CAPITAL_CHANGED,
                "registration.event", "a branch has no capital");
  return absl::OkStatus();
}

// What would contradict what in the registrations of an enterprise without `gone`, which may be
// none, and with `added`, which may be null.
absl::StatusOr<std::vector<std::string>> ContradictionsIf(const storage::Reader& reader,
                                                          const std::string& enterprise,
                                                          const std::string& gone,
                                                          const v1::Registration* added) {
  ZGC_ASSIGN_OR_RETURN(auto ordered, RegistrationsOf(reader, enterprise));
  std::erase_if(ordered, [&](const v1::Registration& row) { return row.name() == gone; });
  if (added != nullptr) {
    ordered.insert(std::upper_bound(ordered.begin(), ordered.end(), *added, Earlier), *added);
  }
  return Contradictions(ordered);
}

absl::Status CheckRegistration(const storage::Reader& reader, const v1::Registration* before,
                               v1::Registration& registration, Checks& checks) {
  // Only events that are sound are held against the others.
  if (checks.empty()) {
    // Events may be recorded late, so all of them are checked again.
    const std::string gone = before == nullptr ? "" : before->name();
    ZGC_ASSIGN_OR_RETURN(const auto found,
                         ContradictionsIf(reader, registration.enterprise(), gone, &registration));
    for (const std::string& why : found) checks.Add("registration.event", why);
    if (before != nullptr && before->enterprise() != registration.enterprise()) {
      ZGC_ASSIGN_OR_RETURN(const auto left,
                           ContradictionsIf(reader, before->enterprise(), gone, nullptr));
      for (const std::string& why : left) checks.Add("registration.enterprise", why);
    }
  }
  ZGC_RETURN_IF_ERROR(
      CheckNotMerged(reader, registration.enterprise(), "registration.enterprise", checks));
  return CheckCapital(reader, registration, checks);
}

absl::Status AddToEnterprise(storage::Txn& txn, const v1::Registration& registration) {
  kRegistrationsByEnterprise.Add(txn, {registration.enterprise()}, registration.name());
  return absl::OkStatus();
}

absl::Status RemoveFromEnterprise(storage::Txn& txn, const v1::Registration& registration) {
  kRegistrationsByEnterprise.Remove(txn, {registration.enterprise()}, registration.name());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ContradictionsWithout(
    const storage::Reader& reader, const v1::Registration& registration) {
  return ContradictionsIf(reader, registration.enterprise(), registration.name(), nullptr);
}

}  // namespace

const records::KindOf<v1::Registration>& RegistrationKind() {
  static const auto* const kind = new records::KindOf<v1::Registration>(
      kRegistrations, {.created_by = "/zgc.parks.v1.EnterpriseService/CreateRegistration",
                       .field = "registration",
                       .check = &CheckRegistration,
                       .add = &AddToEnterprise,
                       .remove = &RemoveFromEnterprise,
                       .kept_by = &ContradictionsWithout,
                       .amounts = {"capital_fen"}});
  return *kind;
}

bool Leaves(const v1::Registration& registration) {
  return registration.event() == v1::REGISTRATION_EVENT_DEREGISTERED ||
         registration.event() == v1::REGISTRATION_EVENT_MOVED_OUT;
}

bool Enters(const v1::Registration& registration) {
  return registration.event() == v1::REGISTRATION_EVENT_REGISTERED ||
         registration.event() == v1::REGISTRATION_EVENT_MOVED_IN;
}

absl::StatusOr<std::vector<v1::Registration>> RegistrationsOf(const storage::Reader& reader,
                                                              const std::string& enterprise) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(
      kRegistrationsByEnterprise.ForEach(reader, {enterprise}, [&](const std::string& found) {
        names.push_back(found);
        return true;
      }));
  std::vector<v1::Registration> found;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(v1::Registration row, GetRow(reader, kRegistrations, name));
    found.push_back(std::move(row));
  }
  std::sort(found.begin(), found.end(), Earlier);
  return found;
}

absl::Status ForEachRegistered(
    const storage::Reader& reader,
    absl::FunctionRef<absl::Status(const std::vector<v1::Registration>&)> visit) {
  std::vector<v1::Registration> rows;
  absl::Status done;
  const auto end = [&] {
    std::sort(rows.begin(), rows.end(), Earlier);
    if (done.ok() && !rows.empty()) done = visit(rows);
    rows.clear();
  };
  ZGC_RETURN_IF_ERROR(kRegistrationsByEnterprise.ForEachOfAll(
      reader, [&](const NameOf<v1::Enterprise>& enterprise, const std::string& name) {
        if (!rows.empty() && rows.back().enterprise() != enterprise.name) end();
        auto row = GetRow(reader, kRegistrations, name);
        if (done.ok()) done = row.status();
        if (done.ok()) rows.push_back(*std::move(row));
        return done.ok();
      }));
  end();
  return done;
}

std::vector<std::string> Contradictions(const std::vector<v1::Registration>& ordered) {
  std::vector<std::string> found;
  std::string park;
  for (size_t i = 0; i < ordered.size(); ++i) {
    const v1::Registration& row = ordered[i];
    const auto contradict = [&](const std::string& why) {
      found.push_back(absl::StrCat(row.name(), " on ", row.date(), ": ", why));
    };
    if (i > 0 && ordered[i - 1].date() == row.date()) {
      contradict(absl::StrCat("the same day as ", ordered[i - 1].name()));
    }
    if (i > 0 && ordered[i - 1].event() == v1::REGISTRATION_EVENT_DEREGISTERED) {
      contradict(absl::StrCat("it was deregistered by ", ordered[i - 1].name()));
    }
    if (Leaves(row) || row.event() == v1::REGISTRATION_EVENT_CAPITAL_CHANGED) {
      if (park != row.park()) contradict(absl::StrCat("it was not registered at ", row.park()));
      if (Leaves(row)) park.clear();
      continue;
    }
    if (row.event() == v1::REGISTRATION_EVENT_REGISTERED && i > 0) {
      contradict(park.empty() ? absl::StrCat("it had events before, ", ordered[i - 1].name())
                              : absl::StrCat("it was registered at ", park, " already"));
    }
    if (row.event() == v1::REGISTRATION_EVENT_MOVED_IN && park == row.park()) {
      contradict(absl::StrCat("it was at ", park, " already"));
    }
    park = row.park();
  }
  return found;
}

absl::StatusOr<v1::Registration> CreateRegistration(storage::Txn& txn, const base::Actor&,
                                                    const v1::CreateRegistrationRequest& request) {
  v1::Registration registration = request.registration();
  registration.set_name(absl::StrCat("registrations/", request.registration_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kRegistrations.Get(txn, {registration.name()}));
  if (existing.has_value()) return Exists(registration.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(RegistrationKind().Hold(txn, nullptr, registration, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return RegistrationKind().Create(txn, std::move(registration));
}

absl::StatusOr<v1::Registration> GetRegistration(const storage::Reader& reader,
                                                 const v1::GetRegistrationRequest& request) {
  return GetRow(reader, kRegistrations, request.name());
}

absl::StatusOr<std::string> ListRegistrations(const storage::Reader& reader,
                                              const v1::ListRegistrationsRequest& request,
                                              const storage::Page& page,
                                              v1::ListRegistrationsResponse& response) {
  return query::List(reader, kRegistrations.column(), request, page, response);
}

}  // namespace zgc::parks
