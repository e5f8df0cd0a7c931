#pragma once

#include <cstdint>

namespace zgc::resource {

// Above which an amount of a record looks like one in another unit, unless a flag says otherwise.
inline constexpr int64_t kSuspectAmountYuan = 100'000'000'000;

}  // namespace zgc::resource
