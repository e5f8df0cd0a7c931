#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// Which part of an indicator a figure is of, and how its name says it. Pure functions.
namespace zgc::figures {

// By dimension the words that count, each once, in order; all else counts whole.
using Scoping = std::map<std::string, std::vector<std::string>>;

// What stands in a figure's name after its period: "" or "+kind=sub_park+park=parks.haidian".
std::string ScopingSuffix(const Scoping& scoping);
// What ScopingSuffix prints; nullopt of anything else, so that a figure has one name.
absl::optional<Scoping> ParseScopingSuffix(absl::string_view suffix);

}  // namespace zgc::figures
