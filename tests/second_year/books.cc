#include "tests/second_year/books.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zgc::second_year {
namespace {

bool IsAsOf(const Span& span) { return span.first.empty(); }
bool Takes(const std::string& asked, const std::string& value) {
  return asked.empty() || asked == value;
}

// Whether what happened on one of some days, nobody knows on which, happened in the span.
enum class Happened { kNo, kPerhaps, kYes };
Happened In(const Span& days, const Span& span) {
  if (days.first > span.last || (!IsAsOf(span) && days.last < span.first)) return Happened::kNo;
  const bool all = days.last <= span.last && (IsAsOf(span) || days.first >= span.first);
  return all ? Happened::kYes : Happened::kPerhaps;
}

// Adds what happened in the span; what perhaps did is open.
void AddIf(Happened happened, std::optional<int64_t> amount, Total& total) {
  if (happened == Happened::kNo) return;
  total.Add(happened == Happened::kYes ? amount : std::nullopt);
}

Span DaysOfAward(const Award& award) {
  return DaysOf(award.day.empty() ? absl::StrCat(award.year) : award.day);
}

}  // namespace

std::string Case::StateOn(const std::string& day) const {
  std::string state;
  if (day < split) return state;
  for (const auto& [to, since] : steps) {
    if (since <= day) state = to;
  }
  return state;
}

bool Case::IsOpen() const {
  const std::string& state = steps.back().first;
  return state == "REGISTERED" || state == "ASSIGNED" || state == "IN_PROGRESS" ||
         state == "REWORK";
}

void Books::WithdrawSlips(const std::string& matter) {
  for (auto& [name, state] : states) {
    if (absl::StartsWith(name, absl::StrCat("escalations/matters.", matter, "."))) {
      state = "WITHDRAWN";
    }
  }
}

Total Books::Registrations(const Span& span, Event event, const std::string& park,
                           bool capital) const {
  std::map<std::string, const Registration*> newest;
  Total total;
  const auto add = [&](const Registration& row) {
    if (Takes(park, row.park)) total.Add(capital ? row.fen : 1);
  };
  for (const auto& [id, row] : registrations) {
    if (In({row.day, row.day}, span) == Happened::kNo) continue;
    if (IsAsOf(span)) {
      const Registration*& last = newest[row.enterprise];
      if (last == nullptr || last->day < row.day) last = &row;
    } else if (event == kEnters ? row.event == kRegistered || row.event == kMovedIn
                                : row.event == event) {
      add(row);
    }
  }
  for (const auto& [enterprise, row] : newest) {
    if (row->event != kLeft) add(*row);
  }
  return total;
}

Total Books::Qualified(const std::string& day, const std::string& kind) const {
  std::set<std::pair<std::string, std::string>> qualified;
  for (const auto& [id, row] : qualifications) {
    const bool holds = row.days.first <= day && day <= row.days.last;
    if (holds && Takes(kind, row.kind)) qualified.insert({row.enterprise, row.kind});
  }
  for (const auto& [id, row] : registrations) {
    if (row.event != kLeft || row.day > day) continue;
    std::erase_if(qualified,
                  [&left = row.enterprise](const auto& one) { return one.first == left; });
  }
  Total total;
  for (size_t i = 0; i < qualified.size(); ++i) total.Add(1);
  return total;
}

Total Books::Projects(const Span& span, int stage, bool investment) const {
  Total total;
  for (const auto& [id, row] : projects) {
    const auto reached = row.reached.find(stage);
    if (reached == row.reached.end()) continue;
    AddIf(In(reached->second, span), investment ? row.fen : 1, total);
  }
  return total;
}

Total Books::ParkEvents(const Span& span, const std::string& kind) const {
  Total total;
  for (const auto& [id, row] : park_events) {
    if (Takes(kind, row.kind)) AddIf(In(DaysOf(row.date), span), row.sessions, total);
  }
  return total;
}

Total Books::ParksWithEvents(const Span& span) const {
  std::map<std::string, Happened> parks;
  for (const auto& [id, row] : park_events) {
    Happened& best = parks[row.park];
    best = std::max(best, In(DaysOf(row.date), span));
  }
  Total total;
  for (const auto& [park, happened] : parks) AddIf(happened, 1, total);
  return total;
}

Total Books::Awards(const Span& span, const std::string& program, Of what) const {
  Total total;
  for (const auto& [id, row] : awards) {
    if (!row.stands || !Takes(program, row.program)) continue;
    AddIf(In(DaysOfAward(row), span), what == Of::kAmount ? row.fen : row.recipients, total);
  }
  return total;
}

Total Books::Moneys(const std::map<std::string, Money>& rows, const Span& span,
                    const std::string& program) {
  Total total;
  for (const auto& [id, row] : rows) {
    if (Takes(program, row.program)) AddIf(In({row.day, row.day}, span), row.fen, total);
  }
  return total;
}

Total Books::Tasks(const std::string& state) const {
  Total total;
  for (const auto& [id, row] : tasks) {
    if (state.empty() ? row.state != "WITHDRAWN" : row.state == state) total.Add(1);
  }
  return total;
}

Total Books::Sessions(const Span& span) const {
  Total total;
  for (const auto& [id, row] : activities) AddIf(In(DaysOf(row.date), span), row.sessions, total);
  return total;
}

Total Books::Participants(const Span& span) const {
  Total total;
  for (const auto& [id, row] : activities) {
    AddIf(In(DaysOf(row.date), span), row.participants, total);
  }
  return total;
}

Total Books::Cases(const std::map<std::string, Case>& rows, const Span& span,
                   const std::string& kind, const std::string& state) {
  Total total;
  for (const auto& [id, row] : rows) {
    if (!Takes(kind, row.kind) || !Takes(state, row.StateOn(span.last))) continue;
    // What is split stands for its shares, except in their states.
    if (state.empty() && !row.split.empty()) continue;
    AddIf(In(DaysOf(row.steps.front().second), span), row.items, total);
  }
  return total;
}

Number Books::Lectures(const Span& span) const {
  const auto month = lectures.find(span.first.substr(0, 7));
  if (month == lectures.end()) return {.is = Number::Is::kUnknown};
  return {.units = month->second};
}

}  // namespace zgc::second_year
