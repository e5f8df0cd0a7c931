#include "services/park_region/formulas/formulas.h"

#include <utility>

#include "common/base/codes.h"
#include "services/park_region/formulas/counts.h"

namespace zgc::parks {

namespace {

// The code of a region (GB/T 2260); of one without a code that of the region above.
absl::StatusOr<std::string> CodeOf(const storage::Reader& reader, std::string region) {
  constexpr int kMostLevels = 8;
  for (int level = 0; level < kMostLevels && !region.empty(); ++level) {
    ZGC_ASSIGN_OR_RETURN(const auto row, kRegions.Get(reader, {region}));
    if (!row.has_value()) return std::string();
    if (!row->gb2260_code().empty()) return row->gb2260_code();
    region = row->parent();
  }
  return std::string();
}

// What the newest region of a code is called; that of a province else.
absl::StatusOr<std::string> LabelOfCode(const storage::Reader& reader, const std::string& code) {
  std::string label(code.substr(2) == "0000" ? base::ProvinceName(code) : code);
  std::string newest;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kRegionsByCode.ForEach(reader, {code}, [&](const std::string& name) {
    const auto row = kRegions.Get(reader, {name});
    failed = row.status();
    if (!row.ok() || !row->has_value()) return failed.ok();
    if ((*row)->valid_from() < newest) return true;
    newest = (*row)->valid_from();
    label = (*row)->display_name();
    return true;
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return label;
}

}  // namespace

Dimension ByPark() {
  figures::DimensionValues values = figures::ResourceValues(kService, kParks);
  values.region = [](const storage::Reader& reader,
                     const std::string& park) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(const auto row, kParks.Get(reader, {park}));
    return row.has_value() ? CodeOf(reader, row->region()) : std::string();
  };
  values.region_label = LabelOfCode;
  values.all = [](const storage::Reader& reader,
                  absl::FunctionRef<void(const std::string&)> visit) {
    return kParks.ForEach(reader, [&](const storage::NameKey& key, const v1::Park&) {
      visit(key.name);
      return true;
    });
  };
  return {"park", std::move(values)};
}

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.SetVersion(5);
  RegisterParkFormulas(registry);
  RegisterProjectFormulas(registry);
  RegisterPortfolioFormulas(registry);
  RegisterEnterpriseFormulas(registry);
  RegisterQualificationFormulas(registry);
  RegisterSpaceFormulas(registry);
}

}  // namespace zgc::parks
