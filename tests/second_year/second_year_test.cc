// Two years lived through the RPCs: every figure is what the generator's own books say, at every
// revision that was kept, before and after a restart; and the report of the first year is the same
// bytes once the second has been lived.
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "common/base/stable_bytes.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "tests/integration/watched_figures.h"
#include "tests/second_year/generator.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/parks/v1/agreement_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_part_service.grpc.pb.h"
#include "zgc/supervision/v1/publication_service.grpc.pb.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"
#include "zgc/supervision/v1/watch_service.grpc.pb.h"
#include "zgc/tasks/v1/progress_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using figures::v1::FigureService;
using supervision::v1::PublicationService;
using testing::Call;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kFirstYear = 2024;
constexpr int kSecondYear = 2025;
// Of those that differ so many are shown.
constexpr size_t kMostShown = 20;

// What the books said when the stores were at these revisions.
struct Checkpoint {
  std::string when;
  Books books;
  std::map<std::string, int64_t> revisions;
};
using Figures = std::map<std::string, figures::v1::Figure>;
using Files = std::map<std::string, std::string>;

std::string Shown(const figures::v1::Figure& figure) {
  return absl::StrCat(ValueState_Name(figure.value_state()), " ",
                      Qualifier_Name(figure.qualifier()), " ", figure.value());
}
std::string Shown(const Number& number) {
  switch (number.is) {
    case Number::Is::kUnknown:
      return "VALUE_STATE_UNKNOWN QUALIFIER_EXACT ";
    case Number::Is::kNotApplicable:
      return "VALUE_STATE_NOT_APPLICABLE QUALIFIER_EXACT ";
    case Number::Is::kAtLeast:
      return absl::StrCat("VALUE_STATE_KNOWN QUALIFIER_AT_LEAST ", number.Text());
    case Number::Is::kAbove:
      return absl::StrCat("VALUE_STATE_KNOWN QUALIFIER_ABOVE ", number.Text());
    default:
      return absl::StrCat("VALUE_STATE_KNOWN QUALIFIER_EXACT ", number.Text());
  }
}

class SecondYearTest : public ::testing::Test {
 protected:
  void Begin(uint64_t seed, int size) {
    generator_ = std::make_unique<Generator>(
        Channels{suite_.tasks().channel(), suite_.funding().channel(), suite_.parks().channel(),
                 suite_.supervision().channel()},
        Options{.seed = seed, .size = size}, [this] { AwaitSources(); });
    for (testing::Node* node : suite_.nodes()) {
      watched_[node] = std::make_unique<testing::WatchedFigures>(node->channel());
    }
    ZGC_ASSERT_OK(generator_->Found());
  }
  void AwaitSources() {
    for (testing::Node* source : suite_.sources()) suite_.AwaitCaughtUp(*source);
  }

  void Live(int year, int first, int last) {
    for (int month = first; month <= last; ++month) ZGC_ASSERT_OK(generator_->Live(year, month));
    AwaitSources();
    Checkpoint now{absl::StrCat(year, "-", last), generator_->books(), {}};
    for (testing::Node* node : suite_.nodes()) now.revisions[node->name()] = node->head();
    ExpectFiguresOf(now);
    ExpectWatchedAsListed();
    checkpoints_.push_back(std::move(now));
  }
  // Who has followed every commit holds what a list of all computes.
  void ExpectWatchedAsListed() {
    for (testing::Node* node : suite_.nodes()) {
      int64_t revision = 0;
      const Figures watched = watched_[node]->Await(node->head(), revision);
      std::vector<std::string> wrong;
      const Figures listed = ListAll(*node, revision);
      for (const auto& [name, figure] : listed) {
        const auto held = watched.find(name);
        if (held != watched.end() && base::SameFields(held->second, figure)) continue;
        wrong.push_back(name);
      }
      EXPECT_EQ(watched.size(), listed.size()) << node->name();
      wrong.resize(std::min(wrong.size(), kMostShown));
      EXPECT_THAT(wrong, IsEmpty()) << node->name();
    }
  }

  Figures ListAll(testing::Node& node, int64_t revision) {
    Figures all;
    std::string token;
    do {
      const auto page = Call(node.channel(), &FigureService::Stub::ListFigures,
                             absl::Substitute("revision: $0 page_token: '$1'", revision, token));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return all;
      for (const auto& figure : page->figures()) all[figure.name()] = figure;
      token = page->next_page_token();
    } while (!token.empty());
    return all;
  }

  // Every figure that is listed, and that all are listed that must be.
  void ExpectFiguresOf(const Checkpoint& at) {
    SCOPED_TRACE(at.when);
    std::map<std::string, Figures> listed;
    for (testing::Node* node : suite_.nodes()) {
      listed[node->name()] = ListAll(*node, at.revisions.at(node->name()));
    }
    std::vector<std::string> wrong;
    for (const Indicator& indicator : generator_->indicators()) {
      if (indicator.expected == nullptr) continue;
      const Figures& figures = listed[indicator.service];
      for (const int year : {kFirstYear, kSecondYear}) {
        for (const Span& span : PeriodsOf(indicator.families, year)) {
          const std::string name = "figures/" + FigureId(indicator.id, span);
          const auto figure = figures.find(name);
          const std::string expected = Shown(indicator.expected(at.books, span));
          const std::string is = figure == figures.end() ? "missing" : Shown(figure->second);
          ++compared_;
          if (is != expected) wrong.push_back(absl::StrCat(name, " is ", is, ", not ", expected));
        }
      }
    }
    ExpectStates(at);
    ExpectLectures(listed["task_registry"], at.books);
    ExpectSalons(listed["task_registry"], at.books);
    ExpectDays(at, wrong);
    ExpectMatrix(at, wrong);
    const size_t count = wrong.size();
    wrong.resize(std::min(count, kMostShown));
    EXPECT_EQ(count, 0u) << absl::StrJoin(wrong, "\n");
  }
  // Where all agreements, progress reports, parts of matters and slips stand.
  void ExpectStates(const Checkpoint& at) {
    std::map<std::string, std::string> is;
    AddStates(at, suite_.parks(), &parks::v1::AgreementService::Stub::ListAgreements,
              &parks::v1::ListAgreementsResponse::agreements, is);
    AddStates(at, suite_.tasks(), &tasks::v1::ProgressService::Stub::ListProgressReports,
              &tasks::v1::ListProgressReportsResponse::progress_reports, is);
    AddStates(at, suite_.supervision(), &supervision::v1::MatterPartService::Stub::ListMatterParts,
              &supervision::v1::ListMatterPartsResponse::matter_parts, is);
    AddStates(at, suite_.supervision(), &supervision::v1::WatchService::Stub::ListEscalations,
              &supervision::v1::ListEscalationsResponse::escalations, is);
    EXPECT_EQ(is, at.books.states);
  }
  // What a service lists as of then, each with its state without what all states of it begin with.
  template <typename List, typename Response, typename Row>
  void AddStates(const Checkpoint& at, testing::Node& node, List list,
                 const google::protobuf::RepeatedPtrField<Row>& (Response::*rows)() const,
                 std::map<std::string, std::string>& states) {
    std::string token;
    do {
      const auto page = Call(node.channel(), list,
                             absl::Substitute("revision: $0 page_size: 1000 page_token: '$1'",
                                              at.revisions.at(node.name()), token));
      ZGC_ASSERT_OK(page);
      for (const Row& row : ((*page).*rows)()) {
        const auto* field = Row::descriptor()->FindFieldByName("state");
        const std::string& name = row.GetReflection()->GetEnum(row, field)->name();
        const size_t at_state = name.find("_STATE_");
        states[row.name()] = name.substr(at_state + 7);
      }
      token = page->next_page_token();
    } while (!token.empty());
  }
  // One observation stands for each month.
  static void ExpectLectures(const Figures& figures, const Books& books) {
    std::map<std::string, std::string> listed;
    std::map<std::string, std::string> expected;
    for (const auto& [name, figure] : figures) {
      if (figure.indicator() == "indicators/lectures") listed[name] = figure.value();
    }
    for (const auto& [month, id] : books.lecture_figures) {
      expected["figures/" + id] = absl::StrCat(books.lectures.at(month));
    }
    EXPECT_EQ(listed, expected);
  }
  // Those of an indicator that was changed say so, and those of another go on.
  static void ExpectSalons(const Figures& figures, const Books& books) {
    std::map<std::string, std::string> listed;
    std::map<std::string, std::string> expected;
    for (const auto& [name, figure] : figures) {
      if (figure.indicator() != "indicators/salons" && figure.indicator() != "indicators/forums") {
        continue;
      }
      listed[name] = absl::StrCat(figure.value(), " ", figure.series_break_date());
    }
    for (const Observed& row : books.salons) {
      expected["figures/" + row.figure] = absl::StrCat(row.value, " ", row.broken);
    }
    EXPECT_EQ(listed, expected);
  }
  // Of days, which are not listed, and as of days within the years.
  void ExpectDays(const Checkpoint& at, std::vector<std::string>& wrong) {
    for (const Indicator& indicator : generator_->indicators()) {
      const bool as_of = indicator.families == "A";
      if (!as_of && indicator.families.find('D') == std::string::npos) continue;
      testing::Node& node = NodeOf(indicator.service);
      for (const char* day : {"2024-01-31", "2024-08-15", "2025-02-28"}) {
        const Span span{as_of ? "" : day, day};
        std::string id = FigureId(indicator.id, span);
        const auto figure = Call(node.channel(), &FigureService::Stub::GetFigure,
                                 absl::Substitute("name: 'figures/$0' revision: $1", id,
                                                  at.revisions.at(indicator.service)));
        const std::string expected = Shown(indicator.expected(at.books, span));
        const std::string is = figure.ok() ? Shown(*figure) : figure.status().ToString();
        ++compared_;
        if (is != expected) wrong.push_back(absl::StrCat(id, " is ", is, ", not ", expected));
      }
    }
  }
  // Of parks and quarters, with what each is over the years, and all of them.
  void ExpectMatrix(const Checkpoint& at, std::vector<std::string>& wrong) {
    std::set<std::string> parks;
    int cells = 0;
    int totals = 0;
    const auto compare = [&](const figures::v1::Figure& figure) {
      const std::string park = figure.scopes().empty() ? "" : figure.scopes(0).value();
      parks.insert(park);
      const Span span{figure.period().start_date(), figure.period().end_date()};
      const std::string expected =
          Shown(at.books.Registrations(span, kEnters, park, false).AsCount());
      ++compared_;
      if (Shown(figure) == expected) return;
      wrong.push_back(absl::StrCat("matrix ", figure.ShortDebugString(), " is not ", expected));
    };
    // A page may end early for want of time.
    std::string token;
    do {
      const auto answer =
          Call(suite_.parks().channel(), &FigureService::Stub::QueryFigures,
               absl::Substitute("indicators: 'indicators/entered' group_by: 'park' page_size: 1000 "
                                "period_family: PERIOD_FAMILY_QUARTER from_date: '2024-01-01' "
                                "to_date: '2025-12-31' revision: $0 page_token: '$1'",
                                at.revisions.at("park_region"), token));
      ZGC_ASSERT_OK(answer);
      for (const figures::v1::Figure& figure : answer->cells()) compare(figure);
      for (const figures::v1::Figure& figure : answer->totals()) compare(figure);
      cells += answer->cells_size();
      totals += answer->totals_size();
      token = answer->next_page_token();
    } while (!token.empty());
    // Those where anybody is, and all of them.
    std::set<std::string> expected = {""};
    for (const auto& [name, registration] : at.books.registrations) {
      if (registration.event != kLeft) expected.insert(registration.park);
    }
    EXPECT_EQ(parks, expected);
    EXPECT_EQ(cells, 8 * static_cast<int>(parks.size() - 1));
    EXPECT_EQ(totals, static_cast<int>(parks.size()) + 8);
  }
  testing::Node& NodeOf(const std::string& service) {
    for (testing::Node* node : suite_.nodes()) {
      if (node->name() == service) return *node;
    }
    ADD_FAILURE() << service;
    return suite_.parks();
  }

  supervision::v1::Publication Publish(int year) {
    AwaitSources();
    const std::string name = absl::Substitute("report_template: 'reportTemplates/$0'", year);
    const auto check = Call(suite_.supervision().channel(),
                            &supervision::v1::ReportService::Stub::CheckReport, name);
    EXPECT_TRUE(check.ok() && check->blockers().empty()) << check.status();
    if (check.ok()) {
      for (const auto& blocker : check->blockers()) ADD_FAILURE() << blocker.ShortDebugString();
    }
    const auto published = Call(suite_.supervision().channel(),
                                &PublicationService::Stub::PublishReport, name, "publisher");
    EXPECT_TRUE(published.ok()) << published.status();
    return published.ok() ? *published : supervision::v1::Publication();
  }
  Files Render(const supervision::v1::Publication& publication) {
    Files files;
    for (const auto& file : publication.files()) {
      const auto rendered =
          Call(suite_.supervision().channel(), &PublicationService::Stub::RenderPublication,
               absl::Substitute("name: '$0' file: '$1'", publication.name(), file.name()));
      ZGC_EXPECT_OK(rendered);
      if (rendered.ok()) files[file.name()] = rendered->content();
    }
    return files;
  }
  void ExpectReproduced(const supervision::v1::Publication& publication, const Files& kept) {
    EXPECT_EQ(Render(publication), kept);
    const auto verified =
        Call(suite_.supervision().channel(), &PublicationService::Stub::VerifyPublication,
             absl::Substitute("name: '$0'", publication.name()));
    ZGC_ASSERT_OK(verified);
    EXPECT_TRUE(verified->intact()) << verified->ShortDebugString();
    EXPECT_EQ(verified->proof(), supervision::v1::PUBLICATION_PROOF_REPRODUCED);
  }
  void ExpectCellsVerified() {
    for (testing::Node* node : suite_.nodes()) {
      const auto verified = Call(node->channel(), &FigureService::Stub::VerifyFigures, "");
      ZGC_ASSERT_OK(verified);
      EXPECT_THAT(verified->problems(), IsEmpty()) << node->name();
      EXPECT_GT(verified->cell_count(), 0) << node->name();
    }
  }
  std::map<std::string, std::string> AllBytes() {
    std::map<std::string, std::string> all;
    for (testing::Node* node : suite_.nodes()) {
      for (const auto& [name, figure] : ListAll(*node, 0)) {
        all[absl::StrCat("//", node->name(), "/", name)] = figure.SerializeAsString();
      }
    }
    return all;
  }

  void LiveTwoYears(uint64_t seed, int size);

  testing::Suite suite_;
  std::map<testing::Node*, std::unique_ptr<testing::WatchedFigures>> watched_;
  std::unique_ptr<Generator> generator_;
  std::vector<Checkpoint> checkpoints_;
  int64_t compared_ = 0;
};

Number OfMonth(const Checkpoint& at, const std::string& first, const std::string& last) {
  return at.books.Registrations({first, last}, kEnters, "", false).AsCount();
}

void SecondYearTest::LiveTwoYears(uint64_t seed, int size) {
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  ASSERT_NO_FATAL_FAILURE(Begin(seed, size));
  for (const auto& [first, last] : {std::pair(1, 3), {4, 5}, {6, 6}, {7, 12}}) {
    ASSERT_NO_FATAL_FAILURE(Live(kFirstYear, first, last));
  }
  // January is another one since June, and the same as ever at the revision before.
  EXPECT_EQ(OfMonth(checkpoints_[2], "2024-01-01", "2024-01-31").units,
            OfMonth(checkpoints_[1], "2024-01-01", "2024-01-31").units + 3);
  ZGC_ASSERT_OK(generator_->WriteReport(kFirstYear, false));
  const auto first = Publish(kFirstYear);
  const Files kept = Render(first);

  for (const auto& [from, to] : {std::pair(1, 6), {7, 12}}) {
    ASSERT_NO_FATAL_FAILURE(Live(kSecondYear, from, to));
  }
  ExpectReproduced(first, kept);
  ZGC_ASSERT_OK(generator_->WriteReport(kSecondYear, true));
  const auto second = Publish(kSecondYear);
  const Span year{"2025-01-01", "2025-12-31"};
  const Books& books = generator_->books();
  const Number growth =
      Growth(books.Registrations(year, kEnters, "", false).AsCount(),
             books.Registrations(YearBefore(year), kEnters, "", false).AsCount(), 1);
  std::string printed = growth.Text();
  if (printed.front() == '-') printed.erase(0, 1);
  EXPECT_THAT(Render(second)["report.md"], HasSubstr(printed));
  ExpectCellsVerified();

  const auto before = AllBytes();
  watched_.clear();
  suite_.Restart();
  EXPECT_EQ(AllBytes(), before);
  for (const Checkpoint& at : checkpoints_) ExpectFiguresOf(at);
  ExpectCellsVerified();
  ExpectReproduced(first, kept);
  RecordProperty("compared", std::to_string(compared_));
  RecordProperty("calls", std::to_string(generator_->calls()));
}

TEST_F(SecondYearTest, EveryFigureIsWhatTheBooksSay) { LiveTwoYears(2024, 80); }

TEST_F(SecondYearTest, EveryFigureOfAnySeedIsWhatTheBooksSay) {
  LiveTwoYears(std::random_device()(), 40);
}

}  // namespace
}  // namespace zgc::second_year
