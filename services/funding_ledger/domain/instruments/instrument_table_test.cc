#include "services/funding_ledger/domain/instruments/instrument_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// One row for each member of the terms and of the facts, whatever their order.
TEST(InstrumentTableTest, EveryMemberHasOneRow) { EXPECT_THAT(FaultsOf(Instruments()), IsEmpty()); }

TEST(InstrumentTableTest, AMemberWithoutRowIsAFault) {
  for (size_t i = 0; i < Instruments().size(); ++i) {
    std::vector<Instrument> rows = Instruments();
    const std::string terms = rows[i].terms->name();
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THAT(FaultsOf(rows), HasSubstr("has 0 rows")) << terms;
  }
}

TEST(InstrumentTableTest, AMemberWithTwoRowsIsAFault) {
  std::vector<Instrument> rows = Instruments();
  rows.push_back(rows.front());
  EXPECT_THAT(FaultsOf(rows), HasSubstr("zgc.funding.v1.RuleVersion.interest has 2 rows"));
  EXPECT_THAT(FaultsOf(rows), HasSubstr("zgc.funding.v1.SupportFacts.interest has 2 rows"));
}

TEST(InstrumentTableTest, ARowOfNoMemberIsAFault) {
  std::vector<Instrument> rows = Instruments();
  rows.back().facts = v1::SupportItem::descriptor();
  EXPECT_THAT(FaultsOf(rows),
              HasSubstr("zgc.funding.v1.SupportItem is not in zgc.funding.v1.SupportFacts.facts"));
}

TEST(InstrumentTableTest, TheMemberThatIsSetFindsTheRow) {
  v1::RuleVersion rule;
  v1::SupportFacts facts;
  EXPECT_EQ(InstrumentOf(rule), nullptr);
  EXPECT_EQ(InstrumentOf(facts), nullptr);
  rule.mutable_talent()->set_amount_each_fen(5);
  facts.mutable_talent()->set_selected_count(7);
  ASSERT_NE(InstrumentOf(rule), nullptr);
  EXPECT_EQ(InstrumentOf(rule), InstrumentOf(facts));
  EXPECT_EQ(InstrumentOf(rule)->terms, v1::TalentTerms::descriptor());
  EXPECT_EQ(TermsOf(rule).field, "talent");
  EXPECT_EQ(&TermsOf(rule).terms, &rule.talent());
  EXPECT_EQ(&FactsOf(facts), &facts.talent());
  facts.mutable_interest();
  EXPECT_NE(InstrumentOf(rule), InstrumentOf(facts));
}

}  // namespace
}  // namespace zgc::funding
