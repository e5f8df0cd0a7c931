#pragma once

#include <memory>
#include <string>
#include <vector>

#include "zgc/funding/v1/journal.grpc.pb.h"

namespace zgc::testing {

// One request to post, and whether its answer came.
struct Sent {
  zgc::funding::v1::PostTransfersRequest request;
  bool acknowledged = false;
};

// Makes requests of one client: 1 to 51 transfers with ids that no other client has,
// plain ones and pending ones of which a part is posted by the next. None is refused.
class Requests {
 public:
  static constexpr int kAccounts = 20;

  explicit Requests(int client) : client_(client) {}
  zgc::funding::v1::PostTransfersRequest Next();

 private:
  std::string NewId();

  const int client_;
  int64_t ids_ = 0;
};

// Post until the server goes, and return all that they have sent. An answer that refuses
// a transfer fails the test.
std::vector<Sent> PostUnary(zgc::funding::v1::JournalService::Stub& stub, Requests& requests);
// With several requests under way on one stream.
std::vector<Sent> PostStream(zgc::funding::v1::JournalService::Stub& stub, Requests& requests);

}  // namespace zgc::testing
