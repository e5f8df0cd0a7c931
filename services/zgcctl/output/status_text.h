#pragma once

#include <map>
#include <string>
#include <vector>

#include "zgc/ops/v1/operations.pb.h"

// How a service and the sources that it follows stand, in words.
namespace zgc::ctl {

// The sources in one line; with why one does not advance, if `reasons`.
std::string SourcesOf(const zgc::ops::v1::ServiceStatus& status, bool reasons);

// Why the service does not do all that it is for, a line each; what begins with the name of a
// source is about that.
std::vector<std::string> ReasonsOf(const zgc::ops::v1::ServiceStatus& status);

// The first source of which it has not applied the position that is wanted, or that is not
// current, in words; empty if there is none.
std::string Lagging(const zgc::ops::v1::ServiceStatus& status,
                    const std::map<std::string, zgc::common::v1::Position>& wanted);

// That the service takes over nothing until when, and how that is ended; empty if it follows.
std::string Paused(const zgc::ops::v1::ServiceStatus& status);

}  // namespace zgc::ctl
