#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/storage/store.h"
#include "common/testing/temp_dir.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {

// A clock that stands until it is moved; later than the real one, so that nothing
// falls due by itself.
class StandingClock final : public base::Clock {
 public:
  StandingClock() = default;
  explicit StandingClock(int64_t nanos) : nanos_(nanos) {}
  absl::Time Now() const override { return absl::FromUnixNanos(nanos_); }
  int64_t nanos() const { return nanos_; }
  void Advance(absl::Duration by) { nanos_ += absl::ToInt64Nanoseconds(by); }

 private:
  std::atomic<int64_t> nanos_{
      absl::ToUnixNanos(absl::FromCivil(absl::CivilDay(2099, 1, 1), absl::UTCTimeZone()))};
};

// A real store of the funding ledger in a temporary folder, without gRPC: the years
// 2019 and 2020, and two accounts that are not sub-ledger ones, with the one
// transfer that opened them. Only for tests.
class TestLedger {
 public:
  static constexpr char kReservedDebit[] = "accounts/2019-source-test";
  static constexpr char kReservedCredit[] = "accounts/2019-available-test";

  TestLedger();
  // Also closes and opens again: what a restart does. Fails the test if it cannot.
  void Open();
  void Close() { store_.reset(); }
  absl::Status TryOpen();

  absl::StatusOr<v1::PostTransfersResponse> Post(v1::PostTransfersRequest request);
  absl::Status OpenAccount(const v1::Account& account);
  absl::Status CloseYear(const std::string& year);
  // Nothing is posted any more as of a day up to this one.
  absl::Status ClosePeriod(const std::string& year, const std::string& day);
  // Lets go of what is due, as the ledger does every now and then.
  void ExpireNow();
  void AwaitIndexed();
  // Puts a row as it is: damage.
  absl::Status PutRaw(const storage::Column& column, const std::string& key,
                      const std::string& value);

  storage::Store& store() { return *store_; }
  Books& books() { return static_cast<Books&>(*store_->resident()); }
  StandingClock& clock() { return clock_; }
  const StandingClock& clock() const { return clock_; }
  std::string path() const { return dir_.path(); }
  std::string url() const { return dir_.StoreUrl(); }
  // What made the reserved accounts.
  static v1::Transfer FirstTransfer();
  static std::vector<v1::Account> ReservedAccounts();

 private:
  testing::TempDir dir_;
  StandingClock clock_;
  std::unique_ptr<storage::Store> store_;
};

// A ledger in which nothing expires by itself.
absl::StatusOr<std::unique_ptr<storage::Store>> OpenLedger(const std::string& url,
                                                           const base::Clock& clock);
// Posts as the service does; `done` is called by the committer, or at once if the
// request is not one.
using PostDone = std::function<void(absl::StatusOr<v1::PostTransfersResponse>)>;
void SubmitPost(storage::Store& store, v1::PostTransfersRequest request, PostDone done);

// The id of a transfer that tests call by a short name.
std::string IdNamed(absl::string_view name);

}  // namespace zgc::funding
