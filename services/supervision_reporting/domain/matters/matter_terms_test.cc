#include "services/supervision_reporting/domain/matters/matter_terms.h"

#include <google/protobuf/util/json_util.h>

#include <fstream>

#include "common/testing/reads.h"
#include "common/testing/records_matrix.h"
#include "services/supervision_reporting/domain/kinds.h"
#include "services/supervision_reporting/domain/matters/matter_handlings.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;

class MatterTermsTest : public SupervisionFixture {
 protected:
  absl::StatusOr<v1::MatterRuleSet> AddTerms(const std::string& id, const std::string& place,
                                             const std::string& from, const std::string& terms) {
    return Do(CreateMatterRuleSet,
              absl::StrCat("matter_rule_set_id: '", id, "' matter_rule_set { display_name: '", id,
                           "' document: 'd' jurisdiction: '", place, "' from_date: '", from, "' ",
                           terms, " }"));
  }
  // Deadline and rules of a new matter.
  std::string Given(const std::string& id, const std::string& more) {
    const auto matter = AddMatter(id, more);
    ZGC_EXPECT_OK(matter);
    return matter.ok() ? absl::StrCat(matter->deadline(), " ", matter->rule_set()) : "";
  }

  testing::Records records_{store_, SupervisionKinds()};
};

constexpr char kTerms[] =
    "terms { days: 30 } terms { urgencies: URGENCY_VERY_URGENT working_days: 1 } "
    "terms { kind: MATTER_KIND_SUPERVISED_FILE days: 20 } "
    "terms { source: '市委' urgencies: URGENCY_URGENT urgencies: URGENCY_VERY_URGENT days: 5 }";

TEST_F(MatterTermsTest, AMatterWithoutATermTakesTheOneThatSaysMostOfIt) {
  ZGC_ASSERT_OK(AddTerms("bj", "110000", "2019-01-01", kTerms));
  const std::string in = "received_date: '2019-09-27' jurisdiction: '110108' ";
  EXPECT_EQ(Given("a", in), "2019-10-17 matterRuleSets/bj") << "of its kind";
  EXPECT_EQ(Given("b", in + "deadline: '2019-09-30'"), "2019-09-30 ") << "given";
  EXPECT_EQ(Given("c", in + "working_days: 1 calendars: 'calendars/2019'"), "2019-09-29 ");
  const std::string other =
      absl::StrCat("matter_id: 'd' matter { title: 'd' kind: MATTER_KIND_INSTRUCTION ", in);
  const auto instruction = Do(CreateMatter, other + "source: '市委' urgency: URGENCY_URGENT }");
  ZGC_ASSERT_OK(instruction);
  EXPECT_EQ(instruction->deadline(), "2019-10-02");
  EXPECT_EQ(instruction->original_deadline(), "2019-10-02");
  EXPECT_EQ(Given("e", "received_date: '2019-09-27'"), " ") << "no rules of the country";
  v1::Matter untold;
  untold.set_received_date("2019-09-27");
  ZGC_EXPECT_OK(SetTermByRules(store_->Read(), untold));
  EXPECT_EQ(untold.deadline(), "");
  EXPECT_EQ(Given("f", "received_date: '2018-12-31' jurisdiction: '110108'"), " ");
}

TEST_F(MatterTermsTest, ATermInWorkingDaysFollowsTheCalendars) {
  ZGC_ASSERT_OK(AddTerms("cn", "CN", "2019-01-01", "terms { working_days: 3 }"));
  EXPECT_EQ(Given("b", "received_date: '2019-09-27'"), "2019-10-02 matterRuleSets/cn");
  EXPECT_TRUE(Find(kMatters, "matters/b").provisional()) << "no calendar is here";
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: 'cn' calendar { display_name: '2019年' year: 2019 document: "
                   "'放假通知' jurisdiction: 'CN' holidays: '2019-10-01' holidays: '2019-10-02' "
                   "holidays: '2019-10-03' holidays: '2019-10-04' holidays: '2019-10-07' "
                   "working_weekends: '2019-09-29' }"));
  EXPECT_EQ(Find(kMatters, "matters/b").deadline(), "2019-10-08");
  EXPECT_EQ(Given("a", "received_date: '2019-09-27'"), "2019-10-08 matterRuleSets/cn");
  EXPECT_EQ(Find(kMatters, "matters/a").working_days(), 3);
  EXPECT_EQ(Find(kMatters, "matters/a").deadline_basis_size(), 1);
}

TEST_F(MatterTermsTest, TheSetThatIsShippedIsOne) {
  std::ifstream in(ZGC_SOURCE_DIR "/deploy/samples/matter_rules/matter_rule_sets.jsonl");
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  v1::CreateMatterRuleSetRequest request;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &request).ok());
  ZGC_ASSERT_OK(Do(CreateMatterRuleSet, request.ShortDebugString()));
  EXPECT_EQ(Given("a", "received_date: '2019-03-01'"), "2019-03-31 matterRuleSets/cn-2019");
}

// A later practice moves nothing that was received under an earlier one.
TEST_F(MatterTermsTest, TheTermIsThatOfTheDayOfReceipt) {
  ZGC_ASSERT_OK(AddTerms("old", "CN", "2019-01-01", "terms { days: 30 }"));
  ZGC_ASSERT_OK(AddTerms("new", "CN", "2019-04-01", "terms { days: 10 }"));
  EXPECT_EQ(Given("a", "received_date: '2019-03-31'"), "2019-04-30 matterRuleSets/old");
  EXPECT_EQ(Given("b", "received_date: '2019-04-01'"), "2019-04-11 matterRuleSets/new");
  EXPECT_EQ(Given("c", "received_date: '2019-04'"), "2019-05-10 matterRuleSets/new");
  ZGC_ASSERT_OK(records_.Correct("matters/a", {"title"}, "title: '标题'"));
  EXPECT_EQ(Find(kMatters, "matters/a").deadline(), "2019-04-30");
  ZGC_ASSERT_OK(records_.Correct("matters/a", {"received_date"}, "received_date: '2019-04-02'"));
  EXPECT_EQ(Find(kMatters, "matters/a").deadline(), "2019-04-12");
  EXPECT_EQ(Find(kMatters, "matters/a").rule_set(), "matterRuleSets/new");
  ZGC_ASSERT_OK(records_.Correct("matters/a", {"deadline"}, "deadline: '2019-06-01'"));
  EXPECT_EQ(Find(kMatters, "matters/a").deadline(), "2019-06-01");
  EXPECT_EQ(Find(kMatters, "matters/a").rule_set(), "");
}

TEST_F(MatterTermsTest, AnUrgencyThatIsCorrectedTakesItsTerm) {
  ZGC_ASSERT_OK(AddTerms("cn", "CN", "2019-01-01",
                         "terms { days: 30 } terms { urgencies: URGENCY_URGENT days: 5 }"));
  EXPECT_EQ(Given("a", "received_date: '2019-03-01'"), "2019-03-31 matterRuleSets/cn");
  ZGC_ASSERT_OK(records_.Correct("matters/a", {"urgency"}, "urgency: URGENCY_URGENT"));
  EXPECT_EQ(Find(kMatters, "matters/a").deadline(), "2019-03-06");
}

TEST_F(MatterTermsTest, APlaceMayAskThatAMatterIsVerifiedBeforeItIsClosed) {
  ZGC_ASSERT_OK(
      AddTerms("cn", "CN", "2019-03-01", "terms { days: 30 } verified_before_closing: true"));
  for (const auto& [id, day] : {std::pair("before", "2019-02-28"), std::pair("m", "2019-03-01")}) {
    ZGC_ASSERT_OK(AddMatter(id, absl::StrCat("received_date: '", day, "'")));
    for (const char* method : {"AssignMatter", "StartMatter", "ReportMatter"}) {
      ZGC_ASSERT_OK(Step(method, id, "2019-03-02"));
    }
  }
  EXPECT_EQ((*RulesOf(store_->Read(), Find(kMatters, "matters/m")))->name(), "matterRuleSets/cn");
  ZGC_EXPECT_OK(Step("CloseMatter", "before", "2019-03-03", "checker"));
  EXPECT_THAT(Step("CloseMatter", "m", "2019-03-03", "checker"),
              FailsWith(kPrecondition, HasSubstr("it is not verified, as matterRuleSets/cn asks")));
  ZGC_ASSERT_OK(Do(VerifyMatter, "name: 'matters/m' date: '2019-03-03' note: '属实'", "checker"));
  ZGC_EXPECT_OK(Step("CloseMatter", "m", "2019-03-03", "checker"));
}

TEST_F(MatterTermsTest, EveryWrongFieldOfASetIsNamed) {
  EXPECT_THAT(AddTerms("bad", "11", "2019-01-01",
                       "until_date: '2018-12-31' terms { } terms { days: 1 working_days: 1 } "
                       "terms { days: 1001 }"),
              FailsWith(kInvalid, AllOf(HasSubstr("matter_rule_set.jurisdiction"),
                                        HasSubstr("matter_rule_set.until_date"),
                                        HasSubstr("terms[0]"), HasSubstr("terms[1]"),
                                        HasSubstr("is for the same matters as terms[0]"),
                                        HasSubstr("at most 1000 days"))));
  EXPECT_THAT(AddTerms("bad", "CN", "2019-01-01",
                       "terms { urgencies: URGENCY_URGENT urgencies: URGENCY_VERY_URGENT days: 1 } "
                       "terms { urgencies: URGENCY_URGENT days: 2 }"),
              FailsWith(kInvalid, HasSubstr("same matters")));
  ZGC_ASSERT_OK(AddTerms("one", "CN", "2019-01-01", "terms { days: 1 }"));
  EXPECT_THAT(AddTerms("two", "CN", "2019-01-01", "terms { days: 1 }"),
              FailsWith(kInvalid, HasSubstr("matterRuleSets/one begins on that day")));
}

TEST_F(MatterTermsTest, SetsAreListedByJurisdictionAndReadByName) {
  ZGC_ASSERT_OK(AddTerms("one", "CN", "2019-01-01", "terms { days: 1 }"));
  ZGC_ASSERT_OK(AddTerms("two", "110000", "2019-01-01", "terms { days: 2 }"));
  EXPECT_THAT(Listed(store_->Read(), ListMatterRuleSets, "jurisdiction: '110000'"),
              ElementsAre("matterRuleSets/two"));
  EXPECT_EQ(Got(store_->Read(), GetMatterRuleSet, "name: 'matterRuleSets/one'")->terms(0).days(),
            1);
}

}  // namespace
}  // namespace zgc::supervision
