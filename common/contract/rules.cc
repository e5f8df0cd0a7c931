#include "common/contract/rules.h"

#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/field_mask.pb.h>

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace zgc::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;

bool Has(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

bool IsRequiredName(const FieldRules& rules) {
  return rules.required && !rules.output && rules.field->name() == "name" &&
         rules.field->type() == FieldDescriptor::TYPE_STRING && !rules.field->is_repeated();
}

// A message of this project: those of others say nothing that is held here.
bool IsOurs(const Descriptor& type) { return type.full_name().rfind("zgc.", 0) == 0; }

class Book {
 public:
  const Rules& Of(const Descriptor& type) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = rules_.find(&type);
      if (found != rules_.end()) return found->second;
    }
    absl::MutexLock lock(&mutex_);
    return Make(type);
  }

 private:
  // A message may be inside of itself: its rules are there, empty, while they are made, and
  // whoever refers to them sees them whole when the outermost is done: until then nobody else
  // sees any.
  const Rules& Make(const Descriptor& type) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto [entry, is_new] = rules_.try_emplace(&type);
    Rules& rules = entry->second;
    if (!is_new) return rules;
    const bool updates = type.FindFieldByName("update_mask") != nullptr;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      FieldRules made = OfField(field);
      const bool inside = made.inner != nullptr && !made.inner->empty();
      const bool is_resource =
          made.inner != nullptr && !ResourceTypeOf(*field.message_type()).empty();
      rules.has_output |= made.output || (inside && made.inner->has_output);
      if (made.required || made.output || made.format != common::v1::FORMAT_UNSPECIFIED ||
          !made.reference.empty() || made.evidence || inside ||
          field.type() == FieldDescriptor::TYPE_ENUM ||
          (field.is_repeated() && field.type() == FieldDescriptor::TYPE_STRING)) {
        const int index = static_cast<int>(rules.fields.size());
        if (updates && is_resource) rules.naming = rules.updated = index;
        if (rules.updated < 0 && IsRequiredName(made)) rules.naming = index;
        rules.fields.push_back(std::move(made));
      }
    }
    return rules;
  }

  FieldRules OfField(const FieldDescriptor& field) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    FieldRules made;
    made.field = &field;
    made.required = Has(field, google::api::REQUIRED);
    made.output = Has(field, google::api::OUTPUT_ONLY);
    made.format = field.options().GetExtension(common::v1::format);
    made.reference = field.options().GetExtension(google::api::resource_reference).type();
    made.evidence = field.type() == FieldDescriptor::TYPE_STRING &&
                    field.name() == (field.is_repeated() ? "evidence" : "document");
    if (field.type() == FieldDescriptor::TYPE_MESSAGE && !field.is_map() &&
        IsOurs(*field.message_type())) {
      made.inner = &Make(*field.message_type());
    }
    return made;
  }

  absl::Mutex mutex_;
  // Nodes: what is inside of a message is pointed to.
  absl::node_hash_map<const Descriptor*, Rules> rules_ ABSL_GUARDED_BY(mutex_);
};

struct ResourceType {
  const Descriptor* message = nullptr;
  std::string collection;
};

const absl::flat_hash_map<std::string, ResourceType>& ResourceTypes() {
  static const auto* const types = [] {
    auto* all = new absl::flat_hash_map<std::string, ResourceType>;
    std::vector<std::string> files;
    DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
    for (const std::string& name : files) {
      const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
      for (int i = 0; file != nullptr && i < file->message_type_count(); ++i) {
        const auto& option = file->message_type(i)->options().GetExtension(google::api::resource);
        if (option.type().empty()) continue;
        ResourceType& type = (*all)[option.type()];
        type.message = file->message_type(i);
        if (option.pattern_size() > 0) {
          type.collection = option.pattern(0).substr(0, option.pattern(0).find('{'));
        }
      }
    }
    return all;
  }();
  return *types;
}

}  // namespace

const Rules& RulesOf(const Descriptor& type) {
  static auto* const book = new Book;
  return book->Of(type);
}

const std::string& ResourceTypeOf(const Descriptor& type) {
  return type.options().GetExtension(google::api::resource).type();
}

const Descriptor* ResourceOfType(const std::string& type) {
  const auto found = ResourceTypes().find(type);
  return found == ResourceTypes().end() ? nullptr : found->second.message;
}

const std::string& CollectionOf(const std::string& type) {
  static const auto* const none = new std::string;
  const auto found = ResourceTypes().find(type);
  return found == ResourceTypes().end() ? *none : found->second.collection;
}

bool IsNameOf(const Descriptor& resource, absl::string_view text) {
  const auto& option = resource.options().GetExtension(google::api::resource);
  if (option.pattern().empty()) return false;
  const std::vector<absl::string_view> pattern = absl::StrSplit(option.pattern(0), '/');
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (pattern.size() != parts.size()) return false;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool is_id = absl::StartsWith(pattern[i], "{");
    if (is_id ? parts[i].empty() : parts[i] != pattern[i]) return false;
  }
  return true;
}

bool IsChangeable(const FieldDescriptor& field) {
  return !Has(field, google::api::OUTPUT_ONLY) && !Has(field, google::api::IMMUTABLE) &&
         !Has(field, google::api::IDENTIFIER) && field.name() != "etag";
}

std::vector<std::string> ChangeableFields(const Descriptor& resource) {
  std::vector<std::string> fields;
  for (int i = 0; i < resource.field_count(); ++i) {
    if (IsChangeable(*resource.field(i))) fields.push_back(resource.field(i)->name());
  }
  return fields;
}

}  // namespace zgc::contract
