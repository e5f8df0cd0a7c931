#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"

// Registrations, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::Registration>& RegistrationKind();

absl::StatusOr<v1::Registration> CreateRegistration(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateRegistrationRequest& request);
absl::StatusOr<v1::Registration> GetRegistration(const storage::Reader& reader,
                                                 const v1::GetRegistrationRequest& request);
absl::StatusOr<std::string> ListRegistrations(const storage::Reader& reader,
                                              const v1::ListRegistrationsRequest& request,
                                              const storage::Page& page,
                                              v1::ListRegistrationsResponse& response);

// The registrations (登记) of one enterprise by date.
absl::StatusOr<std::vector<v1::Registration>> RegistrationsOf(const storage::Reader& reader,
                                                              const std::string& enterprise);

// Those of each enterprise that has any, by its name.
absl::Status ForEachRegistered(
    const storage::Reader& reader,
    absl::FunctionRef<absl::Status(const std::vector<v1::Registration>&)> visit);

// What contradicts what in registrations of one enterprise ordered by date.
std::vector<std::string> Contradictions(const std::vector<v1::Registration>& ordered);

// Whether the event brings the enterprise to its park.
bool Enters(const v1::Registration& registration);
// Whether it takes the enterprise away from its park.
bool Leaves(const v1::Registration& registration);

}  // namespace zgc::parks
