#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "services/zgcctl/client/json_text.h"
#include "services/zgcctl/client/options.h"

// Messages as text for people and programs. Pure.
namespace zgc::ctl {

// The list as a table of its flat fields that some row has, or of `columns`;
// as JSON whole.
std::string RenderList(const google::protobuf::Descriptor* type, const std::vector<Json>& rows,
                       std::vector<std::string> columns, Format format);

// One message: a line for each field, or JSON whole.
std::string RenderOne(const Json& message, Format format);

// A value in one cell: a period as 2019-01-01..2019-12-31, a list by its
// members. Empty for what has no short form.
std::string Cell(const Json& value);

// Indented, with a line break at its end.
std::string Pretty(const Json& json);

}  // namespace zgc::ctl
