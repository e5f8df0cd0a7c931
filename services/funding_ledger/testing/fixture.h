#pragma once

#include <string>

#include "common/testing/store_fixture.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/payments/clawbacks.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {

// A real store with what most rules refer to: the years 2019 and 2020, a fund
// with 1,000 fen for 2019, two programs of it and one below "talent".
class FundingFixture : public testing::StoreFixture {
 protected:
  FundingFixture() : StoreFixture(FundingLedgerSchema()) {
    for (const char* year : {"2019", "2020"}) {
      ZGC_EXPECT_OK(Do(CreateFiscalYear, absl::StrCat("fiscal_year_id: '", year, "'")));
    }
    ZGC_EXPECT_OK(AddProgram("fund", ""));
    ZGC_EXPECT_OK(AddProgram("ic", "fund"));
    ZGC_EXPECT_OK(AddProgram("talent", "fund"));
    ZGC_EXPECT_OK(AddProgram("young", "talent"));
    ZGC_EXPECT_OK(Appropriate("budget", 1000));
  }

  absl::StatusOr<v1::Program> AddProgram(const std::string& id, const std::string& parent,
                                         const std::string& more = "") {
    return Do(CreateProgram,
              absl::StrCat("program_id: '", id, "' program { display_name: '", id, "' ",
                           parent.empty() ? "" : absl::StrCat("parent: 'programs/", parent, "' "),
                           more, " }"));
  }
  absl::StatusOr<v1::Appropriation> Appropriate(const std::string& id, int64_t fen,
                                                const std::string& more = "",
                                                const std::string& year = "2019") {
    return Do(
        CreateAppropriation,
        absl::StrCat("appropriation_id: '", id, "' appropriation { fiscal_year: 'fiscalYears/",
                     year, "' program: 'programs/fund' kind: APPROPRIATION_KIND_ORIGINAL ",
                     "document: 'd' amount_fen: ", fen, " ", more, " }"));
  }
  absl::StatusOr<v1::Allotment> Allot(const std::string& id, const std::string& program,
                                      int64_t fen) {
    return Do(
        CreateAllotment,
        absl::StrCat("allotment_id: '", id, "' allotment { fiscal_year: 'fiscalYears/2019' ",
                     "program: 'programs/", program, "' document: 'd' amount_fen: ", fen, " }"));
  }
  absl::StatusOr<v1::SummaryDisbursement> Summarise(const std::string& id, int64_t fen) {
    return Do(CreateSummaryDisbursement,
              absl::StrCat("summary_disbursement_id: '", id,
                           "' summary_disbursement { fiscal_year: 'fiscalYears/2019' ",
                           "program: 'programs/fund' document: 'd' amount_fen: ", fen, " }"));
  }
  absl::StatusOr<v1::Ceiling> Limit(const std::string& id, const std::string& scope,
                                    const std::string& subject, int64_t fen) {
    return Do(CreateCeiling,
              absl::StrCat("ceiling_id: '", id, "' ceiling { fiscal_year: 'fiscalYears/2019' ",
                           "scope: CEILING_SCOPE_", scope, " subject: '", subject,
                           "' document: 'd' limit_fen: ", fen, " }"));
  }

  // An award to one recipient that is not named.
  absl::StatusOr<v1::Award> Draft(const std::string& id, const std::string& program,
                                  const std::string& more) {
    const std::string count = more.find("_count") == std::string::npos &&
                                      more.find("enterprises") == std::string::npos &&
                                      more.find("recipient_times") == std::string::npos
                                  ? "recipient_count: 1 "
                                  : "";
    return Do(CreateAward,
              absl::StrCat("award_id: '", id, "' award { display_name: '", id,
                           "' program: 'programs/", program,
                           "' fiscal_year: 'fiscalYears/2019' document: 'd' ", count, more, " }"),
              "maker");
  }
  absl::StatusOr<v1::Award> Approve(const std::string& id, const std::string& person = "checker") {
    return Do(ApproveAward, absl::StrCat("name: 'awards/", id, "'"), person);
  }
  // Drafts and approves.
  absl::StatusOr<v1::Award> Grant(const std::string& id, const std::string& program,
                                  const std::string& more) {
    ZGC_RETURN_IF_ERROR(Draft(id, program, more).status());
    return Approve(id);
  }
  absl::StatusOr<v1::Payment> Pay(const std::string& id, const std::string& award, int64_t fen,
                                  const std::string& more = "",
                                  const std::string& person = "payer") {
    return Do(CreatePayment,
              absl::StrCat("payment_id: '", id, "' payment { award: 'awards/", award,
                           "' document: 'd' amount_fen: ", fen, " ", more, " }"),
              person);
  }
  absl::StatusOr<v1::Clawback> ClawBack(const std::string& id, const std::string& payment,
                                        int64_t fen, const std::string& more = "") {
    return Do(CreateClawback,
              absl::StrCat("clawback_id: '", id, "' clawback { payment: 'payments/", payment,
                           "' reason: 'r' document: 'd' amount_fen: ", fen, " ", more, " }"));
  }

  static std::string Known(int64_t fen) {
    return absl::StrCat("amount_state: AMOUNT_STATE_KNOWN amount_fen: ", fen, " ");
  }
  static constexpr char kWithin[] = "within_summary: 'summaryDisbursements/s' ";
  static std::string Unknown() { return "amount_state: AMOUNT_STATE_UNKNOWN "; }

  // Balance of "accounts/2019-{account}"; 0 if it was never opened.
  int64_t BalanceOf(const std::string& account, int64_t revision = 0) {
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    const auto row = FindAccount(*snapshot, "accounts/2019-" + account);
    EXPECT_TRUE(row.ok()) << row.status();
    return row.ok() && row->has_value() ? (*row)->balance_fen() : 0;
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(absl::StatusOr<Response> (*method)(const storage::Reader&,
                                                                  const Request&),
                               const std::string& fields, int64_t revision = 0) {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_->ReadAt(revision));
    return method(snapshot, request);
  }
};

}  // namespace zgc::funding
