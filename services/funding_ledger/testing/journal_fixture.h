#pragma once

#include "absl/strings/str_format.h"
#include "common/resource/rows.h"
#include "common/storage/page.h"
#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {

class JournalFixture : public FundingFixture {
 protected:
  v1::ListTransfersResponse Transfers(const std::string& filter, int size = 100,
                                      const std::string& start = "") {
    v1::ListTransfersRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(filter, &request));
    v1::ListTransfersResponse response;
    const auto next = ListTransfers(store_->Read(), request, {size, start}, response);
    EXPECT_TRUE(next.ok()) << next.status();
    if (next.ok()) response.set_next_page_token(*next);
    return response;
  }
};

}  // namespace zgc::funding
