#pragma once

#include <string>
#include <vector>

#include "common/resource/feeds.h"
#include "common/testing/hand_clock.h"
#include "services/task_registry/domain/sources/followed_figures.h"
#include "services/task_registry/testing/targets_fixture.h"

namespace zgc::tasks {

inline constexpr char kRate[] = "//funding_ledger/indicators/rate";

// What the ledger would send, without a server.
class FollowedFixture : public TargetsFixture {
 protected:
  FollowedFixture() { watch_.Follow("funding_ledger"); }

  // A target of the rate of the year.
  static std::string RateTarget(const std::string& value, const std::string& more = "") {
    return absl::StrCat("targets { indicator: '", kRate, "' ", kYear,
                        " comparison: TARGET_COMPARISON_AT_LEAST value: '", value, "' ", more,
                        " } ");
  }
  static figures::v1::Figure FigureOf(
      const std::string& id, const std::string& value,
      figures::v1::FigureStatus status = figures::v1::FIGURE_STATUS_VERIFIED, int year = 2019) {
    figures::v1::Figure figure;
    figure.set_name("figures/" + id);
    figure.set_indicator("indicators/rate");
    figure.set_value(value);
    figure.set_unit("%");
    figure.set_qualifier(figures::v1::QUALIFIER_EXACT);
    figure.set_value_state(figures::v1::VALUE_STATE_KNOWN);
    figure.set_status(status);
    figure.mutable_period()->set_start_date(absl::StrCat(year, "-01-01"));
    figure.mutable_period()->set_end_date(absl::StrCat(year, "-12-31"));
    return figure;
  }

  absl::Status Apply(const resource::PartOrigin& origin, const resource::FeedPart& part) {
    return InCommit([&](storage::Txn& txn) { return ApplyFigures(txn, origin, part); });
  }
  // All that the ledger holds at a revision, or what changed since the one that is here.
  absl::Status Send(int64_t revision, const std::vector<figures::v1::Figure>& figures,
                    const std::vector<std::string>& gone = {}) {
    const auto known = StandingOf(store_->Read(), "funding_ledger");
    ZGC_RETURN_IF_ERROR(known.status());
    resource::PartOrigin origin;
    origin.service = "funding_ledger";
    origin.store_id = "s";
    origin.after_revision = known->resume();
    origin.received_revision = known->resume();
    resource::FeedPart part;
    part.mutable_position()->set_incarnation("s");
    part.mutable_position()->set_revision(revision);
    part.set_chain_sha256("c");
    for (const auto& figure : figures) *part.add_changed() = figure;
    for (const std::string& name : gone) part.add_removed(name);
    return Apply(origin, part);
  }
  // Turns to what is wanted, and meets the store of the ledger.
  void Turn() {
    ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) -> absl::Status {
      ZGC_RETURN_IF_ERROR(TurnToWanted(txn, "funding_ledger"));
      ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, "funding_ledger"));
      ops::v1::ServiceStatus answer;
      answer.set_service("funding_ledger");
      answer.set_store_id("s");
      resource::Meet(answer, known);
      SaveStanding(txn, known);
      return absl::OkStatus();
    }));
  }
  // It says that this is its newest revision.
  void Hear(int64_t head) { watch_.Asked("funding_ledger", watch_.Now(), resource::Heard(head)); }
  // All that it holds is here.
  void Follow(int64_t revision, const std::vector<figures::v1::Figure>& figures) {
    Turn();
    ZGC_ASSERT_OK(Send(revision, figures));
    Hear(revision);
  }

  absl::Status InCommit(absl::FunctionRef<absl::Status(storage::Txn&)> body) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(body(txn));
                  return "";
                })
        .status();
  }
  resource::Standing Standing() {
    const auto standing = StandingOf(store_->Read(), "funding_ledger");
    EXPECT_TRUE(standing.ok()) << standing.status();
    return standing.value_or(resource::Standing());
  }
};

}  // namespace zgc::tasks
