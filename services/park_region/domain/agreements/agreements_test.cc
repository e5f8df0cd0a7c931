#include "services/park_region/domain/agreements/agreements.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using AgreementsTest = ParkRegionFixture;

TEST_F(AgreementsTest, AnAgreementEndsOnceAndNotBeforeItWasSigned) {
  EXPECT_THAT(Do(CreateAgreement,
                 "agreement_id: 'g' agreement { display_name: 'g' parties { display_name: 'x' } "
                 "park: 'parks/a' "
                 "state: AGREEMENT_STATE_ENDED }"),
              FailsWith(kInvalid, AllOf(HasSubstr("two or more"), HasSubstr("signed_date"),
                                        HasSubstr("document"), HasSubstr("SIGNED or IN_FORCE"))));
  ZGC_ASSERT_OK(Do(CreateAgreement,
                   "agreement_id: 'g' agreement { display_name: 'g' parties { display_name: 'x' } "
                   "parties { display_name: 'y' } "
                   "park: 'parks/a' signed_date: '2019-06-01' document: 'd' "
                   "state: AGREEMENT_STATE_SIGNED }"));
  EXPECT_THAT(Do(EndAgreement, "name: 'agreements/g' end_date: '2019-05-31' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("is before 2019-06-01")));
  ZGC_ASSERT_OK(Do(EndAgreement, "name: 'agreements/g' end_date: '2020-05-31' reason: 'r'"));
  EXPECT_THAT(Do(EndAgreement, "name: 'agreements/g' end_date: '2020-05-31' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AgreementsTest, APartyIsNamedOnceAndAMonthIsEnoughForADay) {
  const auto add = [&](const std::string& id, const std::string& parties) {
    return Do(CreateAgreement,
              absl::StrCat("agreement_id: '", id, "' agreement { display_name: 'g' ", parties,
                           " park: 'parks/a' signed_date: '2019-06' document: 'd' ",
                           "state: AGREEMENT_STATE_IN_FORCE end_date: '2019-01-01' }"));
  };
  EXPECT_THAT(add("g", "parties { display_name: 'x' } parties { display_name: 'x' }"),
              FailsWith(kInvalid, HasSubstr("parties[1].display_name: repeats an earlier one")));
  const auto made = add("g", "parties { display_name: 'x' } parties { display_name: 'y' }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->end_date(), "");
  EXPECT_THAT(Do(EndAgreement, "name: 'agreements/g' end_date: '2019-07-01'"),
              FailsWith(kInvalid, HasSubstr("reason")));
}

TEST_F(AgreementsTest, ASignedAgreementIsBegunOnce) {
  const std::string fields =
      "agreement { display_name: 'g' parties { display_name: 'x' } parties { display_name: 'y' } "
      "park: 'parks/a' document: 'd' state: AGREEMENT_STATE_SIGNED ";
  EXPECT_THAT(Do(CreateAgreement, "agreement_id: 'g' " + fields + "signed_date: '2999-01' }"),
              FailsWith(kInvalid, HasSubstr("is after today")));
  ZGC_ASSERT_OK(Do(CreateAgreement, "agreement_id: 'g' " + fields + "signed_date: '2019-06' }"));
  EXPECT_THAT(Do(BeginAgreement, "name: 'agreements/g' date: '2019-05-31'"),
              FailsWith(kInvalid, HasSubstr("is before 2019-06")));
  const auto begun = Do(BeginAgreement, "name: 'agreements/g' date: '2019-07-01' document: 'b'");
  ZGC_ASSERT_OK(begun);
  EXPECT_EQ(begun->state(), v1::AGREEMENT_STATE_IN_FORCE);
  EXPECT_THAT(begun->steps(1).evidence(), ElementsAre("b"));
  EXPECT_THAT(Do(BeginAgreement, "name: 'agreements/g' date: '2019-07-01'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

// The rules of duties are in terms_test.cc.
TEST_F(AgreementsTest, NothingIsDoneOfAnAgreementThatHasEnded) {
  ZGC_ASSERT_OK(Do(CreateAgreement,
                   "agreement_id: 'g' agreement { display_name: 'g' parties { display_name: 'x' } "
                   "parties { display_name: 'y' } park: 'parks/a' signed_date: '2019-06-01' "
                   "document: 'd' state: AGREEMENT_STATE_SIGNED "
                   "duties { duty_id: 'o' title: 't' party: 'x' } }"));
  ZGC_ASSERT_OK(Do(EndAgreement, "name: 'agreements/g' end_date: '2020-05-31' reason: 'r'"));
  EXPECT_THAT(Do(FulfilDuty, "name: 'agreements/g' duty_id: 'o' date: '2019-07-01' document: 'd'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Do(ReopenDuty, "name: 'agreements/g' duty_id: 'o' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AgreementsTest, AgreementsAreListedByParkAndReadByName) {
  ZGC_ASSERT_OK(Do(CreateAgreement,
                   "agreement_id: 'g' agreement { display_name: 'g' parties { display_name: 'x' } "
                   "parties { display_name: 'y' } "
                   "park: 'parks/a' signed_date: '2019-06-01' document: 'd' "
                   "state: AGREEMENT_STATE_SIGNED }"));
  EXPECT_THAT(Listed(store_->Read(), ListAgreements, "park: 'parks/a'"),
              ElementsAre("agreements/g"));
  EXPECT_THAT(Listed(store_->Read(), ListAgreements, "park: 'parks/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetAgreement, "name: 'agreements/g'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->signed_date(), "2019-06-01");
  EXPECT_THAT(Got(store_->Read(), GetAgreement, "name: 'agreements/h'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
