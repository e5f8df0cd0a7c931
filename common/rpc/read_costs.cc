#include "common/rpc/read_costs.h"

#include <vector>

namespace zgc::rpc {
namespace {

// A caller chooses which fields it sets: beyond so many kinds a new one has no cost.
constexpr size_t kMaxKinds = 10'000;

}  // namespace

ReadCosts::Kind ReadCosts::KindOf(const google::protobuf::Message& request,
                                  const RequestShape& shape) {
  Kind kind = shape.method;
  std::vector<const google::protobuf::FieldDescriptor*> set;
  request.GetReflection()->ListFields(request, &set);
  for (const auto* field : set) kind.push_back(static_cast<char>(field->number()));
  return kind;
}

absl::Duration ReadCosts::Of(const Kind& kind) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = costs_.find(kind);
  return found == costs_.end() ? absl::ZeroDuration() : found->second;
}

void ReadCosts::Record(const Kind& kind, absl::Duration took) {
  absl::MutexLock lock(&mutex_);
  const auto found = costs_.find(kind);
  if (found == costs_.end()) {
    if (costs_.size() < kMaxKinds) costs_.emplace(kind, took);
    return;
  }
  // Rises at once, since a dear read among cheap ones is what does harm, and falls slowly.
  found->second = took > found->second ? took : found->second + (took - found->second) / 8;
}

}  // namespace zgc::rpc
