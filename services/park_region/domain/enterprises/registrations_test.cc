#include "services/park_region/domain/enterprises/registrations.h"

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

class RegistrationsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Registration> Add(const std::string& id, const std::string& park,
                                       const std::string& date, const std::string& event) {
    const std::string capital = event == "DEREGISTERED" || event == "MOVED_OUT"
                                    ? ""
                                    : " capital_fen: 100 capital_state: AMOUNT_STATE_KNOWN";
    return Do(CreateRegistration,
              absl::StrCat("registration_id: '", id,
                           "' registration { enterprise: 'enterprises/e1' park: 'parks/", park,
                           "' date: '", date, "' event: REGISTRATION_EVENT_", event, capital, "}"));
  }
};

TEST_F(RegistrationsTest, TheEventsOfAnEnterpriseDoNotContradict) {
  ZGC_ASSERT_OK(Add("1", "a", "2019-03-01", "REGISTERED"));
  EXPECT_THAT(Add("2", "b", "2019-04-01", "REGISTERED"),
              FailsWith(kInvalid, HasSubstr("registered at parks/a already")));
  EXPECT_THAT(Add("2", "b", "2019-04-01", "DEREGISTERED"),
              FailsWith(kInvalid, HasSubstr("was not registered at parks/b")));
  EXPECT_THAT(Add("2", "a", "2019-03-01", "DEREGISTERED"),
              FailsWith(kInvalid, HasSubstr("the same day as")));
  ZGC_ASSERT_OK(Add("2", "b", "2019-06-01", "MOVED_IN"));
  // Recorded late, it would make the move of June impossible to read.
  EXPECT_THAT(Add("3", "b", "2019-05-01", "MOVED_IN"),
              FailsWith(kInvalid, HasSubstr("registrations/2 on 2019-06-01")));
  EXPECT_THAT(Add("3", "a", "2019-07-01", "DEREGISTERED"),
              FailsWith(kInvalid, HasSubstr("was not registered at parks/a")));
  ZGC_ASSERT_OK(Add("3", "b", "2019-07-01", "DEREGISTERED"));
}

TEST_F(RegistrationsTest, AnEnterpriseBeginsOnceMovesOutAndEnds) {
  ZGC_ASSERT_OK(Add("1", "a", "2019-03-01", "MOVED_IN"));
  EXPECT_THAT(Add("2", "b", "2019-04-01", "MOVED_OUT"),
              FailsWith(kInvalid, HasSubstr("was not registered at parks/b")));
  // Capital changes where it is.
  EXPECT_THAT(Add("c", "b", "2019-03-15", "CAPITAL_CHANGED"),
              FailsWith(kInvalid, HasSubstr("was not registered at parks/b")));
  ZGC_ASSERT_OK(Add("c", "a", "2019-03-15", "CAPITAL_CHANGED"));
  ZGC_ASSERT_OK(Add("2", "a", "2019-04-01", "MOVED_OUT"));
  // A move before the registration.
  EXPECT_THAT(Add("3", "b", "2019-05-01", "REGISTERED"),
              FailsWith(kInvalid, HasSubstr("it had events before, registrations/2")));
  ZGC_ASSERT_OK(Add("3", "b", "2019-05-01", "MOVED_IN"));
  ZGC_ASSERT_OK(Add("4", "b", "2019-06-01", "DEREGISTERED"));
  EXPECT_THAT(Add("5", "a", "2019-07-01", "MOVED_IN"),
              FailsWith(kInvalid, HasSubstr("was deregistered by registrations/4")));
}

TEST_F(RegistrationsTest, CapitalIsKnownOrSaidToBeUnknown) {
  const std::string head =
      "registration_id: '1' registration { enterprise: 'enterprises/e1' park: 'parks/a' "
      "date: '2019-01-01' event: REGISTRATION_EVENT_REGISTERED ";
  EXPECT_THAT(Do(CreateRegistration, head + "}"),
              FailsWith(kInvalid, HasSubstr("known or unknown")));
  EXPECT_THAT(Do(CreateRegistration, head + "capital_fen: 5 capital_state: AMOUNT_STATE_UNKNOWN }"),
              FailsWith(kInvalid, HasSubstr("must be 0")));
  EXPECT_THAT(Do(CreateRegistration, head + "capital_fen: -5 capital_state: AMOUNT_STATE_KNOWN }"),
              FailsWith(kInvalid, HasSubstr("negative")));
  ZGC_EXPECT_OK(Do(CreateRegistration, head + "capital_state: AMOUNT_STATE_UNKNOWN }"));
}

TEST_F(RegistrationsTest, CapitalIsStatedInAnyCurrencyAndMeansItsYuan) {
  // Each is tried of an enterprise of its own.
  int tried = 0;
  const auto add = [&](const std::string& fields) {
    const std::string id = absl::StrCat("t", ++tried);
    AddEnterprise(id);
    return Do(CreateRegistration,
              absl::StrCat("registration_id: '", id, "' registration { enterprise: 'enterprises/",
                           id, "' park: 'parks/a' date: '2019-01-01' event: ",
                           "REGISTRATION_EVENT_REGISTERED ", fields, " }"));
  };
  const std::string known = "capital_state: AMOUNT_STATE_KNOWN capital_fen: ";
  const std::string wan = " stated_capital { amount: '5000' unit: '万' currency: 'CNY' }";
  // 5,000 in the place of 5,000万元.
  EXPECT_THAT(add(known + "500000" + wan),
              FailsWith(kInvalid, HasSubstr("is not what is stated, 5000000000 fen")));
  ZGC_EXPECT_OK(add(known + "5000000000" + wan));
  const std::string dollars = " stated_capital { amount: '1000.5' currency: 'USD' ";
  ZGC_EXPECT_OK(add(known + "703752" + dollars + "yuan_rate: '7.034' }"));
  EXPECT_THAT(add(known + "703751" + dollars + "yuan_rate: '7.034' }"),
              FailsWith(kInvalid, HasSubstr("703752 fen")));
  EXPECT_THAT(add(known + "703752" + dollars + "}"), FailsWith(kInvalid, HasSubstr("yuan_rate")));
  // What it was in yuan may be open.
  ZGC_EXPECT_OK(add("capital_state: AMOUNT_STATE_UNKNOWN" + dollars + "}"));
  EXPECT_THAT(add("capital_state: AMOUNT_STATE_UNKNOWN" + wan),
              FailsWith(kInvalid, HasSubstr("where yuan are stated")));
  EXPECT_THAT(
      add(known + "5 stated_capital { amount: '5' unit: '千' currency: '美元' yuan_rate: '7' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("万, 亿 or empty"), HasSubstr("ISO 4217"))));
}

TEST_F(RegistrationsTest, ABranchHasNoCapital) {
  ZGC_ASSERT_OK(Do(CreateEnterprise,
                   "enterprise_id: 'b' enterprise { display_name: 'b' head_enterprise: "
                   "'enterprises/e1' }"));
  const auto add = [&](const std::string& fields) {
    return Do(CreateRegistration,
              "registration_id: '1' registration { enterprise: 'enterprises/b' park: 'parks/a' "
              "date: '2019-01-01' event: REGISTRATION_EVENT_REGISTERED " +
                  fields + " }");
  };
  EXPECT_THAT(add("capital_state: AMOUNT_STATE_UNKNOWN"),
              FailsWith(kInvalid, HasSubstr("nor of a branch")));
  ZGC_EXPECT_OK(add(""));
}

TEST_F(RegistrationsTest, EventsAreReadByDateListedByEnterpriseAndByName) {
  // Recorded late.
  ZGC_ASSERT_OK(Add("2", "a", "2019-03-01", "REGISTERED"));
  ZGC_ASSERT_OK(Add("1", "a", "2019-06-01", "DEREGISTERED"));
  const auto events = RegistrationsOf(store_->Read(), "enterprises/e1");
  ZGC_ASSERT_OK(events);
  ASSERT_EQ(events->size(), 2);
  EXPECT_EQ(events->front().name(), "registrations/2");
  EXPECT_TRUE(Enters(events->front()));
  EXPECT_FALSE(Enters(events->back()));
  // The other one has none.
  int enterprises = 0;
  ZGC_EXPECT_OK(ForEachRegistered(store_->Read(), [&](const std::vector<v1::Registration>& rows) {
    ++enterprises;
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows.front().name(), "registrations/2");
    return absl::OkStatus();
  }));
  EXPECT_EQ(enterprises, 1);
  EXPECT_THAT(Listed(store_->Read(), ListRegistrations),
              ElementsAre("registrations/1", "registrations/2"));
  EXPECT_THAT(Listed(store_->Read(), ListRegistrations, "enterprise: 'enterprises/e2'"), IsEmpty());
  const auto found = Got(store_->Read(), GetRegistration, "name: 'registrations/1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->date(), "2019-06-01");
  EXPECT_THAT(Got(store_->Read(), GetRegistration, "name: 'registrations/3'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(RegistrationsTest, EveryContradictionIsNamedWithItsDay) {
  const auto event = [](const std::string& id, const std::string& date, const std::string& park,
                        v1::RegistrationEvent kind) {
    v1::Registration row;
    row.set_name(id);
    row.set_date(date);
    row.set_park(park);
    row.set_event(kind);
    return row;
  };
  const auto registered = event("r1", "2019-01-01", "a", v1::REGISTRATION_EVENT_REGISTERED);
  const auto moved = event("r2", "2019-02-01", "b", v1::REGISTRATION_EVENT_MOVED_IN);
  const auto left = event("r3", "2019-03-01", "b", v1::REGISTRATION_EVENT_DEREGISTERED);
  EXPECT_THAT(Contradictions({registered, moved, left}), IsEmpty());
  EXPECT_THAT(Contradictions({registered, left}),
              ElementsAre("r3 on 2019-03-01: it was not registered at b"));
  EXPECT_THAT(Contradictions({moved, moved}), ElementsAre("r2 on 2019-02-01: the same day as r2",
                                                          "r2 on 2019-02-01: it was at b already"));
  EXPECT_TRUE(Enters(moved));
  EXPECT_TRUE(Leaves(left));
  EXPECT_FALSE(Leaves(moved));
}

}  // namespace
}  // namespace zgc::parks
