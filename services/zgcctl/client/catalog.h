#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// What the suite offers, read from the descriptors of its contracts: services,
// methods and kinds of resources. Pure and thread-safe.
namespace zgc::ctl {

// task_registry, funding_ledger, park_region, supervision_reporting.
const std::vector<std::string>& ServiceNames();

// A method and the service to call.
struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  // Empty for the contracts that every service implements.
  std::string service;
  // "/zgc.parks.v1.ParkService/GetPark".
  std::string path() const;
};

// All of them, each once.
const std::vector<Method>& Methods();

// "zgc.parks.v1.ParkService/GetPark" with or without a leading '/', or a
// part from its right that fits only one: "ParkService/GetPark", "GetPark".
// NOT_FOUND or INVALID_ARGUMENT say which are near.
absl::StatusOr<Method> FindMethod(absl::string_view name);

// A kind of resource: what a List method lists, and the Get method of the same
// message.
struct Collection {
  // As in names: "parks", "parkEvents".
  std::string id;
  // Empty for indicators, observations, figures and corrections, which every service has.
  std::string service;
  const google::protobuf::Descriptor* type = nullptr;
  const google::protobuf::MethodDescriptor* get = nullptr;
  const google::protobuf::MethodDescriptor* list = nullptr;
};

const std::vector<Collection>& Collections();

// The collection `id` of `service` (any service if empty).
absl::StatusOr<Collection> FindCollection(absl::string_view id, absl::string_view service = "");

// The collection of messages of `type`, or nullptr.
const Collection* CollectionOf(const google::protobuf::Descriptor* type);

// A resource name with the service that owns it.
struct ResourceName {
  std::string service;
  // Without the service: "parks/binhai", "reportTemplates/a/items/1".
  std::string name;
  const Collection* collection = nullptr;

  // "//park_region/parks/binhai".
  std::string full() const { return "//" + service + "/" + name; }
};

// Reads "//park_region/parks/binhai" or "parks/binhai". A name without a
// service is in `service` if that has the collection, else in the one service
// that does. nullopt if the text is no name of a known collection, or the
// service stays open.
absl::optional<ResourceName> ParseName(absl::string_view text, absl::string_view service = "");

}  // namespace zgc::ctl
