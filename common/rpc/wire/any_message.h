#pragma once

#include <google/protobuf/arena.h>
#include <google/protobuf/message.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/message_allocator.h>

#include <memory>

namespace zgc::rpc {

// A message of whatever type, as gRPC reads and writes it: the code that it makes for a
// method is then there once and not for each type of request and response.
struct AnyMessage {
  google::protobuf::Message* message = nullptr;
  // The bytes that came are none of its type.
  bool malformed = false;
};

// Makes the messages of one method. The request lies in an arena: to make and to free each
// part of a large one alone costs more than the work on it. Thread-safe. Outlives its calls.
class AnyMessages final : public grpc::MessageAllocator<AnyMessage, AnyMessage> {
 public:
  AnyMessages(const google::protobuf::Message& request, const google::protobuf::Message& response)
      : request_(request), response_(response) {}
  grpc::MessageHolder<AnyMessage, AnyMessage>* AllocateMessages() override {
    return new Holder(request_, response_);
  }

 private:
  class Holder final : public grpc::MessageHolder<AnyMessage, AnyMessage> {
   public:
    Holder(const google::protobuf::Message& request, const google::protobuf::Message& response)
        : arena_(Options()), response_message_(response.New()) {
      request_of_call_.message = request.New(&arena_);
      response_of_call_.message = response_message_.get();
      set_request(&request_of_call_);
      set_response(&response_of_call_);
    }
    void Release() override { delete this; }

   private:
    static google::protobuf::ArenaOptions Options() {
      google::protobuf::ArenaOptions options;
      // Small calls take one small block, large ones few large ones.
      options.start_block_size = 1 << 10;
      options.max_block_size = 256 << 10;
      return options;
    }
    google::protobuf::Arena arena_;
    // Not in an arena: what makes an answer moves it here.
    const std::unique_ptr<google::protobuf::Message> response_message_;
    AnyMessage request_of_call_;
    AnyMessage response_of_call_;
  };

  const google::protobuf::Message& request_;
  const google::protobuf::Message& response_;
};

}  // namespace zgc::rpc

namespace grpc {

template <>
class SerializationTraits<zgc::rpc::AnyMessage> {
 public:
  static Status Serialize(const zgc::rpc::AnyMessage& any, ByteBuffer* bytes, bool* own) {
    return GenericSerialize<ProtoBufferWriter, google::protobuf::Message>(*any.message, bytes, own);
  }
  static Status Deserialize(ByteBuffer* bytes, zgc::rpc::AnyMessage* any) {
    Status parsed =
        GenericDeserialize<ProtoBufferReader, google::protobuf::Message>(bytes, any->message);
    if (parsed.ok()) return parsed;
    // gRPC would answer UNIMPLEMENTED, as if there were no such method.
    any->message->Clear();
    any->malformed = true;
    return Status::OK;
  }
};

}  // namespace grpc
