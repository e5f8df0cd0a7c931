#pragma once

#include <string>

#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "common/resource/schema.h"
#include "common/resource/steps.h"
#include "common/storage/store.h"
#include "zgc/parks/v1/agreements.pb.h"
#include "zgc/parks/v1/assessments.pb.h"
#include "zgc/parks/v1/demands.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/imports.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/parks/v1/platforms.pb.h"
#include "zgc/parks/v1/projects.pb.h"
#include "zgc/parks/v1/qualifications.pb.h"
#include "zgc/parks/v1/regions.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

// What park_region keeps. Ids of columns are permanent.
namespace zgc::parks {

// The words of every schema and of the rules over it.
using resource::ApplyUpdate;
using resource::Checks;
using resource::CheckStepDay;
using resource::DayOr;
using resource::Evidence;
using resource::Exists;
using resource::GetForUpdate;
using resource::GetRow;
using resource::IllegalTransition;
using resource::Insert;
using resource::LastStepBy;
using resource::Lifecycle;
using resource::Lookup;
using resource::NameOf;
using resource::Rows;
using resource::Save;
using resource::StepDetails;
using resource::Steps;
using resource::Takes;

inline constexpr Rows<v1::Region> kRegions{{.id = 10, .name = "regions", .in_feed = true}};
inline constexpr Rows<v1::Park> kParks{{.id = 11, .name = "parks", .in_feed = true}};
inline constexpr Rows<v1::ParkEvent> kParkEvents{{.id = 12, .name = "parkEvents", .in_feed = true}};
inline constexpr Rows<v1::Enterprise> kEnterprises{
    {.id = 13, .name = "enterprises", .in_feed = true}};
inline constexpr Rows<v1::Project> kProjects{{.id = 14, .name = "projects", .in_feed = true}};
inline constexpr Rows<v1::Registration> kRegistrations{
    {.id = 15, .name = "registrations", .in_feed = true}};
inline constexpr Rows<v1::Agreement> kAgreements{{.id = 16, .name = "agreements", .in_feed = true}};
inline constexpr Rows<v1::Space> kSpaces{{.id = 17, .name = "spaces", .in_feed = true}};
inline constexpr Rows<v1::Demand> kDemands{{.id = 18, .name = "demands", .in_feed = true}};

inline constexpr Rows<v1::QualificationKind> kQualificationKinds{
    {.id = 19, .name = "qualificationKinds", .in_feed = true}};
inline constexpr Rows<v1::EnterpriseQualification> kEnterpriseQualifications{
    {.id = 20, .name = "enterpriseQualifications", .in_feed = true}};

inline constexpr Rows<v1::Import> kImports{{.id = 50, .name = "imports", .in_feed = true}};
inline constexpr Rows<v1::ImportBatch> kImportBatches{
    {.id = 51, .name = "importBatches", .in_feed = true}};
// What rows of an import that is not applied yet must not have in common, and where the first with
// it stands; see domain/imports/import_keys.h.
struct ImportKey {
  std::string import;
  std::string key;
  void Encode(storage::KeyWriter& out) const {
    out.String(import);
    out.String(key);
  }
  bool Decode(storage::KeyReader& in) { return in.String(&import) && in.String(&key); }
};
inline constexpr Lookup<ImportKey> kImportKeys{{.id = 52, .name = "import_keys", .history = true}};
inline constexpr Rows<v1::Platform> kPlatforms{{.id = 24, .name = "platforms", .in_feed = true}};
inline constexpr Rows<v1::AssessmentRuleSet> kAssessmentRuleSets{
    {.id = 25, .name = "assessmentRuleSets", .in_feed = true}};
inline constexpr Rows<v1::Assessment> kAssessments{
    {.id = 26, .name = "assessments", .in_feed = true}};

struct RegionCode {
  std::string gb2260_code;
  void Encode(storage::KeyWriter& out) const { out.String(gb2260_code); }
  bool Decode(storage::KeyReader& in) { return in.String(&gb2260_code); }
};
inline constexpr Lookup<RegionCode> kRegionsByCode{
    {.id = 30, .name = "regions_by_code", .history = true}};
struct CreditCode {
  std::string uscc;
  void Encode(storage::KeyWriter& out) const { out.String(uscc); }
  bool Decode(storage::KeyReader& in) { return in.String(&uscc); }
};
inline constexpr Lookup<CreditCode> kEnterprisesByUscc{
    {.id = 31, .name = "enterprises_by_uscc", .history = true}};
inline constexpr Lookup<NameOf<v1::Enterprise>> kRegistrationsByEnterprise{
    {.id = 32, .name = "registrations_by_enterprise", .history = true}};
inline constexpr Lookup<NameOf<v1::Space>> kSpacesByParent{
    {.id = 33, .name = "spaces_by_parent", .history = true}};
inline constexpr Lookup<NameOf<v1::Enterprise>> kQualificationsByEnterprise{
    {.id = 34, .name = "qualifications_by_enterprise", .history = true}};
struct Certificate {
  std::string kind;
  std::string number;
  void Encode(storage::KeyWriter& out) const {
    out.String(kind);
    out.String(number);
  }
  bool Decode(storage::KeyReader& in) { return in.String(&kind) && in.String(&number); }
};
inline constexpr Lookup<Certificate> kQualificationsByCertificate{
    {.id = 35, .name = "qualifications_by_certificate", .history = true}};

struct AssessmentYear {
  int64_t year = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(year); }
  bool Decode(storage::KeyReader& in) { return in.Int(&year); }
};
inline constexpr Lookup<AssessmentYear> kAssessmentsByYear{
    {.id = 38, .name = "assessments_by_year", .history = true}};

// With the columns of the figure book and of corrections.
storage::Schema ParkRegionSchema();

}  // namespace zgc::parks
