#include "common/storage/history/changed_keys.h"

#include <utility>

namespace zgc::storage {

absl::optional<ChangedKeys::Keys> ChangedKeys::Take(int64_t revision) {
  // Many keys are copied and freed without the lock, which the committer waits for.
  std::deque<Part> taken;
  {
    absl::MutexLock lock(&mutex_);
    while (!parts_.empty() && parts_.front().revision <= revision) {
      bytes_ -= parts_.front().bytes;
      taken.push_back(std::move(parts_.front()));
      parts_.pop_front();
    }
    if (missing_ != 0) {
      if (missing_ <= revision) missing_ = 0;
      return absl::nullopt;
    }
  }
  Keys keys;
  for (const Part& part : taken) keys.insert(keys.end(), part.keys->begin(), part.keys->end());
  return keys;
}

void ChangedKeys::Add(int64_t revision, std::shared_ptr<const Keys> keys) {
  size_t bytes = sizeof(Part);
  if (keys != nullptr) {
    for (const Key& key : *keys) bytes += sizeof(Key) + key.key.size();
  }
  absl::MutexLock lock(&mutex_);
  if (keys == nullptr || bytes_ + bytes > max_bytes_) {
    parts_.clear();
    bytes_ = 0;
    missing_ = revision;
    return;
  }
  bytes_ += bytes;
  parts_.push_back({revision, std::move(keys), bytes});
}

}  // namespace zgc::storage
