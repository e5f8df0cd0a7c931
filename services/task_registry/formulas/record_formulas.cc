#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/time/dates.h"
#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {
namespace {

// A record without a date is part of every stock, as the records stand, and possibly of a flow;
// so each has a measure.
struct ItemMeasures {
  std::shared_ptr<const Measure> stock;
  std::shared_ptr<const Measure> flow;

  Asked Ask(const Period& period, std::vector<std::string> values) const {
    return {.slices = {{IsStock(period) ? stock : flow, std::move(values)}}};
  }
};

// `contributions` say all of a row but its days, `date` when it is; `several` as in a measure.
template <typename Row, typename Date>
ItemMeasures KeepItems(figures::FormulaRegistry& registry, const std::string& name,
                       const resource::Rows<Row>& table, const std::vector<Dimension>& dimensions,
                       absl::optional<size_t> several,
                       std::vector<Contribution> (*contributions)(const Row&), Date date) {
  const auto keep = [&](const std::string& measure_name, const base::DaySpan& undated) {
    Measure measure = MeasureOf<Row>(
        kService, measure_name, table, dimensions,
        [=](const storage::Reader&, const Row& row, Measure::Visit visit) -> absl::Status {
          for (Contribution& one : contributions(row)) {
            one.days = undated;
            if (const std::string& day = (row.*date)(); !day.empty()) {
              ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(day));
            }
            visit(std::move(one));
          }
          return absl::OkStatus();
        });
    measure.several = several;
    return registry.Keep(std::move(measure));
  };
  return {.stock = keep(name, {figures::kBeginning, figures::kBeginning}),
          .flow = keep(absl::StrCat(name, "_in_flows"), {})};
}

template <typename Row>
Contribution OfItem(const Row& row, const std::string& label, std::vector<std::string> values) {
  return {.values = std::move(values),
          .amount = row.item_count(),
          .record = row.name(),
          .label = BulkLabel(label, row.item_count()),
          .revision = row.revision()};
}

std::vector<Contribution> OfOrganisation(const v1::Organisation& row) {
  return {OfItem(row, row.display_name(), {absl::StrCat(row.kind()), row.country(), row.parent()})};
}

// Under each of its parents, and once where all are asked.
std::vector<Contribution> OfDocument(const v1::PolicyDocument& row) {
  std::vector<Contribution> found;
  for (int i = 0; i < std::max(1, row.parents_size()); ++i) {
    found.push_back(OfItem(row, row.title(),
                           {absl::StrCat(row.kind()), absl::StrCat(row.status()),
                            i < row.parents_size() ? row.parents(i) : ""}));
    found.back().again = i > 0;
  }
  return found;
}

absl::StatusOr<FormulaValue> OrganisationMembers(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period&) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"organisation"}));
  ZGC_ASSIGN_OR_RETURN(const v1::Organisation row,
                       RequiredRow(reader, kOrganisations, arguments, "organisation"));
  absl::optional<int64_t> members;
  if (row.member_state() == common::v1::AMOUNT_STATE_KNOWN) members = row.member_count();
  return OfOneRecord(row.name(), row.display_name(), row.revision(), members);
}

absl::StatusOr<FormulaValue> PolicyArticles(const storage::Reader& reader,
                                            const Arguments& arguments, const Period&) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"document"}));
  ZGC_ASSIGN_OR_RETURN(const v1::PolicyDocument row,
                       RequiredRow(reader, kPolicyDocuments, arguments, "document"));
  absl::optional<int64_t> articles;
  if (row.article_count() > 0) articles = row.article_count();
  return OfOneRecord(row.name(), row.title(), row.revision(), articles);
}

}  // namespace

void RegisterRecordFormulas(figures::FormulaRegistry& registry) {
  const ItemMeasures organisations = KeepItems(
      registry, "organisations", kOrganisations,
      {{"kind", EnumValues(*v1::OrganisationKind_descriptor(), "ORGANISATION_KIND_",
                           {"政府部门", "委员会", "协会、联盟、民办非企业单位", "合作单位", "法院",
                            "媒体", "海外联络处", "一组单位、领导小组、代表团", "其他"})},
       {"country", TextValues()},
       {"parent", ResourceValues(kService, kOrganisations)}},
      absl::nullopt, OfOrganisation, &v1::Organisation::since_date);
  registry.RegisterCounted(
      "count_organisations",
      "时期数统计期内成立的单位个数，成立日期不能确定的不计入，结果为下限；时点数统计"
      "期末已成立的单位个数，成立日期未知的计入；批量补录的按补录件数计。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "country", "parent"}));
        ZGC_ASSIGN_OR_RETURN(const int kind,
                             EnumArgument(arguments, "kind", *v1::OrganisationKind_descriptor(),
                                          "ORGANISATION_KIND_"));
        ZGC_ASSIGN_OR_RETURN(std::string parent,
                             ResourceArgument(reader, kOrganisations, arguments, "parent"));
        return organisations.Ask(
            period, {ValueOf(kind), Argument(arguments, "country"), std::move(parent)});
      });
  registry.Register("organisation_members", "单位记录载明的成员数。", OrganisationMembers);

  const ItemMeasures documents = KeepItems(
      registry, "policy_documents", kPolicyDocuments,
      {{"kind", EnumValues(*v1::PolicyDocumentKind_descriptor(), "POLICY_DOCUMENT_KIND_",
                           {"政策措施、意见", "管理办法、实施细则、制度", "规划、方案、计划",
                            "协议", "报告、白皮书、研究成果", "清单、目录、路线图", "标准"})},
       {"status", EnumValues(*v1::PolicyDocumentStatus_descriptor(), "POLICY_DOCUMENT_STATUS_",
                             {"起草、制定中", "研究形成", "审议通过", "印发、发布、出台", "实施中",
                              "修订", "依据、参照", "任务目标", "废止"})},
       {"parent", ResourceValues(kService, kPolicyDocuments, &v1::PolicyDocument::title)}},
      2, OfDocument, &v1::PolicyDocument::status_date);
  registry.RegisterCounted(
      "count_policy_documents",
      "时期数统计期内进入所述状态（如印发）的文件件数，日期不能确定的不计入，结果为"
      "下限；时点数统计截至期末的文件件数，日期未知的计入；批量补录的按补录件数计。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "status", "parent"}));
        ZGC_ASSIGN_OR_RETURN(const int kind,
                             EnumArgument(arguments, "kind", *v1::PolicyDocumentKind_descriptor(),
                                          "POLICY_DOCUMENT_KIND_"));
        ZGC_ASSIGN_OR_RETURN(const int status, EnumArgument(arguments, "status",
                                                            *v1::PolicyDocumentStatus_descriptor(),
                                                            "POLICY_DOCUMENT_STATUS_"));
        ZGC_ASSIGN_OR_RETURN(std::string parent,
                             ResourceArgument(reader, kPolicyDocuments, arguments, "parent"));
        return documents.Ask(period, {ValueOf(kind), ValueOf(status), std::move(parent)});
      });
  registry.Register("policy_articles", "文件记录载明的条数。", PolicyArticles);
}

}  // namespace zgc::tasks
