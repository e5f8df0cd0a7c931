#include "services/park_region/domain/releases/releases.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "services/park_region/testing/returns_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Releases of the month of a form.
class ReleasesFixture : public ReturnsFixture {
 protected:
  absl::StatusOr<v1::ReleaseDraft> Compile(const std::string& id,
                                           const std::string& month = "2019-03") {
    v1::CompileReleaseDraftRequest request;
    request.set_release_draft_id(id);
    request.set_form("returnForms/m");
    request.set_month(month);
    ZGC_ASSIGN_OR_RETURN(const auto compiled, CompileReturns(store_->Read(), *store_, request));
    v1::ReleaseDraft draft;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(draft, CompileReleaseDraft(txn, {"", "clerk"}, request, compiled));
      return "";
    });
    if (!done.ok()) return done.status();
    return draft;
  }
  void Release(const std::string& id) {
    ZGC_ASSERT_OK(Compile(id));
    ZGC_ASSERT_OK(Do(CheckReleaseDraft, absl::StrCat("name: 'releaseDrafts/", id, "'"), "head"));
    ZGC_ASSERT_OK(Do(PublishReleaseDraft, absl::StrCat("name: 'releaseDrafts/", id, "'")));
  }
  v1::StatisticRelease Released(const std::string& id) {
    return Find(kStatisticReleases, absl::StrCat("statisticReleases/", id));
  }
  static std::set<std::string> Suppressed(const v1::StatisticRelease& release) {
    std::set<std::string> found;
    for (const v1::ReleaseCell& cell : release.cells()) {
      EXPECT_EQ(cell.suppressed(), cell.values().empty());
      if (cell.suppressed()) found.insert(absl::StrCat(cell.park(), " ", cell.industry()));
    }
    return found;
  }
};

// Three parks with two industries of three enterprises and more, but for one enterprise alone.
class ReleasesTest : public ReleasesFixture {
 protected:
  ReleasesTest() {
    AddPark("c", v1::PARK_KIND_SUB_PARK);
    AddForm();
    Fill("a", "C", 4);
    Fill("a", "I", 3);
    Fill("b", "C", 3);
    Fill("b", "I", 1);
    Fill("c", "C", 5);
    Fill("c", "I", 5);
  }

  void Fill(const std::string& park, const std::string& industry, int enterprises) {
    for (int i = 0; i < enterprises; ++i) {
      const std::string id = absl::StrCat(park, industry == "C" ? "m" : "i", i);
      AddEnterprise(id);
      Register(id, park);
      ZGC_ASSERT_OK(Report(id, "2019-03", Values("100", "50"), industry));
    }
  }
  absl::StatusOr<v1::CompareStatisticReleaseResponse> Compare(const std::string& id) {
    v1::CompareStatisticReleaseRequest request;
    request.set_name(absl::StrCat("statisticReleases/", id));
    return CompareStatisticRelease(store_->Read(), *store_, request);
  }
};

TEST_F(ReleasesTest, WhatIsReleasedShowsNoCellOfFewAndIsFixed) {
  Release("r1");
  const v1::StatisticRelease release = Released("r1");
  EXPECT_EQ(release.display_name(), "企业月报 2019-03");
  EXPECT_EQ(release.version(), 1);
  EXPECT_EQ(release.cells_size(), 12);
  // A loop through four cells; that of fewest enterprises.
  EXPECT_THAT(Suppressed(release), ElementsAre("parks/a C", "parks/a I", "parks/b C", "parks/b I"));
  const v1::ReleaseCell& all = release.cells(11);
  EXPECT_THAT(all.values(), ElementsAre("2100", "1050"));
  const v1::ReleaseDraft draft = Find(kReleaseDrafts, "releaseDrafts/r1");
  int primary = 0;
  for (const v1::DraftCell& cell : draft.cells()) {
    primary += cell.suppression() == v1::SUPPRESSION_PRIMARY;
    EXPECT_EQ(cell.values_size(), 2);
  }
  EXPECT_EQ(primary, 1);
}

TEST_F(ReleasesTest, AnotherPersonChecksAndADraftIsAloneOfItsMonth) {
  ZGC_ASSERT_OK(Compile("r1"));
  EXPECT_THAT(Do(CheckReleaseDraft, "name: 'releaseDrafts/r1'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(PublishReleaseDraft, "name: 'releaseDrafts/r1'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Compile("r2"), FailsWith(kPrecondition, HasSubstr("releaseDrafts/r1")));
  ZGC_ASSERT_OK(Do(RejectReleaseDraft, "name: 'releaseDrafts/r1' reason: 'r'", "head"));
  Release("r2");
  EXPECT_THAT(Compile("r3"), FailsWith(kPrecondition, HasSubstr("says what the returns say")));
  EXPECT_THAT(Compile("r4", "2018-03"), FailsWith(kInvalid, HasSubstr("2018-03-31")));
}

TEST_F(ReleasesTest, ALateCorrectionIsListedAndTheReleaseStays) {
  Release("r1");
  const std::string bytes = Released("r1").SerializeAsString();
  ZGC_ASSERT_OK(Correct("cm0", "2019-03", Values("130", "50")));
  const auto compared = Compare("r1");
  ZGC_ASSERT_OK(compared);
  // Its cell, and the three totals that it is in.
  ASSERT_EQ(compared->differences_size(), 4);
  EXPECT_EQ(compared->differences(0).park(), "parks/c");
  EXPECT_THAT(compared->differences(0).compiled(), ElementsAre("500", "250"));
  EXPECT_THAT(compared->differences(0).current(), ElementsAre("530", "250"));
  EXPECT_EQ(compared->differences(3).changed_enterprises(), 1);
  EXPECT_EQ(Released("r1").SerializeAsString(), bytes);
}

TEST_F(ReleasesTest, ARevisionOfFewWouldGiveThemAway) {
  Release("r1");
  for (const char* id : {"cm0", "cm1"}) {
    ZGC_ASSERT_OK(Correct(id, "2019-03", Values("130", "50")));
    EXPECT_THAT(Compile("r2"), FailsWith(kPrecondition, HasSubstr("fewer than 3 enterprises")));
  }
  ZGC_ASSERT_OK(Correct("cm2", "2019-03", Values("130", "50")));
  Release("r2");
  EXPECT_EQ(Released("r2").supersedes(), "statisticReleases/r1");
  EXPECT_EQ(Released("r2").version(), 2);
  EXPECT_THAT(Suppressed(Released("r2")), IsSupersetOf(Suppressed(Released("r1"))));
  // Three of it were corrected.
  EXPECT_THAT(Suppressed(Released("r2")), Not(Contains("parks/c C")));
}

TEST_F(ReleasesTest, ACellInWhichFewWereCorrectedIsSuppressedFromThenOn) {
  Release("r1");
  EXPECT_THAT(Suppressed(Released("r1")), Not(Contains("parks/c I")));
  for (const char* id : {"cm0", "ci0"}) {
    ZGC_ASSERT_OK(
        Correct(id, "2019-03", Values("130", "50"), std::string(id) == "cm0" ? "C" : "I"));
  }
  for (const char* id : {"am0", "am1", "am2", "am3"}) {
    ZGC_ASSERT_OK(Correct(id, "2019-03", Values("130", "50")));
  }
  Release("r2");
  const auto suppressed = Suppressed(Released("r2"));
  EXPECT_THAT(suppressed, IsSupersetOf(Suppressed(Released("r1"))));
  // The old values stand in the first release, so that new ones would be the correction of one.
  for (const char* cell : {"parks/c C", "parks/c I", "parks/c ", " I"}) {
    EXPECT_THAT(suppressed, Contains(cell));
  }
  // Six of them are in the grand total.
  EXPECT_THAT(suppressed, Not(Contains(" ")));
}

// A table of two parks and three industries of three enterprises and more each.
class EmptiedTest : public ReleasesFixture {
 protected:
  EmptiedTest() {
    AddForm("m", "industries { code: 'W' display_name: '物流业' }");
    for (const char* park : {"a", "b"}) {
      for (const char* industry : {"C", "I", "W"}) {
        for (int i = 0; i < 4; ++i) {
          const std::string id = IdOf(park, industry, i);
          AddEnterprise(id);
          Register(id, park);
          ZGC_EXPECT_OK(Report(id, "2019-03", Values("100", "50"), industry));
        }
      }
    }
  }
  static std::string IdOf(const std::string& park, const std::string& industry, int i) {
    return absl::StrCat(park, absl::AsciiStrToLower(industry), i);
  }
  void Leave(const std::string& park, const std::string& industry, int count) {
    for (int i = 0; i < count; ++i) {
      ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn,
                       absl::StrCat("name: 'enterpriseReturns/", IdOf(park, industry, i),
                                    "-2019-03' reason: 'r'")));
    }
  }
  void Mend(const std::string& park, const std::string& industry, int count) {
    for (int i = 0; i < count; ++i) {
      ZGC_ASSERT_OK(Correct(IdOf(park, industry, i), "2019-03", Values("107", "50"), industry));
    }
  }
};

TEST_F(EmptiedTest, WhatIsEmptyNowHidesNothingOfOthers) {
  Leave("a", "W", 1);
  Leave("b", "I", 1);
  Release("r1");
  EXPECT_THAT(Suppressed(Released("r1")), IsEmpty());
  for (int i = 1; i < 4; ++i) {
    for (const auto& [park, industry] : {std::pair("a", "W"), std::pair("b", "I")}) {
      ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn,
                       absl::StrCat("name: 'enterpriseReturns/", IdOf(park, industry, i),
                                    "-2019-03' reason: 'r'")));
    }
  }
  Mend("a", "C", 1);
  Mend("a", "I", 3);
  Mend("b", "C", 3);
  Mend("b", "W", 3);
  Release("r2");
  const std::set<std::string> suppressed = Suppressed(Released("r2"));
  EXPECT_THAT(suppressed, Contains("parks/a C"));
  // None of them is the only one of its row, or of its column, that is not known.
  for (const std::string& cell : suppressed) {
    const std::pair<std::string, std::string> at = absl::StrSplit(cell, ' ');
    int row = 0;
    int column = 0;
    for (const std::string& other : suppressed) {
      const std::pair<std::string, std::string> there = absl::StrSplit(other, ' ');
      row += there.first == at.first;
      column += there.second == at.second;
    }
    EXPECT_GT(row, 1) << cell;
    EXPECT_GT(column, 1) << cell;
  }
}

TEST_F(EmptiedTest, OneWhoWasTheLastOfACellIsNotGivenAway) {
  Leave("a", "W", 3);
  Release("r1");
  EXPECT_THAT(Suppressed(Released("r1")), Contains("parks/a W"));
  ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn, "name: 'enterpriseReturns/aw3-2019-03' reason: 'r'"));
  Mend("b", "C", 4);
  EXPECT_THAT(Compile("r2"), FailsWith(kPrecondition, HasSubstr("in which nobody is now")));
}

TEST_F(ReleasesTest, WhatWasSuppressedStaysSoThoughMoreReport) {
  Release("r1");
  for (int i = 1; i < 5; ++i) {
    const std::string id = absl::StrCat("bi", i);
    AddEnterprise(id);
    Register(id, "b");
    ZGC_ASSERT_OK(Report(id, "2019-03", Values("70", "10"), "I"));
  }
  Release("r2");
  EXPECT_THAT(Suppressed(Released("r2")), IsSupersetOf(Suppressed(Released("r1"))));
}

TEST_F(ReleasesTest, DraftsAndReleasesAreFoundByTheirMonth) {
  Release("r1");
  v1::GetReleaseDraftRequest draft;
  draft.set_name("releaseDrafts/r1");
  EXPECT_EQ(GetReleaseDraft(store_->Read(), draft)->state(), v1::RELEASE_DRAFT_STATE_RELEASED);
  v1::GetStatisticReleaseRequest release;
  release.set_name("statisticReleases/r1");
  EXPECT_EQ(GetStatisticRelease(store_->Read(), release)->month(), "2019-03");
  const auto found = [&](const std::string& month) {
    v1::ListReleaseDraftsRequest of_drafts;
    of_drafts.set_month(month);
    v1::ListReleaseDraftsResponse drafts;
    ZGC_EXPECT_OK(ListReleaseDrafts(store_->Read(), of_drafts, {}, drafts));
    v1::ListStatisticReleasesRequest of_releases;
    of_releases.set_month(month);
    v1::ListStatisticReleasesResponse releases;
    ZGC_EXPECT_OK(ListStatisticReleases(store_->Read(), of_releases, {}, releases));
    return std::make_pair(drafts.release_drafts_size(), releases.statistic_releases_size());
  };
  EXPECT_EQ(found("2019-03"), std::make_pair(1, 1));
  EXPECT_EQ(found("2019-04"), std::make_pair(0, 0));
}

}  // namespace
}  // namespace zgc::parks
