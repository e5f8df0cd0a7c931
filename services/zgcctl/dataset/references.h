#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "services/zgcctl/client/catalog.h"

namespace zgc::ctl {

// A resource that a message names.
struct Reference {
  ResourceName name;
  // "park.operator", "citations[2].figure".
  std::string field;
  // A bond to another service, which the called one does not check: it may
  // come into being later.
  bool across = false;
};

// Every text of `message`, inner ones included, that is the name of a resource
// of a known collection. Names without a service are in `service`, or in the one
// that a field X_service beside the field X names.
void FindReferences(const google::protobuf::Message& message, const std::string& service,
                    const std::function<void(const Reference&)>& found);

}  // namespace zgc::ctl
