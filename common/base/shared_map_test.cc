#include "common/base/shared_map.h"

#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

using Map = SharedMap<int>;
using Model = std::map<std::string, int>;

Model Rows(const Map& map, absl::string_view from = "") {
  Model rows;
  std::string last;
  for (auto at = map.lower_bound(from); at != map.end(); ++at) {
    const auto& [key, value] = *at;
    EXPECT_TRUE(rows.empty() || last < key);
    last = key;
    rows[key] = value;
  }
  return rows;
}

// What differs, as "key was is".
std::vector<std::string> Differences(const Map& old, const Map& now, absl::string_view from,
                                     int& compared) {
  std::vector<std::string> found;
  const auto text = [](const int* value) { return value == nullptr ? "-" : absl::StrCat(*value); };
  Map::Differences(
      old, now, from,
      [&](int a, int b) {
        ++compared;
        return a == b;
      },
      [&](const std::string& key, const int* was, const int* is) {
        found.push_back(absl::StrCat(key, " ", text(was), " ", text(is)));
        return true;
      });
  return found;
}

std::vector<std::string> Differences(const Model& old, const Model& now, const std::string& from) {
  std::map<std::string, std::pair<std::string, std::string>> both;
  for (const auto& [key, value] : old) both[key] = {absl::StrCat(value), "-"};
  for (const auto& [key, value] : now) {
    auto& row = both[key];
    if (row.first.empty()) row.first = "-";
    row.second = absl::StrCat(value);
  }
  std::vector<std::string> found;
  for (const auto& [key, row] : both) {
    if (row.first == row.second || key < from) continue;
    found.push_back(absl::StrCat(key, " ", row.first, " ", row.second));
  }
  return found;
}

TEST(SharedMapTest, RandomChangesLeaveWhatAMapWouldAndEveryEarlierStateAsItWas) {
  std::mt19937 random(11);
  const auto key = [&] { return absl::StrCat("k", random() % 2'000); };
  std::vector<std::pair<Map, Model>> states = {{Map(), Model()}};
  for (int step = 0; step < 300; ++step) {
    Map::Changes changes;
    Model model = states.back().second;
    const size_t most = step % 10 == 0 ? 700 : 3;
    for (size_t i = random() % most; i-- > 0;) {
      const std::string at = key();
      const bool removed = random() % 3 == 0;
      const int value = static_cast<int>(random() % 5);
      changes[at] = removed ? nullptr : std::make_shared<const int>(value);
      model.erase(at);
      if (!removed) model[at] = value;
    }
    states.emplace_back(states.back().first.With(changes), std::move(model));
    const auto& [map, rows] = states.back();
    ASSERT_EQ(Rows(map), rows);
    ASSERT_EQ(map.size(), rows.size());
    const std::string from = key();
    ASSERT_EQ(Rows(map, from), Model(rows.lower_bound(from), rows.end()));
    const int* found = map.Find(from);
    ASSERT_EQ(found == nullptr ? -1 : *found, rows.contains(from) ? rows.at(from) : -1);
    const auto& [older, older_rows] = states[random() % states.size()];
    ASSERT_EQ(Rows(older), older_rows);
    int compared = 0;
    ASSERT_EQ(Differences(older, map, from, compared), Differences(older_rows, rows, from));
  }
}

TEST(SharedMapTest, WhatIsSharedIsNotComparedAndAChangeCopiesItsSurroundingsAlone) {
  Map::Changes rows;
  for (int i = 0; i < 10'000; ++i) rows[absl::StrCat("k", i)] = std::make_shared<const int>(i);
  const Map map(rows);
  const Map next = map.With({{"k5000", std::make_shared<const int>(-1)}, {"k77", nullptr}});
  int compared = 0;
  EXPECT_THAT(Differences(map, next, "", compared),
              ::testing::ElementsAre("k5000 5000 -1", "k77 77 -"));
  EXPECT_EQ(compared, 1);
  EXPECT_EQ(map.Find("k4999"), next.Find("k4999"));
}

}  // namespace
}  // namespace zgc::base
