#include "common/query/filter.h"

#include <google/protobuf/timestamp.pb.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/query/field_index.h"
#include "zgc/common/v1/options.pb.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct FilterToken {
  enum class Type { kEnd, kWord, kQuoted, kSign };
  Type type = Type::kEnd;
  // Without its quotes.
  std::string text;
  // Of its first byte.
  size_t at = 0;

  bool Is(absl::string_view word) const { return type != Type::kQuoted && text == word; }
};

absl::Status Bad(absl::string_view filter, size_t at, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("at character ", base::CodePointOffset(filter, at) + 1, ": ", what));
}

bool IsWordByte(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::StrContains("_-./*+", absl::string_view(&c, 1)) || (c & 0x80) != 0;
}

absl::StatusOr<FilterToken> Quoted(absl::string_view filter, size_t& at) {
  FilterToken token{FilterToken::Type::kQuoted, "", at};
  const char quote = filter[at];
  for (++at; at < filter.size() && filter[at] != quote; ++at) {
    if (filter[at] == '\\' && at + 1 < filter.size()) ++at;
    token.text += filter[at];
  }
  if (at >= filter.size()) return Bad(filter, token.at, "a quote that does not end");
  ++at;
  return token;
}

absl::StatusOr<std::vector<FilterToken>> TokensOf(absl::string_view filter) {
  std::vector<FilterToken> tokens;
  for (size_t at = 0; at < filter.size();) {
    const char c = filter[at];
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
      ++at;
    } else if (c == '"' || c == '\'') {
      ZGC_ASSIGN_OR_RETURN(FilterToken token, Quoted(filter, at));
      tokens.push_back(std::move(token));
    } else if (IsWordByte(c)) {
      const size_t begin = at;
      while (at < filter.size() && IsWordByte(filter[at])) ++at;
      tokens.push_back(
          {FilterToken::Type::kWord, std::string(filter.substr(begin, at - begin)), begin});
    } else if (absl::StrContains("=!<>:()", absl::string_view(&c, 1))) {
      const bool two =
          at + 1 < filter.size() && filter[at + 1] == '=' && (c == '!' || c == '<' || c == '>');
      tokens.push_back({FilterToken::Type::kSign, std::string(filter.substr(at, two ? 2 : 1)), at});
      at += two ? 2 : 1;
    } else {
      return Bad(filter, at, "a sign that no filter has; text with signs stands in quotes");
    }
  }
  tokens.push_back({FilterToken::Type::kEnd, "", filter.size()});
  return tokens;
}

absl::optional<Op> OpOf(const FilterToken& token) {
  constexpr std::pair<absl::string_view, Op> kOps[] = {
      {"=", Op::kEqual},   {"!=", Op::kNotEqual},       {"<", Op::kLess}, {"<=", Op::kLessOrEqual},
      {">", Op::kGreater}, {">=", Op::kGreaterOrEqual}, {":", Op::kHas},
  };
  if (token.type != FilterToken::Type::kSign) return absl::nullopt;
  for (const auto& [sign, op] : kOps) {
    if (token.text == sign) return op;
  }
  return absl::nullopt;
}

bool IsTime(const FieldDescriptor& field) {
  return field.message_type() == google::protobuf::Timestamp::descriptor();
}

bool MayBeCompared(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return IsTime(field) && !field.is_repeated();
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_STRING;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL:
      return true;
    default:
      return false;
  }
}

// Reads the value of a comparison as one of its field; what is wrong with it, or nothing.
std::string ReadNumber(const FieldDescriptor& field, const std::string& text, int64_t& number) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const auto* value = field.enum_type()->FindValueByName(text);
    if (value == nullptr) {
      return absl::StrCat("\"", text, "\" is no ", field.enum_type()->name(), ", such as ",
                          field.enum_type()->value(field.enum_type()->value_count() - 1)->name());
    }
    number = value->number();
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    number = text == "true";
    if (text != "true" && text != "false") return "is neither true nor false";
  } else if (IsTime(field)) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
      return "is no time such as \"2019-07-01T00:00:00+08:00\"";
    }
    number = absl::ToUnixNanos(time);
  } else if (!absl::SimpleAtoi(text, &number)) {
    return absl::StrCat("\"", text, "\" is no integer");
  }
  return "";
}

// Why a field of that type cannot be compared so; empty if it can.
std::string WrongOp(const Comparison& comparison) {
  const FieldDescriptor& field = *comparison.path.back();
  if (IsList(comparison.path) && comparison.op != Op::kHas) return "is a list: write FIELD:VALUE";
  const bool named = field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM ||
                     field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  if (named && IsOrdered(comparison.op)) return "has no order: use =, != or :";
  return "";
}

}  // namespace

class FilterParser {
 public:
  using Node = Filter::Node;
  FilterParser(absl::string_view text, const Descriptor& row, std::vector<FilterToken> tokens)
      : text_(text), row_(row), tokens_(std::move(tokens)) {}

  absl::StatusOr<Node> All() {
    ZGC_ASSIGN_OR_RETURN(Node node, Joined(Node::Joined::kAll, "AND", 0));
    if (token().type != FilterToken::Type::kEnd) return Error("AND, OR or the end is missing");
    return node;
  }

 private:
  // Parts with `word` between them: of AND those of OR, of OR terms.
  absl::StatusOr<Node> Joined(Node::Joined joined, absl::string_view word, int depth) {
    Node node;
    node.joined = joined;
    do {
      auto part =
          joined == Node::Joined::kAll ? Joined(Node::Joined::kAny, "OR", depth) : Term(depth);
      ZGC_RETURN_IF_ERROR(part.status());
      node.parts.push_back(*std::move(part));
    } while (Skip(word));
    // An OR of one is that one.
    if (joined == Node::Joined::kAny && node.parts.size() == 1) {
      Node only = std::move(node.parts.front());
      return only;
    }
    return node;
  }

  absl::StatusOr<Node> Term(int depth) {
    if (depth > kMaxFilterDepth) return Error("too many parentheses or NOTs in one another");
    if (Skip("NOT")) {
      Node node;
      node.joined = Node::Joined::kNone;
      ZGC_ASSIGN_OR_RETURN(Node part, Term(depth + 1));
      node.parts.push_back(std::move(part));
      return node;
    }
    if (Skip("(")) {
      ZGC_ASSIGN_OR_RETURN(Node node, Joined(Node::Joined::kAll, "AND", depth + 1));
      if (!Skip(")")) return Error("a ) is missing");
      return node;
    }
    return Compared();
  }

  absl::StatusOr<Node> Compared() {
    if (token().type != FilterToken::Type::kWord || token().Is("AND") || token().Is("OR")) {
      return Error("the name of a field is missing");
    }
    const FilterToken name = token();
    ++at_;
    Node node;
    node.joined = Node::Joined::kCompared;
    Comparison& compared = node.compared;
    ZGC_ASSIGN_OR_RETURN(compared.path, PathOf(name));
    const auto op = OpOf(token());
    if (!op.has_value()) return Error("one of = != < <= > >= : is missing");
    compared.op = *op;
    const FieldDescriptor& field = *compared.path.back();
    if (const std::string wrong = WrongOp(compared); !wrong.empty()) {
      return Error(absl::StrCat(name.text, " ", wrong));
    }
    ++at_;
    const FilterToken& value = token();
    if (value.type != FilterToken::Type::kWord && value.type != FilterToken::Type::kQuoted) {
      return Error("a value is missing; text with signs stands in quotes");
    }
    compared.any =
        compared.op == Op::kHas && value.type == FilterToken::Type::kWord && value.text == "*";
    if (!compared.any) {
      const std::string wrong = KindOf(field) == Kind::kNumber
                                    ? ReadNumber(field, value.text, compared.number)
                                    : compared.ReadText(value.text);
      if (!wrong.empty()) return Error(absl::StrCat(name.text, ": ", wrong));
    }
    ++at_;
    return node;
  }

  absl::StatusOr<std::vector<const FieldDescriptor*>> PathOf(const FilterToken& name) const {
    std::vector<const FieldDescriptor*> path;
    const Descriptor* message = &row_;
    for (const absl::string_view part : absl::StrSplit(name.text, '.')) {
      const auto* field =
          message == nullptr ? nullptr : message->FindFieldByName(std::string(part));
      if (field == nullptr) {
        return Bad(text_, name.at, absl::StrCat(row_.name(), " has no field ", name.text));
      }
      path.push_back(field);
      message = IsTime(*field) ? nullptr : field->message_type();
    }
    if (path.back()->options().GetExtension(common::v1::computed)) {
      return Bad(text_, name.at,
                 absl::StrCat(name.text, " is computed as it is read: no filter compares it"));
    }
    if (!MayBeCompared(*path.back())) {
      return Bad(text_, name.at, absl::StrCat(name.text, " has no value that a filter compares"));
    }
    return path;
  }

  const FilterToken& token() const { return tokens_[at_]; }
  bool Skip(absl::string_view word) {
    if (!token().Is(word)) return false;
    ++at_;
    return true;
  }
  absl::Status Error(absl::string_view what) const { return Bad(text_, token().at, what); }

  const absl::string_view text_;
  const Descriptor& row_;
  const std::vector<FilterToken> tokens_;
  size_t at_ = 0;
};

std::string AnyWith(std::initializer_list<absl::string_view> comparisons, absl::string_view value) {
  if (value.empty()) return "";
  const std::string quoted = absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}});
  return absl::StrJoin(comparisons, " OR ", [&](std::string* out, absl::string_view comparison) {
    absl::StrAppend(out, comparison, " \"", quoted, "\"");
  });
}

std::string Below(absl::string_view prefix) {
  return absl::StrCat(AnyWith({"name >="}, prefix), " AND ",
                      AnyWith({"name <"}, storage::PrefixEnd(prefix)));
}

absl::StatusOr<Filter> Filter::Parse(absl::string_view text, const Descriptor& row) {
  Filter filter;
  if (text.size() > kMaxFilterBytes) {
    return absl::InvalidArgumentError(absl::StrCat("is over ", kMaxFilterBytes, " bytes"));
  }
  ZGC_ASSIGN_OR_RETURN(std::vector<FilterToken> tokens, TokensOf(text));
  if (tokens.size() == 1) return filter;
  ZGC_ASSIGN_OR_RETURN(filter.root_, FilterParser(text, row, std::move(tokens)).All());
  return filter;
}

}  // namespace zgc::query
