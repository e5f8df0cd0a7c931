#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace zgc::funding {

// A table that tells what is posted and what must come of it; the ledger and
// its model both run it. Debit (借) stands left of the arrow, credit (贷) right of it:
// the money goes the way of the arrow. The last word of a line is the result, in the
// words of TransferResult.
//
//   account  cash   debit  min 0  max 500            accounts of 2019 if no year is said
//   account  other  debit  year 2020
//   transfer t1  cash <- grant  100                  ok
//   pending  t2  cash <- grant   30  10s             ok            holds for ten seconds
//   post     t3  of t2   20                          ok            without a sum: the rest
//   void     t4  of t2                               ok
//   transfer t5  cash <- grant  100  on 2019-05-01   ok
//   transfer t6  cash <- grant  100  linked          chain_failed  with the next one
//   transfer t7  cash <- grant  1  { award: 'x' }    invalid_reference
//   request  cap 50                                  the lines up to "end" are one request;
//   end                                              "request check" posts nothing
//   balance  cash  debits 120  credits 0  pending 0/0
//   state    t2  voided                              or: open 30, posted, expired, none
//   posted   3                                       transfers in all
//   wait 10s | expire | restart | index | close 2019
//
// Sums are in fen and may have commas; "max" is the largest that a transfer may have.
// An empty line and what follows "#" is a remark. Failures name the line.
void RunScenario(absl::string_view table);

}  // namespace zgc::funding
