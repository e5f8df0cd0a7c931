#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "zgc/funding/v1/rules.pb.h"

// What a rule makes of facts. Pure functions; exact decimals until the last
// step, which rounds to the fen, halves up.
namespace zgc::funding {

// A plain decimal above 0, 100 at most, with at most `scale` digits after the point.
void CheckPercent(absl::string_view percent, int scale, absl::string_view field,
                  resource::Checks& checks);

// What the rule granted before in the year, in fen.
struct GrantedBefore {
  int64_t recipient_fen = 0;
  int64_t program_fen = 0;
};

// Adds what is wrong with the facts, or not supported by the rule, to `checks`
// under `prefix` ("facts", "loan_subsidy"): names of fields are those of facts.
void CheckFacts(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                absl::string_view prefix, resource::Checks& checks);

// Of facts that passed CheckFacts. The amount is 0 if the caps leave nothing.
absl::StatusOr<v1::Calculation> Compute(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                                        const GrantedBefore& before);

}  // namespace zgc::funding
