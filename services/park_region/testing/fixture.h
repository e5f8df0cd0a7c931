#pragma once

#include <string>

#include "common/base/credit_code.h"
#include "common/testing/store_fixture.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/parks.pb.h"

namespace zgc::parks {

// A real store with what most rules refer to: a zone, two sub-parks, two
// enterprises.
class ParkRegionFixture : public testing::StoreFixture {
 protected:
  ParkRegionFixture() : StoreFixture(ParkRegionSchema()) {
    AddPark("zone", v1::PARK_KIND_ZONE);
    AddPark("a", v1::PARK_KIND_SUB_PARK);
    AddPark("b", v1::PARK_KIND_COOPERATION);
    AddEnterprise("e1");
    AddEnterprise("e2");
  }

  void AddPark(const std::string& id, v1::ParkKind kind) {
    ZGC_ASSERT_OK(Do(CreatePark, absl::StrCat("park_id: '", id, "' park { display_name: '", id,
                                              "' kind: ", v1::ParkKind_Name(kind), " }")));
  }
  void AddEnterprise(const std::string& id) {
    ZGC_ASSERT_OK(Do(CreateEnterprise, absl::StrCat("enterprise_id: '", id,
                                                    "' enterprise { display_name: '", id, "' }")));
  }

  // A code of 17 characters with its check character.
  static std::string Uscc(const std::string& body) {
    const auto check = base::UsccCheckCharacter(body);
    EXPECT_TRUE(check.ok()) << check.status();
    return check.ok() ? body + *check : "";
  }
  // The same with a wrong one.
  static std::string WrongUscc(const std::string& body) {
    std::string code = Uscc(body);
    code.back() = code.back() == '0' ? '1' : '0';
    return code;
  }
};

}  // namespace zgc::parks
