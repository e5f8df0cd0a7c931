#include "services/funding_ledger/reports/durations.h"

#include "absl/container/flat_hash_map.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

// The payments of one award.
struct Payments {
  Step first;
  Step last;
  // A payment without a stated day: which was the first stays open.
  bool undated = false;

  void Add(const v1::Payment& payment) {
    const std::string recorded = DayOf(payment.create_time());
    if (first.recorded.empty() || recorded < first.recorded) first.recorded = recorded;
    last.recorded = std::max(last.recorded, recorded);
    const std::string& stated = payment.effective_date();
    undated = undated || stated.empty();
    if (first.stated.empty() || stated < first.stated) first.stated = stated;
    last.stated = std::max(last.stated, stated);
    if (!undated) return;
    first.stated.clear();
    last.stated.clear();
  }
};

struct SpanEnds {
  Step from;
  Step to;
};

// The last step that the award took by a method; none if it took none.
Step LastStep(const v1::Award& award, absl::string_view method) {
  Step last;
  for (const common::v1::Step& step : award.steps()) {
    if (step.method() == method) last = {step.date(), DayOf(step.record_time())};
  }
  return last;
}

SpanEnds StepsOf(Span span, const v1::Award& award, const Payments& payments) {
  const Step approval{award.effective_date(), DayOf(award.approve_time())};
  const bool in_full = award.amount_fen() > 0 && award.paid_fen() == award.amount_fen();
  const Step paid = in_full ? payments.last : Step();
  const bool paid_without = !award.has_agreement() && payments.first.done();
  switch (span) {
    case Span::kAgreement:
      // It will never have one.
      if (paid_without) return {};
      return {approval, LastStep(award, "SignAgreement")};
    case Span::kAgreementToPayment:
      return {LastStep(award, "SignAgreement"), payments.first};
    case Span::kFirstPayment:
      return {approval, payments.first};
    case Span::kFullPayment:
      return {approval, paid};
    case Span::kAcceptance:
      break;
  }
  Step accepted = LastStep(award, "AcceptAward");
  // Accepted before steps were kept.
  if (!accepted.done() && award.has_accept_time()) accepted.recorded = DayOf(award.accept_time());
  return {paid, accepted};
}

struct Words {
  const char* key;
  const char* label;
};

Words WordsOf(Span span) {
  switch (span) {
    case Span::kAgreement:
      return {"agreement", "立项—签约"};
    case Span::kAgreementToPayment:
      return {"agreement_to_payment", "签约—首次拨付"};
    case Span::kFirstPayment:
      return {"first_payment", "立项—首次拨付"};
    case Span::kFullPayment:
      return {"full_payment", "立项—拨付完毕"};
    case Span::kAcceptance:
      break;
  }
  return {"acceptance", "拨付完毕—验收"};
}

}  // namespace

std::string KeyOf(Span span) { return WordsOf(span).key; }
std::string LabelOf(Span span) { return WordsOf(span).label; }

absl::Status ForEachDuration(const storage::Reader& reader, const std::string& fiscal_year,
                             absl::FunctionRef<void(const Duration&)> visit) {
  absl::flat_hash_map<std::string, Payments> payments;
  ZGC_RETURN_IF_ERROR(
      kPayments.ForEach(reader, [&](const storage::NameKey&, const v1::Payment& payment) {
        if (payment.reversal().empty()) payments[payment.award()].Add(payment);
        return true;
      }));
  return kAwards.ForEach(reader, [&](const storage::NameKey& key, const v1::Award& award) {
    // Nothing is paid of an amount that nobody knows.
    if (!Takes(fiscal_year, award.fiscal_year()) || !Stands(award) || award.amount_fen() == 0) {
      return true;
    }
    const auto found = payments.find(key.name);
    const Payments paid = found == payments.end() ? Payments() : found->second;
    for (const Span span : kSpans) {
      const SpanEnds steps = StepsOf(span, award, paid);
      if (!steps.from.done()) continue;
      Duration duration{award, span, steps.to.done()};
      if (duration.done) {
        auto days = DaysBetween(steps.from.stated, steps.to.stated);
        duration.stated = days.has_value();
        // A stated day and one of recording have nothing to do with each other.
        if (!days.has_value()) days = DaysBetween(steps.from.recorded, steps.to.recorded);
        duration.days = days.value_or(0);
      }
      visit(duration);
    }
    return true;
  });
}

}  // namespace zgc::funding
