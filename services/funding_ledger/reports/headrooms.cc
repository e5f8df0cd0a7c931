#include "services/funding_ledger/reports/headrooms.h"

#include "absl/container/flat_hash_map.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {

void Headrooms::Add(v1::CeilingScope scope, const std::string& subject, Headroom headroom) {
  const auto [at, is_new] = closest_.try_emplace({scope, subject}, headroom);
  if (!is_new && headroom.left_fen < at->second.left_fen) at->second = std::move(headroom);
}

absl::StatusOr<Headrooms> Headrooms::Read(const storage::Reader& reader,
                                          const std::string& fiscal_year) {
  absl::flat_hash_map<std::string, Headroom> by_holder;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    if (account.kind() == v1::ACCOUNT_KIND_HEADROOM && account.fiscal_year() == fiscal_year) {
      by_holder[account.holder()] = {account.balance_fen(), account.name()};
    }
    return true;
  }));
  Headrooms headrooms;
  ZGC_RETURN_IF_ERROR(
      kPrograms.ForEach(reader, [&](const storage::NameKey& key, const v1::Program& row) {
        const absl::optional<int64_t> limit_fen = CeilingIn(row, fiscal_year);
        if (!limit_fen.has_value()) return true;
        // Its accounts are opened by the first award of the year.
        const auto found = by_holder.find(key.name);
        headrooms.Add(v1::CEILING_SCOPE_PROGRAM, key.name,
                      found == by_holder.end() ? Headroom{*limit_fen, ""} : found->second);
        return true;
      }));
  ZGC_RETURN_IF_ERROR(
      kCeilings.ForEach(reader, [&](const storage::NameKey& key, const v1::Ceiling& row) {
        const auto found = by_holder.find(key.name);
        if (row.fiscal_year() == fiscal_year && row.state() != v1::CEILING_STATE_ENDED &&
            found != by_holder.end()) {
          headrooms.Add(row.scope(), row.subject(), found->second);
        }
        return true;
      }));
  return headrooms;
}

const Headroom* Headrooms::Find(v1::CeilingScope scope, const std::string& subject) const {
  const auto found = closest_.find({scope, subject});
  return found == closest_.end() ? nullptr : &found->second;
}

}  // namespace zgc::funding
