#include "services/funding_ledger/domain/instruments/talent_rounds.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "services/funding_ledger/testing/fixture/ventures_fixture.h"
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
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TalentRoundsTest : public VenturesFixture {};

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

TEST_F(TalentRoundsTest, RoundsAreListedByProgramAndReadByName) {
  ZGC_ASSERT_OK(Round("a", ""));
  EXPECT_THAT(Listed(store_->Read(), ListTalentRounds, "program: 'programs/young' year: '2019'"),
              ElementsAre("talentRounds/a"));
  EXPECT_THAT(Listed(store_->Read(), ListTalentRounds, "year: '2018'"), IsEmpty());
  EXPECT_EQ(Got(store_->Read(), GetTalentRound, "name: 'talentRounds/a'")->selected_count(), 20);
}

}  // namespace
}  // namespace zgc::funding
