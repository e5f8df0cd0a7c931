#pragma once

#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "zgc/parks/v1/agreements.pb.h"
#include "zgc/parks/v1/demands.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/parks/v1/projects.pb.h"
#include "zgc/parks/v1/regions.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

// What park_region keeps. Ids of columns are permanent.
namespace zgc::parks {

using namespace resource;  // NOLINT: the vocabulary of every schema

inline constexpr Rows<v1::Region> kRegions{{10, "regions", true, "zgc.parks.v1.Region"}};
inline constexpr Rows<v1::Park> kParks{{11, "parks", true, "zgc.parks.v1.Park"}};
inline constexpr Rows<v1::ParkEvent> kParkEvents{
    {12, "parkEvents", true, "zgc.parks.v1.ParkEvent"}};
inline constexpr Rows<v1::Enterprise> kEnterprises{
    {13, "enterprises", true, "zgc.parks.v1.Enterprise"}};
inline constexpr Rows<v1::Project> kProjects{{14, "projects", true, "zgc.parks.v1.Project"}};
inline constexpr Rows<v1::Registration> kRegistrations{
    {15, "registrations", true, "zgc.parks.v1.Registration"}};
inline constexpr Rows<v1::Agreement> kAgreements{
    {16, "agreements", true, "zgc.parks.v1.Agreement"}};
inline constexpr Rows<v1::Space> kSpaces{{17, "spaces", true, "zgc.parks.v1.Space"}};
inline constexpr Rows<v1::Demand> kDemands{{18, "demands", true, "zgc.parks.v1.Demand"}};

inline constexpr Lookup kRegionsByCode{{30, "regions_by_code", true}};
inline constexpr Lookup kEnterprisesByUscc{{31, "enterprises_by_uscc", true}};
inline constexpr Lookup kRegistrationsByEnterprise{{32, "registrations_by_enterprise", true}};
inline constexpr Lookup kSpacesByParent{{33, "spaces_by_parent", true}};

// With the columns of the figure book.
storage::Schema ParkRegionSchema();

}  // namespace zgc::parks
