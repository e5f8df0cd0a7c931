// Posts transfers to a funding ledger as a caller does and prints what was
// measured as one line of JSON. tests/bench/ledger drives it.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/journal.grpc.pb.h"

namespace zgc::funding {
namespace {

// The inputs that PostgreSQL gets too, one a line, fields parted by tabs; each made
// ready as it stands in a request, but for its id.
struct Rows {
  // One after the other.
  std::string bytes;
  // Where each begins, and where all end.
  std::vector<size_t> begins;
  // Where the 16 bytes of its id are.
  std::vector<size_t> ids;

  size_t size() const { return ids.size(); }
};

Rows ReadRows(const char* path) {
  // Not in any other field.
  const std::string mark = "\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2";
  Rows rows;
  rows.begins.push_back(0);
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    if (parts.size() != 10) continue;
    v1::PostTransfersRequest one;
    v1::Transfer& transfer = *one.add_transfers();
    transfer.set_id(mark);
    transfer.set_debit(parts[1]);
    transfer.set_credit(parts[2]);
    transfer.set_amount_fen(std::atoll(parts[3].c_str()));
    transfer.set_effective_date("2019-06-30");
    transfer.set_program(parts[4]);
    transfer.set_award(parts[5]);
    transfer.set_enterprise(parts[6]);
    transfer.set_park(parts[7]);
    transfer.set_task(parts[8]);
    transfer.set_document(parts[9]);
    const std::string bytes = one.SerializeAsString();
    rows.ids.push_back(rows.bytes.size() + bytes.find(mark));
    rows.bytes += bytes;
    rows.begins.push_back(rows.bytes.size());
  }
  return rows;
}

class Load {
 public:
  Load(std::shared_ptr<grpc::Channel> channel, const Rows& rows, size_t batch, int in_flight,
       double seconds, int64_t most, uint64_t seed)
      : stub_(std::move(channel)),
        rows_(rows),
        batch_(batch),
        seconds_(seconds),
        most_(most),
        seed_(seed),
        in_flight_(in_flight),
        left_(in_flight) {}

  void Run() {
    start_ = absl::Now();
    for (int i = 0; i < in_flight_; ++i) {
      Next(std::make_shared<Slot>(seed_ * 1000 + static_cast<uint64_t>(i)));
    }
    left_.Wait();
    const double took = absl::ToDoubleSeconds(absl::Now() - start_);
    absl::MutexLock lock(&mutex_);
    std::sort(times_ms_.begin(), times_ms_.end());
    const auto at = [this](double share) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return times_ms_[static_cast<size_t>(share * static_cast<double>(times_ms_.size() - 1))];
    };
    std::printf(
        "{\"transfers\": %lld, \"posted\": %lld, \"seconds\": %.3f, \"p50_ms\": %.3f, "
        "\"p99_ms\": %.3f, \"p999_ms\": %.3f}\n",
        static_cast<long long>(asked_.load()), static_cast<long long>(posted_.load()), took,
        at(0.5), at(0.99), at(0.999));
  }

 private:
  struct Slot {
    explicit Slot(uint64_t seed) : random(seed) {}
    std::mt19937_64 random;
    std::unique_ptr<grpc::ClientContext> context;
    std::string bytes;
    grpc::ByteBuffer request;
    v1::PostTransfersResponse response;
    absl::Time begin;
    std::vector<double> times_ms;
  };

  // Rows that follow one another, with ids of their own.
  void Fill(Slot& slot) {
    const size_t first = slot.random() % (rows_.size() - batch_);
    const size_t begin = rows_.begins[first];
    slot.bytes.assign(rows_.bytes, begin, rows_.begins[first + batch_] - begin);
    for (size_t row = first; row < first + batch_; ++row) {
      const uint64_t id[2] = {slot.random(), slot.random()};
      std::memcpy(slot.bytes.data() + (rows_.ids[row] - begin), id, sizeof(id));
    }
    const grpc::Slice slice(slot.bytes.data(), slot.bytes.size(), grpc::Slice::STATIC_SLICE);
    slot.request = grpc::ByteBuffer(&slice, 1);
  }

  void Next(const std::shared_ptr<Slot>& slot) {
    if (absl::Now() - start_ > absl::Seconds(seconds_) || asked_ >= most_) {
      absl::MutexLock lock(&mutex_);
      times_ms_.insert(times_ms_.end(), slot->times_ms.begin(), slot->times_ms.end());
      left_.DecrementCount();
      return;
    }
    Fill(*slot);
    asked_ += static_cast<int64_t>(batch_);
    slot->context = std::make_unique<grpc::ClientContext>();
    slot->begin = absl::Now();
    stub_.UnaryCall(
        slot->context.get(), "/zgc.funding.v1.JournalService/PostTransfers", grpc::StubOptions(),
        &slot->request, &slot->response, [this, slot](const grpc::Status& status) {
          if (!status.ok()) {
            std::fprintf(stderr, "a call failed: %s\n", status.error_message().c_str());
            std::exit(1);
          }
          slot->times_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - slot->begin));
          posted_ += slot->response.posted_count();
          Next(slot);
        });
  }

  // Sends bytes: what is measured is the ledger, and not how fast a caller fills in
  // requests.
  grpc::TemplatedGenericStub<grpc::ByteBuffer, v1::PostTransfersResponse> stub_;
  const Rows& rows_;
  const size_t batch_;
  const double seconds_;
  const int64_t most_;
  const uint64_t seed_;
  const int in_flight_;
  absl::Time start_;
  absl::BlockingCounter left_;
  std::atomic<int64_t> asked_{0};
  std::atomic<int64_t> posted_{0};
  absl::Mutex mutex_;
  std::vector<double> times_ms_ ABSL_GUARDED_BY(mutex_);
};

void Require(const grpc::Status& status, const char* what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what, status.error_message().c_str());
  std::exit(1);
}

// The year, and accounts "accounts/a0" to that of `count`: all rich but the poor one.
void Prepare(const std::shared_ptr<grpc::Channel>& channel, int count) {
  const auto funding = v1::FiscalYearService::NewStub(channel);
  grpc::ClientContext context;
  v1::CreateFiscalYearRequest year;
  year.set_fiscal_year_id("2019");
  year.set_request_id("year");
  v1::FiscalYear created;
  Require(funding->CreateFiscalYear(&context, year, &created), "the year");
  const auto journal = v1::JournalService::NewStub(channel);
  v1::BatchCreateAccountsRequest request;
  const auto send = [&] {
    grpc::ClientContext sent;
    v1::BatchCreateAccountsResponse response;
    Require(journal->BatchCreateAccounts(&sent, request, &response), "the accounts");
    request.clear_accounts();
  };
  const auto add = [&](const std::string& id, bool rich) {
    v1::Account& account = *request.add_accounts();
    account.set_name("accounts/" + id);
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
    // Wide enough that only the poor one is ever refused.
    if (rich) account.set_min_balance_fen(-1'000'000'000'000'000);
    if (request.accounts_size() == 5000) send();
  };
  for (int i = 0; i < count; ++i) add(absl::StrCat("a", i), true);
  add("hot", true);
  add("poor", false);
  send();
}

}  // namespace
}  // namespace zgc::funding

int main(int argc, char** argv) {
  using namespace zgc::funding;  // NOLINT: the program
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  if (argc == 4 && std::strcmp(argv[1], "prepare") == 0) {
    Prepare(grpc::CreateCustomChannel(argv[2], grpc::InsecureChannelCredentials(), arguments),
            std::atoi(argv[3]));
    return 0;
  }
  if (argc == 9 && std::strcmp(argv[1], "post") == 0) {
    const auto channel =
        grpc::CreateCustomChannel(argv[2], grpc::InsecureChannelCredentials(), arguments);
    const Rows rows = ReadRows(argv[3]);
    const size_t batch = static_cast<size_t>(std::atoi(argv[4]));
    if (rows.size() <= batch) {
      std::fprintf(stderr, "%s holds too few rows\n", argv[3]);
      return 1;
    }
    Load(channel, rows, batch, std::atoi(argv[5]), std::atof(argv[6]), std::atoll(argv[7]),
         static_cast<uint64_t>(std::atoll(argv[8])))
        .Run();
    return 0;
  }
  std::fprintf(stderr,
               "usage: ledger_load prepare ADDRESS ACCOUNTS\n"
               "       ledger_load post ADDRESS ROWS BATCH IN_FLIGHT SECONDS MOST SEED\n");
  return 2;
}
