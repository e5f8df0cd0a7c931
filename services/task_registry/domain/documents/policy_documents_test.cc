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
                                        HasSubstr("must be 1 for a document with a number"))));
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

TEST_F(PolicyDocumentsTest, ADocumentThatExistsIsNotCreatedAgainAndKeepsItsNumber) {
  ZGC_ASSERT_OK(AddDocument("d1", "doc_number: '1'"));
  EXPECT_THAT(AddDocument("d1", "doc_number: '2'"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  ZGC_EXPECT_OK(AddDocument("d2", "doc_number: '2'"));
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
  ZGC_ASSERT_OK(AddDocument("d1", "doc_number: '1'"));
  ZGC_ASSERT_OK(AddDocument("d2", "", "TARGET"));
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments, "status: POLICY_DOCUMENT_STATUS_TARGET"),
              ElementsAre("policyDocuments/d2"));
  EXPECT_THAT(Listed(store_->Read(), ListPolicyDocuments, "doc_number: '1'"),
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
