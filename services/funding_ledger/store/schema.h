#pragma once

#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "zgc/funding/v1/funding.pb.h"

// What funding_ledger keeps. Ids of columns are permanent.
namespace zgc::funding {

using namespace resource;  // NOLINT: the vocabulary of every schema

inline constexpr Rows<v1::FiscalYear> kFiscalYears{
    {10, "fiscalYears", true, "zgc.funding.v1.FiscalYear"}};
inline constexpr Rows<v1::Program> kPrograms{{11, "programs", true, "zgc.funding.v1.Program"}};
inline constexpr Rows<v1::Appropriation> kAppropriations{
    {12, "appropriations", true, "zgc.funding.v1.Appropriation"}};
inline constexpr Rows<v1::Allotment> kAllotments{
    {13, "allotments", true, "zgc.funding.v1.Allotment"}};
inline constexpr Rows<v1::Ceiling> kCeilings{{14, "ceilings", true, "zgc.funding.v1.Ceiling"}};
inline constexpr Rows<v1::SummaryDisbursement> kSummaryDisbursements{
    {15, "summaryDisbursements", true, "zgc.funding.v1.SummaryDisbursement"}};
inline constexpr Rows<v1::Award> kAwards{{16, "awards", true, "zgc.funding.v1.Award"}};
inline constexpr Rows<v1::Payment> kPayments{{17, "payments", true, "zgc.funding.v1.Payment"}};
inline constexpr Rows<v1::Clawback> kClawbacks{{18, "clawbacks", true, "zgc.funding.v1.Clawback"}};
inline constexpr Rows<v1::SubFund> kSubFunds{{19, "subFunds", true, "zgc.funding.v1.SubFund"}};
inline constexpr Rows<v1::LoanBatch> kLoanBatches{
    {20, "loanBatches", true, "zgc.funding.v1.LoanBatch"}};

// The journal (日记账) and, kept beside it, what it adds up to for each account.
inline constexpr Rows<v1::Transfer> kTransfers{{21, "transfers", true, "zgc.funding.v1.Transfer"}};
inline constexpr Rows<v1::Account> kAccounts{{22, "accounts", true, "zgc.funding.v1.Account"}};

inline constexpr Lookup kAllotmentsByProgram{{30, "allotments_by_program", true}};
inline constexpr Lookup kAwardsByProgram{{31, "awards_by_program", true}};
// By CeilingKey.
inline constexpr Lookup kCeilingsBySubject{{32, "ceilings_by_subject", true}};
inline constexpr Lookup kTransfersByAccount{{33, "transfers_by_account", true}};
inline constexpr Lookup kTransfersByProgram{{34, "transfers_by_program", true}};
inline constexpr Lookup kTransfersByAward{{35, "transfers_by_award", true}};

// With the columns of the figure book.
storage::Schema FundingLedgerSchema();

}  // namespace zgc::funding
