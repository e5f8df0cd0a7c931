#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>
#include <vector>

namespace zgc::rpc {

// What a process serves.
using Services = std::vector<std::unique_ptr<grpc::Service>>;

// To give to Server, while they live.
inline std::vector<grpc::Service*> PointersTo(const Services& services) {
  std::vector<grpc::Service*> pointers;
  for (const auto& service : services) pointers.push_back(service.get());
  return pointers;
}

}  // namespace zgc::rpc
