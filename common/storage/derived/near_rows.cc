#include "common/storage/derived/near_rows.h"

#include <algorithm>
#include <string>

#include "common/base/status_macros.h"

namespace zgc::storage {
namespace {

constexpr int kSteps = 8;
constexpr int kLongestPause = 63;

// What stands at `key`, if the cursor does.
absl::optional<std::string> At(const Cursor& cursor, absl::string_view key) {
  if (!cursor.Valid() || cursor.key() != key) return absl::nullopt;
  return std::string(cursor.value());
}

}  // namespace

absl::StatusOr<absl::optional<std::string>> NearRows::Get(const Column& column,
                                                          absl::string_view key) const {
  Place& place = places_[column.id];
  if (place.cursor != nullptr) {
    Cursor& cursor = *place.cursor;
    if (place.asked <= key) {
      for (int step = 0; step < kSteps && cursor.Valid() && cursor.key() < key; ++step) {
        cursor.Next();
      }
      ZGC_RETURN_IF_ERROR(cursor.status());
      if (!cursor.Valid() || cursor.key() >= key) {
        place.pause = 0;
        place.asked.assign(key.data(), key.size());
        return At(cursor, key);
      }
    }
    place.cursor = nullptr;
    place.pause = std::min(2 * place.pause + 1, kLongestPause);
    place.left = place.pause;
  }
  ++searches_;
  if (place.left > 0) {
    --place.left;
    return rows_.Get(column, key);
  }
  place.asked = std::string(key);
  place.cursor = rows_.Scan(column, {place.asked, "", false});
  ZGC_RETURN_IF_ERROR(place.cursor->status());
  return At(*place.cursor, key);
}

}  // namespace zgc::storage
