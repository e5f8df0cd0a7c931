// What a reversal costs the committer beside an ordinary payment of the same run, in a
// program with many transfers: of a payment, whose award leads to its transfers, and of an
// allotment, whose commit does. All of them wait for the same sync after it.
//
//   reversals_bench [TRANSFERS OF THE PROGRAM, default 1,000,000]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// An award of the whole budget moves so many lots, a transfer each.
constexpr int kLots = 1000;
constexpr int kLotFen = 1000;
constexpr int kMeasured = 200;

class Bench {
 public:
  explicit Bench(int64_t transfers) {
    storage::StoreOptions options;
    options.create = true;
    options.url = dir_.StoreUrl();
    // As it is served: the cells of figures cost as well.
    figures::FormulaRegistry formulas;
    RegisterFormulas(formulas);
    storage::Schema schema = figures::WithCells(FundingLedgerSchema(), formulas);
    schema.derived.follow = [this, follow = schema.derived.follow](storage::Txn& txn) {
      const absl::Time begin = absl::Now();
      const absl::Status followed = follow(txn);
      following_ = absl::Now() - begin;
      return followed;
    };
    auto store = storage::Store::Open(std::move(schema), options);
    if (!store.ok()) Fail(store.status());
    store_ = *std::move(store);
    Fill(transfers);
  }

  void Run() {
    std::vector<double> payments;
    std::vector<double> of_payments;
    std::vector<double> allotments;
    std::vector<double> of_allotments;
    for (int i = 0; i < kMeasured; ++i) {
      Grant(absl::StrCat("m", i), 2);
      payments.push_back(Do(CreatePayment, "payer",
                            absl::StrCat("payment_id: 'm", i, "' payment { award: 'awards/m", i,
                                         "' document: 'd' amount_fen: 2 }")));
      of_payments.push_back(Reverse(absl::StrCat("payments/m", i)));
      allotments.push_back(Do(CreateAllotment, "clerk",
                              absl::StrCat("allotment_id: 'm", i,
                                           "' allotment { fiscal_year: 'fiscalYears/2019' program: "
                                           "'programs/other' document: 'd' amount_fen: 1 }")));
      of_allotments.push_back(Reverse(absl::StrCat("allotments/m", i)));
    }
    std::printf("%lld transfers of the program, ms before the sync\n",
                static_cast<long long>(transfers_));
    std::printf("%-28s %8s %8s %8s\n", "", "p50", "p99", "to it");
    const double base = At(payments, 50);
    Print("payment", payments, base);
    Print("reversal of a payment", of_payments, base);
    Print("allotment", allotments, base);
    Print("reversal of an allotment", of_allotments, base);
    const absl::Time begin = absl::Now();
    const absl::Status read =
        ForEachTransferOf(store_->Read(), TransferIndex::kProgram, "programs/ic",
                          [](const v1::Transfer&) { return true; });
    if (!read.ok()) Fail(read);
    std::printf("%-28s %8.2f\n", "all of the program, read",
                absl::ToDoubleMilliseconds(absl::Now() - begin));
  }

 private:
  [[noreturn]] static void Fail(const absl::Status& status) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::exit(1);
  }
  static double At(std::vector<double> values, size_t percent) {
    std::sort(values.begin(), values.end());
    return values[values.size() * percent / 100];
  }
  static void Print(const char* what, const std::vector<double>& values, double base) {
    std::printf("%-28s %8.2f %8.2f %7.2fx\n", what, At(values, 50), At(values, 99),
                At(values, 50) / base);
  }

  // One commit; milliseconds of its body.
  template <typename Response, typename Request>
  double Do(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&, const Request&),
            const std::string& person, const std::string& fields) {
    Request request;
    if (!google::protobuf::TextFormat::ParseFromString(fields, &request)) {
      Fail(absl::InvalidArgumentError(fields));
    }
    absl::Duration taken;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      const absl::Time begin = absl::Now();
      ZGC_RETURN_IF_ERROR(method(txn, {"", person}, request).status());
      taken = absl::Now() - begin;
      return "";
    });
    if (!done.ok()) Fail(done.status());
    return absl::ToDoubleMilliseconds(taken + following_);
  }
  void Grant(const std::string& id, int64_t fen) {
    Do(CreateAward, "maker",
       absl::StrCat("award_id: '", id, "' award { display_name: 'a' program: 'programs/ic' ",
                    "fiscal_year: 'fiscalYears/2019' document: 'd' recipient_count: 1 "
                    "amount_state: AMOUNT_STATE_KNOWN amount_fen: ",
                    fen, " }"));
    Do(ApproveAward, "checker", absl::StrCat("name: 'awards/", id, "'"));
  }
  double Reverse(const std::string& source) {
    return Do(CreateReversal, "auditor",
              absl::StrCat("reversal_id: 'r", ++reversals_, "' reversal { source: '", source,
                           "' reason: 'r' document: 'd' }"));
  }

  // Awards that are approved and cancelled: each moves every lot there and back.
  void Fill(int64_t transfers) {
    Do(CreateFiscalYear, "clerk", "fiscal_year_id: '2019'");
    for (const char* program :
         {"fund", "ic' parent: 'programs/fund", "other' parent: 'programs/fund"}) {
      const std::string text = program;
      Do(CreateProgram, "clerk",
         absl::StrCat("program_id: '", text.substr(0, text.find('\'')),
                      "' program { display_name: '", text, "' }"));
    }
    for (int i = 0; i < kLots; ++i) {
      Do(CreateAppropriation, "clerk",
         absl::StrCat("appropriation_id: 'b", i,
                      "' appropriation { fiscal_year: "
                      "'fiscalYears/2019' program: 'programs/fund' kind: "
                      "APPROPRIATION_KIND_ORIGINAL document: 'd' amount_fen: ",
                      kLotFen, " }"));
    }
    for (int i = 0; transfers_ < transfers; ++i) {
      const std::string id = absl::StrCat("f", i);
      Grant(id, int64_t{kLots} * kLotFen);
      Do(CancelAward, "checker", absl::StrCat("name: 'awards/", id, "' reason: 'r'"));
      transfers_ += 2 * kLots;
    }
  }

  // What the last commit took to change the cells.
  absl::Duration following_;
  testing::TempDir dir_;
  std::unique_ptr<storage::Store> store_;
  int64_t transfers_ = 0;
  int reversals_ = 0;
};

}  // namespace
}  // namespace zgc::funding

int main(int argc, char** argv) {
  zgc::funding::Bench(argc > 1 ? std::atoll(argv[1]) : 1'000'000).Run();
  return 0;
}
