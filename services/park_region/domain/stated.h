#pragma once

#include <cstdint>
#include <string>

#include "common/resource/checks.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

// Amounts as their sources state them, in any currency. All functions are pure but for what they
// add to `checks`.
namespace zgc::parks {

// An amount of a record, with what its source states of it. The fields are named as refusals name
// them.
struct StatedAmount {
  int64_t fen = 0;
  common::v1::AmountState state = common::v1::AMOUNT_STATE_UNSPECIFIED;
  std::string fen_field;
  std::string state_field;
  std::string stated_field;
};

// That what the source states and the amount in fen are the same: the number times its unit and
// rate, halves away from zero.
void CheckStated(const v1::StatedCapital& stated, const StatedAmount& amount,
                 resource::Checks& checks);

}  // namespace zgc::parks
