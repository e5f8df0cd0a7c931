#pragma once

#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

// The facts that a rule computes from. Thread-safe as the reader is.
namespace zgc::funding {

// Adds what is wrong with the facts, or not supported by the rule, to `checks`
// under `prefix` ("facts", "loan_subsidy"): names of fields are those of facts.
void CheckFacts(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                absl::string_view prefix, resource::Checks& checks);

}  // namespace zgc::funding
