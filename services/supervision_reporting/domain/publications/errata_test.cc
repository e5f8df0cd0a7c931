#include "services/supervision_reporting/domain/publications/errata.h"

#include <functional>

#include "common/testing/matchers.h"
#include "common/testing/reads.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/errata_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace common::v1;  // NOLINT: the reasons

class ErrataTest : public ErrataFixture {
 protected:
  absl::StatusOr<v1::Erratum> Draft(const std::string& fields = "reason: '核对台账'",
                                    const std::string& person = "author") {
    const auto request =
        FromText<v1::DraftErratumRequest>("publication: 'publications/p' " + fields);
    ZGC_ASSIGN_OR_RETURN(const ErratumBasis basis,
                         ReadToDraft(store_->Read(), *store_, book_, sources_, request));
    return Drafted(request, basis, person);
  }
  absl::StatusOr<v1::Erratum> Drafted(const v1::DraftErratumRequest& request,
                                      const ErratumBasis& basis,
                                      const std::string& person = "author") {
    v1::Erratum row;
    ZGC_RETURN_IF_ERROR(Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(row, DraftErratum(txn, {"", person}, sources_, request, basis));
      return absl::OkStatus();
    }));
    return row;
  }
  absl::StatusOr<v1::Erratum> PublishDraft(const std::string& number = "1",
                                           const std::string& person = "publisher") {
    const auto request = FromText<v1::PublishErratumRequest>(
        absl::StrCat("name: 'publications/p/errata/", number, "'"));
    ZGC_ASSIGN_OR_RETURN(const ErratumBasis basis,
                         ReadToPublish(store_->Read(), book_, sources_, request));
    v1::Erratum row;
    ZGC_RETURN_IF_ERROR(Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(row, PublishErratum(txn, {"", person}, sources_, request, basis));
      return absl::OkStatus();
    }));
    return row;
  }
  absl::StatusOr<v1::Erratum> Reject(const std::string& number = "1") {
    return Do<v1::Erratum>(
        RejectErratum, absl::StrCat("name: 'publications/p/errata/", number, "' reason: '暂缓'"));
  }
};

const char* const kOne = "publications/p/errata/1";

std::string Detail(const absl::Status& status) {
  return std::string(status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure")
                         .value_or(absl::Cord()));
}

TEST_F(ErrataTest, AChangeIsDraftedAndPublishedByAnother) {
  PublishFive();
  const auto before = Render("publications/p", "report.html");
  Replace("a", "b", "6");
  const auto draft = Draft("reason: '年终核对台账'");
  ZGC_ASSERT_OK(draft);
  EXPECT_EQ(draft->name(), kOne);
  EXPECT_EQ(draft->state(), v1::ERRATUM_STATE_DRAFT);
  EXPECT_THAT(draft->text(), HasSubstr("原公布5家，现更正为6家。原因：台账漏记。"));
  EXPECT_THAT(draft->text(), HasSubstr("年终核对台账"));
  EXPECT_EQ(draft->source_positions().at("park_region").revision(), revision_);
  // A draft corrects nothing.
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CHANGED);
  EXPECT_THAT(Standing("publications/p").errata(), IsEmpty());
  EXPECT_THAT(PublishDraft("1", "author"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto published = PublishDraft();
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->publisher(), "publisher");
  EXPECT_EQ(published->text(), draft->text());
  EXPECT_EQ(published->previous(), "publications/p");
  EXPECT_EQ(published->previous_sha256(), Standing("publications/p").sha256());
  const auto standing = Standing("publications/p");
  EXPECT_EQ(standing.state(), v1::PUBLICATION_STATE_CORRECTED);
  EXPECT_EQ(standing.changed_figure_count(), 0);
  EXPECT_THAT(standing.errata(), ElementsAre(kOne));
  const auto changes = Changes("publications/p");
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].kind(), v1::FIGURE_CHANGE_KIND_CORRECTED);
  EXPECT_EQ(changes[0].erratum(), kOne);
  EXPECT_EQ(changes[0].said(), "6家");
  // What was published is what it was.
  Open();
  EXPECT_EQ(Render("publications/p", "report.html")->content(), before->content());
  const auto verified = Verify("publications/p");
  EXPECT_TRUE(verified.intact()) << verified.ShortDebugString();
  EXPECT_EQ(verified.errata_checked(), 1);
}

TEST_F(ErrataTest, TheTextNamesTheCorrectionWithItsReasonEvidenceAndWhoApprovedIt) {
  PublishFive();
  TakeOver(6, {Saying("6"), Corrected(6)});
  const auto draft = Draft("");
  ZGC_ASSERT_OK(draft);
  EXPECT_THAT(draft->text(), HasSubstr("原公布5家，现更正为6家。原因：单位录错（更正"
                                       "//park\\_region/registrations/r，见//park\\_region/"
                                       "corrections/6，依据：营业执照，核准：checker）。"));
  ZGC_ASSERT_OK(PublishDraft());
  EXPECT_TRUE(Verify("publications/p").intact());
  const auto corrected = Changes("publications/p");
  ASSERT_EQ(corrected.size(), 1u);
  EXPECT_EQ(corrected[0].kind(), v1::FIGURE_CHANGE_KIND_CORRECTED);
  EXPECT_EQ(corrected[0].reasons_size(), 1) << "those that its erratum gave";
  EXPECT_EQ(corrected[0].explained(), v1::EXPLAINED_FULLY);
  // What came before the erratum is no reason for what changes after it.
  TakeOver(7, {Saying("7")});
  EXPECT_EQ(Changes("publications/p")[0].reasons_size(), 0);
}

TEST_F(ErrataTest, AChangeThatNobodyExplainsIsDraftedAndNotPublished) {
  PublishFive();
  // What is only possible is shown and said to no reader.
  TakeOver(8, {Saying("6"), Corrected(7)});
  EXPECT_THAT(Draft("reason: ' 　'"), HasReason(ERROR_REASON_INVALID_FIELD));
  const auto draft = Draft("");
  ZGC_ASSERT_OK(draft);
  EXPECT_EQ(draft->changes(0).reasons_size(), 1);
  EXPECT_THAT(draft->text(), HasSubstr("现更正为6家。变动原因未见于记录。\n"));
  const auto refused = PublishDraft();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Detail(refused.status()), HasSubstr("why //park_region/figures/a changed"));
  EXPECT_THAT(Standing("publications/p").errata(), IsEmpty());
  ZGC_ASSERT_OK(Reject());
  ZGC_ASSERT_OK(Draft("reason: '年终核对台账'"));
  ZGC_ASSERT_OK(PublishDraft("2"));
}

TEST_F(ErrataTest, AChangeThatIsExplainedInPartTakesAReasonOfTheAuthor) {
  PublishFive();
  TakeOver(6, {Saying("6"), Corrected(6)});
  TakeOver(7, {Saying("7")});
  const auto draft = Draft("");
  ZGC_ASSERT_OK(draft);
  EXPECT_EQ(draft->changes(0).explained(), v1::EXPLAINED_IN_PART);
  EXPECT_THAT(draft->text(), HasSubstr("核准：checker）。以上原因只说明部分变动。\n"));
  EXPECT_THAT(Detail(PublishDraft().status()), HasSubstr("changed is known in part only"));
  ZGC_ASSERT_OK(Reject());
  ZGC_ASSERT_OK(Draft("reason: '另有新增'"));
  ZGC_ASSERT_OK(PublishDraft("2"));
  // The next is told from what the erratum says on.
  TakeOver(8, {Saying("9"), Corrected(8)});
  EXPECT_EQ(Changes("publications/p")[0].explained(), v1::EXPLAINED_FULLY);
}

TEST_F(ErrataTest, WhatChangesAgainTakesAnotherErratum) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Draft());
  ZGC_ASSERT_OK(PublishDraft());
  EXPECT_THAT(Draft(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Detail(Draft().status()), HasSubstr("its errata say so already"));
  // Back to what was printed: the erratum is what is wrong now.
  Change("5");
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CHANGED);
  const auto draft = Draft();
  ZGC_ASSERT_OK(draft);
  EXPECT_THAT(draft->text(), HasSubstr("原公布5家，第1号更正说明为6家，现更正为5家"));
  const auto second = PublishDraft("2");
  ZGC_ASSERT_OK(second);
  EXPECT_EQ(second->previous(), kOne);
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CORRECTED);
  const auto verified = Verify("publications/p");
  EXPECT_TRUE(verified.intact()) << verified.ShortDebugString();
  EXPECT_EQ(verified.errata_checked(), 2);
}

TEST_F(ErrataTest, AFigureThatIsGoneIsSaidToBe) {
  PublishFive();
  Replace("a", "", "");
  const auto draft = Draft();
  ZGC_ASSERT_OK(draft);
  EXPECT_THAT(draft->text(), HasSubstr("原公布5家，现不再有此数。"));
  ZGC_ASSERT_OK(PublishDraft());
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CORRECTED);
  Change("5");
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CHANGED);
}

TEST_F(ErrataTest, NothingIsDraftedThatCannotBeSaid) {
  EXPECT_THAT(Draft(), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  PublishFive();
  const int64_t head = store_->head();
  EXPECT_THAT(Draft(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Detail(Draft().status()), HasSubstr("nothing that it says has changed"));
  Change("6", "status: FIGURE_STATUS_REPORTED");
  EXPECT_THAT(Detail(Draft().status()), HasSubstr("nobody has verified"));
  Change("", "value_state: VALUE_STATE_FAILED");
  EXPECT_THAT(Detail(Draft().status()), HasSubstr("could not be computed"));
  EXPECT_EQ(store_->head(), head + 2) << "a refused draft writes nothing";
  Change("6");
  ZGC_ASSERT_OK(Draft());
  EXPECT_THAT(Detail(Draft("reason: 'r'", "another").status()), HasSubstr("is a draft that waits"));
  ZGC_ASSERT_OK(Reject());
  // Another draft has another number.
  EXPECT_EQ(Draft()->name(), "publications/p/errata/2");
  ZGC_ASSERT_OK(PublishDraft("2"));
  EXPECT_THAT(PublishDraft("2"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(PublishDraft("3"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ErrataTest, ASupersededPublicationIsNotCorrected) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Draft());
  ZGC_ASSERT_OK(Publish("publication_id: 'q'"));
  EXPECT_THAT(Detail(Draft().status()), HasSubstr("is superseded by publications/q"));
  EXPECT_THAT(PublishDraft(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(Reject());
}

TEST_F(ErrataTest, ADraftThatIsNoLongerSoIsNotPublished) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Draft());
  Change("7");
  EXPECT_THAT(PublishDraft(), HasReason(ERROR_REASON_ETAG_MISMATCH));
  // Nor one that another has overtaken while its figures were read.
  const auto request =
      FromText<v1::DraftErratumRequest>("publication: 'publications/p' reason: 'r'");
  const auto basis = ReadToDraft(store_->Read(), *store_, book_, sources_, request);
  ZGC_ASSERT_OK(basis);
  ZGC_ASSERT_OK(Reject());
  ZGC_ASSERT_OK(Draft());
  ZGC_ASSERT_OK(PublishDraft("2"));
  EXPECT_THAT(Drafted(request, *basis), HasReason(ERROR_REASON_ETAG_MISMATCH));
}

TEST_F(ErrataTest, NothingIsSaidOfASourceThatIsNotCurrent) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Draft());
  sources_.Asked("park_region", sources_.Now(), absl::FailedPreconditionError("it was restored"));
  EXPECT_THAT(Draft(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(PublishDraft(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
}

TEST_F(ErrataTest, TheReasonsOfAnErratumAreFoundAgain) {
  PublishFive();
  TakeOver(6, {Saying("6"), Corrected(6)});
  ZGC_ASSERT_OK(Draft());
  ZGC_ASSERT_OK(PublishDraft());
  // What came after it was drafted is no matter.
  TakeOver(7, {Saying("7"), Corrected(7)});
  const auto problems = [&] {
    v1::VerifyPublicationResponse response;
    ZGC_EXPECT_OK(
        VerifyErrata(store_->Read(), *store_, book_, Standing("publications/p"), response));
    return std::vector<std::string>(response.problems().begin(), response.problems().end());
  };
  EXPECT_THAT(problems(), IsEmpty());
  const auto change = [&](const std::function<void(v1::FigureChange&)>& body) {
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(auto row, kErrata.Get(txn, {kOne}));
      body(*row->mutable_changes(0));
      kErrata.Put(txn, {kOne}, *row);
      return absl::OkStatus();
    }));
  };
  const std::string problem =
      absl::StrCat(kOne, ": the records do not give the reasons that it says");
  change([](auto& row) { row.set_explained(v1::EXPLAINED_IN_PART); });
  EXPECT_THAT(problems(), Contains(problem));
  change([](auto& row) { row.set_explained(v1::EXPLAINED_FULLY); });
  EXPECT_THAT(problems(), IsEmpty());
  change([](auto& row) { row.mutable_reasons(0)->set_approver("nobody"); });
  EXPECT_THAT(problems(), Contains(problem));
}

TEST_F(ErrataTest, AnErratumThatWasTamperedWithIsFound) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Draft());
  ZGC_ASSERT_OK(PublishDraft());
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(auto row, kErrata.Get(txn, {kOne}));
    row->set_text("另一说明");
    row->mutable_changes(0)->set_printed("8家");
    row->set_previous_sha256("x");
    kErrata.Put(txn, {kOne}, *row);
    return absl::OkStatus();
  }));
  v1::VerifyPublicationResponse response;
  ZGC_ASSERT_OK(VerifyErrata(store_->Read(), *store_, book_, Standing("publications/p"), response));
  EXPECT_EQ(response.problems_size(), 5) << response.ShortDebugString();
  EXPECT_FALSE(Verify("publications/p").intact());
}

TEST_F(ErrataTest, ErrataAreListedByPublicationAndReadByName) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Draft());
  ZGC_ASSERT_OK(Reject());
  ZGC_ASSERT_OK(Draft());
  const std::vector<std::string> both = {kOne, "publications/p/errata/2"};
  EXPECT_EQ(Listed(store_->Read(), ListErrata), both);
  EXPECT_EQ(Listed(store_->Read(), ListErrata, "publication: 'publications/p'"), both);
  EXPECT_THAT(Listed(store_->Read(), ListErrata, "publication: 'publications/q'"), IsEmpty());
  const auto rejected = Got(store_->Read(), GetErratum, "name: 'publications/p/errata/1'");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->state(), v1::ERRATUM_STATE_REJECTED);
  EXPECT_EQ(rejected->steps_size(), 2);
  EXPECT_EQ(ErratumLifecycle().record().name(), "Erratum");
}

}  // namespace
}  // namespace zgc::supervision
