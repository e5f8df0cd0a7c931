#include "common/rpc/wire/request_shape.h"

#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace zgc::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Methods = std::map<std::string, const Descriptor*>;

// Of all services in the program: a service may lie in another file than its
// requests.
Methods FindMethods() {
  Methods methods;
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  for (const std::string& name : files) {
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
      const auto* service = file->service(i);
      for (int j = 0; j < service->method_count(); ++j) {
        const auto* method = service->method(j);
        methods[absl::StrCat("/", service->full_name(), "/", method->name())] =
            method->input_type();
      }
    }
  }
  return methods;
}

// Each method has a request of its own.
std::string MethodOf(const Descriptor& request) {
  static const auto* const methods = [] {
    auto* by_request = new absl::flat_hash_map<const Descriptor*, std::string>;
    for (const auto& [method, type] : AllMethods()) (*by_request)[type] = method;
    return by_request;
  }();
  const auto found = methods->find(&request);
  return found != methods->end() ? found->second : absl::StrCat("/", request.full_name());
}

RequestShape MakeShape(const Descriptor& request) {
  const auto find = [&](const char* name, FieldDescriptor::CppType type) {
    const FieldDescriptor* field = request.FindFieldByName(name);
    const bool fits = field != nullptr && !field->is_repeated() && field->cpp_type() == type;
    return fits ? field : nullptr;
  };
  RequestShape shape;
  shape.method = MethodOf(request);
  shape.name = find("name", FieldDescriptor::CPPTYPE_STRING);
  shape.request_id = find("request_id", FieldDescriptor::CPPTYPE_STRING);
  shape.validate_only = find("validate_only", FieldDescriptor::CPPTYPE_BOOL);
  shape.revision = find("revision", FieldDescriptor::CPPTYPE_INT64);
  shape.min_revision = find("min_revision", FieldDescriptor::CPPTYPE_INT64);
  shape.after_revision = find("after_revision", FieldDescriptor::CPPTYPE_INT64);
  shape.page_size = find("page_size", FieldDescriptor::CPPTYPE_INT32);
  shape.page_token = find("page_token", FieldDescriptor::CPPTYPE_STRING);
  const auto find_message = [&](const char* name, const Descriptor* type) {
    const FieldDescriptor* field = find(name, FieldDescriptor::CPPTYPE_MESSAGE);
    return field != nullptr && field->message_type() == type ? field : nullptr;
  };
  shape.reason = find("reason", FieldDescriptor::CPPTYPE_STRING);
  shape.max_source_age = find_message("max_source_age", google::protobuf::Duration::descriptor());
  shape.read_mask = find_message("read_mask", google::protobuf::FieldMask::descriptor());
  return shape;
}

}  // namespace

const std::map<std::string, const Descriptor*>& AllMethods() {
  static const auto* const methods = new Methods(FindMethods());
  return *methods;
}

const RequestShape& ShapeOf(const Descriptor& request) {
  static absl::Mutex mutex;
  static auto* const shapes = new absl::flat_hash_map<const Descriptor*, const RequestShape*>();
  {
    absl::ReaderMutexLock lock(&mutex);
    const auto found = shapes->find(&request);
    if (found != shapes->end()) return *found->second;
  }
  absl::MutexLock lock(&mutex);
  const RequestShape*& shape = (*shapes)[&request];
  if (shape == nullptr) shape = new RequestShape(MakeShape(request));
  return *shape;
}

bool BoolOf(const Message& message, const FieldDescriptor* field) {
  return field != nullptr && message.GetReflection()->GetBool(message, field);
}

int64_t IntOf(const Message& message, const FieldDescriptor* field) {
  if (field == nullptr) return 0;
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT32
             ? message.GetReflection()->GetInt32(message, field)
             : message.GetReflection()->GetInt64(message, field);
}

std::string StringOf(const Message& message, const FieldDescriptor* field) {
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

}  // namespace zgc::rpc
