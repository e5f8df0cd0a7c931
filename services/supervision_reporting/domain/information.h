#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/domain/steps.h"
#include "zgc/supervision/v1/office.pb.h"

namespace zgc::supervision {

const Lifecycle& InformationLifecycle();

// Visits the events of an item by name.
absl::Status ForEachEvent(const storage::Reader& reader, const std::string& information_item,
                          absl::FunctionRef<bool(const v1::InformationEvent&)> visit);

// Of how many of the record's items the body has done so.
absl::StatusOr<int32_t> CountEvents(const storage::Reader& reader,
                                    const std::string& information_item,
                                    v1::InformationEventKind kind, v1::InformationBody body);

}  // namespace zgc::supervision
