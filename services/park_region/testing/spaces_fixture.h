#pragma once

#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {

class SpacesFixture : public ParkRegionFixture {
 protected:
  SpacesFixture() {
    ZGC_EXPECT_OK(Add("tower", "BUILDING", "", "1000"));
    ZGC_EXPECT_OK(Add("f1", "FLOOR", "tower", "400.5"));
    ZGC_EXPECT_OK(Add("f2", "FLOOR", "tower", "500"));
  }
  absl::StatusOr<v1::Space> Add(const std::string& id, const std::string& kind,
                                const std::string& parent, const std::string& area) {
    const std::string part = parent.empty() ? "" : absl::StrCat("parent: 'spaces/", parent, "' ");
    return Do(CreateSpace, absl::StrCat("space_id: '", id, "' space { display_name: '", id,
                                        "' park: 'parks/a' kind: SPACE_KIND_", kind, " ", part,
                                        "area_m2: '", area, "' vacant_from: '2019-01-01' }"));
  }
  absl::StatusOr<v1::Space> Reserve(const std::string& id, const std::string& enterprise) {
    return Do(ReserveSpace, absl::StrCat("name: 'spaces/", id, "' enterprise: 'enterprises/",
                                         enterprise, "' date: '2019-02-01'"));
  }
  absl::StatusOr<v1::Space> Release(const std::string& id, const std::string& date) {
    return Do(ReleaseSpace, absl::StrCat("name: 'spaces/", id, "' date: '", date, "' reason: 'r'"));
  }
};

}  // namespace zgc::parks
