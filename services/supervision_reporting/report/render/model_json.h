#pragma once

#include "nlohmann/json.hpp"
#include "services/supervision_reporting/report/model/report_model.h"

// What programs read of a report: the model's rows with the names of their fields. Pure.
namespace zgc::supervision {

nlohmann::ordered_json ModelJson(const ReportModel& model, const ReportVersions& versions);
nlohmann::ordered_json FindingsJson(const ReportModel& model);

// With a newline at the end. Bytes that are no UTF-8 are replaced, never thrown about.
std::string DumpJson(const nlohmann::ordered_json& json);

}  // namespace zgc::supervision
