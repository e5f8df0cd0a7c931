#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/accounts.pb.h"

namespace zgc::funding {

// What the model of the budget works with on the way to a record.
struct BudgetParts {
  struct Line {
    PostingContext context;
    v1::TransferKind kind;
    AccountRef debit;
    AccountRef credit;
    int64_t fen = 0;
    // The lot that is moved; empty takes the oldest.
    std::string lot = {};
    // Moves the lots that the line before moved.
    bool same_lots = false;
    std::string reverses = {};
  };
  struct Part {
    std::string lot;
    int64_t fen;
  };
  struct Shortfall {
    std::string account;
    std::string holder;
    int64_t headroom_fen;
    int64_t requested_fen;
    // Empty for the balance as it stands.
    std::string day = {};
  };
  // A record as its reversal sees it.
  struct Source {
    std::string fiscal_year;
    std::string program;
    std::string day;
    int64_t amount_fen = 0;
    std::set<std::string> persons;
    bool reversible = true;
    std::string award;
    std::string payment;
  };
  // What an amendment of a ceiling is of: a program, or a ceiling of a year.
  struct AmendedCeiling {
    bool of_program = false;
    bool ended = false;
    // The program that it limits, or empty.
    std::string program;
    // Under which a ceiling of a year is found.
    std::string key;
    AccountRef limit;
    AccountRef headroom;
    AccountRef used;
  };
  // By how much an amendment raises a limit in a year, and what is used of it.
  struct CeilingMove {
    int64_t more = 0;
    int64_t more_used = 0;
  };
};

}  // namespace zgc::funding
