#pragma once

// How long tests of random steps are.
namespace zgc::testing {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ZGC_TESTING_SANITIZED 1
#endif
#endif
#ifdef ZGC_TESTING_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#undef ZGC_TESTING_SANITIZED

// All of them; under a sanitizer, where each takes some seven times as long and its code is to be
// seen rather than each state of it, a fifth, and at least one. Also of what is counted in them.
constexpr int Rounds(int all) { return kSanitized ? (all + 4) / 5 : all; }

}  // namespace zgc::testing
