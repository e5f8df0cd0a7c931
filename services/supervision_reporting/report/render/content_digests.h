#pragma once

#include <string>

#include "services/supervision_reporting/report/model/report_model.h"

// Digests of what a report says, whatever composes and prints it: later programs compute them
// again from the records to prove what an earlier one has published. So they never change; a
// form that is to hold more has a digest of its own beside them.
namespace zgc::supervision {

// SHA-256, hexadecimal, of the words of template and items, the tasks they cover, and the
// figures they cite with those that the indicators of these are bound to: fields of records
// as they are kept, before anything is printed.
std::string RecordsDigest(const ReportModel& model);

// SHA-256, hexadecimal, of the findings and the explanations that were signed. Another version
// of the rules may find something else.
std::string FindingsDigest(const ReportModel& model);

}  // namespace zgc::supervision
