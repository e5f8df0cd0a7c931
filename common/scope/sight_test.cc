#include "common/scope/sight.h"

#include "common/resource/rows.h"
#include "common/scope/hold.h"
#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "zgc/tasks/v1/activities.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/instruction_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::scope {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using common::v1::STAKE_OWNER;
using common::v1::STAKE_PARTNER;
using ::zgc::testing::HasReason;

constexpr resource::Rows<tasks::v1::Task> kTestTasks{{.id = 21, .name = "tasks", .in_feed = true}};
constexpr resource::Rows<tasks::v1::Duty> kTestDuties{
    {.id = 22, .name = "duties", .in_feed = true}};
constexpr resource::Rows<tasks::v1::Instruction> kTestInstructions{
    {.id = 23, .name = "instructions", .in_feed = true}};
constexpr resource::Rows<tasks::v1::Activity> kTestActivities{
    {.id = 24, .name = "activities", .in_feed = true}};

storage::Schema StakesSchema() {
  storage::Schema schema;
  schema.name = "stakes_test";
  schema.version = 1;
  schema.columns = {kTestTasks.column(), kTestDuties.column(), kTestInstructions.column(),
                    kTestActivities.column()};
  return schema;
}

template <typename Row>
Row Made(const std::string& fields) {
  Row row;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &row)) << fields;
  return row;
}

class SightTest : public testing::StoreFixture {
 protected:
  SightTest() : StoreFixture(StakesSchema()) {
    ZGC_EXPECT_OK(Change(kTestTasks,
                         "name: 'tasks/t' lead_department: 'organisations/lead' "
                         "cooperating_departments: 'organisations/helps'"));
    ZGC_EXPECT_OK(Change(kTestDuties,
                         "name: 'duties/d' task: 'tasks/t' organisation: "
                         "'organisations/helps'"));
    ZGC_EXPECT_OK(Change(kTestInstructions,
                         "name: 'instructions/i' organisations: "
                         "['organisations/helps', 'organisations/lead']"));
    ZGC_EXPECT_OK(Change(kTestActivities, kHeld));
  }

  static Bounds Of(const std::string& organisation) {
    Bounds bounds;
    bounds.organisations = {"organisations/" + organisation};
    return bounds;
  }
  // By whoever has `organisation`; nobody with bounds if that is empty.
  template <typename Row>
  absl::Status Change(const resource::Rows<Row>& table, const std::string& fields,
                      const std::string& organisation = "", common::v1::Stake least = STAKE_OWNER) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  const Row row = Made<Row>(fields);
                  table.Put(txn, {row.name()}, row);
                  if (!organisation.empty()) {
                    ZGC_RETURN_IF_ERROR(HoldChanges(txn, Of(organisation), least));
                  }
                  return "";
                })
        .status();
  }
  template <typename Row>
  Standing StandingTo(const resource::Rows<Row>& table, const std::string& name,
                      const std::string& organisation) {
    const Bounds bounds = Of(organisation);
    const auto now = store_->Read();
    return *Sight(now, bounds).StandingOf(Find(table, name));
  }

  static constexpr char kHeld[] =
      "name: 'activities/a' organisers: ['organisations/lead', 'organisations/co'] "
      "undertakers: 'organisations/helps' supporters: 'organisations/reads' ";
};

TEST_F(SightTest, ADutyIsOfTheLeadOfItsTaskAndAPartOfWhomItIsGivenTo) {
  const Standing lead = StandingTo(kTestDuties, "duties/d", "lead");
  EXPECT_TRUE(lead.Owns());
  const Standing helps = StandingTo(kTestDuties, "duties/d", "helps");
  EXPECT_TRUE(helps.Sees());
  EXPECT_FALSE(helps.May(STAKE_OWNER));
  EXPECT_TRUE(helps.May(STAKE_PARTNER));
  EXPECT_FALSE(StandingTo(kTestTasks, "tasks/t", "helps").May(STAKE_PARTNER))
      << "a reader of the task";
  EXPECT_TRUE(StandingTo(kTestTasks, "tasks/t", "helps").Sees());
  EXPECT_FALSE(StandingTo(kTestDuties, "duties/d", "other").Sees());
}

TEST_F(SightTest, TheLeadGivesAPartnerADutyAndTakesItBack) {
  const std::string duty = "name: 'duties/n' task: 'tasks/t' organisation: ";
  ZGC_EXPECT_OK(Change(kTestDuties, duty + "'organisations/helps'", "lead"));
  ZGC_EXPECT_OK(Change(kTestDuties, duty + "'organisations/lead'", "lead"));
  EXPECT_THAT(Change(kTestDuties, duty + "'organisations/helps'", "helps"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(SightTest, APartnerWritesWhereAPartnerMayAndLeavesTheOthersAsTheyAre) {
  const std::string duty = "name: 'duties/d' task: 'tasks/t' ";
  const std::string own = duty + "organisation: 'organisations/helps' statement: 's'";
  EXPECT_THAT(Change(kTestDuties, own, "helps"), HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(Change(kTestDuties, own, "helps", STAKE_PARTNER));
  EXPECT_THAT(
      Change(kTestDuties, duty + "organisation: 'organisations/other'", "helps", STAKE_PARTNER),
      HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const std::string instruction =
      "name: 'instructions/i' title: 't' organisations: "
      "['organisations/helps'";
  ZGC_EXPECT_OK(
      Change(kTestInstructions, instruction + ", 'organisations/lead']", "helps", STAKE_PARTNER));
  EXPECT_THAT(Change(kTestInstructions, instruction + "]", "helps", STAKE_PARTNER),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "drops another";
  EXPECT_THAT(Change(kTestInstructions, instruction + ", 'organisations/lead']", "helps"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "not its to change";
}

TEST_F(SightTest, APartnerDoesNotMakeItselfAnOwner) {
  const std::string held = kHeld;
  ZGC_EXPECT_OK(Change(kTestActivities, held + "place: 'x'", "helps", STAKE_PARTNER));
  EXPECT_THAT(
      Change(kTestActivities, held + "organisers: 'organisations/helps'", "helps", STAKE_PARTNER),
      HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(SightTest, AnyOfSeveralOwnersChangesARecordAndNotWhoTheOthersAre) {
  const std::string held = kHeld;
  for (const char* owner : {"lead", "co"}) {
    ZGC_EXPECT_OK(Change(kTestActivities, held + "place: '" + owner + "'", owner));
  }
  ZGC_EXPECT_OK(
      Change(kTestActivities, held + "undertakers: 'organisations/other' place: 'x'", "lead"))
      << "an owner says who has a part";
  ZGC_EXPECT_OK(Change(kTestActivities, held, "lead"));
  EXPECT_THAT(
      Change(kTestActivities, "name: 'activities/a' organisers: 'organisations/lead'", "lead"),
      HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "drops an owner";
  EXPECT_THAT(Change(kTestActivities, held + "organisers: 'organisations/other'", "lead"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "takes one in";
  EXPECT_THAT(Change(kTestActivities,
                     "name: 'activities/n' organisers: "
                     "['organisations/lead', 'organisations/co']",
                     "lead"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "makes one of another";
  ZGC_EXPECT_OK(Change(kTestActivities, held + "place: 'p'", "helps", STAKE_PARTNER));
  EXPECT_THAT(Change(kTestActivities, held + "place: 'p'", "reads", STAKE_PARTNER),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(SightTest, WhoReportsAPartReportsItsOwn) {
  const auto hold = [&](const std::string& action) {
    return HoldRequest(store_->Read(), Of("helps"),
                       Made<tasks::v1::ReportInstructionActionRequest>(
                           "name: 'instructions/i' action { text: 't' " + action + " }"),
                       STAKE_PARTNER);
  };
  ZGC_EXPECT_OK(hold("organisation: 'organisations/helps'"));
  EXPECT_THAT(hold("organisation: 'organisations/lead'"), HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(hold(""), HasReason(ERROR_REASON_OUT_OF_SCOPE)) << "nobody's";
}

}  // namespace
}  // namespace zgc::scope
