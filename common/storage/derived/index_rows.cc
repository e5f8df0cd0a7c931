#include "common/storage/derived/index_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "common/base/status_macros.h"
#include "common/storage/key_codec.h"

namespace zgc::storage {

absl::Status IndexRows::Begin(absl::string_view name) {
  if (Bytes() >= most_bytes_) ZGC_RETURN_IF_ERROR(Load());
  names_.push_back(KeyWriter().String(name).Take());
  const size_t count = names_.size();
  in_order_ = in_order_ && (count == 1 || names_[count - 2] < names_[count - 1]);
  return absl::OkStatus();
}

void IndexRows::Add(absl::string_view by) {
  const auto record = static_cast<uint32_t>(names_.size() - 1);
  auto found = lists_.find(by);
  if (found == lists_.end()) {
    found = lists_.emplace(std::string(by), kNone).first;
    list_bytes_ += by.size();
  }
  uint32_t& last = found->second;
  if (last != kNone && links_[last].record == record) return;
  links_.push_back({record, last});
  last = static_cast<uint32_t>(links_.size() - 1);
}

size_t IndexRows::Bytes() const {
  // With what a table has free, and what is allocated for a string.
  constexpr size_t kOfList = 2 * sizeof(Lists::value_type) + 16;
  constexpr size_t kOfName = 96;
  return lists_.size() * kOfList + list_bytes_ + links_.size() * sizeof(Link) +
         names_.size() * kOfName;
}

absl::Status IndexRows::Load() {
  ZGC_RETURN_IF_ERROR(store_.LoadDerived(column_, [this](PutRow put) { return PutAll(put); }));
  names_.clear();
  lists_.clear();
  links_.clear();
  list_bytes_ = 0;
  in_order_ = true;
  return absl::OkStatus();
}

std::vector<uint32_t> IndexRows::Ranks() const {
  if (in_order_) return {};
  std::vector<uint32_t> order(names_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [this](uint32_t a, uint32_t b) { return names_[a] < names_[b]; });
  std::vector<uint32_t> ranks(order.size());
  for (size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<uint32_t>(i);
  return ranks;
}

absl::Status IndexRows::PutAll(PutRow put) const {
  std::vector<const Lists::value_type*> sorted;
  sorted.reserve(lists_.size());
  for (const auto& list : lists_) sorted.push_back(&list);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  const std::vector<uint32_t> ranks = Ranks();
  std::vector<uint32_t> records;
  std::string key;
  for (const auto* list : sorted) {
    records.clear();
    for (uint32_t at = list->second; at != kNone; at = links_[at].before) {
      records.push_back(links_[at].record);
    }
    if (ranks.empty()) {
      std::reverse(records.begin(), records.end());
    } else {
      std::sort(records.begin(), records.end(),
                [&](uint32_t a, uint32_t b) { return ranks[a] < ranks[b]; });
    }
    key = list->first;
    for (const uint32_t record : records) {
      key.resize(list->first.size());
      key += names_[record];
      ZGC_RETURN_IF_ERROR(put(key, ""));
    }
  }
  return absl::OkStatus();
}

}  // namespace zgc::storage
