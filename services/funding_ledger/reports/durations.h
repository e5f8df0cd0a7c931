#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/awards.pb.h"

// How long awards take from one step to the next (时效).
namespace zgc::funding {

// A step of an award: the day that a record states for it, and the day on which
// it was recorded; empty where there is none.
struct Step {
  std::string stated;
  std::string recorded;
  bool done() const { return !recorded.empty(); }
};

// In the order of a report: decision to agreement, agreement to first payment, decision
// to first payment, decision to full payment, full payment to acceptance.
enum class Span : uint8_t {
  kAgreement,
  kAgreementToPayment,
  kFirstPayment,
  kFullPayment,
  kAcceptance
};
inline constexpr std::array<Span, 5> kSpans = {Span::kAgreement, Span::kAgreementToPayment,
                                               Span::kFirstPayment, Span::kFullPayment,
                                               Span::kAcceptance};
// "first_payment"; "立项—首次拨付".
std::string KeyOf(Span span);
std::string LabelOf(Span span);

// One span of one award.
struct Duration {
  const v1::Award& award;
  Span span;
  // The second step has been taken.
  bool done = false;
  // If it has: how long it took, by the days that records state if both steps
  // have one, else by those of recording.
  int64_t days = 0;
  bool stated = false;
};

// Every span that an award of the year has begun, by award.
absl::Status ForEachDuration(const storage::Reader& reader, const std::string& fiscal_year,
                             absl::FunctionRef<void(const Duration&)> visit);

}  // namespace zgc::funding
