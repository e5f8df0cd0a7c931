#include <google/protobuf/timestamp.pb.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/query/field_index.h"
#include "common/query/filter.h"
#include "zgc/common/v1/options.pb.h"

// How the value of a field is read, and compared with that of a filter.
namespace zgc::query {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool Holds(Op op, int order) {
  switch (op) {
    case Op::kEqual:
    case Op::kHas:
      return order == 0;
    case Op::kNotEqual:
      return order != 0;
    case Op::kLess:
      return order < 0;
    case Op::kLessOrEqual:
      return order <= 0;
    case Op::kGreater:
      return order > 0;
    case Op::kGreaterOrEqual:
      return order >= 0;
  }
  return false;
}

int Order(int64_t a, int64_t b) { return a < b ? -1 : a > b ? 1 : 0; }

// Of fields without a value, and of values that are none.
bool TakesNone(const Comparison& comparison, bool is_equal) {
  return comparison.op == Op::kNotEqual ? !is_equal : is_equal && !IsOrdered(comparison.op);
}

bool TakesDay(const Comparison& comparison, const std::string& text) {
  const auto days = base::ParseReducedDate(text);
  if (!days.ok() || comparison.text.empty()) return TakesNone(comparison, text == comparison.text);
  const bool from = days->first >= comparison.days.first;
  const bool until = days->last <= comparison.days.last;
  switch (comparison.op) {
    case Op::kEqual:
    case Op::kHas:
      return from && until;
    case Op::kNotEqual:
      return !(from && until);
    case Op::kLess:
      return days->last < comparison.days.first;
    case Op::kLessOrEqual:
      return until;
    case Op::kGreater:
      return days->first > comparison.days.last;
    case Op::kGreaterOrEqual:
      return from;
  }
  return false;
}

bool TakesText(const Comparison& comparison, const std::string& text,
               const FieldDescriptor& field) {
  if (comparison.any) return !text.empty();
  const Kind kind = KindOf(field);
  if (comparison.op == Op::kHas && !IsList(comparison.path) && kind != Kind::kDecimal) {
    return absl::StrContains(text, comparison.text);
  }
  if (kind == Kind::kDay) return TakesDay(comparison, text);
  if (kind == Kind::kText) return Holds(comparison.op, text.compare(comparison.text));
  const std::string key = TextKey(field, text);
  if (kind == Kind::kDecimal && (key == TextKey(field, "") || comparison.text.empty())) {
    return TakesNone(comparison, key == comparison.key);
  }
  return Holds(comparison.op, key.compare(comparison.key));
}

bool TakesValue(const Comparison& comparison, const Message& row, const FieldDescriptor& field,
                int index) {
  if (KindOf(field) == Kind::kNumber) {
    const int64_t number = NumberOf(row, field, index);
    return comparison.any ? number != 0 : Holds(comparison.op, Order(number, comparison.number));
  }
  return TakesText(comparison, TextOf(row, field, index), field);
}

// From the field of that place in the path on: one of them all, where they are several.
bool TakesAt(const Comparison& comparison, const Message& message, size_t at) {
  const FieldDescriptor& field = *comparison.path[at];
  const auto& reflection = *message.GetReflection();
  const bool last = at + 1 == comparison.path.size();
  if (!field.is_repeated()) {
    return last ? TakesValue(comparison, message, field, -1)
                : TakesAt(comparison, reflection.GetMessage(message, &field), at + 1);
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    const bool takes =
        last ? comparison.any || TakesValue(comparison, message, field, i)
             : TakesAt(comparison, reflection.GetRepeatedMessage(message, &field, i), at + 1);
    if (takes) return true;
  }
  return false;
}

}  // namespace

Kind KindOf(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return Kind::kNumber;
  switch (field.options().GetExtension(common::v1::format)) {
    case common::v1::FORMAT_DAY:
    case common::v1::FORMAT_REDUCED_DATE:
      return Kind::kDay;
    case common::v1::FORMAT_DECIMAL:
    case common::v1::FORMAT_POSITIVE_DECIMAL:
    case common::v1::FORMAT_PERCENT:
      return Kind::kDecimal;
    case common::v1::FORMAT_NUMBERED:
      return Kind::kNumbered;
    default:
      return Kind::kText;
  }
}

int64_t NumberOf(const Message& row, const FieldDescriptor& field, int index) {
  const auto& reflection = *row.GetReflection();
  const bool listed = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return listed ? reflection.GetRepeatedInt32(row, &field, index)
                    : reflection.GetInt32(row, &field);
    case FieldDescriptor::CPPTYPE_INT64:
      return listed ? reflection.GetRepeatedInt64(row, &field, index)
                    : reflection.GetInt64(row, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return listed ? reflection.GetRepeatedEnumValue(row, &field, index)
                    : reflection.GetEnumValue(row, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return listed ? reflection.GetRepeatedBool(row, &field, index)
                    : reflection.GetBool(row, &field);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      constexpr int64_t kNanosPerSecond = 1'000'000'000;
      const auto& time =
          static_cast<const google::protobuf::Timestamp&>(reflection.GetMessage(row, &field));
      return time.seconds() * kNanosPerSecond + time.nanos();
    }
    default:
      return 0;
  }
}

std::string TextOf(const Message& row, const FieldDescriptor& field, int index) {
  const auto& reflection = *row.GetReflection();
  return index >= 0 ? reflection.GetRepeatedString(row, &field, index)
                    : reflection.GetString(row, &field);
}

std::string Comparison::ReadText(const std::string& value) {
  const FieldDescriptor& field = *path.back();
  text = value;
  key = TextKey(field, value);
  const Kind kind = KindOf(field);
  // A part of a day is none.
  const bool is_part = kind == Kind::kDay && op == Op::kHas && !IsList(path);
  // Equal to nothing is what has no value.
  if (is_part || (value.empty() && !IsOrdered(op))) return "";
  if (kind == Kind::kDay) {
    auto read = base::ParseReducedDate(value);
    if (!read.ok()) return absl::StrCat("\"", value, "\" is no day (YYYY-MM-DD), month or year");
    days = *std::move(read);
  }
  if (kind == Kind::kDecimal && !figures::Decimal::Parse(value).ok()) {
    return absl::StrCat("\"", value, "\" is no decimal");
  }
  return "";
}

bool Comparison::Takes(const Message& row) const { return TakesAt(*this, row, 0); }

bool Filter::Takes(const Node& node, const Message& row) {
  switch (node.joined) {
    case Node::Joined::kCompared:
      return node.compared.Takes(row);
    case Node::Joined::kNone:
      return !Takes(node.parts.front(), row);
    case Node::Joined::kAny:
      for (const Node& part : node.parts) {
        if (Takes(part, row)) return true;
      }
      return false;
    case Node::Joined::kAll:
      for (const Node& part : node.parts) {
        if (!Takes(part, row)) return false;
      }
      return true;
  }
  return false;
}

std::vector<std::vector<const Comparison*>> Filter::Clauses() const {
  std::vector<std::vector<const Comparison*>> found;
  std::vector<const Node*> open = {&root_};
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    if (node.joined == Node::Joined::kCompared) found.push_back({&node.compared});
    if (node.joined == Node::Joined::kAll) {
      for (const Node& part : node.parts) open.push_back(&part);
    }
    if (node.joined != Node::Joined::kAny) continue;
    std::vector<const Comparison*> clause;
    for (const Node& part : node.parts) {
      if (part.joined == Node::Joined::kCompared) clause.push_back(&part.compared);
    }
    if (clause.size() == node.parts.size()) found.push_back(std::move(clause));
  }
  return found;
}

}  // namespace zgc::query
