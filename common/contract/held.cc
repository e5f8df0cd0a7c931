#include "common/contract/held.h"

#include <string>

#include "common/contract/contract.h"
#include "common/contract/rules.h"

namespace zgc::contract {
namespace {

// The innermost of this thread.
thread_local Held* innermost = nullptr;

}  // namespace

Held::Held(const google::protobuf::Message& request) : request_(request), outer_(innermost) {
  innermost = this;
}

Held::~Held() { innermost = outer_; }

void Held::Walked(const google::protobuf::Message& message, bool holds) {
  for (Held* held = innermost; held != nullptr; held = held->outer_) {
    if (&held->request_ != &message) continue;
    ++held->walks_;
    held->holds_ = holds;
  }
}

absl::Status Held::Begin() const { return NamesNone() ? Walk() : absl::OkStatus(); }

absl::Status Held::End(const absl::Status& answer) const {
  return answer.ok() && !holds_ ? Walk() : answer;
}

bool Held::NamesNone() const {
  const Rules& rules = RulesOf(*request_.GetDescriptor());
  if (rules.naming < 0) return false;
  const auto* field = rules.fields[static_cast<size_t>(rules.naming)].field;
  const auto& reflection = *request_.GetReflection();
  if (rules.naming != rules.updated) return reflection.GetString(request_, field).empty();
  const auto& resource = reflection.GetMessage(request_, field);
  const auto* name = resource.GetDescriptor()->FindFieldByName("name");
  return name != nullptr && resource.GetReflection()->GetString(resource, name).empty();
}

absl::Status Held::Walk() const {
  base::FieldErrors errors;
  contract::Walk(
      request_, "",
      [&](const std::string& field, const std::string& what) { errors.Add(field, what); },
      [](const std::string&, const std::string&, const std::string&) {});
  return errors.ToStatus();
}

}  // namespace zgc::contract
