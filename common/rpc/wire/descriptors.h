#pragma once

#include <cstddef>
#include <vector>

namespace zgc::rpc {

// Raises the soft limit of descriptors to the hard one and returns it. Thread-safe.
size_t RaiseDescriptorLimit();

// Descriptors kept back for the end: libraries take some while they shut down and
// abort without. Not thread-safe.
class DescriptorReserve {
 public:
  DescriptorReserve();
  ~DescriptorReserve() { Release(); }
  DescriptorReserve(const DescriptorReserve&) = delete;
  DescriptorReserve& operator=(const DescriptorReserve&) = delete;
  void Release();

 private:
  std::vector<int> held_;
};

}  // namespace zgc::rpc
