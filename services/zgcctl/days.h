#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>

namespace zgc::ctl {

// Whether the field holds a day: a text that is called date, deadline, X_date, effective_from
// and the like.
bool HoldsDay(const google::protobuf::FieldDescriptor& field);

// Whether its day may also be a month or a year, where a source says no more.
bool MayBeReduced(const google::protobuf::FieldDescriptor& field);

// Every day of `message`, inner ones included, that is none: its field, "award.effective_date",
// and why. What is empty is left to the service.
void FindWrongDays(
    const google::protobuf::Message& message,
    const std::function<void(const std::string& field, const std::string& why)>& found);

}  // namespace zgc::ctl
