#include "services/funding_ledger/testing/run/scenario.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/testing/matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/testing/run/lines.h"
#include "services/funding_ledger/testing/run/lockstep.h"
#include "services/funding_ledger/testing/run/words.h"

namespace zgc::funding {
namespace {

class Runner {
 public:
  void Run(absl::string_view table) {
    if (!RunLines(table, [this](Words& words) { Line(words); })) return;
    EXPECT_EQ(request_.transfers_size(), 0) << "a request without end";
    both_.CompareIndexes();
  }

 private:
  void Line(Words& words) {
    const std::string verb = words.Next();
    if (verb == "account") return Account(words);
    if (verb == "request") return Begin(words);
    if (verb == "end") return End();
    if (verb == "balance") return Balance(words);
    if (verb == "state") return State(words);
    if (verb == "posted") {
      // Without the one that stood there before.
      EXPECT_EQ(both_.revisions().size() - 1, static_cast<size_t>(words.Fen()));
    } else if (verb == "wait") {
      both_.Advance(Time(words.Next()));
    } else if (verb == "expire") {
      both_.ExpireNow();
    } else if (verb == "restart") {
      both_.Restart();
    } else if (verb == "index") {
      both_.ledger().AwaitIndexed();
    } else if (verb == "close") {
      both_.CloseYear("fiscalYears/" + words.Next());
    } else {
      Transfer(verb, words);
    }
  }

  static absl::Duration Time(absl::string_view word) {
    int64_t seconds = 0;
    EXPECT_TRUE(absl::ConsumeSuffix(&word, "s") && absl::SimpleAtoi(word, &seconds))
        << word << " is no number of seconds";
    return absl::Seconds(seconds);
  }
  // The two that are not sub-ledger accounts are there from the beginning.
  static std::string AccountNamed(const std::string& word) {
    if (word == "nothing") return "";
    if (word == "budget-debit") return TestLedger::kReservedDebit;
    if (word == "budget-credit") return TestLedger::kReservedCredit;
    return "accounts/" + word;
  }

  void Account(Words& words) {
    v1::Account account;
    account.set_name(AccountNamed(words.Next()));
    account.set_normal_side(words.Next() == "debit" ? v1::ACCOUNT_SIDE_DEBIT
                                                    : v1::ACCOUNT_SIDE_CREDIT);
    account.set_fiscal_year("fiscalYears/2019");
    while (!words.empty()) {
      if (words.Take("min")) {
        account.set_min_balance_fen(words.Fen());
      } else if (words.Take("max")) {
        account.set_max_balance_fen(words.Fen());
      } else if (words.Take("year")) {
        account.set_fiscal_year("fiscalYears/" + words.Next());
      } else {
        return;
      }
    }
    both_.OpenAccount(account);
  }

  void Begin(Words& words) {
    in_request_ = true;
    if (words.Take("cap")) request_.set_max_amount_fen(words.Fen());
    request_.set_validate_only(words.Take("check"));
  }

  void End() {
    const auto results = both_.Post(request_);
    ASSERT_EQ(results.size(), expected_.size());
    for (size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(ShortName(results[i]), expected_[i])
          << "transfer " << i + 1 << " of the request, "
          << request_.transfers(static_cast<int>(i)).id();
    }
    request_.Clear();
    expected_.clear();
    in_request_ = false;
  }

  void Transfer(const std::string& verb, Words& words) {
    v1::Transfer& transfer = *request_.add_transfers();
    transfer.set_id(IdNamed(words.Next()));
    transfer.set_document("voucher");
    if (verb == "pending") {
      transfer.set_mode(v1::TRANSFER_MODE_PENDING);
    } else if (verb == "post") {
      transfer.set_mode(v1::TRANSFER_MODE_POST_PENDING);
    } else if (verb == "void") {
      transfer.set_mode(v1::TRANSFER_MODE_VOID_PENDING);
    } else if (verb != "transfer") {
      ADD_FAILURE() << "what is \"" << verb << "\"?";
    }
    while (words.size() > 1) Option(transfer, words);
    expected_.push_back(words.Next());
    if (!in_request_) End();
  }

  static void Option(v1::Transfer& transfer, Words& words) {
    if (words.Take("of")) {
      transfer.set_pending_id(IdNamed(words.Next()));
    } else if (words.Take("on")) {
      transfer.set_effective_date(words.Next());
    } else if (words.Take("linked")) {
      transfer.set_linked(true);
    } else if (words.Take("{")) {
      std::string fields;
      while (!words.empty() && !words.Take("}")) absl::StrAppend(&fields, words.Next(), " ");
      v1::Transfer more;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &more)) << fields;
      transfer.MergeFrom(more);
    } else if (words.StartsWithNumber()) {
      transfer.set_amount_fen(words.Fen());
    } else if (words.front().find_first_not_of("0123456789") == words.front().size() - 1 &&
               words.front().back() == 's') {
      transfer.set_timeout_seconds(static_cast<int32_t>(absl::ToInt64Seconds(Time(words.Next()))));
    } else {
      transfer.set_debit(AccountNamed(words.Next()));
      EXPECT_EQ(words.Next(), "<-");
      transfer.set_credit(AccountNamed(words.Next()));
    }
  }

  void Balance(Words& words) {
    const std::string name = AccountNamed(words.Next());
    const auto account = RequireAccount(both_.ledger().store().Read(), name);
    ZGC_ASSERT_OK(account);
    while (!words.empty()) {
      if (words.Take("debits")) {
        EXPECT_EQ(account->debits_fen(), words.Fen());
      } else if (words.Take("credits")) {
        EXPECT_EQ(account->credits_fen(), words.Fen());
      } else if (words.Take("pending")) {
        EXPECT_EQ(absl::StrCat(account->pending_debits_fen(), "/", account->pending_credits_fen()),
                  words.Next());
      } else if (words.StartsWithNumber()) {
        EXPECT_EQ(account->balance_fen(), words.Fen());
      } else {
        return;
      }
    }
  }

  void State(Words& words) {
    const std::string id = IdNamed(words.Next());
    both_.CompareLookups({id});
    const auto found = both_.model().pendings().find(id);
    const std::string state = words.Next();
    if (state == "none") {
      EXPECT_TRUE(found == both_.model().pendings().end());
      return;
    }
    ASSERT_TRUE(found != both_.model().pendings().end());
    EXPECT_EQ(v1::PendingState_Name(found->second.state),
              "PENDING_STATE_" + absl::AsciiStrToUpper(state));
    if (state != "open") return;
    EXPECT_EQ(found->second.open_fen, words.Fen());
  }

  Lockstep both_;
  v1::PostTransfersRequest request_;
  std::vector<std::string> expected_;
  bool in_request_ = false;
};

}  // namespace

void RunScenario(absl::string_view table) { Runner().Run(table); }

}  // namespace zgc::funding
