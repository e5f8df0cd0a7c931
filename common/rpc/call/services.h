#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>
#include <utility>
#include <vector>

namespace zgc::rpc {

// What a process serves.
using Services = std::vector<std::unique_ptr<grpc::Service>>;

inline Services ServicesOf(std::unique_ptr<grpc::Service> only) {
  Services services;
  services.push_back(std::move(only));
  return services;
}

}  // namespace zgc::rpc
