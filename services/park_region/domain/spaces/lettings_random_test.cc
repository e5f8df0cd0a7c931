// Lettings of a tower, its floors and a room beside a model that knows of every month who is in.
#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "common/base/time/dates.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/hand_clock.h"
#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/domain/spaces/time_line.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

// From 2019-01 on.
constexpr int kMonths = 200;
// The month in which the test runs: 2030-01.
constexpr int kToday = 132;
constexpr int kSpaceCount = 4;
constexpr std::array<const char*, kSpaceCount> kIds = {"tower", "f1", "f2", "r1"};
constexpr std::array<int, kSpaceCount> kParent = {-1, 0, 0, 1};
// In tenths of a square metre.
constexpr std::array<int, kSpaceCount> kArea = {10'000, 4'005, 5'000, 100};

std::string FirstOf(int month) {
  return base::FormatDate(absl::CivilDay(absl::CivilMonth(2019, 1) + month));
}
std::string LastOf(int month) {
  return base::FormatDate(absl::CivilDay(absl::CivilMonth(2019, 1) + month + 1) - 1);
}

bool IsAbove(int whole, int part) {
  for (; part >= 0; part = kParent[part]) {
    if (part == whole) return true;
  }
  return false;
}

enum Kind { kLet, kRenew, kNotice, kCancel, kRelease, kKinds };

struct Op {
  Kind kind;
  int space;
  int from;
  // Last month; none of an open end. Of a release the first month that is vacant is `from`.
  int to;
};

// In months, the last of them included.
struct Term {
  int from;
  int to;
  bool released = false;
  bool noticed = false;
};
constexpr int kOpen = 1'000'000;

class Model {
 public:
  // Whether it is granted.
  bool Apply(const Op& op) {
    if (op.kind == kLet) {
      if (!IsFree(op.space, op.from, op.to, nullptr)) return false;
      terms_[op.space].push_back({op.from, op.to});
      std::stable_sort(terms_[op.space].begin(), terms_[op.space].end(),
                       [](const Term& a, const Term& b) { return a.from < b.from; });
      return true;
    }
    const Term* const current = Current(op.space);
    if (current == nullptr) return false;
    if (op.kind == kRelease) return Release(op, *current);
    Term* const term = Unreleased(op.space, op.from);
    if (term == nullptr) return false;
    if (op.kind == kRenew) {
      if (op.to <= term->to || !IsFree(op.space, op.from, op.to, term)) return false;
      term->to = op.to;
      term->noticed = false;
      return true;
    }
    if (op.kind == kNotice) {
      if (op.to < op.from || op.to > term->to) return false;
      term->to = op.to;
      term->noticed = true;
      return true;
    }
    if (op.from <= kToday) return false;
    terms_[op.space].erase(terms_[op.space].begin() + (term - terms_[op.space].data()));
    return true;
  }

  // How many hold the space itself in the month.
  int Holders(int space, int month) const {
    int holders = 0;
    for (const Term& term : terms_[space]) holders += term.from <= month && month <= term.to;
    return holders;
  }
  // In tenths of a square metre, each square metre once.
  int LetArea(int month) const {
    int area = 0;
    for (int space = 0; space < kSpaceCount; ++space) area += Holders(space, month) * kArea[space];
    return area;
  }
  const std::vector<Term>& Terms(int space) const { return terms_[space]; }

 private:
  bool IsFree(int space, int from, int to, const Term* except) const {
    for (int other = 0; other < kSpaceCount; ++other) {
      if (!IsAbove(other, space) && !IsAbove(space, other)) continue;
      for (const Term& term : terms_[other]) {
        if (&term != except && term.from <= term.to && term.from <= to && from <= term.to) {
          return false;
        }
      }
    }
    return true;
  }
  const Term* Current(int space) const {
    for (const Term& term : terms_[space]) {
      if (!term.released && term.to >= kToday) return &term;
    }
    return nullptr;
  }
  Term* Unreleased(int space, int from) {
    for (Term& term : terms_[space]) {
      if (!term.released && term.from == from) return &term;
    }
    return nullptr;
  }
  bool Release(const Op& op, const Term& current) {
    if (op.from < current.from) return false;
    Term* found = nullptr;
    for (Term& term : terms_[op.space]) {
      const bool lasts = !term.released && term.from <= op.from && term.to >= op.from - 1;
      if (lasts && found == nullptr) found = &term;
    }
    if (found == nullptr || (!found->noticed && op.from > kToday)) return false;
    found->released = true;
    found->to = std::min(found->to, op.from - 1);
    return true;
  }

  std::array<std::vector<Term>, kSpaceCount> terms_;
};

std::string ToOf(const Op& op) { return op.to == kOpen ? "" : LastOf(op.to); }

absl::StatusOr<v1::Space> Take(storage::Txn& txn, const Op& op) {
  const base::Actor actor{"", "clerk"};
  const auto fill = [&](auto request) {
    request.set_name(absl::StrCat("spaces/", kIds[op.space]));
    if constexpr (!std::is_same_v<decltype(request), v1::ReleaseSpaceRequest>) {
      request.set_from_date(FirstOf(op.from));
    }
    return request;
  };
  if (op.kind == kLet) {
    auto request = fill(v1::LetSpaceRequest());
    request.set_enterprise("enterprises/e1");
    request.set_to_date(ToOf(op));
    return LetSpace(txn, actor, request);
  }
  if (op.kind == kRenew) {
    auto request = fill(v1::RenewLettingRequest());
    request.set_to_date(ToOf(op));
    return RenewLetting(txn, actor, request);
  }
  if (op.kind == kNotice) {
    auto request = fill(v1::GiveNoticeRequest());
    request.set_date("2019-01-01");
    request.set_to_date(LastOf(op.to));
    return GiveNotice(txn, actor, request);
  }
  if (op.kind == kCancel) {
    auto request = fill(v1::CancelLettingRequest());
    request.set_reason("r");
    return CancelLetting(txn, actor, request);
  }
  auto request = fill(v1::ReleaseSpaceRequest());
  request.set_date(FirstOf(op.from));
  request.set_reason("r");
  return ReleaseSpace(txn, actor, request);
}

class LettingsRandomTest : public testing::FormulasFixture<SpacesFixture> {
 protected:
  LettingsRandomTest() : FormulasFixture(RegisterFormulas) {
    hand_.day = absl::FromCivil(absl::CivilDay(2019, kToday + 1, 15), absl::UTCTimeZone());
    clock_ = &hand_;
    Open();
    ZGC_EXPECT_OK(Add("r1", "ROOM", "f1", "10"));
  }

  // Months that were drawn before come again, so that many a draw names a letting.
  static Op Draw(std::mt19937& random) {
    const auto below = [&](int end) { return static_cast<int>(random() % end); };
    const int kind = below(9);
    Op op{static_cast<Kind>(std::max(0, kind - 4)), below(kSpaceCount), below(20) * 10, kOpen};
    if (op.kind == kRelease) op.from += below(3);
    if (op.kind == kNotice || below(10) > 0) op.to = std::min(op.from + below(30), kMonths - 1);
    return op;
  }

  testing::HandClock hand_;

  void ExpectSame(const Model& model) {
    for (int space = 0; space < kSpaceCount; ++space) {
      const v1::Space row = Find(kSpaces, absl::StrCat("spaces/", kIds[space]));
      std::vector<std::string> stored, wanted;
      for (const v1::Letting& letting : row.lettings()) {
        const std::string last = LetUntil(letting);
        stored.push_back(absl::StrCat(letting.from_date(), " ", last));
      }
      for (const Term& term : model.Terms(space)) {
        wanted.push_back(
            absl::StrCat(FirstOf(term.from), " ", term.to == kOpen ? "" : LastOf(term.to)));
      }
      EXPECT_EQ(stored, wanted) << kIds[space];
    }
    for (int month = 0; month < kMonths; ++month) {
      for (int space = 0; space < kSpaceCount; ++space) {
        int holders = 0;
        for (int above = space; above >= 0; above = kParent[above]) {
          holders += model.Holders(above, month);
        }
        ASSERT_LE(holders, 1) << kIds[space] << " is let twice in " << FirstOf(month);
      }
      if (month % 9 != 0) continue;
      const int area = model.LetArea(month);
      EXPECT_EQ(AsOf(FirstOf(month), "sum_let_area"),
                absl::StrCat(area / 10, area % 10 == 0 ? "" : absl::StrCat(".", area % 10)))
          << FirstOf(month);
    }
    ExpectCellsToAgree();
  }
};

TEST_F(LettingsRandomTest, WhatTheModelGrantsIsGrantedAndNothingElse) {
  std::mt19937 random(20190101);
  Model model;
  std::map<std::pair<Kind, bool>, int> drawn;
  for (int i = 0; i < 1500; ++i) {
    const Op op = Draw(random);
    const bool granted = store_
                             ->Apply({},
                                     [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                                       ZGC_ASSIGN_OR_RETURN(const v1::Space space, Take(txn, op));
                                       return space.name();
                                     })
                             .ok();
    ASSERT_EQ(granted, model.Apply(op)) << i << ": kind " << op.kind << " of " << kIds[op.space]
                                        << " from " << FirstOf(op.from) << " to " << op.to;
    ++drawn[{op.kind, granted}];
  }
  // Each is granted and refused.
  EXPECT_EQ(drawn.size(), 2u * kKinds);
  ExpectSame(model);
}

TEST_F(LettingsRandomTest, RacingCallersLeaveWhatTheirOrderMakes) {
  constexpr int kThreads = 4;
  constexpr int kEach = 250;
  std::mutex mutex;
  std::vector<Op> granted;
  absl::BlockingCounter done(kThreads * kEach);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(t + 1);
      for (int i = 0; i < kEach; ++i) {
        const Op op = Draw(random);
        store_->Submit(
            {},
            [op](storage::Txn& txn) -> absl::StatusOr<std::string> {
              ZGC_ASSIGN_OR_RETURN(const v1::Space space, Take(txn, op));
              return space.name();
            },
            // Answers come in the order of the commits.
            [&, op](absl::StatusOr<storage::Committed> result) {
              if (result.ok()) {
                const std::lock_guard<std::mutex> lock(mutex);
                granted.push_back(op);
              }
              done.DecrementCount();
            });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done.Wait();
  Model model;
  for (const Op& op : granted) EXPECT_TRUE(model.Apply(op));
  EXPECT_GT(granted.size(), 20u);
  ExpectSame(model);
}

}  // namespace
}  // namespace zgc::parks
