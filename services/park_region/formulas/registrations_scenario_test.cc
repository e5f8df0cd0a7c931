#include "common/testing/formulas_fixture.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;

class RegisteredTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  RegisteredTest() : FormulasFixture(RegisterFormulas) {}

  void Register(const std::string& id, const std::string& enterprise, const std::string& date,
                const std::string& event, int64_t fen) {
    ZGC_ASSERT_OK(Do(
        CreateRegistration,
        absl::StrCat(
            "registration_id: '", id, "' registration { enterprise: 'enterprises/", enterprise,
            "' park: 'parks/a' date: '", date, "' event: REGISTRATION_EVENT_", event,
            fen == 0 ? "" : absl::StrCat(" capital_state: AMOUNT_STATE_KNOWN capital_fen: ", fen),
            " }")));
  }
};

TEST_F(RegisteredTest, CapitalIsThatOfItsLastChange) {
  Register("1", "e1", "2018-05-01", "REGISTERED", 10'000);
  Register("2", "e1", "2019-05-01", "CAPITAL_CHANGED", 30'000);
  EXPECT_EQ(AsOf("2019-04-30", "sum_registered_capital"), "100");
  EXPECT_EQ(AsOf("2019-05-01", "sum_registered_capital"), "300");
  EXPECT_EQ(AsOf("2019-05-01", "sum_registered_capital", {{"park", "parks/a"}}), "300");
  // It is the enterprise that was there before, and no new one.
  EXPECT_EQ(AsOf("2019-05-01", "count_registrations"), "1");
  EXPECT_EQ(Value("count_registrations"), "0");
  EXPECT_EQ(Value("sum_registered_capital"), "0");
  EXPECT_EQ(Value("count_registrations", {{"event", "capital_changed"}}), "1");
  Register("3", "e1", "2020-05-01", "DEREGISTERED", 0);
  EXPECT_EQ(AsOf("2020-05-01", "sum_registered_capital"), "0");
  ExpectCellsToAgree();
}

TEST_F(RegisteredTest, BranchesAreCountedByThemselves) {
  ZGC_ASSERT_OK(Do(CreateEnterprise,
                   "enterprise_id: 'b' enterprise { display_name: 'b' head_enterprise: "
                   "'enterprises/e1' registration_park: 'parks/a' }"));
  Register("1", "e1", "2019-05-01", "REGISTERED", 10'000);
  Register("2", "b", "2019-06-01", "REGISTERED", 0);
  EXPECT_EQ(Value("count_registrations"), "1");
  EXPECT_EQ(AsOf("2019-12-31", "count_registrations"), "1");
  EXPECT_EQ(Value("count_registrations", {{"establishment", "branch"}}), "1");
  EXPECT_EQ(AsOf("2019-12-31", "count_registrations", {{"establishment", "branch"}}), "1");
  EXPECT_EQ(AsOf("2019-05-31", "count_registrations", {{"establishment", "branch"}}), "0");
  EXPECT_THAT(Value("count_registrations", {{"establishment", "office"}}),
              HasSubstr("enterprise or branch"));
  // A branch leaves no capital open.
  EXPECT_EQ(Value("sum_registered_capital"), "100");
  EXPECT_EQ(AsOf("2019-12-31", "sum_registered_capital"), "100");
  EXPECT_EQ(AsOf("2019-12-31", "count_enterprises", {{"basis", "registration"}}), "0");
  ExpectCellsToAgree();
}

}  // namespace
}  // namespace zgc::parks
