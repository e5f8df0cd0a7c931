#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/time/dates.h"

// Filters of lists, by AIP-160 (https://google.aip.dev/160): comparisons of a field with a value,
// joined by AND, OR, which binds closer, NOT and parentheses.
namespace zgc::query {

// Longest filter, in bytes, and how deep parentheses may lie in one another.
inline constexpr size_t kMaxFilterBytes = 4096;
inline constexpr int kMaxFilterDepth = 20;

enum class Op { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };
// Whether it is < or > or one of these with =.
constexpr bool IsOrdered(Op op) {
  return op != Op::kEqual && op != Op::kNotEqual && op != Op::kHas;
}

// How the values of a field are compared.
enum class Kind {
  kText,
  // A day, or a month or year, as text, which stand for all their days; a field without one is
  // before and after none.
  kDay,
  // An integer, a number of an enum, 0 or 1, or nanoseconds since the epoch.
  kNumber,
  // A decimal that is kept as text; a field without one is below and above none.
  kDecimal,
  // A text in which numbers count as such.
  kNumbered,
};

// The kind of values of a field; of a list that of each. Not of messages other than Timestamp.
Kind KindOf(const google::protobuf::FieldDescriptor& field);
// The value of a field of kind kNumber; `index` is -1 if it is no list.
int64_t NumberOf(const google::protobuf::Message& row,
                 const google::protobuf::FieldDescriptor& field, int index);
// The same of the other kinds.
std::string TextOf(const google::protobuf::Message& row,
                   const google::protobuf::FieldDescriptor& field, int index);

// "lettings.holder > 3": of one field, with one value.
struct Comparison {
  // Through messages to the field; see IsList.
  std::vector<const google::protobuf::FieldDescriptor*> path;
  Op op = Op::kEqual;
  // `field:*`: whether it has a value at all.
  bool any = false;
  std::string text;
  int64_t number = 0;
  // The text as keys of the index have it.
  std::string key;
  // Of kDay, those that the text stands for.
  base::DaySpan days;

  // Takes `value` for a field that is no kNumber. Returns what is wrong with it, or nothing.
  std::string ReadText(const std::string& value);
  bool Takes(const google::protobuf::Message& row) const;
};

// The filter that one of these comparisons, such as "from_year =", holds with a value, whatever
// signs that has; empty if it is.
std::string AnyWith(std::initializer_list<absl::string_view> comparisons, absl::string_view value);

// The filter that names hold that begin with this, such as "matters/a/extensions/".
std::string Below(absl::string_view prefix);

// A filter over the rows of one message. Immutable; thread-safe.
class Filter {
 public:
  // Takes all.
  Filter() = default;
  // What is empty takes all. An error says at which character, from 1 on, or of which field; it is
  // for the caller, without a code of its own.
  static absl::StatusOr<Filter> Parse(absl::string_view text,
                                      const google::protobuf::Descriptor& row);

  bool empty() const { return root_.parts.empty(); }
  bool Takes(const google::protobuf::Message& row) const { return Takes(root_, row); }
  // Of each of these at least one comparison holds of every row that it takes. They live as long
  // as it.
  std::vector<std::vector<const Comparison*>> Clauses() const;

 private:
  friend class FilterParser;
  struct Node {
    enum class Joined { kAll, kAny, kNone, kCompared };
    Joined joined = Joined::kAll;
    std::vector<Node> parts;
    Comparison compared;
  };
  static bool Takes(const Node& node, const google::protobuf::Message& row);

  Node root_;
};

}  // namespace zgc::query
