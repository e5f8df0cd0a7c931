#include "services/supervision_reporting/domain/scorecards/scorecards.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/decimal/decimal.h"
#include "common/resource/checks.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

using figures::Decimal;

constexpr char kUncertainDay[] = "日期不够确切，不能确定在计分期和规则有效期内";
constexpr char kCountedOnce[] = "同一事项不重复计分";
constexpr char kCapped[] = "超过该规则的封顶分";

// What one rule says of one event.
struct Scored {
  const v1::ScoreRule* rule = nullptr;
  const ScoreEvent* event = nullptr;
  Decimal full;
  Decimal counted;
  const char* reason = "";
};

Decimal Size(const Decimal& points) { return points.IsNegative() ? points.Negated() : points; }

bool IsOf(const v1::ScoreRule& rule, const ScoreEvent& event) {
  return rule.state() == v1::SCORE_RULE_STATE_APPROVED && rule.kind() == event.kind &&
         (rule.body().empty() || rule.body() == event.body) &&
         (rule.level() == v1::INFORMATION_LEVEL_UNSPECIFIED || rule.level() == event.level);
}

// The days that are of the period and of the rule; none if the first is after the last.
base::DaySpan DaysOf(const v1::ScoreRule& rule, const ScorePeriod& period) {
  std::string last = std::min(period.end, period.as_of);
  if (!rule.until_date().empty()) last = std::min(last, rule.until_date());
  return {std::max(rule.from_date(), period.start), last};
}

// What each rule says of each event, in an order that depends on nothing else.
absl::StatusOr<std::vector<Scored>> ScoreAll(const std::vector<v1::ScoreRule>& rules,
                                             const std::vector<ScoreEvent>& events,
                                             const ScorePeriod& period) {
  std::vector<Scored> scored;
  for (const v1::ScoreRule& rule : rules) {
    const base::DaySpan days = DaysOf(rule, period);
    for (const ScoreEvent& event : events) {
      if (!IsOf(rule, event) || event.days.last < days.first || event.days.first > days.last) {
        continue;
      }
      ZGC_ASSIGN_OR_RETURN(const Decimal points, Decimal::Parse(rule.points()));
      Scored one{&rule, &event, {}, {}, ""};
      ZGC_ASSIGN_OR_RETURN(one.full, points.Times(Decimal(event.count)));
      one.counted = one.full;
      if (event.days.first < days.first || event.days.last > days.last) {
        one.counted = Decimal();
        one.reason = kUncertainDay;
      }
      scored.push_back(std::move(one));
    }
  }
  std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) {
    return std::tie(a.event->days.first, a.event->event, a.event->kind, a.rule->name()) <
           std::tie(b.event->days.first, b.event->event, b.event->kind, b.rule->name());
  });
  return scored;
}

// Of what rules of one key say of one record the points farthest from 0 count.
void CountOnce(std::vector<Scored>& scored) {
  absl::btree_map<std::pair<std::string, std::string>, Scored*> best;
  for (Scored& one : scored) {
    if (one.rule->key().empty() || one.counted.IsZero()) continue;
    Scored*& kept = best[{one.rule->key(), one.event->record}];
    if (kept == nullptr) {
      kept = &one;
      continue;
    }
    Scored* out = &one;
    if (Size(one.counted) > Size(kept->counted)) std::swap(kept, out);
    out->counted = Decimal();
    out->reason = kCountedOnce;
  }
}

// A rule gives, or takes off, no more than its cap; what came first counts.
absl::Status Cap(std::vector<Scored>& scored) {
  absl::btree_map<std::string, Decimal> left;
  for (Scored& one : scored) {
    if (one.rule->cap().empty()) continue;
    ZGC_ASSIGN_OR_RETURN(const Decimal cap, Decimal::Parse(one.rule->cap()));
    Decimal& rest = left.try_emplace(one.rule->name(), cap).first->second;
    if (Size(one.counted) > rest) {
      one.counted = one.counted.IsNegative() ? rest.Negated() : rest;
      one.reason = kCapped;
    }
    ZGC_ASSIGN_OR_RETURN(rest, rest.Minus(Size(one.counted)));
  }
  return absl::OkStatus();
}

v1::ScoreEntry EntryOf(const Scored& one) {
  v1::ScoreEntry entry;
  entry.set_event(one.event->event);
  entry.set_event_revision(one.event->revision);
  entry.set_record(one.event->record);
  entry.set_rule(one.rule->name());
  entry.set_rule_revision(one.rule->revision());
  entry.set_date(one.event->date);
  entry.set_full_points(one.full.ToString());
  entry.set_points(one.counted.ToString());
  entry.set_reason(one.reason);
  return entry;
}

template <typename Request>
absl::StatusOr<ScorePeriod> PeriodOf(const storage::Reader& reader, const Request& request) {
  Checks checks(reader, request);
  checks.Ordered(request.start_date(), request.end_date(), "end_date");
  checks.Ordered(request.start_date(), request.as_of_date(), "as_of_date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ScorePeriod{request.start_date(), request.end_date(),
                     request.as_of_date().empty() ? request.end_date() : request.as_of_date()};
}

absl::StatusOr<std::vector<v1::ScoreRule>> AllScoreRules(const storage::Reader& reader) {
  std::vector<v1::ScoreRule> rules;
  ZGC_RETURN_IF_ERROR(
      kScoreRules.ForEach(reader, [&](const storage::NameKey&, const v1::ScoreRule& rule) {
        rules.push_back(rule);
        return true;
      }));
  return rules;
}

}  // namespace

absl::StatusOr<v1::Scorecard> FoldScores(const std::vector<v1::ScoreRule>& rules,
                                         const std::vector<ScoreEvent>& events,
                                         const ScorePeriod& period) {
  ZGC_ASSIGN_OR_RETURN(std::vector<Scored> scored, ScoreAll(rules, events, period));
  CountOnce(scored);
  ZGC_RETURN_IF_ERROR(Cap(scored));
  v1::Scorecard card;
  card.set_start_date(period.start);
  card.set_end_date(period.end);
  card.set_as_of_date(period.as_of);
  Decimal total;
  for (const Scored& one : scored) {
    ZGC_ASSIGN_OR_RETURN(total, total.Plus(one.counted));
    *card.add_entries() = EntryOf(one);
  }
  card.set_total(total.ToString());
  return card;
}

absl::StatusOr<std::vector<v1::RankedScore>> Rank(
    const absl::btree_map<std::string, std::string>& totals) {
  std::vector<std::pair<Decimal, std::string>> order;
  for (const auto& [organisation, total] : totals) {
    ZGC_ASSIGN_OR_RETURN(const Decimal points, Decimal::Parse(total));
    order.emplace_back(points, organisation);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<v1::RankedScore> ranked;
  for (size_t i = 0; i < order.size(); ++i) {
    v1::RankedScore& row = ranked.emplace_back();
    const bool ties = i > 0 && order[i].first == order[i - 1].first;
    row.set_rank(ties ? ranked[i - 1].rank() : static_cast<int>(i) + 1);
    row.set_organisation(order[i].second);
    row.set_total(order[i].first.ToString());
  }
  return ranked;
}

absl::StatusOr<v1::Scorecard> ComputeScorecard(const storage::Reader& reader,
                                               const v1::ComputeScorecardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const ScorePeriod period, PeriodOf(reader, request));
  ZGC_ASSIGN_OR_RETURN(const auto rules, AllScoreRules(reader));
  std::vector<ScoreEvent> events;
  ZGC_RETURN_IF_ERROR(ForEachScoreEvent(reader, period.as_of, [&](const ScoreEvent& event) {
    if (event.organisation == request.organisation()) events.push_back(event);
  }));
  ZGC_ASSIGN_OR_RETURN(v1::Scorecard card, FoldScores(rules, events, period));
  card.set_organisation(request.organisation());
  card.set_revision(reader.revision());
  return card;
}

absl::StatusOr<v1::ComputeRankingResponse> ComputeRanking(
    const storage::Reader& reader, const v1::ComputeRankingRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const ScorePeriod period, PeriodOf(reader, request));
  ZGC_ASSIGN_OR_RETURN(const auto rules, AllScoreRules(reader));
  absl::btree_map<std::string, std::vector<ScoreEvent>> events;
  ZGC_RETURN_IF_ERROR(ForEachScoreEvent(reader, period.as_of, [&](const ScoreEvent& event) {
    if (!event.organisation.empty()) events[event.organisation].push_back(event);
  }));
  absl::btree_map<std::string, std::string> totals;
  for (const auto& [organisation, of_it] : events) {
    ZGC_ASSIGN_OR_RETURN(const auto card, FoldScores(rules, of_it, period));
    if (!card.entries().empty()) totals[organisation] = card.total();
  }
  ZGC_ASSIGN_OR_RETURN(const auto ranked, Rank(totals));
  v1::ComputeRankingResponse response;
  response.mutable_scores()->Add(ranked.begin(), ranked.end());
  response.set_as_of_date(period.as_of);
  response.set_revision(reader.revision());
  return response;
}

}  // namespace zgc::supervision
