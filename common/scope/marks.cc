#include "common/scope/marks.h"

#include <algorithm>

#include "absl/base/thread_annotations.h"
#include "absl/container/node_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace zgc::scope {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Path = std::vector<const FieldDescriptor*>;

// Of messages in messages as well, each type once on the way.
void AddMarks(const Descriptor& type, const Path& above, std::vector<Mark>& marks) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    Path path = above;
    path.push_back(field);
    const auto& options = field->options();
    const common::v1::Scope scope = options.GetExtension(common::v1::scope);
    if (scope != common::v1::SCOPE_UNSPECIFIED) {
      marks.push_back({std::move(path), scope,
                       std::max(common::v1::STAKE_OWNER, options.GetExtension(common::v1::stake)),
                       options.GetExtension(common::v1::joint)});
      continue;
    }
    const bool is_ours = field->type() == FieldDescriptor::TYPE_MESSAGE && !field->is_map() &&
                         field->message_type()->full_name().rfind("zgc.", 0) == 0;
    const bool is_inside_itself =
        is_ours && std::any_of(path.begin(), path.end(), [&](const FieldDescriptor* part) {
          return part->containing_type() == field->message_type();
        });
    if (is_ours && !is_inside_itself) AddMarks(*field->message_type(), path, marks);
  }
}

void VisitValues(const Message& message, const Path& path, size_t at,
                 absl::FunctionRef<void(const std::string&)> visit) {
  const FieldDescriptor* field = path[at];
  const auto& reflection = *message.GetReflection();
  const bool is_last = at + 1 == path.size();
  if (!field->is_repeated()) {
    if (!reflection.HasField(message, field)) return;
    if (is_last) return visit(reflection.GetString(message, field));
    return VisitValues(reflection.GetMessage(message, field), path, at + 1, visit);
  }
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    if (is_last) {
      visit(reflection.GetRepeatedString(message, field, i));
    } else {
      VisitValues(reflection.GetRepeatedMessage(message, field, i), path, at + 1, visit);
    }
  }
}

struct MarksByType {
  absl::Mutex mutex;
  // Nodes: they are referred to.
  absl::node_hash_map<const Descriptor*, Marks> marks ABSL_GUARDED_BY(mutex);
};

}  // namespace

const Marks& MarksOf(const Descriptor& resource) {
  static auto* const all = new MarksByType;
  {
    absl::ReaderMutexLock lock(&all->mutex);
    const auto found = all->marks.find(&resource);
    if (found != all->marks.end()) return found->second;
  }
  Marks made;
  made.reach = resource.options().GetExtension(common::v1::reach);
  if (made.reach != common::v1::REACH_ZONE) AddMarks(resource, {}, made.fields);
  if (made.reach == common::v1::REACH_COMMON) {
    std::erase_if(made.fields, [](const Mark& mark) { return mark.path.size() > 1; });
  }
  absl::MutexLock lock(&all->mutex);
  return all->marks.try_emplace(&resource, std::move(made)).first->second;
}

void ForEachValue(const Message& row, const Mark& mark,
                  absl::FunctionRef<void(const std::string&)> visit) {
  VisitValues(row, mark.path, 0, visit);
}

}  // namespace zgc::scope
