#include "common/contract/contract.h"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/base/names.h"
#include "common/base/text.h"
#include "common/base/time/dates.h"
#include "common/contract/held.h"
#include "common/contract/rules.h"
#include "common/decimal/decimal.h"

namespace zgc::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kHundred = 100;

bool IsDecimal(const std::string& text, common::v1::Format format) {
  const auto decimal = figures::Decimal::Parse(text);
  if (!decimal.ok()) return false;
  if (format == common::v1::FORMAT_POSITIVE_DECIMAL) return *decimal > figures::Decimal();
  if (format == common::v1::FORMAT_PERCENT) {
    return !(*decimal < figures::Decimal()) && !(figures::Decimal(kHundred) < *decimal);
  }
  return true;
}

bool IsId(common::v1::Format format) {
  return format == common::v1::FORMAT_RESOURCE_ID || format == common::v1::FORMAT_MIXED_ID;
}

// Whether a browser that follows it opens a page, and runs nothing that the text itself has.
bool IsLink(absl::string_view text) {
  const bool is_link =
      absl::StartsWithIgnoreCase(text, "http://") || absl::StartsWithIgnoreCase(text, "https://");
  return is_link && text.find_first_of(" \t\r\n\"<>") == absl::string_view::npos;
}

// Whether it would, if it is taken for a link: browsers skip blanks before it and inside of its
// scheme.
bool IsScript(absl::string_view text) {
  std::string scheme;
  for (const char c : text.substr(0, text.find(':'))) {
    if (static_cast<unsigned char>(c) > ' ') scheme += absl::ascii_tolower(c);
  }
  const bool has_colon = absl::StrContains(text, ':');
  return has_colon && (scheme == "javascript" || scheme == "vbscript" || scheme == "data");
}

// What is wrong with a text that is not empty; nothing if it is as the format says.
std::string WrongWith(const std::string& text, common::v1::Format format) {
  switch (format) {
    case common::v1::FORMAT_RESOURCE_ID:
      return base::IsResourceId(text) ? "" : base::kResourceIdForm;
    case common::v1::FORMAT_MIXED_ID:
      return base::IsMixedId(text) ? "" : base::kMixedIdForm;
    case common::v1::FORMAT_DAY:
      return base::ValidDate(text) ? "" : absl::StrCat("\"", text, "\" is no day YYYY-MM-DD");
    case common::v1::FORMAT_REDUCED_DATE:
      return std::string(base::ParseReducedDate(text).status().message());
    case common::v1::FORMAT_DECIMAL:
      return IsDecimal(text, format) ? "" : absl::StrCat("\"", text, "\" is no plain decimal");
    case common::v1::FORMAT_POSITIVE_DECIMAL:
      return IsDecimal(text, format)
                 ? ""
                 : absl::StrCat("\"", text, "\" is no plain decimal above zero");
    case common::v1::FORMAT_PERCENT:
      return IsDecimal(text, format)
                 ? ""
                 : absl::StrCat("\"", text, "\" is no plain decimal from 0 to 100");
    case common::v1::FORMAT_LINK:
      return IsLink(text) ? ""
                          : absl::StrCat("\"", text,
                                         "\" does not begin with http:// or https://, or "
                                         "has blanks, quotes or angle brackets");
    default:
      return "";
  }
}

class Walker {
 public:
  Walker(Violation violation, Reference reference) : violation_(violation), reference_(reference) {}

  void Message(const google::protobuf::Message& message, const Rules& rules,
               const std::string& prefix) {
    for (size_t i = 0; i < rules.fields.size(); ++i) {
      const FieldRules& field = rules.fields[i];
      if (field.output) continue;
      if (static_cast<int>(i) == rules.updated) {
        Updated(message, field, absl::StrCat(prefix, field.field->name()));
      } else if (field.field->is_repeated()) {
        Repeated(message, field, prefix);
      } else {
        Single(message, field, absl::StrCat(prefix, field.field->name()));
      }
    }
  }

  // Whether nothing was wrong.
  bool holds() const { return holds_; }

 private:
  // What is not to change may be left out, but which resource is to.
  void Updated(const google::protobuf::Message& message, const FieldRules& rules,
               const std::string& path) {
    const auto& resource = message.GetReflection()->GetMessage(message, rules.field);
    const auto* name = resource.GetDescriptor()->FindFieldByName("name");
    if (name != nullptr && resource.GetReflection()->GetString(resource, name).empty()) {
      Add(path + ".name", "is required");
    }
  }

  void Repeated(const google::protobuf::Message& message, const FieldRules& rules,
                const std::string& prefix) {
    const Reflection& reflection = *message.GetReflection();
    const std::string name = absl::StrCat(prefix, rules.field->name());
    const int size = reflection.FieldSize(message, rules.field);
    if (size == 0 && rules.required) {
      holds_ = false;
      violation_(name, "needs at least one");
    }
    for (int i = 0; i < size; ++i) {
      const std::string path = absl::StrCat(name, "[", i, "]");
      if (rules.inner != nullptr) {
        Message(reflection.GetRepeatedMessage(message, rules.field, i), *rules.inner, path + ".");
      } else if (rules.field->type() == FieldDescriptor::TYPE_STRING) {
        // An element that is empty says nothing.
        Text(reflection.GetRepeatedString(message, rules.field, i), rules, path, true);
      } else if (rules.field->type() == FieldDescriptor::TYPE_ENUM) {
        Enum(reflection.GetRepeatedEnumValue(message, rules.field, i), rules, path, true);
      }
    }
  }

  void Single(const google::protobuf::Message& message, const FieldRules& rules,
              const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    switch (rules.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        Text(reflection.GetStringReference(message, rules.field, &scratch), rules, path,
             rules.required);
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        Enum(reflection.GetEnumValue(message, rules.field), rules, path, rules.required);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Inner(message, rules, path);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        Number(reflection.GetInt32(message, rules.field), rules, path);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        Number(reflection.GetInt64(message, rules.field), rules, path);
        break;
      default:
        break;
    }
  }

  void Inner(const google::protobuf::Message& message, const FieldRules& rules,
             const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    const bool is_set = reflection.HasField(message, rules.field);
    const int before = violations_;
    if (rules.inner != nullptr && (is_set || rules.required)) {
      Message(reflection.GetMessage(message, rules.field), *rules.inner, path + ".");
    }
    if (!is_set && rules.required && violations_ == before) Add(path, "is required");
  }

  void Text(const std::string& text, const FieldRules& rules, const std::string& path,
            bool required) {
    if (text.empty()) {
      // An id that is left out is told how ids are written.
      if (required) Add(path, IsId(rules.format) ? WrongWith(text, rules.format) : "is required");
      return;
    }
    if (required && base::IsBlank(text)) return Add(path, "is blank");
    const std::string wrong = WrongWith(text, rules.format);
    if (!wrong.empty()) return Add(path, wrong);
    if (!rules.reference.empty()) reference_(path, rules.reference, text);
    if (rules.evidence) Evidence(text, path);
  }

  // A name of a document that is recorded; any other text refers freely.
  void Evidence(const std::string& text, const std::string& path) {
    if (IsScript(text))
      return Add(path, absl::StrCat("\"", text, "\" is no document but a script"));
    constexpr absl::string_view kCollection = "evidence/";
    if (absl::StartsWith(text, kCollection)) return reference_(path, "records/Evidence", text);
    if (!absl::StartsWith(text, "//")) return;
    const std::vector<absl::string_view> parts =
        absl::StrSplit(absl::string_view(text).substr(2), '/');
    if (parts.size() < 2 || parts[1] != "evidence") return;
    const bool is_name = parts.size() == 3 && !parts[0].empty() && base::IsResourceId(parts[2]);
    if (!is_name) return Add(path, absl::StrCat("\"", text, "\" is not //{service}/evidence/{id}"));
    reference_(path, "records/Evidence", text);
  }

  void Enum(int number, const FieldRules& rules, const std::string& path, bool required) {
    if (number == 0) {
      if (required) Add(path, "is required");
    } else if (rules.field->enum_type()->FindValueByNumber(number) == nullptr) {
      Add(path, absl::StrCat(number, " is no ", rules.field->enum_type()->name()));
    }
  }

  void Number(int64_t number, const FieldRules& rules, const std::string& path) {
    if (rules.required && number == 0) return Add(path, "is required");
    if (rules.format == common::v1::FORMAT_COUNT && number < 0) Add(path, "must not be negative");
  }

  void Add(const std::string& path, const std::string& what) {
    ++violations_;
    holds_ = false;
    violation_(path, what);
  }

  const Violation violation_;
  const Reference reference_;
  int violations_ = 0;
  bool holds_ = true;
};

void Clear(const Rules& rules, Message& message) {
  if (!rules.has_output) return;
  const Reflection& reflection = *message.GetReflection();
  for (const FieldRules& field : rules.fields) {
    if (field.output) {
      reflection.ClearField(&message, field.field);
    } else if (field.inner == nullptr || !field.inner->has_output) {
      continue;
    } else if (field.field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field.field); ++i) {
        Clear(*field.inner, *reflection.MutableRepeatedMessage(&message, field.field, i));
      }
    } else if (reflection.HasField(message, field.field)) {
      Clear(*field.inner, *reflection.MutableMessage(&message, field.field));
    }
  }
}

}  // namespace

void Walk(const Message& message, const std::string& prefix, Violation violation,
          Reference reference) {
  Walker walker(violation, reference);
  walker.Message(message, RulesOf(*message.GetDescriptor()), prefix);
  if (prefix.empty()) Held::Walked(message, walker.holds());
}

void ClearOutputFields(Message& message) { Clear(RulesOf(*message.GetDescriptor()), message); }

}  // namespace zgc::contract
