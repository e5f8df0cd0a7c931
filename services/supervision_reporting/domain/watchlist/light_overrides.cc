#include "services/supervision_reporting/domain/watchlist/light_overrides.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

std::string PrefixOf(const std::string& thing) {
  return absl::StrCat("lightOverrides/", IdOfThing(thing), ".");
}

}  // namespace

absl::StatusOr<v1::LightOverride> SignLightOverride(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::SignLightOverrideRequest& request) {
  Checks checks(txn, request);
  if (request.thing().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(txn, DayOfCommit(txn)));
  ZGC_ASSIGN_OR_RETURN(const auto thing, FindThing(txn, rules, request.thing()));
  if (!thing.has_value()) return NotFound(request.thing());
  for (const std::string& reporter : thing->reporters) {
    ZGC_RETURN_IF_ERROR(RequireAnother(actor, reporter, "reported", thing->name));
  }
  v1::LightOverride row = request.light_override();
  row.set_name(absl::StrCat(PrefixOf(thing->name), request.light_override_id()));
  row.set_thing(thing->name);
  row.set_organisation(thing->organisation);
  row.set_signer(actor.responsible());
  if (base::ValidDate(row.from_date()) && base::ValidDate(row.to_date())) {
    checks.Ordered(row.from_date(), row.to_date(), "light_override.to_date");
  }
  checks.Expect(!thing->archived, "thing", "is archived: reopen it first");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kLightOverrides, std::move(row));
}

absl::StatusOr<std::string> ListLightOverrides(const storage::Reader& reader,
                                               const v1::ListLightOverridesRequest& request,
                                               const storage::Page& page,
                                               v1::ListLightOverridesResponse& response) {
  return query::List(reader, kLightOverrides.column(), request, page, response);
}

absl::StatusOr<google::protobuf::RepeatedPtrField<v1::LightOverride>> OverridesOn(
    const storage::Reader& reader, const std::string& thing, const std::string& day) {
  google::protobuf::RepeatedPtrField<v1::LightOverride> overrides;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::LightOverride>(
      reader, kLightOverrides, PrefixOf(thing), [&](const v1::LightOverride& signed_one) {
        if (signed_one.from_date() <= day && day <= signed_one.to_date()) {
          *overrides.Add() = signed_one;
        }
        return true;
      }));
  return overrides;
}

}  // namespace zgc::supervision
