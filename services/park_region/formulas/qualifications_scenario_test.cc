#include <random>
#include <set>

#include "common/testing/formulas_fixture.h"
#include "common/testing/records_matrix.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class QualifiedTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  QualifiedTest() : FormulasFixture(RegisterFormulas) {
    for (const std::string id : {"hitech", "unicorn"}) {
      ZGC_EXPECT_OK(
          Do(CreateQualificationKind,
             absl::StrCat("qualification_kind_id: '", id, "' qualification_kind { display_name: '",
                          id, "' validity_months: 36 }")));
    }
  }
  void Qualify(const std::string& id, const std::string& enterprise, const std::string& kind,
               const std::string& from, const std::string& to) {
    ZGC_ASSERT_OK(
        Do(CreateEnterpriseQualification,
           absl::StrCat("enterprise_qualification_id: '", id,
                        "' enterprise_qualification { enterprise: 'enterprises/", enterprise,
                        "' kind: 'qualificationKinds/", kind, "' valid_from: '", from,
                        "' valid_to: '", to, "' document: 'd' }")));
  }
  absl::Status Register(const std::string& id, const std::string& enterprise,
                        const std::string& park, const std::string& date,
                        const std::string& event) {
    const bool leaves = event == "DEREGISTERED" || event == "MOVED_OUT";
    return Do(CreateRegistration,
              absl::StrCat("registration_id: '", id, "' registration { enterprise: 'enterprises/",
                           enterprise, "' park: 'parks/", park, "' date: '", date,
                           "' event: REGISTRATION_EVENT_", event,
                           leaves ? "" : " capital_state: AMOUNT_STATE_UNKNOWN", " }"))
        .status();
  }
  std::string On(const std::string& day, const std::string& kind = "hitech",
                 const std::string& park = "") {
    ExpectCellsToAgree();
    Given given;
    if (!kind.empty()) given.push_back({"kind", "qualificationKinds/" + kind});
    if (!park.empty()) given.push_back({"park", "parks/" + park});
    return AsOf(day, "count_qualified_enterprises", given);
  }
};

TEST_F(QualifiedTest, HowManyOnADayFollowsFromValidityAndRevocation) {
  Qualify("1", "e1", "hitech", "2017-10-15", "2020-10-14");
  // Renewed before the first ends: one enterprise all the same.
  Qualify("2", "e1", "hitech", "2020-09-01", "2023-08-31");
  Qualify("3", "e2", "hitech", "2019-01-01", "2021-12-31");
  Qualify("4", "e2", "unicorn", "2019-01-01", "2021-12-31");
  EXPECT_EQ(On("2017-10-14"), "0");
  EXPECT_EQ(On("2017-10-15"), "1");
  EXPECT_EQ(On("2020-09-30"), "2");
  EXPECT_EQ(On("2020-10-15"), "2");
  EXPECT_EQ(On("2021-12-31"), "2");
  EXPECT_EQ(On("2022-01-01"), "1");
  EXPECT_EQ(On("2023-09-01"), "0");
  // Once for each kind.
  EXPECT_EQ(On("2020-09-30", ""), "3");
  EXPECT_THAT(Parts("count_qualified_enterprises", "kind", {}, "", "2020-09-30"),
              ElementsAre("qualificationKinds/hitech 2", "qualificationKinds/unicorn 1"));
  ZGC_ASSERT_OK(Do(RevokeEnterpriseQualification,
                   "name: 'enterpriseQualifications/3' revocation { date: '2020-01-01' reason: "
                   "'抽查' }"));
  EXPECT_EQ(On("2019-12-31"), "2");
  EXPECT_EQ(On("2020-01-01"), "1");
  EXPECT_THAT(Value("count_qualified_enterprises"), HasSubstr("stock"));
}

TEST_F(QualifiedTest, AnEnterpriseTakesItsQualificationsAlong) {
  Qualify("1", "e1", "hitech", "2019-01-01", "2021-12-31");
  Qualify("2", "e2", "hitech", "2019-01-01", "2021-12-31");
  ZGC_ASSERT_OK(Register("1", "e1", "a", "2018-01-01", "REGISTERED"));
  ZGC_ASSERT_OK(Register("2", "e1", "b", "2019-07-01", "MOVED_IN"));
  ZGC_ASSERT_OK(Register("3", "e1", "b", "2020-07-01", "MOVED_OUT"));
  ZGC_ASSERT_OK(Register("4", "e1", "a", "2020-08-01", "MOVED_IN"));
  ZGC_ASSERT_OK(Register("5", "e1", "a", "2021-01-01", "DEREGISTERED"));
  // Of the other nothing but its master data says where it is.
  ZGC_ASSERT_OK(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/e2' registration_park: 'parks/b' }"));
  EXPECT_EQ(On("2019-06-30", "hitech", "a"), "1");
  EXPECT_EQ(On("2019-07-01", "hitech", "a"), "0");
  EXPECT_EQ(On("2019-07-01", "hitech", "b"), "2");
  EXPECT_EQ(On("2020-07-15", "hitech", "b"), "1");
  EXPECT_EQ(On("2020-07-15"), "2");
  EXPECT_EQ(On("2020-08-01", "hitech", "a"), "1");
  // An enterprise that has ended has no qualification.
  EXPECT_EQ(On("2021-01-01"), "1");
  EXPECT_THAT(Parts("count_qualified_enterprises", "park", {{"kind", "qualificationKinds/hitech"}},
                    "", "2020-07-15"),
              ElementsAre("parks/a 0", "parks/b 1", "- 1"));
}

// Whatever is recorded, corrected and voided, the figure is what one finds by looking at each
// enterprise on the day.
TEST_F(QualifiedTest, TheFigureIsWhatLookingAtEachEnterpriseFinds) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % n); };
  const auto day = [&] {
    return absl::StrCat(2018 + below(4), "-0", 1 + below(9), "-1", below(10));
  };
  testing::Records records(store_, ParkRegionKinds());
  const auto counted = [&](const std::string& on) {
    std::set<std::string> found;
    ZGC_EXPECT_OK(kEnterpriseQualifications.ForEach(
        store_->Read(), [&](const storage::NameKey&, const v1::EnterpriseQualification& row) {
          const bool holds = row.kind() == "qualificationKinds/hitech" && row.valid_from() <= on &&
                             (row.last_day().empty() || on <= row.last_day());
          if (holds) found.insert(row.enterprise());
          return true;
        }));
    return absl::StrCat(found.size());
  };
  int done = 0;
  for (int step = 0; step < 60; ++step) {
    const std::string name = absl::StrCat("enterpriseQualifications/", below(12));
    const std::string from = day();
    const bool taken = kEnterpriseQualifications.Get(store_->Read(), {name})->has_value();
    const absl::Status status =
        !taken ? Do(CreateEnterpriseQualification,
                    absl::StrCat("enterprise_qualification_id: '", name.substr(25),
                                 "' enterprise_qualification { enterprise: 'enterprises/e",
                                 1 + below(2), "' kind: 'qualificationKinds/",
                                 below(2) == 0 ? "hitech" : "unicorn", "' valid_from: '", from,
                                 "' valid_to: '", from.substr(0, 3), from[3] + 1 - '0',
                                 "-10-10' document: 'd' }"))
                     .status()
        : below(2) == 0
            ? Do(RevokeEnterpriseQualification,
                 absl::StrCat("name: '", name, "' revocation { date: '", from, "' reason: 'r' }"))
                  .status()
            : records.Correct(name, {"valid_from"}, absl::StrCat("valid_from: '", from, "'"))
                  .status();
    if (!status.ok()) continue;
    ++done;
    for (int i = 0; i < 3; ++i) {
      const std::string on = day();
      EXPECT_EQ(On(on), counted(on)) << step << " " << on;
    }
  }
  EXPECT_GT(done, 20);
}

}  // namespace
}  // namespace zgc::parks
