#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/domain/publications/publication_changes.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/testing/reports_fixture.h"

namespace zgc::supervision {

// Publications whose figures change after they were published.
class ErrataFixture : public ReportsTest {
 protected:
  // publications/p, which cites “企业” with 5家.
  void PublishFive() {
    Load(report_);
    ZGC_ASSERT_OK(Publish("publication_id: 'p'"));
  }
  // What the source says of the figure from now on.
  void Change(const std::string& value, const std::string& more = "") {
    report_.Figure("a", "a", value, "家", more);
    Apply(report_, ++revision_);
  }
  // The source no longer has a figure, and another has taken its place unless that is empty.
  void Replace(const std::string& gone, const std::string& by, const std::string& value) {
    report_.input().figures.erase("//park_region/figures/" + gone);
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      kSourceFigures.Delete(txn, {"park_region", "figures/" + gone});
      if (!by.empty()) {
        kReplacedSourceFigures.Add(txn, {"park_region", "figures/" + gone}, "figures/" + by);
      }
      return absl::OkStatus();
    }));
    if (by.empty()) return;
    report_.Figure(by, "a", value, "家", "correction_reason: '台账漏记'");
    Apply(report_, ++revision_);
  }

  // What park_region sends, to be taken over with others as one step up to a revision of it.
  // `received` is how far it is known that nothing of it was followed.
  void TakeOver(int64_t revision, const std::vector<resource::FeedPart>& parts,
                int64_t received = 0) {
    resource::FeedPart whole;
    for (const resource::FeedPart& part : parts) whole.MergeFrom(part);
    *whole.mutable_position() = At("park_region", revision);
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      return ApplyPart(
          txn, {"park_region", "park_region", revision_, received == 0 ? revision_ : received},
          whole);
    }));
    revision_ = revision;
    Hear("park_region", revision);
  }
  // The figure with that value.
  resource::FeedPart Saying(const std::string& value, const std::string& more = "") {
    report_.Figure("a", "a", value, "家", more);
    resource::FeedPart part;
    *part.add_changed() = report_.input().figures.at("//park_region/figures/a");
    return part;
  }
  template <typename Message>
  static resource::FeedPart Row(const Message& row) {
    resource::FeedPart part;
    ops::v1::Change& change = *part.add_changes();
    change.set_kind(ops::v1::CHANGE_KIND_PUT);
    change.set_resource_type(Message::descriptor()->full_name());
    change.set_name(row.name());
    change.mutable_resource()->PackFrom(row);
    return part;
  }
  // A correction that was applied at a revision of its service.
  static resource::FeedPart Corrected(int64_t revision) {
    return Row(FromText<records::v1::Correction>(absl::StrCat(
        "name: 'corrections/", revision, "' record: 'registrations/r' kind: ",
        "CORRECTION_KIND_FIELDS state: CORRECTION_STATE_APPLIED reason: '单位录错' evidence: ",
        "'营业执照' steps { method: 'CorrectRecord' actor: 'clerk' } steps { method: ",
        "'ApproveCorrection' actor: 'checker' } revision: ", revision)));
  }

  v1::Publication Standing(const std::string& name, int64_t revision = 0) {
    v1::GetPublicationRequest request;
    request.set_name(name);
    const auto row = GetPublication(*store_->ReadAt(revision), book_, request);
    EXPECT_TRUE(row.ok()) << row.status();
    return row.value_or(v1::Publication());
  }
  std::vector<v1::FigureChange> Changes(const std::string& publication, int64_t revision = 0) {
    v1::ListPublicationChangesRequest request;
    request.set_publication(publication);
    v1::ListPublicationChangesResponse response;
    const auto next =
        ListPublicationChanges(*store_->ReadAt(revision), *store_, book_, request, {}, response);
    EXPECT_TRUE(next.ok()) << next.status();
    return {response.changes().begin(), response.changes().end()};
  }

  ReportBuilder report_ = Good();
  int64_t revision_ = 5;
};

}  // namespace zgc::supervision
