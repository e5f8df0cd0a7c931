#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/storage/reader.h"
#include "services/park_region/domain/days.h"
#include "zgc/parks/v1/spaces.pb.h"

// Who holds spaces on which days, past and planned. Thread-safe as the reader is.
namespace zgc::parks {

// The spaces that are directly part of one, by name.
absl::StatusOr<std::vector<v1::Space>> PartsOf(const storage::Reader& reader,
                                               const std::string& name);

// The last day of a letting, by its release or what is agreed; empty without one. Of one that was
// released on its first day the day before, so it has none.
std::string LetUntil(const v1::Letting& letting);

// Who holds a space on one of the days, or a part of it or what it is part of, in words with the
// term. Neither its own reservation nor its own letting from `except` counts.
absl::StatusOr<std::vector<std::string>> HeldAround(const storage::Reader& reader,
                                                    const v1::Space& space, const Days& days,
                                                    absl::string_view except);

// Sets state, holder and days of a space to those of a day.
absl::Status SetDay(const storage::Reader& reader, const std::string& day, v1::Space& space);

}  // namespace zgc::parks
