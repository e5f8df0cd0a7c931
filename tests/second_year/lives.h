#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/second_year/world.h"

namespace zgc::second_year {

// What goes on in one service.
class Life {
 public:
  virtual ~Life() = default;
  virtual void Found() = 0;
  virtual void Live(const Month& month) = 0;
};

inline constexpr int kSubParks = 16;
inline constexpr int kCooperationParks = 5;
// "parks/{id}" of each, the parks of the zone first.
const std::vector<std::string>& Parks();
// "programs/{id}" of each.
const std::vector<std::string>& Programs();
// "organisations/{id}" of each.
const std::vector<std::string>& Departments();
// The year and month of which something is found out only later, and when that is.
inline constexpr Month kRestated = {2024, 1};
inline constexpr Month kFoundOut = {2024, 6};
// When an indicator begins to count something else, and when another takes its place.
inline constexpr Month kCountedElse = {2025, 7};
inline constexpr Month kReplaced = {2025, 10};

std::unique_ptr<Life> LifeOfParks(World& world);
// Of those that the parks have registered by then.
std::unique_ptr<Life> LifeOfEnterprises(World& world);
std::unique_ptr<Life> LifeOfTasks(World& world);
std::unique_ptr<Life> LifeOfFunding(World& world);
std::unique_ptr<Life> LifeOfSupervision(World& world);
// Slips on the matters of the books, and what becomes of them.
std::unique_ptr<Life> LifeOfSlips(World& world);

}  // namespace zgc::second_year
