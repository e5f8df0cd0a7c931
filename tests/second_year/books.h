#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"

// What the generator knows of the years that it lived, and what follows from that for every figure:
// plain maps that are counted through, with nothing of the services.
namespace zgc::second_year {

// Days as YYYY-MM-DD. Without a first day all up to the last: as of it.
struct Span {
  std::string first;
  std::string last;
};

std::string Day(int year, int month, int day);
int DaysIn(int year, int month);
// The days of a date written as YYYY-MM-DD, YYYY-MM or YYYY.
Span DaysOf(const std::string& date);
// The same days of the year before; the last day of a month stays the last.
Span YearBefore(const Span& span);

// A figure as it must be: units / 10^scale, or why there is none.
struct Number {
  enum class Is { kExactly, kAtLeast, kAbove, kUnknown, kNotApplicable };
  Is is = Is::kExactly;
  absl::int128 units = 0;
  int scale = 0;

  // As a plain decimal; empty without one.
  std::string Text() const;
};

// What is added up, and how much of it nobody has stated.
struct Total {
  absl::int128 sum = 0;
  int64_t known = 0;
  int64_t open = 0;

  void Add(std::optional<int64_t> amount);
  Number AsCount() const;
  // In units of 10^scale fen.
  Number AsAmount(int scale) const;
};

Number Sum(const std::vector<Number>& numbers);
Number Difference(const Number& a, const Number& b);
// Rounded half away from zero; `times` is 100 for per cent. A lower bound is cut instead.
Number Ratio(const Number& a, const Number& b, int times, int decimals);
// In per cent.
Number Growth(const Number& now, const Number& before, int decimals);

enum Event { kEnters = 0, kRegistered = 1, kMovedIn = 2, kLeft = 3, kCapitalChanged = 4 };

struct Registration {
  std::string enterprise;
  std::string park;
  std::string day;
  Event event = kRegistered;
  std::optional<int64_t> fen;
};
// That an enterprise has one of a kind, from the first to the last day.
struct Qualification {
  std::string enterprise;
  std::string kind;
  Span days;
};
struct Project {
  std::string park;
  std::optional<int64_t> fen;
  // When each stage, from 1 on, was reached at the earliest and at the latest.
  std::map<int, Span> reached;
};
struct ParkEvent {
  std::string park;
  std::string kind;
  std::string date;
  int sessions = 1;
};
struct Award {
  std::string program;
  int year = 0;
  std::string day;
  std::optional<int64_t> fen;
  int recipients = 1;
  bool stands = false;
};
struct Money {
  std::string program;
  std::string day;
  // Below zero where it lowers.
  int64_t fen = 0;
};
struct Task {
  int year = 0;
  std::string department;
  std::string state;
};
struct Activity {
  std::string date;
  int sessions = 1;
  std::optional<int64_t> participants;
};
// An observation that stands.
struct Observed {
  std::string figure;
  int64_t value = 0;
  // Since when something else is counted, or empty.
  std::string broken;
};
// A matter or a proposal.
struct Case {
  std::string kind;
  int items = 1;
  // Each state with the day of the step into it; the first is its receipt.
  std::vector<std::pair<std::string, std::string>> steps;
  // Day on which it was split from another, which is counted as received in its place; or empty.
  std::string split;
  // Last day, or empty.
  std::string deadline;

  // Empty before it was split from another.
  std::string StateOn(const std::string& day) const;
  // Whether it is still to be handled.
  bool IsOpen() const;
};

// Records by id.
struct Books {
  std::map<std::string, Registration> registrations;
  std::map<std::string, Qualification> qualifications;
  std::map<std::string, Project> projects;
  std::map<std::string, ParkEvent> park_events;
  std::map<std::string, Award> awards;
  std::map<std::string, Money> appropriations;
  std::map<std::string, Money> payments;
  std::map<std::string, Money> clawbacks;
  std::map<std::string, Task> tasks;
  std::map<std::string, Activity> activities;
  std::map<std::string, Case> matters;
  std::map<std::string, Case> proposals;
  // The lectures of a month, YYYY-MM, as the observation says that stands.
  std::map<std::string, int64_t> lectures;
  // Which observation that is.
  std::map<std::string, std::string> lecture_figures;
  // What is observed of an indicator that was changed, and of the one that took its place.
  std::vector<Observed> salons;
  // Where agreements, progress reports, parts of matters and slips stand, by name: "agreements/a"
  // is SIGNED.
  std::map<std::string, std::string> states;

  // The slips of a matter that was merged or split, or that somebody else answers for.
  void WithdrawSlips(const std::string& matter);

  // Empty text takes all.
  Total Registrations(const Span& span, Event event, const std::string& park, bool capital) const;
  // How many enterprises have one on a day; of all kinds an enterprise counts once for each.
  Total Qualified(const std::string& day, const std::string& kind) const;
  Total Projects(const Span& span, int stage, bool investment) const;
  Total ParkEvents(const Span& span, const std::string& kind) const;
  // How many parks had events.
  Total ParksWithEvents(const Span& span) const;
  enum class Of { kRecipients, kAmount };
  Total Awards(const Span& span, const std::string& program, Of what) const;
  static Total Moneys(const std::map<std::string, Money>& rows, const Span& span,
                      const std::string& program);
  Total Tasks(const std::string& state) const;
  Total Sessions(const Span& span) const;
  Total Participants(const Span& span) const;
  static Total Cases(const std::map<std::string, Case>& rows, const Span& span,
                     const std::string& kind, const std::string& state);
  Number Lectures(const Span& span) const;
};

}  // namespace zgc::second_year
