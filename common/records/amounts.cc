#include "common/records/amounts.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/error.h"
#include "common/records/records_schema.h"

namespace zgc::records {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int64_t kFenOfYuan = 100;
// From how many amounts on their median says something.
constexpr int64_t kEnough = 30;
// 万元 for 元 is four of them.
constexpr int kFarDigits = 4;

bool IsAmount(const FieldDescriptor& field) {
  return !field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 &&
         absl::EndsWith(field.name(), "_fen");
}

int64_t AmountOf(const Message* row, const FieldDescriptor& field) {
  return row == nullptr ? 0 : row->GetReflection()->GetInt64(*row, &field);
}

// 0 of what is no amount.
int DigitsOf(int64_t fen) {
  int digits = 0;
  for (; fen > 0; fen /= 10) ++digits;
  return digits;
}

std::string CountsName(const FieldDescriptor& field) {
  return contract::CollectionOf(contract::ResourceTypeOf(*field.containing_type())) + field.name();
}

void Count(int digits, int64_t by, v1::AmountCounts& counts) {
  if (digits == 0) return;
  while (counts.by_digits_size() <= digits) counts.add_by_digits(0);
  counts.set_by_digits(digits, counts.by_digits(digits) + by);
}

struct Usual {
  int64_t count = 0;
  // Of the median.
  int digits = 0;
};

absl::StatusOr<Usual> UsualOf(const storage::Reader& reader, const FieldDescriptor& field) {
  ZGC_ASSIGN_OR_RETURN(const auto counts, kAmountCounts.Get(reader, {CountsName(field)}));
  Usual usual;
  if (!counts.has_value()) return usual;
  for (const int64_t count : counts->by_digits()) usual.count += count;
  int64_t below = 0;
  for (int digits = 0; digits < counts->by_digits_size(); ++digits) {
    below += counts->by_digits(digits);
    if (2 * below < usual.count) continue;
    usual.digits = digits;
    break;
  }
  return usual;
}

std::string Yuan(int64_t fen) {
  return absl::StrFormat("%d.%02d", fen / kFenOfYuan, fen % kFenOfYuan);
}

absl::Status Suspect(const std::string& field, int64_t fen, const std::string& why) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition,
                         common::v1::ERROR_REASON_AMOUNT_SUSPECT,
                         absl::StrCat(field, " is ", Yuan(fen), "元, ", why,
                                      "; did you mean 万元? If it is right, repeat ", Yuan(fen),
                                      " as confirmed_amount in a request of another id"),
                         {{"field", field}, {"amount", Yuan(fen)}});
}

}  // namespace

absl::Status CountAmounts(storage::Txn& txn, const Message* before, const Message* after) {
  const auto& type = *(after != nullptr ? after : before)->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!IsAmount(field)) continue;
    const int was = DigitsOf(AmountOf(before, field));
    const int is = DigitsOf(AmountOf(after, field));
    if (was == is) continue;
    ZGC_ASSIGN_OR_RETURN(const auto found, kAmountCounts.Get(txn, {CountsName(field)}));
    v1::AmountCounts counts = found.value_or(v1::AmountCounts());
    Count(was, -1, counts);
    Count(is, 1, counts);
    kAmountCounts.Put(txn, {CountsName(field)}, counts);
  }
  return absl::OkStatus();
}

void AddAmounts(const Message& row, AmountTotals& totals) {
  const auto& type = *row.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const int digits = IsAmount(field) ? DigitsOf(AmountOf(&row, field)) : 0;
    if (digits != 0) Count(digits, 1, totals[CountsName(field)]);
  }
}

absl::Status CheckAmounts(const storage::Reader& reader, const Kind& kind, const Message* before,
                          const Message& row, const std::string& confirmed, int64_t suspect_yuan) {
  for (const std::string& name : kind.amounts()) {
    const FieldDescriptor& field = *kind.row().FindFieldByName(name);
    const int64_t fen = AmountOf(&row, field);
    if (fen == AmountOf(before, field) || confirmed == Yuan(fen)) continue;
    const std::string path = absl::StrCat(kind.field(), ".", name);
    if (fen / kFenOfYuan > suspect_yuan) {
      return Suspect(path, fen, absl::StrCat("above ", suspect_yuan, "元"));
    }
    ZGC_ASSIGN_OR_RETURN(const Usual usual, UsualOf(reader, field));
    if (usual.count >= kEnough && DigitsOf(fen) >= usual.digits + kFarDigits) {
      return Suspect(path, fen,
                     absl::StrCat("ten thousand times what is usual of ", usual.count, " of them"));
    }
  }
  return absl::OkStatus();
}

}  // namespace zgc::records
