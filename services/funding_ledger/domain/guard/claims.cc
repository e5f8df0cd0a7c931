#include "services/funding_ledger/domain/guard/claims.h"

#include "absl/container/btree_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/ledger/shape.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxItems = 200;
constexpr size_t kMaxTextSize = 200;

bool IsWhite(char32_t point) {
  return point <= U' ' || point == 0x7F || point == 0xA0 || point == 0x3000 || point == 0xFEFF ||
         (point >= 0x2000 && point <= 0x200D);
}

bool IsDash(char32_t point) {
  return (point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xFE58 ||
         point == 0xFE63;
}

const char* KindText(v1::SupportItemKind kind) {
  switch (kind) {
    case v1::SUPPORT_ITEM_KIND_ENTERPRISE:
      return "企业";
    case v1::SUPPORT_ITEM_KIND_INVOICE:
      return "发票";
    case v1::SUPPORT_ITEM_KIND_CONTRACT:
      return "合同";
    case v1::SUPPORT_ITEM_KIND_EQUIPMENT:
      return "设备";
    case v1::SUPPORT_ITEM_KIND_LOAN:
      return "贷款";
    default:
      return "";
  }
}

// The purpose that `items` state of the one with this key.
std::string PurposeIn(const SupportItems& items, const InstrumentKey& key) {
  for (const v1::SupportItem& item : items) {
    if (ItemKey(item) == key) return item.purpose();
  }
  return "";
}

// The claim of an award or a payment; nullopt if it does not stand.
absl::StatusOr<absl::optional<v1::SupportClaim>> ReadClaim(const storage::Reader& reader,
                                                           const std::string& name,
                                                           const InstrumentKey& key) {
  v1::SupportClaim claim;
  claim.set_name(name);
  if (absl::StartsWith(name, "payments/")) {
    ZGC_ASSIGN_OR_RETURN(const v1::Payment payment, GetRow(reader, kPayments, name));
    if (!payment.reversal().empty()) return absl::optional<v1::SupportClaim>();
    claim.set_award(payment.award());
    claim.set_program(payment.program());
    claim.set_fiscal_year(payment.fiscal_year());
    claim.set_purpose(PurposeIn(payment.support_items(), key));
    claim.set_paid_fen(payment.amount_fen());
    return absl::optional<v1::SupportClaim>(claim);
  }
  ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, name));
  if (!Stands(award)) return absl::optional<v1::SupportClaim>();
  claim.set_award(name);
  claim.set_program(award.program());
  claim.set_fiscal_year(award.fiscal_year());
  claim.set_purpose(PurposeIn(ItemsOf(award), key));
  claim.set_paid_fen(award.paid_fen());
  return absl::optional<v1::SupportClaim>(claim);
}

}  // namespace

std::string Normalised(absl::string_view text) {
  constexpr char32_t kFullWidthFirst = 0xFF01;
  constexpr char32_t kFullWidthLast = 0xFF5E;
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    const base::CodePoint at = base::CodePointAt(text, pos);
    pos += at.length;
    char32_t point = at.value;
    if (point >= kFullWidthFirst && point <= kFullWidthLast) point -= kFullWidthFirst - U'!';
    if (IsWhite(point)) continue;
    if (IsDash(point)) point = U'-';
    if (point < 0x80) {
      out.push_back(absl::ascii_tolower(static_cast<unsigned char>(point)));
    } else {
      out += base::EncodeUtf8(point);
    }
  }
  return out;
}

InstrumentKey ItemKey(const v1::SupportItem& item) {
  return {InstrumentBy::kClaim, absl::StrCat(static_cast<int>(item.kind())),
          Normalised(item.issuer()), Normalised(item.number())};
}

std::string ItemText(const v1::SupportItem& item) {
  return absl::StrCat(KindText(item.kind()), " ", item.number(),
                      item.issuer().empty() ? "" : absl::StrCat("（", item.issuer(), "）"));
}

SupportItems ItemsOf(const v1::Award& award) {
  SupportItems items = award.support_items();
  absl::btree_set<InstrumentKey> listed;
  for (const v1::SupportItem& item : items) listed.insert(ItemKey(item));
  for (const std::string& enterprise : award.enterprises()) {
    v1::SupportItem item;
    item.set_kind(v1::SUPPORT_ITEM_KIND_ENTERPRISE);
    item.set_number(enterprise);
    if (listed.insert(ItemKey(item)).second) *items.Add() = item;
  }
  return items;
}

void CheckSupportItems(const SupportItems& items, absl::string_view field, Checks& checks) {
  checks.Expect(items.size() <= kMaxItems, field, absl::StrCat("has more than ", kMaxItems));
  absl::btree_set<InstrumentKey> seen;
  for (int i = 0; i < std::min(items.size(), kMaxItems); ++i) {
    const v1::SupportItem& item = items[i];
    const std::string at = absl::StrCat(field, "[", i, "]");
    const bool enterprise = item.kind() == v1::SUPPORT_ITEM_KIND_ENTERPRISE;
    checks.Expect(v1::SupportItemKind_IsValid(item.kind()) &&
                      item.kind() != v1::SUPPORT_ITEM_KIND_UNSPECIFIED,
                  absl::StrCat(at, ".kind"), "must be a kind of item");
    checks.Expect(!Normalised(item.number()).empty(), absl::StrCat(at, ".number"), "is required");
    if (enterprise) {
      checks.Expect(item.issuer().empty(), absl::StrCat(at, ".issuer"), "an enterprise has none");
      checks.Expect(absl::StartsWith(item.number(), resource::kEnterprisePrefix),
                    absl::StrCat(at, ".number"),
                    absl::StrCat("must be ", resource::kEnterprisePrefix, "{id}"));
    } else {
      checks.Expect(!Normalised(item.issuer()).empty(), absl::StrCat(at, ".issuer"), "is required");
    }
    for (const std::string* text : {&item.issuer(), &item.number(), &item.purpose()}) {
      checks.Expect(text->size() <= kMaxTextSize, at,
                    absl::StrCat("has a text of more than ", kMaxTextSize, " bytes"));
    }
    checks.Expect(seen.insert(ItemKey(item)).second, at, "is listed before");
  }
}

void RecordClaims(storage::Txn& txn, const std::string& name, const SupportItems& items) {
  for (const v1::SupportItem& item : items) kInstrumentLookups.Add(txn, ItemKey(item), name);
}

absl::StatusOr<std::vector<v1::SupportClaim>> ClaimsOf(const storage::Reader& reader,
                                                       const v1::SupportItem& item) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, ItemKey(item)));
  std::vector<v1::SupportClaim> claims;
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const auto claim, ReadClaim(reader, name, ItemKey(item)));
    if (claim.has_value()) claims.push_back(*claim);
  }
  return claims;
}

absl::StatusOr<v1::FindSupportClaimsResponse> FindSupportClaims(
    const storage::Reader& reader, const v1::FindSupportClaimsRequest& request) {
  SupportItems items;
  *items.Add() = request.item();
  Checks checks(reader, request);
  CheckSupportItems(items, "item", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto claims, ClaimsOf(reader, request.item()));
  v1::FindSupportClaimsResponse response;
  for (const v1::SupportClaim& claim : claims) *response.add_claims() = claim;
  response.set_revision(reader.revision());
  return response;
}

}  // namespace zgc::funding
