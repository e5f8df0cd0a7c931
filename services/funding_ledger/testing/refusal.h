#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/matchers.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::funding {

// What a refusal may be for.
inline const auto kSamePerson = testing::HasReason(common::v1::ERROR_REASON_SEPARATION_OF_DUTIES);
inline const auto kWrongState = testing::HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION);
inline const auto kWrongField = testing::HasReason(common::v1::ERROR_REASON_INVALID_FIELD);

// "accounts/… of programs/…: 5 left, 6 asked for" of an INSUFFICIENT_FUNDS;
// otherwise the status as text.
inline std::string Refusal(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (base::ReasonOf(status) != common::v1::ERROR_REASON_INSUFFICIENT_FUNDS ||
      !info.ParseFromString(std::string(*payload))) {
    return status.ToString();
  }
  const auto& facts = info.metadata();
  return absl::StrCat(facts.at("account"), " of ", facts.at("holder"), ": ",
                      facts.at("headroom_fen"), " left, ", facts.at("requested_fen"), " asked for");
}

}  // namespace zgc::funding
