#include "services/funding_ledger/domain/terms/instrument.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(InstrumentTest, ARowPassesTermsAndFactsOnAsWhatTheyAre) {
  const Instrument row = MakeInstrument<v1::TalentTerms, v1::TalentFacts>(
      RecipientKind::kNone,
      +[](const v1::TalentTerms& terms, const std::string& field, resource::Checks& checks) {
        checks.Expect(terms.amount_each_fen() > 0, field, "is too little");
      },
      +[](const v1::TalentTerms&, const v1::TalentFacts& facts, FactChecks& checks) {
        checks.Positive(facts.selected_count(), "selected_count");
      },
      +[](const v1::TalentTerms& terms, const v1::TalentFacts& facts, Work& work) {
        return work.Round("金额", "",
                          figures::Decimal(terms.amount_each_fen() * facts.selected_count()));
      });
  EXPECT_EQ(row.terms, v1::TalentTerms::descriptor());
  EXPECT_EQ(row.facts, v1::TalentFacts::descriptor());
  EXPECT_EQ(row.recipient, RecipientKind::kNone);
  v1::TalentTerms terms;
  v1::TalentFacts facts;
  resource::Checks checks;
  FactChecks of_facts("facts", checks);
  row.check_terms(terms, "terms", checks);
  row.check_facts(terms, facts, of_facts);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("terms: is too little")));
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("facts.selected_count")));
  terms.set_amount_each_fen(5);
  facts.set_selected_count(7);
  v1::Calculation result;
  Work work(result);
  ZGC_ASSERT_OK(row.calculate(terms, facts, work));
  EXPECT_EQ(result.amount_fen(), 35);
}

}  // namespace
}  // namespace zgc::funding
