#include "common/rpc/call/method.h"

#include <deque>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/contract/contract.h"
#include "common/contract/held.h"
#include "common/rpc/wire/any_message.h"
#include "common/rpc/wire/request_shape.h"

namespace zgc::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using grpc::internal::RpcMethod;

RpcMethod::RpcType TypeOf(const MethodDescriptor& method) {
  if (method.client_streaming()) {
    return method.server_streaming() ? RpcMethod::BIDI_STREAMING : RpcMethod::CLIENT_STREAMING;
  }
  return method.server_streaming() ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
}

const ServiceDescriptor& ServiceNamed(const std::string& name) {
  const auto* service = DescriptorPool::generated_pool()->FindServiceByName(name);
  ZGC_CHECK(service != nullptr, absl::StrCat("there is no service ", name));
  return *service;
}

class TableService final : public grpc::Service {
 public:
  TableService(Calls& calls, const ServiceDescriptor& service, const std::vector<Method>& methods) {
    absl::flat_hash_map<const google::protobuf::Descriptor*, const Method*> rows;
    for (const Method& row : methods) {
      const auto* request = row.request->GetDescriptor();
      ZGC_CHECK(rows.emplace(request, &row).second,
                absl::StrCat(request->full_name(), " has two rows in ", service.full_name()));
    }
    for (int i = 0; i < service.method_count(); ++i) {
      const MethodDescriptor& method = *service.method(i);
      const auto row = rows.find(method.input_type());
      if (row == rows.end()) {
        missing_.push_back(method.name());
        continue;
      }
      Add(calls, method, *row->second);
      rows.erase(row);
    }
    for (const auto& [request, row] : rows) {
      ZGC_CHECK(false, absl::StrCat(request->full_name(), " is not of ", service.full_name()));
    }
  }

  const std::vector<std::string>& missing() const { return missing_; }

 private:
  void Add(Calls& calls, const MethodDescriptor& method, const Method& row) {
    const RpcMethod::RpcType type = TypeOf(method);
    ZGC_CHECK(row.response->GetDescriptor() == method.output_type(),
              absl::StrCat(method.full_name(), " answers another type"));
    ZGC_CHECK(!row.is_write || ShapeOf(*method.input_type()).validate_only != nullptr,
              absl::StrCat(method.full_name(), " takes no validate_only"));
    ZGC_CHECK((type == RpcMethod::NORMAL_RPC) == (row.start != nullptr),
              absl::StrCat(method.full_name(), " streams and its row does not, or the reverse"));
    paths_.push_back(absl::StrCat("/", method.service()->full_name(), "/", method.name()));
    AddMethod(new grpc::internal::RpcServiceMethod(paths_.back().c_str(), type, nullptr));
    MarkMethodCallback(static_cast<int>(paths_.size()) - 1,
                       row.start ? UnaryHandler(calls, row) : row.make_handler(calls));
  }

  grpc::internal::MethodHandler* UnaryHandler(Calls& calls, const Method& row) {
    auto* handler = new grpc::internal::CallbackUnaryHandler<AnyMessage, AnyMessage>(
        [&calls, start = row.start](grpc::CallbackServerContext* context, const AnyMessage* request,
                                    AnyMessage* response) {
          if (request->malformed) return calls.RefuseMalformed(context, *request->message);
          // The message is the call's own: gRPC hands it on as const.
          contract::ClearOutputFields(*request->message);
          return start(calls, context, *request->message, *response->message);
        });
    messages_.emplace_back(*row.request, *row.response);
    handler->SetMessageAllocator(&messages_.back());
    return handler;
  }

  // gRPC keeps pointers to both.
  std::deque<std::string> paths_;
  std::deque<AnyMessages> messages_;
  std::vector<std::string> missing_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeService(Calls& calls, const std::string& service,
                                           const std::vector<Method>& methods) {
  auto table = std::make_unique<TableService>(calls, ServiceNamed(service), methods);
  for (const std::string& method : table->missing()) {
    ZGC_CHECK(false, absl::StrCat(service, " has no row for ", method));
  }
  return table;
}

std::unique_ptr<grpc::Service> MakePartOfService(Calls& calls, const std::string& service,
                                                 const std::vector<Method>& methods) {
  return std::make_unique<TableService>(calls, ServiceNamed(service), methods);
}

namespace internal {

Method::Start StartWrite(WriteFn fn, AlsoFn also) {
  return [fn = std::move(fn), also = std::move(also)](Calls& calls, Method::Context* context,
                                                      const Message& request, Message& response) {
    Calls::PrepareBody allow;
    if (also) {
      allow = [&also, &calls, &request](const base::Actor& actor) {
        const std::string method = also(request);
        return method.empty() ? absl::OkStatus() : calls.Allow(actor, method);
      };
    }
    return calls.Write(
        context, request, response,
        [&fn, &request, &response](storage::Txn& txn, const base::Actor& actor) {
          contract::Held held(request);
          ZGC_RETURN_IF_ERROR(held.Begin());
          return held.End(fn(txn, actor, request, response));
        },
        std::move(allow));
  };
}

Method::Start StartRead(ReadFn fn) {
  return [fn = std::move(fn)](Calls& calls, Method::Context* context, const Message& request,
                              Message& response) {
    return calls.Read(context, request, response,
                      [&fn, &request, &response](const storage::Snapshot& snapshot) {
                        contract::Held held(request);
                        ZGC_RETURN_IF_ERROR(held.Begin());
                        return held.End(fn(snapshot, request, response));
                      });
  };
}

Method::Start StartList(ListFn fn) {
  return [fn = std::move(fn)](Calls& calls, Method::Context* context, const Message& request,
                              Message& response) {
    return calls.List(
        context, request, response,
        [&fn, &request, &response](const storage::Snapshot& snapshot,
                                   const storage::Page& page) -> absl::StatusOr<std::string> {
          contract::Held held(request);
          ZGC_RETURN_IF_ERROR(held.Begin());
          absl::StatusOr<std::string> next = fn(snapshot, request, page, response);
          ZGC_RETURN_IF_ERROR(held.End(next.status()));
          return next;
        });
  };
}

}  // namespace internal
}  // namespace zgc::rpc
