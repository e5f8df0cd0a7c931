#include "tests/second_year/indicators.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/second_year/lives.h"

namespace zgc::second_year {
namespace {

using Expected = std::function<Number(const Books&, const Span&)>;
constexpr int kWan = 6;

std::string FamilyOf(char letter) {
  switch (letter) {
    case 'Y':
      return "YEAR";
    case 'H':
      return "HALF_YEAR";
    case 'Q':
      return "QUARTER";
    case 'M':
      return "MONTH";
    case 'D':
      return "DAY";
    case 'F':
      return "FINANCIAL_YEAR";
    case 'P':
      return "FINANCIAL_HALF_YEAR";
    default:
      return "AS_OF";
  }
}

// The indicators of one service as they are put together.
class Declarations {
 public:
  Declarations(const char* service, std::vector<Indicator>& all) : service_(service), all_(all) {}

  void Flow(const std::string& id, const std::string& label, const std::string& formula,
            Expected expected, const char* families = "YHQM") {
    Add(id, label, "FLOW", families, absl::StrCat("formula: ", formula), std::move(expected));
  }
  void Stock(const std::string& id, const std::string& label, const std::string& formula,
             Expected expected) {
    Add(id, label, "STOCK", "A", absl::StrCat("formula: ", formula), std::move(expected));
  }
  void Derived(const std::string& id, const std::string& label, const char* measure,
               const char* families, const std::string& derivation, Expected expected) {
    Add(id, label, measure, families,
        absl::StrCat("derivation { kind: DERIVATION_KIND_", derivation, " }"), std::move(expected));
  }
  // `label` is the display name and, after a blank, the unit.
  void Add(const std::string& id, const std::string& label, const char* measure,
           const std::string& families, const std::string& computation, Expected expected) {
    std::string declaration =
        absl::StrCat(LabelAndUnit(label), " measure: MEASURE_KIND_", measure, " computation { ",
                     computation, " since_date: '2024-01-01'");
    // What is counted once in each period is not added up over several.
    const bool summable =
        measure == std::string("FLOW") && !absl::StrContains(computation, "distinct");
    for (const char letter : families) {
      absl::StrAppend(&declaration, " period_families: PERIOD_FAMILY_", FamilyOf(letter));
    }
    const bool financial = absl::StrContains(families, "F");
    all_.push_back({service_, id,
                    absl::StrCat(declaration, " }", summable ? " summable_over_time: true" : "",
                                 financial ? " financial_year_first_month: 4" : ""),
                    families, std::move(expected)});
  }
  void Observed(const std::string& id, const std::string& label) {
    all_.push_back({service_, id, absl::StrCat(LabelAndUnit(label), " measure: MEASURE_KIND_FLOW"),
                    "", nullptr});
  }

 private:
  static std::string LabelAndUnit(const std::string& label) {
    const size_t blank = label.find(' ');
    return absl::StrCat("display_name: '", label.substr(0, blank), "' unit: '",
                        label.substr(blank + 1), "'");
  }

  const char* const service_;
  std::vector<Indicator>& all_;
};

std::string Argument(const std::string& key, const std::string& value) {
  return absl::StrCat(" arguments { key: '", key, "' value: '", value, "' }");
}
std::string Operand(const std::string& id, const std::string& service = "") {
  return absl::StrCat(" operands { indicator: 'indicators/", id, "' service: '", service, "' }");
}

Expected Registrations(Event event, const std::string& park = "") {
  return [=](const Books& books, const Span& span) {
    return books.Registrations(span, event, park, false).AsCount();
  };
}
Expected Capital(const std::string& park = "") {
  return [=](const Books& books, const Span& span) {
    return books.Registrations(span, kEnters, park, true).AsAmount(kWan);
  };
}
Expected Projects(int stage) {
  return [=](const Books& books, const Span& span) {
    return books.Projects(span, stage, false).AsCount();
  };
}
Expected Awards(Books::Of what, const std::string& program = "") {
  return [=](const Books& books, const Span& span) {
    const Total total = books.Awards(span, program, what);
    return what == Books::Of::kAmount ? total.AsAmount(kWan) : total.AsCount();
  };
}
Expected Moneys(const std::map<std::string, Money> Books::*rows, const std::string& program = "") {
  return [=](const Books& books, const Span& span) {
    return Books::Moneys(books.*rows, span, program).AsAmount(kWan);
  };
}
Expected Cases(const std::map<std::string, Case> Books::*rows, const std::string& kind,
               const std::string& state) {
  return [=](const Books& books, const Span& span) {
    return Books::Cases(books.*rows, span, kind, state).AsCount();
  };
}
// Of the span and of the same one of the year before.
Expected GrowthOf(Expected of) {
  return [of = std::move(of)](const Books& books, const Span& span) {
    return Growth(of(books, span), of(books, YearBefore(span)), 1);
  };
}

std::string IdOf(const std::string& name) { return name.substr(name.find('/') + 1); }

void AddRegistrations(Declarations& add) {
  const std::string count = "'count_registrations'";
  add.Flow("entered", "新设和迁入企业 家", count + " dimensions: 'park'", Registrations(kEnters),
           "YHQMDFP");
  add.Flow("registered", "新设企业 家", count + Argument("event", "registered"),
           Registrations(kRegistered));
  add.Flow("moved-in", "迁入企业 家", count + Argument("event", "moved_in"),
           Registrations(kMovedIn));
  add.Flow("left", "注销企业 家", count + Argument("event", "deregistered"), Registrations(kLeft));
  add.Stock("enterprises", "在册企业 家", count, Registrations(kEnters));
  const std::string sum = "'sum_registered_capital'" + Argument("unit", "万元");
  add.Flow("capital-entered", "新增注册资本 万元", sum, Capital(), "YHQMD");
  add.Stock("capital", "注册资本 万元", sum, Capital());
  for (const std::string& park : Parks()) {
    const std::string id = IdOf(park);
    const std::string at = Argument("park", park);
    add.Flow("entered-" + id, "园区新增企业 家", count + at, Registrations(kEnters, park), "YQ");
    add.Stock("enterprises-" + id, "园区企业 家", count + at, Registrations(kEnters, park));
    add.Flow("capital-" + id, "园区新增注册资本 万元", sum + at, Capital(park), "Y");
  }
}

void AddDerivedOfRegistrations(Declarations& add) {
  add.Derived("entered-in-all", "新增企业合计 家", "FLOW", "YQM",
              "SUM" + Operand("registered") + Operand("moved-in"), Registrations(kEnters));
  add.Derived(
      "net", "净增企业 家", "FLOW", "YQM", "DIFFERENCE" + Operand("entered") + Operand("left"),
      [](const Books& books, const Span& span) {
        return Difference(Registrations(kEnters)(books, span), Registrations(kLeft)(books, span));
      });
  add.Derived("exit-rate", "注销率 %", "RATE", "YQ",
              "RATIO decimals: 1" + Operand("left") + Operand("entered"),
              [](const Books& books, const Span& span) {
                return Ratio(Registrations(kLeft)(books, span), Registrations(kEnters)(books, span),
                             100, 1);
              });
  add.Derived("entered-growth", "新增企业增速 %", "RATE", "YHQMFP",
              "GROWTH decimals: 1 against: COMPARISON_YEAR_BEFORE" + Operand("entered"),
              GrowthOf(Registrations(kEnters)));
  add.Derived("enterprises-growth", "在册企业增速 %", "RATE", "YQ",
              "GROWTH decimals: 1 against: COMPARISON_YEAR_BEFORE" + Operand("enterprises"),
              [](const Books& books, const Span& span) {
                return GrowthOf(Registrations(kEnters))(books, {"", span.last});
              });
  std::string members = "SUM";
  std::vector<Expected> capitals;
  for (int i = 0; i < kSubParks; ++i) {
    absl::StrAppend(&members, Operand("capital-" + IdOf(Parks()[static_cast<size_t>(i)])));
    capitals.push_back(Capital(Parks()[static_cast<size_t>(i)]));
  }
  add.Derived("capital-of-zone", "示范区新增注册资本 万元", "FLOW", "Y", members,
              [=](const Books& books, const Span& span) {
                std::vector<Number> numbers;
                for (const Expected& one : capitals) numbers.push_back(one(books, span));
                return Sum(numbers);
              });
}

void AddParks(std::vector<Indicator>& all) {
  Declarations add("park_region", all);
  AddRegistrations(add);
  AddDerivedOfRegistrations(add);
  const auto number_of = [](int64_t number) {
    return [=](const Books&, const Span&) { return Number{.units = number}; };
  };
  add.Stock("parks", "分园 个", "'count_parks'" + Argument("zone", "parks/zone"),
            number_of(kSubParks));
  add.Stock("cooperation-parks", "合作园 个", "'count_parks'" + Argument("kind", "cooperation"),
            number_of(kCooperationParks));
  const auto qualified = [](const std::string& kind) {
    return [=](const Books& books, const Span& span) {
      return books.Qualified(span.last, kind).AsCount();
    };
  };
  const std::string qualifications = "'count_qualified_enterprises'";
  add.Stock("qualified", "有资质企业 家次", qualifications, qualified(""));
  add.Stock("high-tech", "高新技术企业 家",
            qualifications + Argument("kind", "qualificationKinds/high-tech"),
            qualified("qualificationKinds/high-tech"));
  const std::string projects = "'count_projects'";
  add.Flow("signed", "签约项目 个", projects + Argument("stage", "signed"), Projects(1), "YHQMD");
  add.Stock("projects", "项目 个", projects + Argument("stage", "signed"), Projects(1));
  add.Flow("started", "开工项目 个", projects + Argument("stage", "started"), Projects(3));
  add.Stock("producing", "投产项目 个", projects + Argument("stage", "in_production"), Projects(5));
  add.Flow("investment", "签约投资 亿元", "'sum_project_investment'" + Argument("unit", "亿元"),
           [](const Books& books, const Span& span) {
             return books.Projects(span, 1, true).AsAmount(10);
           });
  // The same as what is counted up to the day.
  add.Derived("projects-carried", "项目结转数 个", "STOCK", "A",
              "CARRIED_FORWARD" + Operand("projects") + Operand("signed"), Projects(1));
  add.Flow(
      "events", "园区活动 次", "'count_park_events'",
      [](const Books& books, const Span& span) { return books.ParkEvents(span, "").AsCount(); },
      "YHQMD");
  add.Flow("briefings", "园区宣讲 次", "'count_park_events'" + Argument("kind", "briefing"),
           [](const Books& books, const Span& span) {
             return books.ParkEvents(span, "BRIEFING").AsCount();
           });
  add.Flow(
      "parks-with-events", "有活动的园区 个", "'count_park_events'" + Argument("distinct", "parks"),
      [](const Books& books, const Span& span) { return books.ParksWithEvents(span).AsCount(); });
}

void AddTasks(std::vector<Indicator>& all) {
  Declarations add("task_registry", all);
  const auto tasks = [](const std::string& state) {
    return [=](const Books& books, const Span&) { return books.Tasks(state).AsCount(); };
  };
  add.Stock("tasks", "任务 项", "'count_tasks'", tasks(""));
  add.Stock("tasks-completed", "办结任务 项", "'count_tasks'" + Argument("state", "completed"),
            tasks("COMPLETED"));
  add.Derived("completion-rate", "办结率 %", "RATE", "Y",
              "RATIO decimals: 2" + Operand("tasks-completed") + Operand("tasks"),
              [=](const Books& books, const Span& span) {
                return Ratio(tasks("COMPLETED")(books, span), tasks("")(books, span), 100, 2);
              });
  add.Flow("sessions", "活动 场", "'count_activities'",
           [](const Books& books, const Span& span) { return books.Sessions(span).AsCount(); });
  add.Flow(
      "participants", "参加人数 人", "'sum_participants'",
      [](const Books& books, const Span& span) { return books.Participants(span).AsAmount(0); });
  add.Observed("lectures", "政策宣讲 次");
  add.Observed("salons", "沙龙 场");
  add.Observed("forums", "论坛 场");
  add.Derived("lectures-growth", "政策宣讲增速 %", "RATE", "M",
              "GROWTH decimals: 1 against: COMPARISON_YEAR_BEFORE" + Operand("lectures"),
              GrowthOf([](const Books& books, const Span& span) { return books.Lectures(span); }));
}

void AddFunding(std::vector<Indicator>& all) {
  Declarations add("funding_ledger", all);
  const std::string unit = Argument("unit", "万元");
  add.Flow("awarded", "资助金额 万元", "'sum_awards'" + unit, Awards(Books::Of::kAmount));
  add.Flow("recipients", "受支持企业 家", "'count_award_recipients'",
           Awards(Books::Of::kRecipients));
  add.Flow("appropriated", "批复预算 万元", "'sum_appropriations'" + unit,
           Moneys(&Books::appropriations));
  add.Flow("paid", "拨付金额 万元", "'sum_program_disbursements'" + unit, Moneys(&Books::payments));
  add.Flow(
      "spent", "支出 万元", "'sum_spending'" + unit,
      [](const Books& books, const Span& span) {
        return Difference(Moneys(&Books::payments)(books, span),
                          Moneys(&Books::clawbacks)(books, span));
      },
      "Y");
  for (const std::string& program : Programs()) {
    const std::string of = unit + Argument("program", program);
    add.Flow("awarded-" + IdOf(program), "专项资助金额 万元", "'sum_awards'" + of,
             Awards(Books::Of::kAmount, program));
    add.Flow("paid-" + IdOf(program), "专项拨付金额 万元", "'sum_program_disbursements'" + of,
             Moneys(&Books::payments, program));
  }
  add.Derived("execution", "预算执行率 %", "RATE", "Y",
              "RATIO decimals: 1" + Operand("paid") + Operand("appropriated"),
              [](const Books& books, const Span& span) {
                return Ratio(Moneys(&Books::payments)(books, span),
                             Moneys(&Books::appropriations)(books, span), 100, 1);
              });
  add.Derived("paid-growth", "拨付金额增速 %", "RATE", "YQ",
              "GROWTH decimals: 1 against: COMPARISON_YEAR_BEFORE" + Operand("paid"),
              GrowthOf(Moneys(&Books::payments)));
}

void AddSupervision(std::vector<Indicator>& all) {
  Declarations add("supervision_reporting", all);
  const std::string matters = "'count_matters'";
  add.Flow("matters", "督办事项 件", matters, Cases(&Books::matters, "", ""));
  add.Flow("files", "督办文件 件", matters + Argument("kind", "supervised_file"),
           Cases(&Books::matters, "SUPERVISED_FILE", ""));
  add.Flow("matters-closed", "当期办结事项 件", matters + Argument("state", "closed"),
           Cases(&Books::matters, "", "CLOSED"));
  add.Flow("matters-merged", "当期并案事项 件", matters + Argument("state", "merged"),
           Cases(&Books::matters, "", "MERGED"));
  add.Flow("matters-split", "当期拆分事项 件", matters + Argument("state", "split"),
           Cases(&Books::matters, "", "SPLIT"));
  add.Stock("matters-registered", "待分办事项 件", matters + Argument("state", "registered"),
            Cases(&Books::matters, "", "REGISTERED"));
  add.Stock("matters-in-progress", "在办事项 件", matters + Argument("state", "in_progress"),
            Cases(&Books::matters, "", "IN_PROGRESS"));
  const std::string proposals = "'count_proposals'";
  add.Flow("proposals", "建议提案 件", proposals, Cases(&Books::proposals, "", ""));
  add.Stock("proposals-closed", "办结建议提案 件", proposals + Argument("state", "closed"),
            Cases(&Books::proposals, "", "CLOSED"));
  add.Derived("recipients-per-entry", "受支持企业与新增企业之比 %", "RATE", "YQ",
              "RATIO decimals: 1" + Operand("recipients", "funding_ledger") +
                  Operand("entered", "park_region"),
              [](const Books& books, const Span& span) {
                return Ratio(Awards(Books::Of::kRecipients)(books, span),
                             Registrations(kEnters)(books, span), 100, 1);
              });
}

}  // namespace

std::vector<Indicator> AllIndicators() {
  std::vector<Indicator> all;
  AddParks(all);
  AddTasks(all);
  AddFunding(all);
  AddSupervision(all);
  return all;
}

std::vector<Span> PeriodsOf(const std::string& families, int year) {
  std::vector<Span> spans;
  for (const char letter : families) {
    const int months = letter == 'Y' ? 12 : letter == 'H' ? 6 : letter == 'Q' ? 3 : 1;
    if (letter == 'A') spans.push_back({"", Day(year, 12, 31)});
    // From April: the year that ends in March, and the halves that end within this one.
    if (letter == 'F') spans.push_back({Day(year - 1, 4, 1), Day(year, 3, 31)});
    if (letter == 'P') {
      spans.push_back({Day(year - 1, 10, 1), Day(year, 3, 31)});
      spans.push_back({Day(year, 4, 1), Day(year, 9, 30)});
    }
    if (absl::StrContains("ADFP", letter)) continue;
    for (int first = 1; first <= 12; first += months) {
      const int last = first + months - 1;
      spans.push_back({Day(year, first, 1), Day(year, last, DaysIn(year, last))});
    }
  }
  return spans;
}

std::string FigureId(const std::string& indicator, const Span& span) {
  const auto plain = [](const std::string& day) { return absl::StrReplaceAll(day, {{"-", ""}}); };
  if (span.first.empty()) return absl::StrCat(indicator, "@asof-", plain(span.last));
  const std::string year = span.first.substr(0, 4);
  if (span.first == year + "-01-01" && span.last == year + "-12-31") {
    return absl::StrCat(indicator, "@", year);
  }
  return absl::StrCat(indicator, "@", plain(span.first), "-", plain(span.last));
}

}  // namespace zgc::second_year
