#include "common/rpc/wire/reply_limits.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace zgc::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsResource(const google::protobuf::Descriptor& type) {
  return type.FindFieldByName("name") != nullptr && type.FindFieldByName("etag") != nullptr;
}

size_t SizeOfField(const Message& message, const FieldDescriptor& field) {
  const std::unique_ptr<Message> rest(message.New());
  rest->CopyFrom(message);
  rest->GetReflection()->ClearField(rest.get(), &field);
  return message.ByteSizeLong() - rest->ByteSizeLong();
}

absl::Status CheckResource(const Message& resource) {
  const size_t size = resource.ByteSizeLong();
  if (size <= kMaxResourceBytes) return absl::OkStatus();
  std::vector<const FieldDescriptor*> fields;
  resource.GetReflection()->ListFields(resource, &fields);
  const FieldDescriptor* largest = fields.front();
  size_t most = 0;
  for (const FieldDescriptor* field : fields) {
    const size_t bytes = SizeOfField(resource, *field);
    if (bytes > most) {
      most = bytes;
      largest = field;
    }
  }
  base::FieldErrors errors;
  errors.Add(largest->name(),
             absl::StrCat("makes the resource ", size, " bytes; it may have ", kMaxResourceBytes));
  return errors.ToStatus();
}

}  // namespace

absl::Status CheckReply(const Message& reply) {
  const size_t size = reply.ByteSizeLong();
  if (size <= kMaxReplyBytes) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_BATCH_TOO_LARGE,
      absl::StrCat("the answer would have ", size, " bytes of ", kMaxReplyBytes,
                   ": ask for less with a smaller page, a filter or a read_mask"));
}

absl::Status CheckWritten(const Message& answer) {
  if (answer.ByteSizeLong() <= kMaxResourceBytes) return absl::OkStatus();
  if (IsResource(*answer.GetDescriptor())) return CheckResource(answer);
  std::vector<const FieldDescriptor*> fields;
  answer.GetReflection()->ListFields(answer, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr || field->is_map() || !IsResource(*field->message_type()))
      continue;
    if (!field->is_repeated()) {
      ZGC_RETURN_IF_ERROR(CheckResource(answer.GetReflection()->GetMessage(answer, field)));
      continue;
    }
    for (int i = 0; i < answer.GetReflection()->FieldSize(answer, field); ++i) {
      ZGC_RETURN_IF_ERROR(
          CheckResource(answer.GetReflection()->GetRepeatedMessage(answer, field, i)));
    }
  }
  return CheckReply(answer);
}

}  // namespace zgc::rpc
