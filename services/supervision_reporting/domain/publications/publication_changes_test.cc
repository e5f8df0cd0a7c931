#include "services/supervision_reporting/domain/publications/publication_changes.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/errata_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

class PublicationChangesTest : public ErrataFixture {
 protected:
  absl::StatusOr<v1::ListFigureCitationsResponse> Citations(const std::string& figure,
                                                            const storage::Page& page = {}) {
    v1::ListFigureCitationsRequest request;
    request.set_figure(figure);
    v1::ListFigureCitationsResponse response;
    ZGC_ASSIGN_OR_RETURN(const std::string next,
                         ListFigureCitations(store_->Read(), book_, request, page, response));
    response.set_next_page_token(next);
    return response;
  }
};

constexpr char kFigure[] = "//park_region/figures/a";

TEST_F(PublicationChangesTest, AChangedFigureChangesHowItsPublicationStands) {
  PublishFive();
  const int64_t before = store_->head();
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CURRENT);
  EXPECT_THAT(Changes("publications/p"), IsEmpty());
  Change("6");
  const int64_t changed = store_->head();
  Change("7");
  const auto standing = Standing("publications/p");
  EXPECT_EQ(standing.state(), v1::PUBLICATION_STATE_CHANGED);
  EXPECT_EQ(standing.changed_figure_count(), 1);
  const auto changes = Changes("publications/p");
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].kind(), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_TRUE(NeedsErratum(changes[0]));
  EXPECT_EQ(changes[0].published().name(), "publications/p/figures/a");
  EXPECT_EQ(changes[0].said(), "5家");
  EXPECT_EQ(changes[0].present().value(), "7");
  EXPECT_EQ(changes[0].printed(), "7家");
  EXPECT_EQ(changes[0].since_revision(), changed);
  EXPECT_TRUE(changes[0].has_since_time());
  // The earlier revision is as it was, and the publication intact.
  EXPECT_EQ(Standing("publications/p", before).state(), v1::PUBLICATION_STATE_CURRENT);
  EXPECT_THAT(Changes("publications/p", before), IsEmpty());
  EXPECT_TRUE(Verify("publications/p").intact());
  // Back again it is as published.
  Change("5");
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CURRENT);
  Open();
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CURRENT);
}

TEST_F(PublicationChangesTest, ChangesComeInPages) {
  report_.Figure("b", "a", "8", "家", "scopes { label: '海淀园' }");
  report_.Citing({"b"});
  PublishFive();
  report_.Figure("b", "a", "9", "家", "scopes { label: '海淀园' }");
  Change("6");
  v1::ListPublicationChangesRequest request;
  request.set_publication("publications/p");
  storage::Page page;
  page.size = 1;
  std::vector<std::string> printed;
  do {
    v1::ListPublicationChangesResponse response;
    const auto next =
        ListPublicationChanges(store_->Read(), *store_, book_, request, page, response);
    ZGC_ASSERT_OK(next);
    for (const auto& change : response.changes()) printed.push_back(change.printed());
    page.start = *next;
  } while (!page.start.empty());
  EXPECT_THAT(printed, ElementsAre("6家", "9家"));
}

TEST_F(PublicationChangesTest, AValueWithinWhatWasPrintedIsNoChangeAndIsSaid) {
  report_.Figure("a", "a", "400", "家", "qualifier: QUALIFIER_OVER");
  PublishFive();
  Change("430", "qualifier: QUALIFIER_EXACT");
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CURRENT);
  const auto changes = Changes("publications/p");
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].kind(), v1::FIGURE_CHANGE_KIND_ROUNDING);
  EXPECT_FALSE(NeedsErratum(changes[0]));
  Change("500", "qualifier: QUALIFIER_EXACT");
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CHANGED);
}

TEST_F(PublicationChangesTest, AChangeOfWhatIsCountedWithinThePeriodIsSaid) {
  PublishFive();
  Change("6", "series_break_date: '2019-10-01'");
  const auto changes = Changes("publications/p");
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].kind(), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(changes[0].reason(), "口径自2019年10月1日起变化");
}

TEST_F(PublicationChangesTest, AFigureThatACorrectionReplacedIsComparedWithThat) {
  PublishFive();
  Replace("a", "b", "6");
  const auto changes = Changes("publications/p");
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].kind(), v1::FIGURE_CHANGE_KIND_VALUE);
  EXPECT_EQ(changes[0].present().name(), "figures/b");
  EXPECT_EQ(changes[0].reason(), "台账漏记");
  EXPECT_GT(changes[0].since_revision(), 0);
  // An item that cites what is there no more is told what to cite.
  const auto item = Citations(kFigure)->citations(1);
  EXPECT_EQ(item.report_item(), "reportTemplates/r/items/1");
  EXPECT_EQ(item.printed(), "");
  EXPECT_EQ(item.successor(), "//park_region/figures/b");
  Replace("b", "c", "5");
  EXPECT_THAT(Changes("publications/p"), IsEmpty());
  Replace("c", "", "");
  const auto gone = Changes("publications/p");
  ASSERT_THAT(gone, SizeIs(1));
  EXPECT_EQ(gone[0].kind(), v1::FIGURE_CHANGE_KIND_GONE);
  EXPECT_EQ(gone[0].printed(), "不再有");
  EXPECT_TRUE(NeedsErratum(gone[0]));
  EXPECT_EQ(gone[0].successor(), "");
}

TEST_F(PublicationChangesTest, ANewEditionSupersedesTheFormer) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Publish("publication_id: 'q'"));
  const auto former = Standing("publications/p");
  EXPECT_EQ(former.state(), v1::PUBLICATION_STATE_SUPERSEDED);
  EXPECT_EQ(former.superseded_by(), "publications/q");
  EXPECT_EQ(Standing("publications/q").state(), v1::PUBLICATION_STATE_CURRENT);
  // What has become of it is told all the same.
  EXPECT_THAT(Changes("publications/p"), SizeIs(1));
  v1::ListPublicationsResponse listed;
  ZGC_ASSERT_OK(ListPublications(store_->Read(), book_, {}, {}, listed));
  ASSERT_EQ(listed.publications_size(), 2);
  EXPECT_EQ(listed.publications(0).state(), v1::PUBLICATION_STATE_SUPERSEDED);
  EXPECT_EQ(listed.publications(1).state(), v1::PUBLICATION_STATE_CURRENT);
}

TEST_F(PublicationChangesTest, HowAPublicationOfBeforeStandsIsNotKnown) {
  PublishFive();
  ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
    kPublishedFigures.Delete(txn, {"publications/p/figures/a"});
    return absl::OkStatus();
  }));
  v1::Publication row = Standing("publications/p");
  EXPECT_EQ(row.state(), v1::PUBLICATION_STATE_UNSPECIFIED);
  EXPECT_FALSE(*KeepsFigures(store_->Read(), row));
  row.set_figure_count(0);
  ZGC_ASSERT_OK(SetStanding(store_->Read(), book_, row));
  EXPECT_EQ(row.state(), v1::PUBLICATION_STATE_CURRENT);
}

TEST_F(PublicationChangesTest, AFigureNamesThePublicationsAndItemsThatCiteIt) {
  PublishFive();
  Change("6");
  ZGC_ASSERT_OK(Publish("publication_id: 'q'"));
  Change("7");
  const auto all = Citations(kFigure);
  ZGC_ASSERT_OK(all);
  std::vector<std::string> lines;
  for (const auto& row : all->citations()) {
    lines.push_back(absl::StrCat(row.publication(), row.report_item(), " ", row.citation(), " ",
                                 row.printed(), " ", row.change()));
  }
  EXPECT_THAT(lines, ElementsAre("publications/p a 5家 1", "publications/q a 6家 1",
                                 "reportTemplates/r/items/1 a 7家 0"));
  // In pages the same.
  storage::Page page;
  page.size = 1;
  int count = 0;
  do {
    const auto part = Citations(kFigure, page);
    ZGC_ASSERT_OK(part);
    count += part->citations_size();
    page.start = part->next_page_token();
  } while (!page.start.empty());
  EXPECT_EQ(count, 3);
  EXPECT_THAT(Citations(""), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(PublicationChangesTest, OfAFigureThatIsNotKnownNothingIsListed) {
  PublishFive();
  EXPECT_THAT(Citations("//park_region/figures/none"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  for (const char* wrong : {"figures/a", "a", "//park_region/parks/a", "//park_region/figures/"}) {
    EXPECT_THAT(Citations(wrong), HasReason(ERROR_REASON_INVALID_FIELD)) << wrong;
  }
  // One that nothing cites is known, and one that was published and is no more.
  report_.Figure("b", "a", "8", "家", "scopes { label: '海淀园' }");
  Change("5");
  EXPECT_THAT(Citations("//park_region/figures/b")->citations(), IsEmpty());
  Replace("a", "", "");
  EXPECT_EQ(Citations(kFigure)->citations(0).change(), v1::FIGURE_CHANGE_KIND_GONE);
}

TEST_F(PublicationChangesTest, AnItemThatCitesAFigureNoMoreIsNotNamed) {
  Load(report_);
  ZGC_ASSERT_OK(Do<v1::ReportItem>(
      UpdateReportItem,
      "report_item { name: 'reportTemplates/r/items/1' paragraphs { text: '无' } } "
      "update_mask { paths: 'paragraphs' }"));
  EXPECT_THAT(Citations(kFigure)->citations(), IsEmpty());
  ZGC_ASSERT_OK(Do<v1::ReportItem>(
      UpdateReportItem,
      "report_item { name: 'reportTemplates/r/items/1' statement_citations { id: 'b' figure: "
      "'//park_region/figures/none' } } update_mask { paths: 'statement_citations' }"));
  const auto named = Citations("//park_region/figures/none");
  ASSERT_EQ(named->citations_size(), 1);
  EXPECT_EQ(named->citations(0).printed(), "");
}

TEST_F(PublicationChangesTest, OfAnUnknownPublicationNothingIsTold) {
  v1::ListPublicationChangesRequest request;
  request.set_publication("publications/none");
  v1::ListPublicationChangesResponse response;
  EXPECT_THAT(ListPublicationChanges(store_->Read(), *store_, book_, request, {}, response),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(*ErrataOf(store_->Read(), "publications/none", false), IsEmpty());
  EXPECT_THAT(*ChangesOf(store_->Read(), book_, "publications/none"), IsEmpty());
}

}  // namespace
}  // namespace zgc::supervision
