#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/park_region/store/schema.h"

// Records of park_region by number, for benches of many.
namespace zgc::parks {

inline constexpr int kParkCount = 20;
inline constexpr int kDays = 2'000;

inline std::string EnterpriseName(int i) { return absl::StrCat("enterprises/e", i); }
inline std::string CreditCodeOf(int i) { return absl::StrCat("91110108", 100'000'000 + i, "X"); }
inline std::string ParkName(int i) { return absl::StrCat("parks/p", i % kParkCount); }
inline std::string DayOf(int i) {
  return absl::FormatCivilTime(absl::CivilDay(2020, 1, 1) + i % kDays);
}

inline void PutEnterprise(storage::Txn& txn, int i) {
  v1::Enterprise row;
  row.set_name(EnterpriseName(i));
  row.set_display_name(absl::StrCat("示例科技发展有限公司", i));
  row.set_uscc(CreditCodeOf(i));
  row.set_uscc_state(v1::USCC_STATE_CHECKED);
  row.set_registration_park(ParkName(i));
  row.set_revision(txn.revision());
  kEnterprises.Put(txn, {row.name()}, row);
  kEnterprisesByUscc.Add(txn, CreditCode{row.uscc()}, row.name());
}

inline void PutRegistration(storage::Txn& txn, int i) {
  v1::Registration row;
  row.set_name(absl::StrCat("registrations/r", i));
  row.set_enterprise(EnterpriseName(i));
  row.set_park(ParkName(i));
  row.set_date(DayOf(i));
  row.set_event(v1::REGISTRATION_EVENT_REGISTERED);
  row.set_capital_fen(100'000'000 + i);
  row.set_capital_state(common::v1::AMOUNT_STATE_KNOWN);
  row.set_revision(txn.revision());
  kRegistrations.Put(txn, {row.name()}, row);
  kRegistrationsByEnterprise.Add(txn, {row.enterprise()}, row.name());
}

}  // namespace zgc::parks
