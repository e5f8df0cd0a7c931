#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/domain/publications/publication_changes.h"
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
