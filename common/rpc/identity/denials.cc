#include "common/rpc/identity/denials.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/types/optional.h"
#include "common/base/text.h"

namespace zgc::rpc {
namespace {

// What a stranger sent becomes a field of a record: short, and UTF-8, since
// the record could not be read again otherwise.
void Tame(std::string& text) {
  text = base::Truncate(text, Denials::kMaxTextBytes);
  if (!base::IsValidUtf8(text)) text = absl::CHexEscape(text);
}

}  // namespace

bool Denials::Spend(Account& account, absl::Time now) const {
  // The clock was set back.
  account.since = std::min(account.since, now);
  absl::Duration rest;
  const int64_t earned = absl::IDivDuration(now - account.since, kPause, &rest);
  if (account.allowance + earned >= kBurst) {
    account.allowance = kBurst;
    account.since = now;
  } else {
    account.allowance += earned;
    account.since += earned * kPause;
  }
  if (account.allowance == 0) return false;
  --account.allowance;
  return true;
}

void Denials::Add(storage::Origin denial, Answer answer) {
  for (std::string* text : {&denial.caller, &denial.person, &denial.request_id, &denial.resource}) {
    Tame(*text);
  }
  absl::optional<storage::Origin> due;
  {
    absl::MutexLock lock(&mutex_);
    const bool known = accounts_.contains(denial.caller) || accounts_.size() < kMaxCallers;
    Account& account = accounts_[known ? denial.caller : std::string("(others)")];
    denial.denials = account.newest.denials + 1;
    if (Spend(account, clock_->Now())) {
      account.newest = {};
      due = std::move(denial);
    } else {
      account.newest = std::move(denial);
    }
  }
  if (!due.has_value()) return answer();
  record_(*std::move(due), std::move(answer));
}

void Denials::Flush(bool all) {
  std::vector<storage::Origin> due;
  {
    absl::MutexLock lock(&mutex_);
    for (auto& [caller, account] : accounts_) {
      if (account.newest.denials == 0) continue;
      if (!all && !Spend(account, clock_->Now())) continue;
      due.push_back(std::exchange(account.newest, {}));
    }
  }
  for (storage::Origin& denial : due) record_(std::move(denial), [] {});
}

}  // namespace zgc::rpc
