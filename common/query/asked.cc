#include "common/query/asked.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string StringIn(const Message& request, const char* name) {
  const auto* field = request.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

std::string NamesOf(const std::vector<FieldPath>& fields) {
  return absl::StrJoin(fields, ", ", [](std::string* out, const FieldPath& field) {
    absl::StrAppend(out, PathName(field));
  });
}

// The fields of a request that say what a field of the rows is.
absl::StatusOr<std::vector<Comparison>> EqualIn(const Message& request, const Descriptor& row) {
  std::vector<Comparison> equal;
  base::FieldErrors errors;
  std::vector<const FieldDescriptor*> set;
  request.GetReflection()->ListFields(request, &set);
  for (const FieldDescriptor* field : set) {
    if (field->is_repeated() || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const FieldDescriptor* of_row = row.FindFieldByName(field->name());
    if (of_row == nullptr) of_row = row.FindFieldByName(absl::StrCat(field->name(), "s"));
    // The revision of a request is that of the store.
    if (of_row == nullptr || field->name() == "revision") continue;
    Comparison& made = equal.emplace_back();
    made.path = {of_row};
    made.op = Op::kHas;
    if (!of_row->is_repeated()) made.op = Op::kEqual;
    if (KindOf(*field) == Kind::kNumber) {
      made.number = NumberOf(request, *field, -1);
    } else {
      const std::string wrong = made.ReadText(TextOf(request, *field, -1));
      if (!wrong.empty()) errors.Add(field->name(), wrong);
    }
  }
  ZGC_RETURN_IF_ERROR(errors.ToStatus());
  return equal;
}

// Null if they have no order by such a field.
const FieldPath* OrderedBy(const std::vector<FieldPath>& indexed, absl::string_view name) {
  for (const FieldPath& field : indexed) {
    if (PathName(field) == name && !IsList(field)) return &field;
  }
  return nullptr;
}

absl::StatusOr<ListOrder> OrderIn(const Message& request, const Descriptor& row) {
  ListOrder order;
  const std::string text = StringIn(request, "order_by");
  if (text.empty()) return order;
  const std::vector<FieldPath>& indexed = IndexedFields(row);
  bool named = false;
  base::FieldErrors errors;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::vector<absl::string_view> words =
        absl::StrSplit(part, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    const bool descending = words.size() == 2 && words[1] == "desc";
    const bool is_one = words.size() == 1 || descending;
    const FieldPath* field = is_one ? OrderedBy(indexed, words[0]) : nullptr;
    const bool is_name = is_one && words[0] == "name";
    if (field == nullptr && !is_name) {
      errors.Add("order_by", absl::StrCat("\"", absl::StripAsciiWhitespace(part),
                                          "\" is neither name nor one of the fields of one value "
                                          "among ",
                                          NamesOf(indexed), ", with \" desc\" or without"));
      return errors.ToStatus();
    }
    // Nothing comes after a name, as no two are alike.
    if (named) continue;
    named = is_name;
    order.names_descending = descending;
    if (!is_name) order.parts.push_back({*field, descending});
  }
  return order;
}

// The range of a comparison, if there is an index that leads to it.
absl::optional<IndexRange> IndexedRange(const Comparison& comparison,
                                        const std::vector<FieldPath>& indexed) {
  const bool is_name = comparison.path.size() == 1 && comparison.path[0]->name() == "name";
  const bool is_indexed =
      std::find(indexed.begin(), indexed.end(), comparison.path) != indexed.end();
  if (!is_name && !is_indexed) return absl::nullopt;
  return RangeOf(comparison, is_name);
}

}  // namespace

absl::StatusOr<Asked> AskedIn(const Message& request, const Descriptor& row, const Also& also) {
  Asked asked;
  auto filter = Filter::Parse(StringIn(request, "filter"), row);
  auto and_also = Filter::Parse(also.filter, row);
  for (const auto* parsed : {&filter, &and_also}) {
    if (parsed->ok()) continue;
    base::FieldErrors errors;
    errors.Add("filter", parsed->status().message());
    return errors.ToStatus();
  }
  asked.filter = *std::move(filter);
  asked.also = *std::move(and_also);
  asked.takes = also.takes;
  ZGC_ASSIGN_OR_RETURN(asked.equal, EqualIn(request, row));
  ZGC_ASSIGN_OR_RETURN(asked.order, OrderIn(request, row));
  return asked;
}

std::vector<Way> WaysOf(const Asked& asked, const Descriptor& row) {
  std::vector<std::vector<const Comparison*>> clauses = asked.filter.Clauses();
  for (auto& clause : asked.also.Clauses()) clauses.push_back(std::move(clause));
  for (const Comparison& comparison : asked.equal) clauses.push_back({&comparison});
  if (!asked.seen.empty()) {
    auto& clause = clauses.emplace_back();
    for (const Comparison& comparison : asked.seen) clause.push_back(&comparison);
  }
  const std::vector<FieldPath>& indexed = IndexedFields(row);
  std::vector<Way> ways;
  // Those of one comparison or several, where one value must be in all of them.
  std::map<FieldPath, size_t> of_field;
  for (const auto& clause : clauses) {
    Way way;
    for (const Comparison* comparison : clause) {
      auto range = IndexedRange(*comparison, indexed);
      if (range.has_value()) way.push_back(*std::move(range));
    }
    if (way.size() < clause.size()) continue;
    const IndexRange& range = way[0];
    if (way.size() == 1 && range.part.empty() && !IsList(range.field)) {
      const auto [found, is_new] = of_field.emplace(range.field, ways.size());
      if (!is_new) {
        ways[found->second][0].Narrow(range);
        continue;
      }
    }
    ways.push_back(std::move(way));
  }
  return ways;
}

absl::Status NoIndexHelps(const Descriptor& row) {
  base::FieldErrors errors;
  errors.Add("filter",
             absl::StrCat("would read every ", row.name(),
                          ": compare, joined by AND, name or one of the indexed fields ",
                          NamesOf(IndexedFields(row)),
                          "; each part of an OR must do so; and FIELD:PART helps only for an "
                          "indexed title and two or more Chinese characters side by side"));
  return errors.ToStatus();
}

}  // namespace zgc::query
