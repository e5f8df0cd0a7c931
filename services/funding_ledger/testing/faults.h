#pragma once

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zgc::funding {

// What the model finds wrong with the fields of a request.
class Faults {
 public:
  void Expect(bool holds) { invalid_ = invalid_ || !holds; }
  // The record of that name; nullptr, and a fault, if there is none.
  template <typename Row>
  const Row* Refers(const std::map<std::string, Row>& rows, const std::string& name) {
    const auto found = rows.find(name);
    if (found != rows.end()) return &found->second;
    // A name that is not given at all is a field that is missing.
    (name.empty() ? invalid_ : missing_) = true;
    return nullptr;
  }
  void Amount(int64_t fen) { Expect(fen > 0 && fen <= 1'000'000'000'000'000); }
  // Empty, or in the year; the days of tests are in the calendar.
  void InYear(const std::string& day, const std::string& year) {
    Expect(day.empty() || absl::StartsWith(day, absl::StrCat(year.substr(12), "-")));
  }
  // The same of a day on which money moved: not after today, and without one in no year
  // that begins later.
  void MoneyDay(const std::string& day, const std::string& year, const std::string& today) {
    InYear(day, year);
    Expect(day.empty() ? year.substr(12) <= today.substr(0, 4) : day <= today);
  }
  // The last day of a month of the year but of December.
  void MonthEnd(const std::string& day, const std::string& year) {
    InYear(day, year);
    const int number = std::stoi(year.substr(12));
    const bool leap = number % 4 == 0 && (number % 100 != 0 || number % 400 == 0);
    const char* const ends[] = {"01-31", leap ? "02-29" : "02-28",
                                "03-31", "04-30",
                                "05-31", "06-30",
                                "07-31", "08-31",
                                "09-30", "10-31",
                                "11-30"};
    bool found = false;
    for (const char* end : ends) found = found || absl::EndsWith(day, end);
    Expect(found);
  }

  bool any() const { return invalid_ || missing_; }
  // References that do not exist are said only if nothing else is wrong.
  std::string Answer() const { return invalid_ ? "invalid_field" : "reference_not_found"; }

 private:
  bool invalid_ = false;
  bool missing_ = false;
};

}  // namespace zgc::funding
