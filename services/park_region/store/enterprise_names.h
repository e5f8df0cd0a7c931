#pragma once

#include <string>

#include "common/resource/schema.h"
#include "common/storage/store.h"

// Which enterprises have a name, however it is typed: kept by every commit for those that it
// changes.
namespace zgc::parks {

struct NormalNameKey {
  // See query::NormalForm.
  std::string normal_name;
  void Encode(storage::KeyWriter& out) const { out.String(normal_name); }
  bool Decode(storage::KeyReader& in) { return in.String(&normal_name); }
};
inline constexpr resource::Lookup<NormalNameKey> kEnterprisesByNormalName{
    {.id = 53, .name = "enterprises_by_normal_name", .derived = true}};

// Has a store keep kEnterprisesByNormalName.
storage::Derived EnterpriseNames();

}  // namespace zgc::parks
