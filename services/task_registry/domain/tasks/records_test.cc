#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;

class RecordsTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::PolicyDocument> AddDocument(const std::string& id, const std::string& more,
                                                 const std::string& status = "ISSUED") {
    return Do(CreatePolicyDocument,
              absl::StrCat("policy_document_id: '", id, "' policy_document { title: '", id,
                           "' kind: POLICY_DOCUMENT_KIND_MEASURE status: POLICY_DOCUMENT_STATUS_",
                           status, " ", more, " }"));
  }
  absl::StatusOr<v1::Activity> AddActivity(const std::string& id, const std::string& more) {
    return Do(CreateActivity,
              absl::StrCat("activity_id: '", id, "' activity { display_name: '", id,
                           "' kind: ACTIVITY_KIND_FORUM evidence: 'e' ", more, " }"));
  }
};

TEST_F(RecordsTest, EveryViolationOfAnOrganisationIsListed) {
  EXPECT_THAT(
      Do(CreateOrganisation,
         "organisation_id: 'O' organisation { since_date: '2019-13' member_count: 5 item_count: -1 "
         "parent: 'organisations/none' evidence: '' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("organisation_id"), HasSubstr("display_name"),
                                HasSubstr("organisation.kind"), HasSubstr("2019-13"),
                                HasSubstr("known or unknown"), HasSubstr("item_count"),
                                HasSubstr("organisations/none"), HasSubstr("evidence[0]"))));
}

TEST_F(RecordsTest, AnOrganisationIsUpdatedAndNeverBelongsToItself) {
  EXPECT_EQ(Find(kOrganisations, "organisations/a").item_count(), 1);
  ZGC_ASSERT_OK(
      Do(UpdateOrganisation, "organisation { name: 'organisations/b' parent: 'organisations/a' }"));
  EXPECT_THAT(
      Do(UpdateOrganisation, "organisation { name: 'organisations/a' parent: 'organisations/b' }"),
      FailsWith(kInvalid, HasSubstr("organisations/a would be a part of itself")));
  const auto updated = Do(UpdateOrganisation,
                          "organisation { name: 'organisations/a' member_count: 34 member_state: "
                          "AMOUNT_STATE_KNOWN since_date: '2019-01' }");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->member_count(), 34);
  EXPECT_EQ(updated->display_name(), "a");
}

TEST_F(RecordsTest, EveryViolationOfADocumentIsListed) {
  EXPECT_THAT(Do(CreatePolicyDocument,
                 "policy_document_id: 'd' policy_document { status_date: '2019-1' article_count: "
                 "-1 issuers: 'organisations/none' doc_number: 'x' item_count: 2 }"),
              FailsWith(kInvalid, AllOf(HasSubstr("title"), HasSubstr("policy_document.kind"),
                                        HasSubstr("policy_document.status"), HasSubstr("2019-1"),
                                        HasSubstr("article_count"), HasSubstr("organisations/none"),
                                        HasSubstr("must be 1 for a document with a number"))));
}

TEST_F(RecordsTest, ADocumentNumberBelongsToOneDocument) {
  const std::string number = "doc_number: '中科园发〔2019〕11号'";
  ZGC_ASSERT_OK(AddDocument("d1", number));
  EXPECT_THAT(AddDocument("d2", number),
              FailsWith(kInvalid, HasSubstr("policyDocuments/d1 has this number already")));
  ZGC_ASSERT_OK(AddDocument("d2", "parent: 'policyDocuments/d1' trial: true"));
  // A number given up is free for another.
  ZGC_ASSERT_OK(Do(UpdatePolicyDocument,
                   "policy_document { name: 'policyDocuments/d1' } "
                   "update_mask { paths: 'doc_number' }"));
  ZGC_ASSERT_OK(
      Do(UpdatePolicyDocument, "policy_document { name: 'policyDocuments/d2' " + number + " }"));
  EXPECT_THAT(
      Do(UpdatePolicyDocument, "policy_document { name: 'policyDocuments/d1' " + number + " }"),
      FailsWith(kInvalid, HasSubstr("policyDocuments/d2 has this number already")));
}

TEST_F(RecordsTest, ADocumentThatExistsIsNotCreatedAgainAndKeepsItsNumber) {
  ZGC_ASSERT_OK(AddDocument("d1", "doc_number: '1'"));
  EXPECT_THAT(AddDocument("d1", "doc_number: '2'"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  ZGC_EXPECT_OK(AddDocument("d2", "doc_number: '2'"));
}

TEST_F(RecordsTest, TheStatusOfADocumentMovesOnAndItsHistoryStays) {
  const auto drafted = AddDocument("d", "", "DRAFTING");
  ZGC_ASSERT_OK(drafted);
  ZGC_ASSERT_OK(Do(UpdatePolicyDocument,
                   "policy_document { name: 'policyDocuments/d' status: "
                   "POLICY_DOCUMENT_STATUS_ISSUED status_text: '已印发' status_date: '2019-11' }"));
  Open();
  EXPECT_EQ(Find(kPolicyDocuments, "policyDocuments/d", drafted->revision()).status(),
            v1::POLICY_DOCUMENT_STATUS_DRAFTING);
  EXPECT_EQ(Find(kPolicyDocuments, "policyDocuments/d").status_date(), "2019-11");
}

TEST_F(RecordsTest, EveryViolationOfAnActivityIsListed) {
  EXPECT_THAT(
      Do(CreateActivity,
         "activity_id: 'x' activity { session_count: -1 participant_count: 30 "
         "organisers: 'organisations/none' parent: 'activities/none' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("display_name"), HasSubstr("activity.kind"),
                                HasSubstr("from_date"), HasSubstr("session_count"),
                                HasSubstr("known or unknown"), HasSubstr("evidence"),
                                HasSubstr("organisations/none"), HasSubstr("activities/none"))));
}

TEST_F(RecordsTest, AnActivityEndsNotBeforeItBeginsHoweverLooselyDated) {
  EXPECT_THAT(AddActivity("x", "from_date: '2019-05-06' to_date: '2019-04'"),
              FailsWith(kInvalid, HasSubstr("2019-04 is before 2019-05-06")));
  ZGC_EXPECT_OK(AddActivity("x1", "from_date: '2019-05-06' to_date: '2019-05-31'"));
  ZGC_EXPECT_OK(AddActivity("x2", "from_date: '2019-05-06' to_date: '2019-05'"));
  ZGC_EXPECT_OK(AddActivity("x3", "from_date: '2019-05' to_date: '2019'"));
  ZGC_EXPECT_OK(AddActivity("x4", "from_date: '2019'"));
}

TEST_F(RecordsTest, AnActivityCountsOneSessionOfPeopleUnlessItSaysOtherwise) {
  const auto activity =
      AddActivity("x", "from_date: '2019' organisers: '//park_region/enterprises/e' parent: ''");
  ZGC_ASSERT_OK(activity);
  EXPECT_EQ(activity->session_count(), 1);
  EXPECT_EQ(activity->participant_unit(), "人");
  EXPECT_EQ(activity->participant_state(), common::v1::AMOUNT_STATE_UNSPECIFIED);
  const auto updated =
      Do(UpdateActivity, "activity { name: 'activities/x' session_count: 16 series: '政策宣讲' }");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->session_count(), 16);
  EXPECT_THAT(Do(UpdateActivity, "activity { name: 'activities/x' parent: 'activities/x' }"),
              FailsWith(kInvalid, HasSubstr("would be a part of itself")));
}

TEST_F(RecordsTest, EveryViolationOfAPlanIsListed) {
  EXPECT_THAT(Do(CreatePlan,
                 "plan_id: 'p' plan { year: 19 from_date: '2019-12-31' to_date: '2019-01-01' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("plan.title"), HasSubstr("plan.year"),
                                        HasSubstr("plan.issuer"),
                                        HasSubstr("2019-01-01 is before 2019-12-31"))));
}

TEST_F(RecordsTest, ListsTakeWhatTheirFiltersName) {
  ZGC_ASSERT_OK(AddDocument("d1", "doc_number: '1'"));
  ZGC_ASSERT_OK(AddDocument("d2", "", "TARGET"));
  v1::ListPolicyDocumentsRequest documents;
  documents.set_status(v1::POLICY_DOCUMENT_STATUS_TARGET);
  v1::ListPolicyDocumentsResponse found;
  ZGC_ASSERT_OK(ListPolicyDocuments(store_->Read(), documents, {}, found));
  ASSERT_EQ(found.policy_documents_size(), 1);
  EXPECT_EQ(found.policy_documents(0).name(), "policyDocuments/d2");

  ZGC_ASSERT_OK(AddActivity("x1", "from_date: '2019' series: 's'"));
  ZGC_ASSERT_OK(AddActivity("x2", "from_date: '2019' parent: 'activities/x1'"));
  v1::ListActivitiesRequest activities;
  activities.set_parent("activities/x1");
  v1::ListActivitiesResponse parts;
  ZGC_ASSERT_OK(ListActivities(store_->Read(), activities, {}, parts));
  ASSERT_EQ(parts.activities_size(), 1);
  EXPECT_EQ(parts.activities(0).name(), "activities/x2");

  v1::ListOrganisationsRequest organisations;
  organisations.set_kind(v1::ORGANISATION_KIND_COURT);
  v1::ListOrganisationsResponse courts;
  ZGC_ASSERT_OK(ListOrganisations(store_->Read(), organisations, {}, courts));
  EXPECT_EQ(courts.organisations_size(), 0);

  v1::ListPlansRequest plans;
  plans.set_year(2018);
  v1::ListPlansResponse years;
  ZGC_ASSERT_OK(ListPlans(store_->Read(), plans, {}, years));
  EXPECT_EQ(years.plans_size(), 0);
}

}  // namespace
}  // namespace zgc::tasks
