#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/contract/rules.h"
#include "zgc/common/v1/options.pb.h"

// Requests with values that callers may not give, by what the descriptors say.
namespace zgc::testing {

// A field of a request with a value that the contract does not allow.
struct Spoilt {
  std::string path;
  std::function<void(google::protobuf::Message& request)> spoil;
};

namespace internal {

using Reach = std::function<google::protobuf::Message&(google::protobuf::Message& request)>;

inline google::protobuf::Message& Inner(google::protobuf::Message& outer,
                                        const google::protobuf::FieldDescriptor& field) {
  const auto& reflection = *outer.GetReflection();
  if (!field.is_repeated()) return *reflection.MutableMessage(&outer, &field);
  if (reflection.FieldSize(outer, &field) == 0) reflection.AddMessage(&outer, &field);
  return *reflection.MutableRepeatedMessage(&outer, &field, 0);
}

// A list has the text and no other.
inline void SetText(google::protobuf::Message& message,
                    const google::protobuf::FieldDescriptor& field, const std::string& text) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) return reflection.SetString(&message, &field, text);
  reflection.ClearField(&message, &field);
  reflection.AddString(&message, &field, text);
}

inline void SetNumber(google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field, int number) {
  const auto& reflection = *message.GetReflection();
  if (field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT64) {
    reflection.SetInt64(&message, &field, number);
  } else {
    reflection.SetInt32(&message, &field, number);
  }
}

// A text that breaks what the rules say, or nothing. Of a resource of the package there is none
// with that name; of another's it is no name.
inline std::string WrongText(const contract::FieldRules& rules, const std::string& package,
                             bool references) {
  const bool is_free =
      rules.format == common::v1::FORMAT_UNSPECIFIED || rules.format == common::v1::FORMAT_NUMBERED;
  if (!is_free) return "2019-13-01 X";
  if (rules.reference.empty() || !references) return "";
  const auto* resource = contract::ResourceOfType(rules.reference);
  const bool own = resource != nullptr && resource->file()->package() == package;
  return own ? contract::CollectionOf(rules.reference) + "none" : "none";
}

inline void CollectSpoilt(const contract::Rules& rules, const std::string& package, bool references,
                          const std::string& prefix, const Reach& reach, std::vector<Spoilt>& out) {
  using google::protobuf::FieldDescriptor;
  using google::protobuf::Message;
  constexpr int kNoNumber = 999;
  for (size_t i = 0; i < rules.fields.size(); ++i) {
    const contract::FieldRules& one = rules.fields[i];
    const FieldDescriptor& field = *one.field;
    if (one.output || static_cast<int>(i) == rules.updated) continue;
    const std::string path = prefix + field.name() + (field.is_repeated() ? "[0]" : "");
    if (one.inner != nullptr) {
      CollectSpoilt(
          *one.inner, package, references, path + ".",
          [reach, &field](Message& request) -> Message& { return Inner(reach(request), field); },
          out);
    } else if (field.type() == FieldDescriptor::TYPE_ENUM && !field.is_repeated()) {
      out.push_back({path, [reach, &field](Message& request) {
                       Message& message = reach(request);
                       message.GetReflection()->SetEnumValue(&message, &field, kNoNumber);
                     }});
    } else if (one.format == common::v1::FORMAT_COUNT) {
      out.push_back(
          {path, [reach, &field](Message& request) { SetNumber(reach(request), field, -1); }});
    } else if (const std::string wrong = WrongText(one, package, references); !wrong.empty()) {
      out.push_back({path, [reach, &field, wrong](Message& request) {
                       SetText(reach(request), field, wrong);
                     }});
    }
  }
}

}  // namespace internal

// Unknown numbers of enums, days that are none, counts below zero, ids of other signs and names
// of nothing: each as it stands in a request of the type. Of one that has to name a row there are
// no names of nothing: while it names none, nothing is looked up.
inline std::vector<Spoilt> SpoiltFieldsOf(const google::protobuf::Descriptor& request) {
  std::vector<Spoilt> all;
  internal::CollectSpoilt(
      contract::RulesOf(request), request.file()->package(),
      request.FindFieldByName("name") == nullptr, "",
      [](google::protobuf::Message& message) -> google::protobuf::Message& { return message; },
      all);
  return all;
}

inline constexpr char kForged[] = "forged";
inline constexpr int kForgedNumber = 424242;

namespace internal {

inline void Forge(google::protobuf::Message& message,
                  const google::protobuf::FieldDescriptor& field, int depth) {
  using google::protobuf::FieldDescriptor;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return SetText(message, field, kForged);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return SetNumber(message, field, kForgedNumber);
    case FieldDescriptor::CPPTYPE_ENUM:
      return message.GetReflection()->SetEnumValue(&message, &field, kForgedNumber);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (field.is_map() || depth == 0) return;
      auto& inner = Inner(message, field);
      for (int i = 0; i < inner.GetDescriptor()->field_count(); ++i) {
        const FieldDescriptor& part = *inner.GetDescriptor()->field(i);
        if (!part.is_repeated() || part.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
          Forge(inner, part, depth - 1);
        }
      }
      return;
    }
    default:
      return;
  }
}

}  // namespace internal

namespace internal {

// Whether the message is there, or can be without more than is forged in it.
inline bool IsThereOrMayBe(const google::protobuf::Message& message,
                           const contract::FieldRules& rules) {
  const auto& reflection = *message.GetReflection();
  const auto& inner = rules.inner->fields;
  return (rules.field->is_repeated() ? reflection.FieldSize(message, rules.field) > 0
                                     : reflection.HasField(message, rules.field)) ||
         std::none_of(inner.begin(), inner.end(), [](const auto& field) { return field.required; });
}

}  // namespace internal

// Says something in every field that the service sets: kForged and kForgedNumber.
inline void ForgeOutput(google::protobuf::Message& message) {
  constexpr int kDepth = 3;
  for (const contract::FieldRules& rules : contract::RulesOf(*message.GetDescriptor()).fields) {
    if (rules.output) {
      internal::Forge(message, *rules.field, kDepth);
    } else if (rules.inner != nullptr && rules.inner->has_output &&
               internal::IsThereOrMayBe(message, rules)) {
      ForgeOutput(internal::Inner(message, *rules.field));
    }
  }
}

}  // namespace zgc::testing
