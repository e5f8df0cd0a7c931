#include "services/funding_ledger/domain/instruments/talent_rounds.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/testing/instrument_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "services/funding_ledger/testing/ventures_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TalentRoundsTest : public VenturesFixture {
 protected:
  absl::StatusOr<v1::TalentRound> Round(const std::string& id, const std::string& more,
                                        const std::string& decision = "") {
    const std::string fields = Fields({{"year", "'2019'"}, {"selected_count", "20"}}, more);
    return Do(CreateTalentRound,
              absl::StrCat("talent_round_id: '", id, "' talent_round { ", fields, " ",
                           Decision("talent", "young", decision), " }"),
              "maker");
  }
  absl::StatusOr<v1::CoDevelopmentFund> Together(const std::string& id, const std::string& more) {
    return Do(CreateCoDevelopmentFund,
              absl::StrCat("co_development_fund_id: '", id,
                           "' co_development_fund { total_fen: "
                           "100 ",
                           more, " ",
                           Decision("together", "ic", "parks: '//park_region/parks/binhai'"), " }"),
              "maker");
  }
};

TEST_F(TalentRoundsTest, ARoundGrantsSoMuchForEach) {
  ZGC_ASSERT_OK(Round("a", "year: '2018' batch: '第二批' sub_counts { key: 'U30' value: 18 }"));
  const auto award = Find(kAwards, "awards/a");
  EXPECT_EQ(award.amount_fen(), 60);
  EXPECT_EQ(award.recipient_count(), 20);
  EXPECT_EQ(award.round(), "2018年第二批");
  EXPECT_EQ(award.sub_counts().at("U30"), 18);
  EXPECT_THAT(Round("b", "year: '2018' batch: '第 二批'"),
              FailsWith(kInvalid, HasSubstr("talentRounds/a")));
  EXPECT_THAT(Round("b", "year: '18' sub_counts { key: 'U30' value: 21 }"),
              FailsWith(kInvalid, HasSubstr("sub_counts")));
  ZGC_EXPECT_OK(Round("b", "year: '2019'"));
}

TEST_F(TalentRoundsTest, ARoundOfUnknownAmountNamesItsAward) {
  ZGC_ASSERT_OK(Draft("w", "young", Unknown() + "recipient_count: 206"));
  const std::string linked = "rule: '' award: 'awards/w'";
  EXPECT_THAT(Round("a", "selected_count: 205", linked),
              FailsWith(kInvalid, HasSubstr("206 recipients")));
  const auto round = Round("a", "selected_count: 206", linked);
  ZGC_ASSERT_OK(round);
  EXPECT_EQ(round->decision().award(), "awards/w");
  EXPECT_FALSE(round->decision().has_calculation());
  EXPECT_EQ(Find(kAwards, "awards/w").support(), "");
}

TEST_F(TalentRoundsTest, RoundsAndFundsAreListedByProgramAndReadByName) {
  ZGC_ASSERT_OK(Round("a", ""));
  EXPECT_THAT(Listed(store_->Read(), ListTalentRounds, "program: 'programs/young' year: '2019'"),
              ElementsAre("talentRounds/a"));
  EXPECT_THAT(Listed(store_->Read(), ListTalentRounds, "year: '2018'"), IsEmpty());
  EXPECT_EQ(Got(store_->Read(), GetTalentRound, "name: 'talentRounds/a'")->selected_count(), 20);
  EXPECT_THAT(Listed(store_->Read(), ListCoDevelopmentFunds, "program: 'programs/ic'"), IsEmpty());
  EXPECT_THAT(Got(store_->Read(), GetCoDevelopmentFund, "name: 'coDevelopmentFunds/c'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
