#include "common/figures/dimensions/parts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "common/base/codes.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/cells.h"

namespace zgc::figures {
namespace {

constexpr char kNoneLabel[] = "未注明";

const DimensionValues& ValuesAt(const Slice& slice, size_t place) {
  return *slice.measure->dimensions[place].values;
}

// The word of a value.
absl::StatusOr<std::string> WordOf(const storage::Reader& reader, const DimensionValues& values,
                                   const std::string& dimension, const std::string& value) {
  if (value == kNone) return value;
  if (IsRegionLevel(dimension)) {
    ZGC_ASSIGN_OR_RETURN(const std::string code, values.region(reader, value));
    return RollUp(code, dimension);
  }
  if (const auto above = values.above.find(dimension); above != values.above.end()) {
    ZGC_ASSIGN_OR_RETURN(std::string word, above->second.of(reader, value));
    return word.empty() ? std::string(kNone) : word;
  }
  ZGC_ASSIGN_OR_RETURN(const v1::Scope scope, values.say(reader, value));
  return scope.value();
}

absl::Status NoValue(const std::string& dimension, const std::string& word) {
  return absl::InvalidArgumentError(absl::StrCat("\"", word, "\" is no value of ", dimension));
}

// The values that words mean.
absl::StatusOr<std::set<std::string>> ValuesOf(const storage::Reader& reader,
                                               const DimensionValues& values,
                                               const std::string& dimension,
                                               const std::vector<std::string>& words) {
  std::set<std::string> meant;
  const std::set<std::string> asked(words.begin(), words.end());
  if (asked.contains(kNone)) meant.insert(kNone);
  const auto above = values.above.find(dimension);
  if (!IsRegionLevel(dimension) && above == values.above.end()) {
    for (const std::string& word : asked) {
      if (word == kNone) continue;
      ZGC_ASSIGN_OR_RETURN(std::string value, values.read(reader, word));
      if (value.empty()) return NoValue(dimension, word);
      meant.insert(std::move(value));
    }
    return meant;
  }
  for (const std::string& word : asked) {
    if (word == kNone) continue;
    const bool means = above != values.above.end() ? above->second.say(word).has_value()
                                                   : RollUp(word, dimension) == word;
    if (!means) return NoValue(dimension, word);
  }
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(values.all(reader, [&](const std::string& value) {
    const auto word = WordOf(reader, values, dimension, value);
    if (!word.ok()) failed = word.status();
    if (word.ok() && asked.contains(*word)) meant.insert(value);
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return meant;
}

// Leaves of a slice what has one of the values.
void Limit(size_t place, std::set<std::string> values, Slice& slice) {
  auto& fixed = slice.values[place];
  const auto before = slice.among.find(place);
  if (!fixed.empty()) {
    const bool stays = values.contains(fixed);
    values.clear();
    if (stays) values.insert(fixed);
  } else if (before != slice.among.end()) {
    std::set<std::string> both;
    std::set_intersection(before->second.begin(), before->second.end(), values.begin(),
                          values.end(), std::inserter(both, both.end()));
    values = std::move(both);
  }
  slice.among.erase(place);
  fixed.clear();
  if (values.size() == 1) {
    fixed = *values.begin();
  } else {
    slice.among[place] = std::move(values);
  }
}

// Finds the rows of one slice.
class RowFinder {
 public:
  RowFinder(const storage::Reader& reader, const Slice& slice,
            const std::vector<std::string>& dimensions, size_t most, PartRows& rows)
      : reader_(reader), slice_(slice), dimensions_(dimensions), most_(most), rows_(rows) {
    wanted_ = SubsetOf(slice.values);
    for (const auto& [place, values] : slice.among) wanted_ |= size_t{1} << place;
    for (const std::string& dimension : dimensions) {
      places_.push_back(PlaceOf(*slice.measure, dimension).value_or(0));
      wanted_ |= size_t{1} << places_.back();
    }
  }

  absl::Status Find() {
    const absl::optional<size_t> subset = CellsAreKept(reader_) ? KeptSubset() : absl::nullopt;
    return subset.has_value() ? FindInKeys(*subset) : FindInRows();
  }

 private:
  // The smallest that is kept and tells what is wanted.
  absl::optional<size_t> KeptSubset() const {
    absl::optional<size_t> best;
    const size_t all = size_t{1} << slice_.measure->dimensions.size();
    for (size_t subset = 0; subset < all; ++subset) {
      if ((subset & wanted_) != wanted_ || !Keeps(*slice_.measure, subset)) continue;
      if (!best.has_value() || __builtin_popcountll(subset) < __builtin_popcountll(*best)) {
        best = subset;
      }
    }
    return best;
  }

  // From each combination of values the next one is looked for.
  absl::Status FindInKeys(size_t subset) {
    storage::KeyWriter first;
    first.String(slice_.measure->name).Int(static_cast<int64_t>(subset));
    for (size_t i = 0; i < slice_.values.size() && ((subset >> i) & 1U); ++i) {
      if (slice_.values[i].empty()) break;
      first.String(slice_.values[i]);
    }
    std::string at = first.Take();
    const std::string end = storage::PrefixEnd(at);
    std::vector<std::string> values;
    while (true) {
      ZGC_RETURN_IF_ERROR(base::StillWanted());
      std::string key;
      ZGC_RETURN_IF_ERROR(
          kCells.ForEach(reader_, {at, end, false}, [&](const CellKey& found, const v1::Cell&) {
            key = found.bytes;
            return false;
          }));
      if (key.empty()) return absl::OkStatus();
      if (!ReadValues(key, *slice_.measure, subset, values)) {
        return absl::DataLossError("damaged key of a cell");
      }
      ZGC_RETURN_IF_ERROR(Take(values));
      at = storage::PrefixEnd(CellPrefix(*slice_.measure, subset, values));
    }
  }

  absl::Status FindInRows() {
    const Measure& measure = *slice_.measure;
    absl::Status failed;
    ZGC_RETURN_IF_ERROR(measure.subjects(reader_, [&](const std::string& subject) {
      failed = base::StillWanted();
      if (!failed.ok()) return false;
      absl::Status taken;
      failed = measure.contribute(reader_, subject, [&](Contribution one) {
        if (taken.ok()) taken = Complete(measure, one);
        if (taken.ok()) taken = Take(one.values);
      });
      if (failed.ok()) failed = taken;
      return failed.ok();
    }));
    return failed;
  }

  absl::Status Take(const std::vector<std::string>& values) {
    if (!Takes(slice_, values)) return absl::OkStatus();
    Row row;
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      const std::string& value = values[places_[i]];
      auto& word = words_[{i, value}];
      if (word.empty()) {
        ZGC_ASSIGN_OR_RETURN(word,
                             WordOf(reader_, ValuesAt(slice_, places_[i]), dimensions_[i], value));
      }
      row.push_back(word);
    }
    rows_.insert(std::move(row));
    if (rows_.size() <= most_) return absl::OkStatus();
    return absl::ResourceExhaustedError("too many rows");
  }

  const storage::Reader& reader_;
  const Slice& slice_;
  const std::vector<std::string>& dimensions_;
  const size_t most_;
  PartRows& rows_;
  std::vector<size_t> places_;
  // As the bits of a subset.
  size_t wanted_ = 0;
  // Each is looked up once.
  std::map<std::pair<size_t, std::string>, std::string> words_;
};

}  // namespace

absl::optional<size_t> PlaceOf(const Measure& measure, const std::string& dimension) {
  const bool is_region = dimension == kRegion || IsRegionLevel(dimension);
  for (size_t i = 0; i < measure.dimensions.size(); ++i) {
    const Dimension& one = measure.dimensions[i];
    if (one.values == nullptr) continue;
    if (is_region ? one.values->region != nullptr
                  : one.name == dimension || one.values->above.contains(dimension)) {
      return i;
    }
  }
  return absl::nullopt;
}

absl::Status CheckTold(const Asked& asked, const std::string& dimension) {
  bool told = !asked.slices.empty();
  for (const Slice& slice : asked.slices) {
    const auto place = PlaceOf(*slice.measure, dimension);
    told = told && place.has_value();
    if (place.has_value() && !slice.values[*place].empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the formula has one ", slice.measure->dimensions[*place].name,
                       " by its arguments and is not asked by ", dimension));
    }
  }
  if (told) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the formula does not tell ", dimension, " apart"));
}

absl::Status Narrow(const storage::Reader& reader, const Scoping& scoping, Asked& asked) {
  for (const auto& [dimension, words] : scoping) ZGC_RETURN_IF_ERROR(CheckTold(asked, dimension));
  for (Slice& slice : asked.slices) {
    for (const auto& [dimension, words] : scoping) {
      const size_t place = PlaceOf(*slice.measure, dimension).value_or(0);
      ZGC_ASSIGN_OR_RETURN(auto values, ValuesOf(reader, ValuesAt(slice, place), dimension, words));
      Limit(place, std::move(values), slice);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Scope> SayWord(const storage::Reader& reader, const Asked& asked,
                                  const std::string& dimension, const std::string& word) {
  v1::Scope scope;
  ZGC_RETURN_IF_ERROR(CheckTold(asked, dimension));
  const Slice& slice = asked.slices.front();
  const DimensionValues& values = ValuesAt(slice, *PlaceOf(*slice.measure, dimension));
  if (word == kNone) {
    scope.set_label(kNoneLabel);
  } else if (IsRegionLevel(dimension)) {
    if (RollUp(word, dimension) != word) return NoValue(dimension, word);
    ZGC_ASSIGN_OR_RETURN(*scope.mutable_label(), values.region_label(reader, word));
  } else if (const auto above = values.above.find(dimension); above != values.above.end()) {
    const auto said = above->second.say(word);
    if (!said.has_value()) return NoValue(dimension, word);
    scope = *said;
  } else {
    ZGC_ASSIGN_OR_RETURN(const std::string value, values.read(reader, word));
    if (value.empty()) return NoValue(dimension, word);
    ZGC_ASSIGN_OR_RETURN(scope, values.say(reader, value));
  }
  scope.set_dimension(dimension);
  scope.set_value(word);
  return scope;
}

absl::Status SayScopes(const storage::Reader& reader, const Asked& asked, const Scoping& scoping,
                       google::protobuf::RepeatedPtrField<v1::Scope>& scopes) {
  scopes.erase(
      std::remove_if(scopes.begin(), scopes.end(),
                     [&](const v1::Scope& one) { return scoping.contains(one.dimension()); }),
      scopes.end());
  for (const auto& [dimension, words] : scoping) {
    for (const std::string& word : words) {
      ZGC_ASSIGN_OR_RETURN(*scopes.Add(), SayWord(reader, asked, dimension, word));
    }
  }
  return absl::OkStatus();
}

bool IsDeclared(const v1::Indicator& indicator, const std::string& dimension) {
  const auto& declared = indicator.computation().dimensions();
  const std::string name = IsRegionLevel(dimension) ? kRegion : dimension;
  return dimension != kRegion &&
         std::find(declared.begin(), declared.end(), name) != declared.end();
}

absl::Status CheckDeclared(const v1::Indicator& indicator, const Scoping& scoping) {
  for (const auto& [dimension, words] : scoping) {
    if (IsDeclared(indicator, dimension)) continue;
    if (dimension == kRegion) {
      return absl::InvalidArgumentError(
          "regions are asked by their level: province, prefecture or county");
    }
    const auto& declared = indicator.computation().dimensions();
    return absl::InvalidArgumentError(
        absl::StrCat(indicator.name(), " is not declared to be asked by \"", dimension,
                     "\" but by ", declared.empty() ? "nothing" : absl::StrJoin(declared, ", ")));
  }
  return absl::OkStatus();
}

bool RowOrder::operator()(const Row& a, const Row& b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](const std::string& one, const std::string& other) {
                                        const bool last = one == kNone;
                                        const bool other_last = other == kNone;
                                        return last == other_last ? one < other : other_last;
                                      });
}

absl::Status AddRows(const storage::Reader& reader, const Asked& asked,
                     const std::vector<std::string>& dimensions, size_t most, PartRows& rows) {
  for (const Slice& slice : asked.slices) {
    ZGC_RETURN_IF_ERROR(RowFinder(reader, slice, dimensions, most, rows).Find());
  }
  return absl::OkStatus();
}

}  // namespace zgc::figures
