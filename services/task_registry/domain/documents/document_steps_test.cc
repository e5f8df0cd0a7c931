#include "services/task_registry/domain/documents/document_steps.h"

#include <string>

#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class DocumentStepsTest : public TaskRegistryFixture {
 protected:
  // "DRAFTING 2019-01" as a field.
  static std::string Step(const std::string& kind, const std::string& date,
                          const std::string& more = "") {
    return absl::StrCat(" steps { kind: POLICY_DOCUMENT_STEP_KIND_", kind, " date: '", date, "' ",
                        more, " }");
  }
  // What is said of a document with these fields, which is changed by the check.
  absl::Status Check(const std::string& status, const std::string& fields,
                     const v1::PolicyDocument* before = nullptr) {
    document_.Clear();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("status: POLICY_DOCUMENT_STATUS_", status, " ", fields), &document_));
    Checks checks;
    ZGC_EXPECT_OK(CheckDocumentSteps(store_->Read(), before, document_, checks));
    return checks.ToStatus();
  }

  v1::PolicyDocument document_;
};

TEST_F(DocumentStepsTest, ADocumentGoesFromDraftToRepealAndItsStatusGoesWithIt) {
  std::string steps = Step("DRAFTING", "2017");
  ZGC_EXPECT_OK(Check("DRAFTING", steps));
  EXPECT_EQ(document_.status_date(), "2017");
  steps += Step("CONSULTATION", "2017-12",
                "organisations: 'organisations/a' parties: '社会公众' result: '采纳12条'");
  steps += Step("SUBMISSION", "", "organisations: 'organisations/b'");
  steps += Step("INSTRUCTION", "2018-01-05");
  ZGC_EXPECT_OK(Check("STUDIED", steps));
  steps += Step("RETURN", "2018-02");
  ZGC_EXPECT_OK(Check("DRAFTING", steps));
  EXPECT_EQ(document_.status_date(), "2018-02");
  steps += Step("ADOPTION", "2018-03");
  ZGC_EXPECT_OK(Check("REVIEWED", steps));
  steps += Step("ISSUE", "2018-03-20");
  ZGC_EXPECT_OK(Check("ISSUED", steps));
  EXPECT_EQ(document_.status_date(), "2018-03-20");
  ZGC_EXPECT_OK(Check("IN_FORCE", steps));
  EXPECT_EQ(document_.status_date(), "");
  steps += Step("REVISION", "2019-10") + Step("CONSULTATION", "2019-10", "parties: '各区'");
  ZGC_EXPECT_OK(Check("REVISED", steps));
  steps += Step("ISSUE", "2019-11") + Step("REPEAL", "2019-12-31");
  ZGC_EXPECT_OK(Check("REPEALED", steps));
  EXPECT_EQ(document_.status_date(), "2019-12-31");
  EXPECT_THAT(Check("REPEALED", steps + Step("REVISION", "2019-12-31")),
              FailsWith(kInvalid, HasSubstr("steps[11].kind")));
}

TEST_F(DocumentStepsTest, AStepFollowsOnlyWhereTheTableSaysSo) {
  const std::string drafted = Step("DRAFTING", "");
  const std::string issued = drafted + Step("ISSUE", "");
  for (const char* kind : {"REVISION", "REPEAL"}) {
    EXPECT_THAT(Check("DRAFTING", drafted + Step(kind, "")),
                FailsWith(kInvalid, HasSubstr("does not follow where the document is "
                                              "POLICY_DOCUMENT_STATUS_DRAFTING")))
        << kind;
  }
  for (const char* kind : {"DRAFTING", "SUBMISSION", "ADOPTION", "RETURN", "ISSUE"}) {
    EXPECT_THAT(Check("ISSUED", issued + Step(kind, "")),
                FailsWith(kInvalid, HasSubstr("steps[2].kind")))
        << kind;
  }
  // What was done before is not known.
  for (const char* kind : {"REVISION", "ADOPTION", "ISSUE"}) {
    EXPECT_THAT(Check("TARGET", Step(kind, "")),
                FailsWith(kInvalid, AllOf(HasSubstr("policy_document.status"),
                                          Not(HasSubstr("does not follow")))))
        << kind;
  }
}

TEST_F(DocumentStepsTest, DatesDoNotGoBackHoweverLooselyTheyAreStated) {
  ZGC_EXPECT_OK(Check("ISSUED", Step("ADOPTION", "2019-06-30") + Step("ISSUE", "2019")));
  ZGC_EXPECT_OK(Check("ISSUED", Step("ADOPTION", "2019-06-30") + Step("ISSUE", "2019-06")));
  EXPECT_THAT(Check("ISSUED", Step("ADOPTION", "2019-06-30") + Step("ISSUE", "2019-05")),
              FailsWith(kInvalid, HasSubstr("2019-05 is before an earlier step, which was on or "
                                            "after 2019-06-30")));
  // Nor over one that is stated less closely, or not at all.
  EXPECT_THAT(Check("ISSUED", Step("SUBMISSION", "2019-06-30") + Step("ADOPTION", "2019") +
                                  Step("INSTRUCTION", "") + Step("ISSUE", "2019-05")),
              FailsWith(kInvalid, HasSubstr("steps[3].date")));
  EXPECT_THAT(Check("ISSUED", Step("ISSUE", "9999")),
              FailsWith(kInvalid, HasSubstr("9999 is after today")));
}

TEST_F(DocumentStepsTest, AConsultationSaysWithWhom) {
  EXPECT_THAT(Check("DRAFTING", Step("CONSULTATION", "")),
              FailsWith(kInvalid, HasSubstr("a consultation says with whom")));
  EXPECT_THAT(Check("DRAFTING", Step("CONSULTATION", "",
                                     "organisations: ['organisations/a', 'organisations/a']")),
              FailsWith(kInvalid, HasSubstr("steps[0].organisations[1]")));
}

TEST_F(DocumentStepsTest, TheStatusIsWhereTheStepsHaveLed) {
  const std::string issued = Step("ISSUE", "2019-11");
  EXPECT_THAT(Check("DRAFTING", issued),
              FailsWith(kInvalid, HasSubstr("led it to POLICY_DOCUMENT_STATUS_ISSUED")));
  EXPECT_THAT(Check("ISSUED", issued + " status_date: '2019'"),
              FailsWith(kInvalid, HasSubstr("the step that led to it was on 2019-11")));
  // The date of the status before is left behind.
  v1::PolicyDocument before;
  before.set_status(v1::POLICY_DOCUMENT_STATUS_REVIEWED);
  before.set_status_date("2019-10");
  ZGC_EXPECT_OK(Check("ISSUED", issued + " status_date: '2019-10'", &before));
  EXPECT_EQ(document_.status_date(), "2019-11");
  // Steps that say nothing of it leave it free, as do those without a date its date.
  ZGC_EXPECT_OK(Check("STUDIED", Step("INSTRUCTION", "2019-11") + " status_date: '2019'"));
  ZGC_EXPECT_OK(Check("ISSUED", Step("ISSUE", "") + " status_date: '2019'"));
}

}  // namespace
}  // namespace zgc::tasks
