#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/testing/fixture.h"

namespace zgc::funding {

// With approved rules and decisions by them.
class InstrumentFixture : public FundingFixture {
 protected:
  // An approved version of a rule.
  void MakeRule(const std::string& rule, const std::string& from, const std::string& terms) {
    const auto version = Do(
        CreateRuleVersion,
        absl::StrCat("rule_id: '", rule, "' rule_version { display_name: '", rule,
                     "' clause: '第三条' document: 'd' effective_from: '", from, "' ", terms, " }"),
        "maker");
    ZGC_ASSERT_OK(version);
    ZGC_ASSERT_OK(Do(ApproveRuleVersion, absl::StrCat("name: '", version->name(), "'"), "checker"));
  }

  // Fields in text format: those of `more`, and the defaults that it does not give.
  static std::string Fields(const std::vector<std::pair<std::string, std::string>>& defaults,
                            const std::string& more) {
    std::string fields = more;
    for (const auto& [name, value] : defaults) {
      const bool given =
          absl::StrCat(" ", more).find(absl::StrCat(" ", name, ":")) != std::string::npos;
      if (!given) absl::StrAppend(&fields, " ", name, ": ", value);
    }
    return fields;
  }
  // A decision of 2019.
  static std::string Decision(const std::string& rule, const std::string& program,
                              const std::string& more = "") {
    return absl::StrCat("decision { display_name: 'n' document: 'd' ",
                        Fields({{"program", absl::StrCat("'programs/", program, "'")},
                                {"fiscal_year", "'fiscalYears/2019'"},
                                {"rule", absl::StrCat("'", rule, "'")},
                                {"date", "'2019-08-01'"}},
                               more),
                        " }");
  }
};

}  // namespace zgc::funding
