#pragma once

#include <vector>

#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "zgc/parks/v1/agreements.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"

// What is watched and is no record of its own but stands in one. Pure.
namespace zgc::supervision {

// The steps that it is to take (计划环节), whoever takes them; not of what was repealed or is
// another's.
std::vector<WatchedThing> ThingsWithin(const tasks::v1::PolicyDocument& document);
// What its parties have undertaken (责任事项), while it lasts.
std::vector<WatchedThing> ThingsWithin(const parks::v1::Agreement& agreement);

}  // namespace zgc::supervision
