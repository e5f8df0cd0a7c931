#include "common/rpc/call/read_costs.h"

#include "absl/hash/hash.h"

namespace zgc::rpc {
namespace {

// A caller chooses which fields it sets: at so many kinds all is forgotten and learned again.
constexpr size_t kMaxKinds = 10'000;

}  // namespace

ReadCosts::Kind ReadCosts::KindOf(const google::protobuf::Message& request,
                                  const RequestShape& shape) {
  // Not ListFields: this runs in every read, and a list would be allocated.
  const auto* reflection = request.GetReflection();
  const auto* type = request.GetDescriptor();
  uint64_t set = 0;
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    const bool has = field->is_repeated() ? reflection->FieldSize(request, field) > 0
                                          : reflection->HasField(request, field);
    if (has) set |= uint64_t{1} << (i % 64);
  }
  return absl::HashOf(&shape, set);
}

ReadCosts::Kind ReadCosts::KindOf(absl::string_view method) { return absl::HashOf(method); }

absl::Duration ReadCosts::Of(Kind kind) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = costs_.find(kind);
  return found == costs_.end() ? absl::ZeroDuration() : found->second;
}

void ReadCosts::Record(Kind kind, absl::Duration took) {
  absl::MutexLock lock(&mutex_);
  const auto found = costs_.find(kind);
  if (found == costs_.end()) {
    if (costs_.size() >= kMaxKinds) costs_.clear();
    costs_.emplace(kind, took);
    return;
  }
  // Rises at once, since a dear read among cheap ones is what does harm, and falls slowly.
  found->second = took > found->second ? took : found->second + (took - found->second) / 8;
}

}  // namespace zgc::rpc
