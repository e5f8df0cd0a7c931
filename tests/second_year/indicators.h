#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/second_year/books.h"

namespace zgc::second_year {

// An indicator, and what it must be.
struct Indicator {
  std::string service;
  std::string id;
  // The fields of its declaration, in text format.
  std::string declaration;
  // Of YEAR, HALF_YEAR, QUARTER, MONTH, DAY and AS_OF the first letters, F and P of financial years
  // from April and of their halves.
  std::string families;
  std::function<Number(const Books&, const Span&)> expected;
};

// All of them, each after those that it is derived from. Those of supervision are last.
std::vector<Indicator> AllIndicators();

// The periods of a year that an indicator of these families lists, the days apart.
std::vector<Span> PeriodsOf(const std::string& families, int year);
// The last part of the name of a figure.
std::string FigureId(const std::string& indicator, const Span& span);

}  // namespace zgc::second_year
