#include "services/park_region/formulas/formulas.h"

#include <map>
#include <random>
#include <set>

#include "common/figures/book.h"
#include "common/figures/figures.h"
#include "common/testing/formulas_fixture.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/parks/park_events.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

class FormulasTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  FormulasTest() : FormulasFixture(RegisterFormulas) {}

  void Event(const std::string& id, const std::string& park, const std::string& time) {
    ZGC_ASSERT_OK(Do(CreateParkEvent,
                     absl::StrCat("park_event_id: '", id, "' park_event { park: 'parks/", park,
                                  "' kind: PARK_EVENT_KIND_VISIT document: 'd' ", time, " }")));
  }
  void Project(const std::string& id, const std::string& park, const std::string& money,
               const std::string& stages) {
    ZGC_ASSERT_OK(
        Do(CreateProject,
           absl::StrCat("project_id: '", id, "' project { display_name: '", id, "' park: 'parks/",
                        park, "' enterprise: 'enterprises/e1' ", money, " ", stages, " }")));
  }
  void Register(const std::string& id, const std::string& enterprise, const std::string& park,
                const std::string& date, const std::string& event, const std::string& capital) {
    ZGC_ASSERT_OK(
        Do(CreateRegistration,
           absl::StrCat("registration_id: '", id, "' registration { enterprise: 'enterprises/",
                        enterprise, "' park: 'parks/", park, "' date: '", date,
                        "' event: REGISTRATION_EVENT_", event, " ", capital, " }")));
  }
};

std::string Stage(const std::string& stage, const std::string& date, const std::string& more = "") {
  return absl::StrCat("stage_events { document: 'd' stage: PROJECT_STATE_", stage,
                      date.empty() ? "" : absl::StrCat(" date_known: true date: '", date, "'"), " ",
                      more, " } ");
}
std::string Known(int64_t fen) {
  return absl::StrCat("investment_state: AMOUNT_STATE_KNOWN investment_fen: ", fen);
}
constexpr char kUnknown[] = "investment_state: AMOUNT_STATE_UNKNOWN";

TEST_F(FormulasTest, ParksAreCountedByKindAndByMembershipOnTheDay) {
  ZGC_ASSERT_OK(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Do(CreatePark,
                   "park_id: 'late' park { display_name: 'l' kind: PARK_KIND_SUB_PARK "
                   "established_date: '2020-01-01' }"));
  EXPECT_EQ(AsOf("2019-12-31", "count_parks"), "3");
  EXPECT_EQ(AsOf("2019-12-31", "count_parks", {{"kind", "sub_park"}}), "1");
  EXPECT_EQ(AsOf("2020-01-01", "count_parks", {{"kind", "sub_park"}}), "2");
  EXPECT_EQ(AsOf("2018-12-31", "count_parks", {{"zone", "parks/zone"}}), "0");
  EXPECT_EQ(AsOf("2019-01-01", "count_parks", {{"zone", "parks/zone"}}), "1");
  EXPECT_THAT(Run("count_parks"), FailsWith(kInvalid, HasSubstr("stock")));
}

TEST_F(FormulasTest, ParksArePartedByTheirZonesOfTheDay) {
  AddPark("other", v1::PARK_KIND_ZONE);
  const auto by_zone = [&](const std::string& day) {
    ExpectCellsToAgree();
    return Parts("count_parks", "zone", {}, "", day);
  };
  const std::string of_b = "name: 'parks/b' zone: 'parks/";
  EXPECT_THAT(by_zone("2019-12-31"), ElementsAre("- 4"));
  ZGC_ASSERT_OK(Do(JoinZone, "name: 'parks/a' zone: 'parks/zone' from_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Do(JoinZone, of_b + "zone' from_date: '2018-01-01' to_date: '2018-12-31'"));
  ZGC_ASSERT_OK(Do(JoinZone, of_b + "other' from_date: '2019-02-01'"));
  EXPECT_THAT(by_zone("2017-12-31"), ElementsAre("parks/other 0", "parks/zone 0", "- 4"));
  EXPECT_THAT(by_zone("2018-12-31"), ElementsAre("parks/other 0", "parks/zone 1", "- 3"));
  EXPECT_THAT(by_zone("2019-01-31"), ElementsAre("parks/other 0", "parks/zone 1", "- 3"));
  EXPECT_THAT(by_zone("2019-02-01"), ElementsAre("parks/other 1", "parks/zone 1", "- 2"));
  EXPECT_EQ(AsOf("2019-02-01", "count_parks"), "4");
}

TEST_F(FormulasTest, UnknownArgumentsAreRefused) {
  EXPECT_THAT(Run("count_parks", {{"sort", "x"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("\"sort\"")));
  EXPECT_THAT(Run("count_parks", {{"kind", "SUB_PARK"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("is no kind")));
  EXPECT_THAT(Run("count_park_events", {{"park", "parks/none"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("parks/none")));
  EXPECT_THAT(Run("count_projects", {}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("needs a stage")));
  EXPECT_THAT(Run("sum_project_investment", {{"unit", "美元"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("美元")));
  EXPECT_THAT(Run("count_enterprises", {}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("needs basis")));
}

TEST_F(FormulasTest, EventsAreCountedOnceAndParksOnce) {
  Event("1", "a", "date: '2019-01-01'");
  Event("2", "a", "date: '2019-12'");
  Event("3", "b", "date: '2020-01-01'");
  EXPECT_EQ(Value("count_park_events"), "2");
  EXPECT_EQ(Value("count_park_events", {{"distinct", "parks"}}), "1");
  EXPECT_EQ(Value("count_park_events", {{"kind", "meeting"}}), "0");
  EXPECT_EQ(AsOf("2020-12-31", "count_park_events"), "3");
  // December may lie before or after the middle of the month.
  EXPECT_EQ(Value("count_park_events", {}, "2019-01-01", "2019-12-15"), ">=1");
  EXPECT_EQ(Value("count_park_events", {{"distinct", "parks"}}, "2019-01-01", "2019-12-15"), "1");
  EXPECT_EQ(Value("count_park_events", {{"distinct", "parks"}}, "2019-12-15", "2020-01-01"), ">=1");
}

TEST_F(FormulasTest, ARecordInBulkCountsItsSessionsAndASeriesItsOwnEvents) {
  Event("1", "a", "date: '2019' series: '交流会' session_count: 5");
  Event("2", "b", "date: '2019' series: '调度会'");
  EXPECT_EQ(Value("count_park_events"), "6");
  EXPECT_EQ(Value("count_park_events", {{"series", "交流会"}}), "5");
  EXPECT_EQ(Value("count_park_events", {{"series", "交流会"}, {"distinct", "parks"}}), "1");
  // Half a year proves nothing about a record that knows only its year.
  EXPECT_EQ(Value("count_park_events", {}, "2019-01-01", "2019-06-30"), ">=0");
  const auto explained = Run("count_park_events", {{"series", "交流会"}});
  ZGC_ASSERT_OK(explained);
  ASSERT_EQ(explained->inputs.size(), 1u);
  EXPECT_THAT(explained->inputs[0].description(), HasSubstr("批量补录5次"));
}

TEST_F(FormulasTest, ProjectsAreCountedByTheStageReached) {
  Project("1", "a", Known(100), Stage("SIGNED", "2019-01-10") + Stage("FILED", "2019-06-10"));
  Project("2", "b", Known(100), Stage("STARTED", "2019-03-01", "skip_reason: 'r'"));
  Project("3", "a", Known(100), Stage("SIGNED", "2018-01-01"));
  EXPECT_EQ(AsOf("2019-12-31", "count_projects", {{"stage", "signed"}}), "3");
  EXPECT_EQ(AsOf("2019-12-31", "count_projects", {{"stage", "filed"}}), "2");
  EXPECT_EQ(AsOf("2019-05-31", "count_projects", {{"stage", "filed"}}), "1");
  EXPECT_EQ(AsOf("2019-12-31", "count_projects", {{"stage", "started"}, {"park", "parks/a"}}), "0");
  EXPECT_EQ(Value("count_projects", {{"stage", "signed"}}), "2");
}

TEST_F(FormulasTest, AStageOfUnknownDayIsNeverGuessed) {
  Project("1", "a", kUnknown, Stage("SIGNED", "2019-01-10") + Stage("FILED", ""));
  const auto filed = [&](const std::string& start, const std::string& end) {
    return Value("count_projects", {{"stage", "filed"}}, start, end);
  };
  EXPECT_EQ(filed("", "2019-01-09"), "0");
  EXPECT_EQ(filed("", "2019-12-31"), ">=0");
  // Production proves that the filing was before it.
  ZGC_ASSERT_OK(Do(AdvanceProject,
                   "name: 'projects/1' event { stage: PROJECT_STATE_IN_PRODUCTION date_known: true "
                   "date: '2019-11-01' document: 'd' skip_reason: 'r' }"));
  EXPECT_EQ(filed("", "2019-12-31"), "1");
  EXPECT_EQ(filed("2019-01-10", "2019-12-31"), "1");
  EXPECT_EQ(filed("2019-06-01", "2019-12-31"), ">=0");
  EXPECT_EQ(filed("2019-11-02", "2019-12-31"), "0");
  // So does a source of that day.
  Project("2", "a", kUnknown,
          Stage("SIGNED", "2019-01-10") + Stage("FILED", "", "known_by: '2019-02-01'"));
  EXPECT_EQ(filed("", "2019-02-01"), ">=1");
  EXPECT_EQ(filed("", "2019-01-31"), ">=0");
}

TEST_F(FormulasTest, UnknownInvestmentMakesASumALowerBound) {
  Project("1", "a", kUnknown, Stage("SIGNED", "2019-01-10"));
  EXPECT_EQ(AsOf("2019-12-31", "sum_project_investment"), "unknown");
  Project("2", "a", Known(1'010'000'000'001), Stage("SIGNED", "2019-01-10"));
  EXPECT_EQ(AsOf("2019-12-31", "sum_project_investment"), ">=10100000000.01");
  EXPECT_EQ(AsOf("2019-12-31", "sum_project_investment", {{"unit", "亿元"}}), ">=101.0000000001");
  Project("3", "b", Known(5'000'000), Stage("SIGNED", "2019-01-10"));
  EXPECT_EQ(AsOf("2019-12-31", "sum_project_investment", {{"park", "parks/b"}, {"unit", "万元"}}),
            "5");
  EXPECT_EQ(AsOf("2018-12-31", "sum_project_investment"), "0");
}

TEST_F(FormulasTest, RegistrationsAreAFlowOfEventsAndAStockOfEnterprises) {
  const std::string hundred = "capital_state: AMOUNT_STATE_KNOWN capital_fen: 10000";
  const std::string unknown = "capital_state: AMOUNT_STATE_UNKNOWN";
  Register("1", "e1", "a", "2018-05-01", "REGISTERED", hundred);
  Register("2", "e2", "a", "2019-05-01", "REGISTERED", hundred);
  Register("3", "e1", "b", "2019-06-01", "MOVED_IN", unknown);
  Register("4", "e2", "a", "2019-07-01", "DEREGISTERED", "");
  const Given a = {{"park", "parks/a"}};
  EXPECT_EQ(Value("count_registrations"), "2");
  EXPECT_EQ(Value("count_registrations", a), "1");
  EXPECT_EQ(Value("count_registrations", {{"event", "deregistered"}}), "1");
  EXPECT_EQ(AsOf("2019-05-31", "count_registrations", a), "2");
  EXPECT_EQ(AsOf("2019-06-01", "count_registrations", a), "1");
  EXPECT_EQ(AsOf("2019-07-01", "count_registrations", a), "0");
  EXPECT_EQ(AsOf("2019-07-01", "count_registrations"), "1");
  EXPECT_EQ(AsOf("2019-05-31", "sum_registered_capital", a), "200");
  EXPECT_EQ(Value("sum_registered_capital"), ">=100");
  EXPECT_EQ(AsOf("2019-12-31", "sum_registered_capital"), "unknown");
}

TEST_F(FormulasTest, EnterprisesAreCountedOnceOnTheirBasis) {
  const auto add = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Do(CreateEnterprise,
                     absl::StrCat("enterprise_id: '", id, "' enterprise { ", fields, " }")));
  };
  const std::string both = "registration_park: 'parks/a' operating_park: 'parks/a'";
  add("x", absl::StrCat("display_name: 'x' uscc: '", Uscc("91110108551385082"), "' ", both));
  add("y", "display_name: 'y' registration_park: 'parks/a' operating_park: 'parks/b'");
  add("y2", "display_name: 'y' registration_park: 'parks/a'");
  // Alike in name, but codes tell them apart.
  add("z", absl::StrCat("display_name: 'x' uscc: '", Uscc("91110108551385083"), "' ", both));
  const auto count = [&](const std::string& basis, const std::string& park) {
    Given given = {{"basis", basis}};
    if (!park.empty()) given.push_back({"park", park});
    return AsOf("2019-12-31", "count_enterprises", given);
  };
  EXPECT_EQ(count("registration", "parks/a"), "3");
  EXPECT_EQ(count("operating", "parks/a"), "2");
  EXPECT_EQ(count("operating", "parks/b"), "1");
  EXPECT_EQ(count("any", "parks/a"), "3");
  EXPECT_EQ(count("any", ""), "3");
}

// Whatever they become, each counts once by its code, or by its name without one.
TEST_F(FormulasTest, EnterprisesThatChangeAreCountedOnce) {
  std::mt19937 random(1);
  const auto any = [&](const std::vector<std::string>& choices) {
    return choices[random() % choices.size()];
  };
  const std::vector<std::string> parks = {"", "parks/a", "parks/b"};
  // One after the other.
  const auto counted = [&](const std::string& basis, const std::string& park) {
    std::set<std::string> found;
    ZGC_EXPECT_OK(kEnterprises.ForEach(store_->Read(), [&](const storage::NameKey&,
                                                           const v1::Enterprise& row) {
      const auto at = [&](const char* other, const std::string& place) {
        return basis != other && !place.empty() && (park.empty() || place == park);
      };
      if (at("operating", row.registration_park()) || at("registration", row.operating_park())) {
        found.insert(row.uscc().empty() ? row.display_name() : row.uscc());
      }
      return true;
    }));
    return absl::StrCat(found.size());
  };
  for (int step = 0; step < 80; ++step) {
    const std::string id = absl::StrCat("r", random() % 5);
    const std::string code = any({"", "", Uscc("91110108551385082"), Uscc("91110108551385083")});
    const std::string fields =
        absl::StrCat("display_name: '", any({"x", "y"}), "' uscc: '", code,
                     "' registration_park: '", any(parks), "' operating_park: '", any(parks), "'");
    // A code that another has is refused.
    const auto done =
        Do(CreateEnterprise, absl::StrCat("enterprise_id: '", id, "' enterprise { ", fields, " }"));
    if (!done.ok() &&
        !Do(UpdateEnterprise, absl::StrCat("enterprise { name: 'enterprises/", id, "' ", fields,
                                           " } update_mask { paths: '*' }"))
             .ok()) {
      continue;
    }
    ExpectCellsToAgree();
    for (const char* basis : {"registration", "operating", "any"}) {
      for (const std::string& park : parks) {
        EXPECT_EQ(AsOf("2019-12-31", "count_enterprises", {{"basis", basis}, {"park", park}}),
                  counted(basis, park))
            << basis << " " << park;
      }
    }
    for (const char* basis : {"registration", "operating", "any"}) {
      std::vector<std::string> wanted;
      for (const std::string& park : parks) {
        if (!park.empty() && counted(basis, park) != "0") {
          wanted.push_back(absl::StrCat(park, " ", counted(basis, park)));
        }
      }
      EXPECT_EQ(Parts("count_enterprises", "park", {{"basis", basis}}, "", "2019-12-31"), wanted);
      for (const char* level : {"province", "prefecture", "county"}) {
        Parts("count_enterprises", level, {{"basis", basis}}, "", "2019-12-31");
      }
    }
    if (HasFailure()) break;
  }
  EXPECT_NE(counted("any", ""), "0");
  EXPECT_TRUE(IsFold("count_enterprises", {{"basis", "any"}}, "", "2019-12-31"));
}

TEST_F(FormulasTest, FiguresArePartedByParkAndByTheRegionsThatParksLieIn) {
  const auto region = [&](const std::string& id, const std::string& level,
                          const std::string& more) {
    ZGC_ASSERT_OK(
        Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: '", id,
                                      "' level: REGION_LEVEL_", level, " ", more, " }")));
  };
  region("haidian", "COUNTY", "gb2260_code: '110108'");
  region("street", "TOWNSHIP", "parent: 'regions/haidian'");
  region("baoding", "PREFECTURE", "gb2260_code: '130600'");
  // What lies in a township lies in its county.
  ZGC_ASSERT_OK(Do(UpdatePark,
                   "park { name: 'parks/a' region: 'regions/street' } "
                   "update_mask { paths: 'region' }"));
  ZGC_ASSERT_OK(Do(UpdatePark,
                   "park { name: 'parks/b' region: 'regions/baoding' } "
                   "update_mask { paths: 'region' }"));
  AddPark("c", v1::PARK_KIND_SUB_PARK);
  for (const char* park : {"a", "b", "b", "c"}) {
    Event(absl::StrCat(park, store_->head()), park, "date: '2019-03-01'");
  }
  const auto by = [&](const std::string& dimension) {
    return Parts("count_park_events", dimension);
  };
  EXPECT_THAT(by("park"), ElementsAre("parks/a 1", "parks/b 2", "parks/c 1"));
  EXPECT_THAT(by("kind"), ElementsAre("visit 4"));
  EXPECT_THAT(by("series"), ElementsAre("- 4"));
  EXPECT_THAT(by("province"), ElementsAre("110000 1", "130000 2", "- 1"));
  EXPECT_THAT(by("prefecture"), ElementsAre("110100 1", "130600 2", "- 1"));
  EXPECT_THAT(by("county"), ElementsAre("110108 1", "- 3"));
  EXPECT_THAT(Parts("count_parks", "kind", {}, "", "2019-12-31"),
              ElementsAre("cooperation 1", "sub_park 2", "zone 1"));
  EXPECT_THAT(Parts("count_park_events", "province", {{"distinct", "parks"}}),
              ElementsAre("110000 1", "130000 1", "- 1"));
}

TEST_F(FormulasTest, AFigureOfAnEarlierRevisionStaysAndExplainsItself) {
  Event("1", "a", "date: '2019-01-01'");
  const int64_t before = store_->head();
  Event("2", "b", "date: '2019-02-01'");
  Open();
  EXPECT_EQ(Value("count_park_events", {}, "2019-01-01", "2019-12-31", before), "1");
  const auto now = Run("count_park_events");
  ZGC_ASSERT_OK(now);
  EXPECT_EQ(now->value, "2");
  EXPECT_EQ(now->newest_revision, store_->head());
  ASSERT_EQ(now->inputs.size(), 2);
  EXPECT_EQ(now->inputs[0].resource(), "//park_region/parkEvents/1");
  EXPECT_EQ(now->inputs[1].contribution(), "1");
}

// What nobody asks costs no commit anything.
TEST_F(FormulasTest, NoCellsAreKeptWithoutAnEventAStageOrABasis) {
  Register("1", "e1", "a", "2019-05-01", "REGISTERED",
           "capital_state: AMOUNT_STATE_KNOWN capital_fen: 5");
  Project("p", "a", Known(7), Stage("SIGNED", "2019-05-01"));
  std::map<std::string, int> cells;
  ZGC_ASSERT_OK(figures::kCells.ForEach(store_->Read(),
                                        [&](const figures::CellKey& key, const figures::v1::Cell&) {
                                          ++cells[key.bytes.substr(0, key.bytes.find('\0'))];
                                          return true;
                                        }));
  // A day, a month and a year: of the event and of all that enter, and both in the park.
  EXPECT_EQ(cells["registrations"], 12);
  EXPECT_EQ(cells["registered_capital_events"], 12);
  EXPECT_EQ(cells["projects"], 6);
  EXPECT_EQ(cells["project_investment"], 6);
  EXPECT_TRUE(IsFold("count_registrations"));
  EXPECT_TRUE(IsFold("sum_registered_capital", {{"park", "parks/a"}}));
  EXPECT_TRUE(IsFold("count_projects", {{"stage", "signed"}}));
  EXPECT_TRUE(IsFold("sum_project_investment", {{"park", "parks/a"}}));
  EXPECT_TRUE(IsFold("count_enterprises", {{"basis", "any"}}, "", "2019-12-31"));
}

TEST_F(FormulasTest, AnIndicatorIsComputedThroughTheBook) {
  Event("1", "a", "date: '2019-01-01'");
  figures::v1::CreateIndicatorRequest request;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        indicator_id: "visits"
        indicator {
          display_name: "调研次数"
          unit: "次"
          measure: MEASURE_KIND_FLOW
          computation {
            formula: "count_park_events"
            arguments { key: "kind" value: "visit" }
            reporting_periods { start_date: "2019-01-01" end_date: "2019-12-31" }
          }
        })pb",
      &request));
  const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(
        figures::CreateIndicator(txn, {"", "clerk"}, request, "park_region", registry_).status());
    return "";
  });
  ZGC_ASSERT_OK(done);
  const figures::FigureBook book("park_region", registry_);
  const auto all = book.AllFigures(store_->Read());
  ZGC_ASSERT_OK(all);
  ASSERT_EQ(all->size(), 1);
  EXPECT_EQ((*all)[0].name(), "figures/visits@2019");
  EXPECT_EQ((*all)[0].value(), "1");
}

}  // namespace
}  // namespace zgc::parks
