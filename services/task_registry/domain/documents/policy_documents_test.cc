#include "services/task_registry/domain/documents/policy_documents.h"

#include "absl/time/clock.h"
#include "common/base/time/dates.h"
#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class PolicyDocumentsTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::PolicyDocument> AddDocument(const std::string& id, const std::string& more,
                                                 const std::string& status = "ISSUED") {
    return Do(CreatePolicyDocument,
              absl::StrCat("policy_document_id: '", id, "' policy_document { title: '", id,
                           "' kind: POLICY_DOCUMENT_KIND_MEASURE status: POLICY_DOCUMENT_STATUS_",
                           status, " ", more, " }"));
  }
};

TEST_F(PolicyDocumentsTest, EveryViolationOfADocumentIsListed) {
  EXPECT_THAT(Do(CreatePolicyDocument,
                 "policy_document_id: 'd' policy_document { status_date: '2019-1' article_count: "
                 "-1 issuers: 'organisations/none' doc_number: 'x' item_count: 2 }"),
              FailsWith(kInvalid, AllOf(HasSubstr("title"), HasSubstr("policy_document.kind"),
                                        HasSubstr("policy_document.status"), HasSubstr("2019-1"),
                                        HasSubstr("article_count"), HasSubstr("organisations/none"),
                                        HasSubstr("must be 1 for a document with a number"),
                                        HasSubstr("(U+3014) is missing"))));
}

TEST_F(PolicyDocumentsTest, ADocumentIsNotIssuedTomorrow) {
  for (const char* date : {"9999-01-01", "9999-01", "9999"}) {
    EXPECT_THAT(AddDocument("d", absl::StrCat("status_date: '", date, "'")),
                FailsWith(kInvalid, HasSubstr(absl::StrCat("policy_document.status_date: ", date,
                                                           " is after today, "))));
  }
  // What is stated no closer may have been.
  const std::string year = base::FormatDate(base::DayOf(absl::Now())).substr(0, 4);
  ZGC_EXPECT_OK(AddDocument("d", absl::StrCat("status_date: '", year, "'")));
}

TEST_F(PolicyDocumentsTest, ADocumentNumberBelongsToOneDocument) {
  const std::string number = "doc_number: '中科园发〔2019〕11号'";
  ZGC_ASSERT_OK(AddDocument("d1", number));
  EXPECT_THAT(AddDocument("d2", number),
              FailsWith(kInvalid, HasSubstr("policyDocuments/d1 has this number already")));
  ZGC_ASSERT_OK(AddDocument("d2", "parents: 'policyDocuments/d1' trial: true"));
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

TEST_F(PolicyDocumentsTest, ADocumentThatExistsIsNotCreatedAgainAndKeepsItsNumber) {
  ZGC_ASSERT_OK(AddDocument("d1", "doc_number: '京政发〔2019〕1号'"));
  EXPECT_THAT(AddDocument("d1", "doc_number: '京政发〔2019〕2号'"),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  ZGC_EXPECT_OK(AddDocument("d2", "doc_number: '京政发〔2019〕2号'"));
}

TEST_F(PolicyDocumentsTest, ANumberOfAnotherFormTakesAReasonAndEvidence) {
  const std::string old = "doc_number: '国务院令第412号' ";
  EXPECT_THAT(AddDocument("d", old + "evidence: 'e'"),
              FailsWith(kInvalid, AllOf(HasSubstr("policy_document.doc_number"),
                                        HasSubstr("(U+3014) is missing"),
                                        HasSubstr("needs doc_number_exception and evidence"))));
  EXPECT_THAT(AddDocument("d", old + "doc_number_exception: '令'"),
              FailsWith(kInvalid, HasSubstr("policy_document.evidence")));
  ZGC_EXPECT_OK(AddDocument("d", old + "doc_number_exception: '令' evidence: 'e'"));
  for (const char* number : {"", "doc_number: '京政发〔2019〕1号' "}) {
    EXPECT_THAT(AddDocument("e", absl::StrCat(number, "doc_number_exception: '令' evidence: 'e'")),
                FailsWith(kInvalid, HasSubstr("is of a number that has another form")));
  }
}

TEST_F(PolicyDocumentsTest, ADocumentHasSeveralParentsAndBasesAndNoneIsItself) {
  ZGC_ASSERT_OK(AddDocument("p", ""));
  ZGC_ASSERT_OK(AddDocument("q", "parents: 'policyDocuments/p'"));
  ZGC_ASSERT_OK(AddDocument("d",
                            "parents: ['policyDocuments/q', 'policyDocuments/p'] "
                            "bases: ['policyDocuments/p', 'policyDocuments/q']"));
  const auto update = [&](const std::string& name, const std::string& fields) {
    return Do(UpdatePolicyDocument,
              absl::StrCat("policy_document { name: 'policyDocuments/", name, "' ", fields, " }"));
  };
  EXPECT_THAT(update("p", "parents: 'policyDocuments/d'"),
              FailsWith(kInvalid, HasSubstr("policyDocuments/p would be a part of itself")));
  EXPECT_THAT(update("p", "bases: 'policyDocuments/p'"),
              FailsWith(kInvalid, HasSubstr("does not rest on itself")));
  EXPECT_THAT(update("d", "parents: ['policyDocuments/p', 'policyDocuments/p']"),
              FailsWith(kInvalid, HasSubstr("parents[1]")));
  EXPECT_THAT(update("d", "bases: 'policyDocuments/none'"),
              FailsWith(kPrecondition, HasSubstr("policyDocuments/none")));
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments, "filter: 'bases:\"policyDocuments/q\"'"),
              ElementsAre("policyDocuments/d"));
}

TEST_F(PolicyDocumentsTest, TheTrialOfADocumentEndsAfterItsMonthsOrOnItsDay) {
  const auto end = [&](const std::string& id, const std::string& fields) {
    const auto added = AddDocument(id, absl::StrCat("trial: true ", fields));
    ZGC_EXPECT_OK(added);
    return added.ok() ? added->trial_end_date() : "";
  };
  EXPECT_EQ(end("a", "effective_date: '2019-01-01' trial_months: 24"), "2020-12-31");
  EXPECT_EQ(end("b", "effective_date: '2019-03-15' trial_months: 12"), "2020-03-14");
  // The month has no such day.
  EXPECT_EQ(end("c", "effective_date: '2019-12-31' trial_months: 2"), "2020-02-29");
  EXPECT_EQ(end("d", "effective_date: '2019-01-01' trial_last_date: '2019-06-30'"), "2019-06-30");
  // From when is not known, or for how long.
  EXPECT_EQ(end("e", "trial_months: 24 trial_end_date: '2020-12-31'"), "");
  EXPECT_EQ(end("f", "effective_date: '2019-01-01'"), "");
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments,
                     "filter: 'trial_end_date < \"2020-03-15\"' order_by: 'trial_end_date'"),
              ElementsAre("policyDocuments/d", "policyDocuments/c", "policyDocuments/b"));
  const auto refused = [&](const std::string& fields, const std::string& why) {
    EXPECT_THAT(AddDocument("x", fields), FailsWith(kInvalid, HasSubstr(why))) << fields;
  };
  refused("trial_months: 12", "is of a document that is issued for trial");
  refused("trial_last_date: '2019-12-31'", "is of a document that is issued for trial");
  refused("trial: true trial_months: 12 trial_last_date: '2019-12-31'",
          "either the months of the trial or its last day");
  refused("trial: true effective_date: '2019-12-31' trial_last_date: '2019-12-30'",
          "trial_last_date");
  refused("trial: true effective_date: '2019-01-01' trial_months: 1201", "is too many");
  refused("trial: true effective_date: '9998-01-01' trial_months: 24", "is too many");
}

TEST_F(PolicyDocumentsTest, StepsThatArePlannedHaveIdsAndAscendWithinTheirKind) {
  const auto planned = [](const std::string& id, const std::string& kind, const std::string& day) {
    return absl::StrCat("planned_steps { planned_step_id: '", id,
                        "' kind: POLICY_DOCUMENT_STEP_KIND_", kind, " due_date: '", day, "' } ");
  };
  EXPECT_THAT(AddDocument("d", planned("a", "DRAFTING", "2019-03-31") +
                                   planned("a", "DRAFTING", "2019-03-31")),
              FailsWith(kInvalid, AllOf(HasSubstr("planned_steps[1].planned_step_id: repeats"),
                                        HasSubstr("planned_steps[1].due_date: is not after"))));
  EXPECT_THAT(AddDocument("d",
                          "planned_steps { planned_step_id: 'a' organisation: 'organisations/"
                          "none' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("planned_steps[0].kind"),
                                        HasSubstr("planned_steps[0].due_date"),
                                        HasSubstr("organisations/none"))));
  std::string many;
  for (int i = 0; i < 21; ++i) {
    absl::StrAppend(
        &many, planned(absl::StrCat("s", i), "DRAFTING", absl::StrCat("20", i + 20, "-01-01")));
  }
  EXPECT_THAT(AddDocument("d", many), FailsWith(kInvalid, HasSubstr("more than 20")));
  ZGC_EXPECT_OK(AddDocument("d", planned("a", "DRAFTING", "2019-06-30") +
                                     planned("b", "ISSUE", "2019-06-30") +
                                     planned("c", "DRAFTING", "2019-09-30")));
}

TEST_F(PolicyDocumentsTest, ADocumentSaysWhomAndWhatItAppliesTo) {
  ZGC_ASSERT_OK(AddDocument("d",
                            "applies_to: ['organisations/a', '//park_region/parks/p', "
                            "'//funding_ledger/programs/f']"));
  EXPECT_THAT(
      Listed(store_->Read(), ListPolicyDocuments, "filter: 'applies_to:\"//park_region/parks/p\"'"),
      ElementsAre("policyDocuments/d"));
  EXPECT_THAT(AddDocument("e", "applies_to: 'organisations/none'"),
              FailsWith(kPrecondition, HasSubstr("policy_document.applies_to[0]")));
  EXPECT_THAT(AddDocument("e", "applies_to: ['organisations/a', 'organisations/a']"),
              FailsWith(kInvalid, HasSubstr("policy_document.applies_to[1]")));
}

TEST_F(PolicyDocumentsTest, TheStatusOfADocumentMovesOnAndItsHistoryStays) {
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

TEST_F(PolicyDocumentsTest, DocumentsAreListedByKindStatusAndNumber) {
  ZGC_ASSERT_OK(AddDocument("d1", "doc_number: '京政发〔2019〕1号'"));
  ZGC_ASSERT_OK(AddDocument("d2", "", "TARGET"));
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments, "status: POLICY_DOCUMENT_STATUS_TARGET"),
              ElementsAre("policyDocuments/d2"));
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments, "doc_number: '京政发〔2019〕1号'"),
              ElementsAre("policyDocuments/d1"));
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments, "kind: POLICY_DOCUMENT_KIND_MEASURE"),
              SizeIs(2));
}

TEST_F(PolicyDocumentsTest, ADocumentIsReadByItsName) {
  ZGC_ASSERT_OK(AddDocument("d1", "article_count: 33"));
  const auto found = Got(store_->Read(), GetPolicyDocument, "name: 'policyDocuments/d1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->article_count(), 33);
  EXPECT_THAT(Got(store_->Read(), GetPolicyDocument, "name: 'policyDocuments/d2'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::tasks
