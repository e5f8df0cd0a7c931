#pragma once

#include <string>
#include <vector>

#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "zgc/records/v1/corrections.pb.h"
#include "zgc/records/v1/evidence.pb.h"

// What the corrections of records and their evidence are kept in, the same in the store of every
// service.
namespace zgc::records {

// The name of any record.
struct RecordName {
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.String(name); }
  bool Decode(storage::KeyReader& in) { return in.String(&name); }
};

inline constexpr resource::Rows<v1::Correction> kCorrections{
    {.id = 81, .name = "corrections", .in_feed = true}};
inline constexpr resource::Lookup<RecordName> kCorrectionsByRecord{
    {.id = 82, .name = "corrections_by_record", .history = true}};
inline constexpr resource::Rows<v1::Evidence> kEvidence{
    {.id = 94, .name = "evidence", .in_feed = true}};
// Leads from a record to those that name it. Derived: see citations.h.
inline constexpr resource::Lookup<RecordName> kCitations{
    {.id = 83, .name = "citations", .derived = true}};

// By "registrations/capital_fen". Derived: see amounts.h.
inline constexpr resource::Rows<v1::AmountCounts> kAmountCounts{
    {.id = 84, .name = "amount_counts", .derived = true}};

// What RecordService needs of any schema.
inline std::vector<storage::Column> RecordColumns() {
  return storage::Columns(resource::kVoidedRecords, resource::kReasons, kCorrections,
                          kCorrectionsByRecord, kEvidence);
}

// A schema with all of these, whose commits keep the citations, the counts of amounts and the index
// of fields.
storage::Schema WithRecords(storage::Schema schema);

}  // namespace zgc::records
