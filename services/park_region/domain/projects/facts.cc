#include "services/park_region/domain/projects/facts.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "services/park_region/domain/projects/stages.h"
#include "services/park_region/domain/stated.h"

namespace zgc::parks {
namespace {

void CheckParties(const v1::Project& project, Checks& checks) {
  std::set<std::pair<int, std::string>> labels;
  for (int i = 0; i < project.parties_size(); ++i) {
    const v1::ProjectParty& party = project.parties(i);
    const std::string field = absl::StrCat("project.parties[", i, "]");
    checks.Expect(labels.emplace(party.role(), party.display_name()).second,
                  absl::StrCat(field, ".display_name"), "repeats an earlier one of the role");
    const int records = (party.enterprise().empty() ? 0 : 1) +
                        (party.organisation().empty() ? 0 : 1) + (party.park().empty() ? 0 : 1);
    checks.Expect(records < 2, field, "is one of enterprise, organisation and park");
  }
  std::set<std::string> spaces;
  for (int i = 0; i < project.spaces_size(); ++i) {
    checks.Expect(spaces.insert(project.spaces(i)).second, absl::StrCat("project.spaces[", i, "]"),
                  "repeats an earlier one");
  }
}

// A region that is in force on the day on which the project began, or today.
absl::Status CheckOrigin(const storage::Reader& reader, const v1::Project& project,
                         Checks& checks) {
  constexpr char kField[] = "project.origin_region";
  checks.Expect(project.origin_region().empty() || project.origin_park().empty(),
                "project.origin_park", "is given instead of origin_region, not with it");
  checks.Expect(project.origin_park().empty() || project.origin_park() != project.park(),
                "project.origin_park", "is the park that it goes to");
  ZGC_ASSIGN_OR_RETURN(const auto region, kRegions.Get(reader, {project.origin_region()}));
  if (!region.has_value() || project.stage_events().empty()) return absl::OkStatus();
  const v1::StageEvent& first = project.stage_events(0);
  std::string day = first.date_known() ? first.date() : first.known_by();
  if (day.empty()) {
    ZGC_ASSIGN_OR_RETURN(const absl::Time now, reader.CommitTime());
    day = base::FormatDate(base::DayOf(now));
  }
  checks.Expect(region->valid_to().empty() || day <= region->valid_to(), kField,
                absl::StrCat(region->name(), " was abolished after ", region->valid_to()));
  checks.Expect(region->valid_from() <= day, kField,
                absl::StrCat(region->name(), " is in force from ", region->valid_from(), " on"));
  return absl::OkStatus();
}

// A letter from A to T, two to four digits, or both.
bool IsIndustry(absl::string_view code) {
  const bool letter = !code.empty() && code[0] >= 'A' && code[0] <= 'T';
  const absl::string_view digits = code.substr(letter ? 1 : 0);
  if (digits.empty()) return letter;
  return digits.size() >= 2 && digits.size() <= 4 &&
         std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
}

// An amount of which no source needs to speak.
void CheckOptionalAmount(int64_t fen, common::v1::AmountState state, const std::string& field,
                         Checks& checks) {
  if (state != common::v1::AMOUNT_STATE_UNSPECIFIED) return checks.Amount(fen, state, field);
  checks.Expect(fen == 0, field, "needs to be said to be known");
}

void CheckMoney(const v1::Project& project, Checks& checks) {
  checks.Amount(project.investment_fen(), project.investment_state(), "project.investment_fen");
  CheckOptionalAmount(project.signed_investment_fen(), project.signed_investment_state(),
                      "project.signed_investment_fen", checks);
  CheckOptionalAmount(project.self_raised_fen(), project.self_raised_state(),
                      "project.self_raised_fen", checks);
  checks.Expect(project.signed_investment_state() == common::v1::AMOUNT_STATE_UNSPECIFIED ||
                    project.stage_events().empty() || WasSigned(project),
                "project.signed_investment_state", "is given once it is signed");
  if (project.has_stated_investment()) {
    CheckStated(project.stated_investment(),
                {.fen = project.investment_fen(),
                 .state = project.investment_state(),
                 .fen_field = "project.investment_fen",
                 .state_field = "project.investment_state",
                 .stated_field = "project.stated_investment"},
                checks);
  }
  if (project.has_stated_signed_investment()) {
    CheckStated(project.stated_signed_investment(),
                {.fen = project.signed_investment_fen(),
                 .state = project.signed_investment_state(),
                 .fen_field = "project.signed_investment_fen",
                 .state_field = "project.signed_investment_state",
                 .stated_field = "project.stated_signed_investment"},
                checks);
  }
}

}  // namespace

absl::Status CheckFacts(const storage::Reader& reader, const v1::Project& project, Checks& checks) {
  CheckParties(project, checks);
  CheckMoney(project, checks);
  checks.Expect(!WasSigned(project) || !project.enterprise().empty(), "project.enterprise",
                "is required from the signature on");
  checks.Expect(project.industry_code().empty() || IsIndustry(project.industry_code()),
                "project.industry_code",
                "must be a letter from A to T, two to four digits, or both, such as C3913");
  checks.Expect(project.follow_ups_size() <= kMostFollowUps, "project.follow_ups",
                absl::StrCat("are more than ", kMostFollowUps));
  for (int i = 0; i < std::min(project.follow_ups_size(), kMostFollowUps); ++i) {
    ZGC_RETURN_IF_ERROR(CheckFollowUp(reader, project.follow_ups(i),
                                      absl::StrCat("project.follow_ups[", i, "]"), checks));
  }
  return CheckOrigin(reader, project, checks);
}

absl::Status CheckFollowUp(const storage::Reader& reader, const v1::ProjectFollowUp& follow_up,
                           const std::string& field, Checks& checks) {
  checks.Ordered(follow_up.date(), follow_up.next_date(), absl::StrCat(field, ".next_date"));
  checks.Expect(follow_up.next_date().empty() || !follow_up.next_step().empty(),
                absl::StrCat(field, ".next_step"), "is required with a next_date");
  return checks.NotAfterToday(reader, follow_up.date(), absl::StrCat(field, ".date"));
}

void ArrangeFollowUps(v1::Project& project) {
  std::stable_sort(project.mutable_follow_ups()->begin(), project.mutable_follow_ups()->end(),
                   [](const auto& a, const auto& b) { return a.date() < b.date(); });
  project.clear_next_follow_up_date();
  if (project.follow_ups().empty()) return;
  project.set_next_follow_up_date(project.follow_ups().rbegin()->next_date());
}

}  // namespace zgc::parks
