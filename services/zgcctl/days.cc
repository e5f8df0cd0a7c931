#include "services/zgcctl/days.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/dates.h"
#include "services/zgcctl/fields.h"

namespace zgc::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kDays[] = {"date",           "deadline",   "new_deadline",  "known_by",
                                 "effective_from", "valid_from", "effective_to",  "valid_to",
                                 "vacant_from",    "overdue_on", "closed_through"};

constexpr const char* kReduced[] = {
    "zgc.parks.v1.Agreement.signed_date",
    "zgc.parks.v1.ParkEvent.date",
    "zgc.supervision.v1.AdoptInformationRequest.date",
    "zgc.supervision.v1.InformationEvent.date",
    "zgc.supervision.v1.InformationItem.written_date",
    "zgc.supervision.v1.InstructInformationRequest.date",
    "zgc.supervision.v1.Matter.received_date",
    "zgc.supervision.v1.Proposal.received_date",
    "zgc.supervision.v1.SubmitInformationItemRequest.submitted_date",
    "zgc.supervision.v1.WorkActivity.held_date",
    "zgc.tasks.v1.Activity.from_date",
    "zgc.tasks.v1.Activity.to_date",
    "zgc.tasks.v1.Organisation.since_date",
    "zgc.tasks.v1.PolicyDocument.status_date",
};

}  // namespace

bool HoldsDay(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING &&
         (absl::EndsWith(field.name(), "_date") ||
          std::find(std::begin(kDays), std::end(kDays), field.name()) != std::end(kDays));
}

bool MayBeReduced(const FieldDescriptor& field) {
  return std::find(std::begin(kReduced), std::end(kReduced), field.full_name()) !=
         std::end(kReduced);
}

void FindWrongDays(
    const Message& message,
    const std::function<void(const std::string& field, const std::string& why)>& found) {
  ForEachText(message, [&](const Message&, const FieldDescriptor& field, const std::string& text,
                           const std::string& path) {
    if (text.empty() || !HoldsDay(field)) return;
    if (MayBeReduced(field)) {
      const absl::Status status = base::ParseReducedDate(text).status();
      if (!status.ok()) found(path, std::string(status.message()));
    } else if (!base::ValidDate(text)) {
      found(path, absl::StrCat("\"", text, "\" is no day YYYY-MM-DD"));
    }
  });
}

}  // namespace zgc::ctl
