#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

// What a rule makes of facts. Pure functions; exact decimals until the last
// step, which rounds to the fen, halves up.
namespace zgc::funding {

// What the rule granted before in the year, in fen.
struct GrantedBefore {
  int64_t recipient_fen = 0;
  int64_t program_fen = 0;
};

// Of facts that passed CheckFacts. The amount is 0 if the caps leave nothing.
absl::StatusOr<v1::Calculation> Compute(const v1::RuleVersion& rule, const v1::SupportFacts& facts,
                                        const GrantedBefore& before);

}  // namespace zgc::funding
