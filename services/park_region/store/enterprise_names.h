#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/schema.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"

// Which enterprises have a name, however it is typed: kept by every commit for those that it
// changes.
namespace zgc::parks {

// A name without blanks, full and half width and capitals alike: two names with one normal form
// look the same to people.
std::string NormalName(absl::string_view name);

struct NormalNameKey {
  std::string normal_name;
  void Encode(storage::KeyWriter& out) const { out.String(normal_name); }
  bool Decode(storage::KeyReader& in) { return in.String(&normal_name); }
};
inline constexpr resource::Lookup<NormalNameKey> kEnterprisesByNormalName{
    {.id = 53, .name = "enterprises_by_normal_name", .derived = true}};

// Has a store keep kEnterprisesByNormalName.
storage::Derived EnterpriseNames();

}  // namespace zgc::parks
