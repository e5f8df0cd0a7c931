#include "common/query/seen.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/query/candidates.h"
#include "common/scope/marks.h"
#include "common/scope/sight.h"
#include "google/api/resource.pb.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

// Values that a way is made of; beyond them rows are looked at one by one.
constexpr size_t kMostValues = 2'000;
constexpr int kMostLevels = 4;

using Values = absl::optional<std::set<std::string>>;

// Finds what leads to the rows of a caller.
class Leader {
 public:
  Leader(const storage::Reader& reader, const scope::Bounds& bounds)
      : reader_(reader), bounds_(bounds) {}

  // One of these holds of each row that is seen; none if no index leads to all of them.
  absl::StatusOr<absl::optional<std::vector<Comparison>>> To(const Descriptor& row, int depth) {
    std::vector<Comparison> found;
    const std::vector<FieldPath>& indexed = IndexedFields(row);
    const scope::Mark* above = nullptr;
    for (const scope::Mark& mark : scope::MarksOf(row).fields) {
      if (mark.scope == common::v1::SCOPE_INHERITED && RefersTo(mark) == &row) {
        above = &mark;
        continue;
      }
      ZGC_ASSIGN_OR_RETURN(const Values values, ValuesOf(mark, depth));
      if (values.has_value() && values->empty()) continue;
      const bool is_name = mark.path.size() == 1 && mark.path[0]->name() == "name";
      const bool is_indexed =
          is_name || std::find(indexed.begin(), indexed.end(), mark.path) != indexed.end();
      if (!values.has_value() || !is_indexed) return absl::nullopt;
      for (const std::string& value : *values) {
        Comparison& made = found.emplace_back();
        made.path = mark.path;
        made.op = IsList(mark.path) ? Op::kHas : Op::kEqual;
        made.ReadText(value);
      }
    }
    if (above == nullptr || found.empty()) return found;
    if (std::find(indexed.begin(), indexed.end(), above->path) == indexed.end()) {
      return absl::nullopt;
    }
    return Below(row, *above, std::move(found));
  }

 private:
  // The type of resources that a mark names, or null.
  static const Descriptor* RefersTo(const scope::Mark& mark) {
    return contract::ResourceOfType(
        mark.path.back()->options().GetExtension(google::api::resource_reference).type());
  }

  // Null if this service has none.
  const storage::Column* TableOf(const Descriptor& row) const {
    return reader_.FindColumn(
        absl::StripSuffix(contract::CollectionOf(contract::ResourceTypeOf(row)), "/"));
  }

  // What lies below rows of its own type besides.
  absl::StatusOr<absl::optional<std::vector<Comparison>>> Below(const Descriptor& row,
                                                                const scope::Mark& above,
                                                                std::vector<Comparison> found) {
    std::set<std::string> known;
    // What is appended is looked at as well.
    for (size_t i = 0; i < found.size(); ++i) {
      ZGC_ASSIGN_OR_RETURN(const Values names, NamesOf(row, {found[i]}));
      if (!names.has_value() || known.size() + names->size() > kMostValues) return absl::nullopt;
      for (const std::string& name : *names) {
        if (!known.insert(name).second) continue;
        Comparison& made = found.emplace_back();
        made.path = above.path;
        made.ReadText(name);
      }
    }
    return found;
  }

  // Of the rows that one of these holds of, and of some others; none if they are too many.
  absl::StatusOr<Values> NamesOf(const Descriptor& row, const std::vector<Comparison>& ways) {
    const storage::Column* table = TableOf(row);
    if (table == nullptr) return Values();
    std::set<std::string> names;
    for (const Comparison& way : ways) {
      const auto range = RangeOf(way, way.path.size() == 1 && way.path[0]->name() == "name");
      if (!range.has_value()) return Values();
      ZGC_RETURN_IF_ERROR(
          ForEachCandidate(reader_, *table, row, *range, [&](const std::string& name) {
            names.insert(name);
            return names.size() <= kMostValues;
          }));
    }
    return names.size() > kMostValues ? Values() : Values(std::move(names));
  }

  // As rows may have them; none if they are too many.
  absl::StatusOr<Values> ValuesOf(const scope::Mark& mark, int depth) {
    std::set<std::string> values;
    if (mark.scope == common::v1::SCOPE_PARK && bounds_.parks.empty() && depth > 0) {
      // Those that lie in the divisions, where this service has them.
      const Descriptor* park = RefersTo(mark);
      const bool known = park != nullptr && TableOf(*park) != nullptr;
      if (!known || bounds_.regions.empty()) return Values(std::move(values));
      ZGC_ASSIGN_OR_RETURN(const auto ways, To(*park, depth - 1));
      return ways.has_value() ? NamesOf(*park, *ways) : Values();
    }
    if (mark.scope != common::v1::SCOPE_INHERITED) {
      ZGC_RETURN_IF_ERROR(AddBound(mark.scope, values));
      return Values(std::move(values));
    }
    const Descriptor* above = RefersTo(mark);
    if (above == nullptr || depth == 0) return Values();
    ZGC_ASSIGN_OR_RETURN(const auto ways, To(*above, depth - 1));
    return ways.has_value() ? NamesOf(*above, *ways) : Values();
  }

  // What the caller is bound to and what is below it, with the service that owns it and without.
  absl::Status AddBound(common::v1::Scope kind, std::set<std::string>& values) {
    const char* const owner =
        kind == common::v1::SCOPE_ORGANISATION ? "//task_registry/" : "//park_region/";
    for (const std::string& name : bounds_.Of(kind)) {
      values.insert(name);
      values.insert(absl::StrCat(owner, name));
      ZGC_RETURN_IF_ERROR(AddBelow(name, values));
    }
    return absl::OkStatus();
  }

  absl::Status AddBelow(const std::string& name, std::set<std::string>& values) {
    const storage::Column* table = scope::Sight::TableOf(reader_, name);
    ZGC_ASSIGN_OR_RETURN(const auto row, scope::Sight::RowNamed(reader_, name));
    const auto* part_of = row == nullptr ? nullptr : scope::Sight::PartOf(*row->GetDescriptor());
    if (part_of == nullptr) return absl::OkStatus();
    Comparison below;
    below.path = {part_of};
    below.ReadText(name);
    const auto range = RangeOf(below, false);
    std::vector<std::string> parts;
    ZGC_RETURN_IF_ERROR(ForEachCandidate(reader_, *table, *row->GetDescriptor(), *range,
                                         [&](const std::string& part) {
                                           if (values.insert(part).second) parts.push_back(part);
                                           return true;
                                         }));
    for (const std::string& part : parts) ZGC_RETURN_IF_ERROR(AddBelow(part, values));
    return absl::OkStatus();
  }

  const storage::Reader& reader_;
  const scope::Bounds& bounds_;
};

}  // namespace

absl::Status AskForSeen(const storage::Reader& reader, const scope::Bounds& bounds,
                        const Descriptor& row, Asked& asked) {
  if (scope::MarksOf(row).common()) return absl::OkStatus();
  asked.takes = [sight = scope::Sight(reader, bounds), takes = asked.takes](const Message& one) {
    if (takes != nullptr && !takes(one)) return false;
    const absl::StatusOr<bool> seen = sight.Sees(one);
    return seen.ok() && *seen;
  };
  // No index leads to those that nobody owns.
  if (scope::MarksOf(row).common_unless_owned()) return absl::OkStatus();
  if (!reader.derived_complete() || reader.FindColumn(kFieldIndex.name) == nullptr) {
    return absl::OkStatus();
  }
  auto ways = Leader(reader, bounds).To(row, kMostLevels);
  // Too much has changed since for the indexes: rows are looked at.
  if (IsTooOld(ways.status())) return absl::OkStatus();
  ZGC_RETURN_IF_ERROR(ways.status());
  if (!ways->has_value() || (*ways)->size() > kMostValues) return absl::OkStatus();
  asked.seen = **std::move(ways);
  // Bound to nothing that such a row can be of: there is no row without a name.
  if (asked.seen.empty()) {
    Comparison& none = asked.seen.emplace_back();
    none.path = {row.FindFieldByName("name")};
    none.ReadText("");
  }
  return absl::OkStatus();
}

}  // namespace zgc::query
