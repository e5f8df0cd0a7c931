#include "common/resource/checks.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/names.h"
#include "common/base/time/dates.h"
#include "common/contract/contract.h"
#include "common/contract/rules.h"
#include "common/decimal/decimal.h"
#include "common/storage/schema_name.h"

namespace zgc::resource {
void Checks::Contract(const storage::Reader& reader, const google::protobuf::Message& part,
                      const std::string& prefix) {
  contract::Walk(
      part, prefix, [this](const std::string& field, const std::string& what) { Add(field, what); },
      [&](const std::string& field, const std::string& type, const std::string& name) {
        Refer(reader, field, type, name);
      });
}

void Checks::Refer(const storage::Reader& reader, const std::string& field, const std::string& type,
                   const std::string& name) {
  const std::string& collection = contract::CollectionOf(type);
  if (type == "records/Evidence" && absl::StartsWith(name, "//")) {
    // By its full name, whose form is held: one of this service is there.
    const auto own = storage::SchemaNameOf(reader);
    failed_.Update(own.status());
    absl::string_view local = name;
    if (own.ok() && absl::ConsumePrefix(&local, absl::StrCat("//", *own, "/"))) {
      Refer(reader, field, type, std::string(local));
    }
    return;
  }
  const auto* message = contract::ResourceOfType(type);
  // A copy of another service's rows lies in a column of another name.
  const storage::Column* column = reader.FindColumn(absl::StripSuffix(collection, "/"));
  if (column != nullptr && message != nullptr && column->row_type.name() == message->full_name()) {
    const auto row = reader.Get(*column, storage::EncodeKey(storage::NameKey{name}));
    if (!row.ok()) {
      failed_.Update(row.status());
    } else if (!row->has_value()) {
      Missing(name, field);
    }
    return;
  }
  const std::string begin = absl::StrCat("//", type.substr(0, type.find('/')), "/", collection);
  Expect(absl::StartsWith(name, begin) && name.size() > begin.size(), field,
         absl::StrCat("\"", name, "\" is not ", begin, "{id}"));
}

void Checks::Add(absl::string_view field, absl::string_view description) {
  // What the contract says already is not said again.
  if (!said_.insert(absl::StrCat(field, "\n", description)).second) return;
  auto* violation = found_.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
}

void Checks::Missing(const std::string& name, absl::string_view field) {
  const int before = found_.field_violations_size();
  Add(field, absl::StrCat("\"", name, "\" does not exist"));
  missing_ += found_.field_violations_size() - before;
}

void Checks::Required(absl::string_view text, absl::string_view field) {
  Expect(!text.empty(), field, "is required");
}

void Checks::Id(absl::string_view id, absl::string_view field) {
  Expect(base::IsResourceId(id), field, base::kResourceIdForm);
}

bool Checks::Day(absl::string_view text, absl::string_view field) {
  const bool valid = base::ValidDate(text);
  Expect(valid, field, absl::StrCat("\"", text, "\" is no day YYYY-MM-DD"));
  return valid;
}

bool Checks::OptionalDay(absl::string_view text, absl::string_view field) {
  return text.empty() || Day(text, field);
}

absl::Status Checks::NotAfterToday(const storage::Reader& reader, absl::string_view date,
                                   absl::string_view field) {
  const auto days = base::ParseReducedDate(date);
  if (!days.ok()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const absl::Time now, reader.CommitTime());
  const std::string today = base::FormatDate(base::DayOf(now));
  Expect(days->first <= today, field, absl::StrCat(date, " is after today, ", today));
  return absl::OkStatus();
}

bool Checks::ReducedDate(absl::string_view text, absl::string_view field) {
  const absl::Status status = base::ParseReducedDate(text).status();
  if (!status.ok()) Add(field, status.message());
  return status.ok();
}

void Checks::Ordered(absl::string_view from, absl::string_view to, absl::string_view field) {
  // Days as text are in the order of time.
  Expect(to.empty() || from <= to, field, absl::StrCat(to, " is before ", from));
}

void Checks::Period(const common::v1::Period& period, absl::string_view field) {
  if (!base::ValidDate(period.start_date()) || !base::ValidDate(period.end_date())) return;
  Ordered(period.start_date(), period.end_date(), absl::StrCat(field, ".end_date"));
}

void Checks::Amount(int64_t fen, common::v1::AmountState state, absl::string_view field) {
  if (state == common::v1::AMOUNT_STATE_KNOWN) {
    Expect(fen >= 0, field, "is negative");
  } else if (state == common::v1::AMOUNT_STATE_UNKNOWN) {
    Expect(fen == 0, field, "must be 0 where the amount is unknown");
  } else {
    Add(field, "must be stated to be known or unknown");
  }
}

void Checks::Area(absl::string_view area, absl::string_view field) {
  const auto decimal = figures::Decimal::Parse(area);
  Expect(decimal.ok() && *decimal > figures::Decimal(), field,
         absl::StrCat("\"", area, "\" is no plain decimal above zero"));
}

absl::Status Checks::ToStatus() const {
  ZGC_RETURN_IF_ERROR(failed_);
  if (empty()) return absl::OkStatus();
  if (missing_ < found_.field_violations_size()) {
    base::FieldErrors errors;
    for (const auto& found : found_.field_violations()) {
      errors.Add(found.field(), found.description());
    }
    return errors.ToStatus();
  }
  std::string message = "references that do not exist:";
  for (const auto& found : found_.field_violations()) {
    absl::StrAppend(&message, " ", found.field(), ": ", found.description(), ";");
  }
  message.pop_back();
  absl::Status status = base::MakeError(absl::StatusCode::kFailedPrecondition,
                                        common::v1::ERROR_REASON_REFERENCE_NOT_FOUND, message);
  base::AttachDetail(status, found_);
  return status;
}

}  // namespace zgc::resource
