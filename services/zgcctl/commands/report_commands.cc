#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/commands/report.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/report_service.pb.h"

namespace zgc::ctl {
namespace {

using namespace zgc::supervision::v1;  // NOLINT: the messages of reports

struct ReportArguments {
  std::string report_template;
  std::string publication;
  std::string publication_id;
  std::string out;
  std::string text;
  std::vector<std::string> findings;
  std::vector<std::string> numbers;
  bool all_open = false;
  bool no_wait = false;
  int64_t max_source_age = 0;
  bool replace = false;
};

std::string TemplateName(const ReportArguments& arguments) {
  return absl::StrCat("reportTemplates/",
                      absl::StripPrefix(arguments.report_template, "reportTemplates/"));
}

bool IsOpen(const Finding& finding) {
  return finding.severity() == FINDING_SEVERITY_CONTRADICTION && !finding.has_signed_explanation();
}

// Whether it is about an unbound number that is printed so.
bool IsOneOf(const Finding& finding, const std::vector<std::string>& numbers) {
  return finding.severity() == FINDING_SEVERITY_UNBOUND &&
         std::find(numbers.begin(), numbers.end(), finding.figures(0)) != numbers.end();
}

// The report as it would be now, after the sources have been caught up with.
absl::StatusOr<CheckReportResponse> CheckNow(Client& client, const ReportArguments& arguments) {
  if (!arguments.no_wait) ZGC_RETURN_IF_ERROR(AwaitSources(client).status());
  CheckReportRequest request;
  request.set_report_template(TemplateName(arguments));
  return client.Get<CheckReportResponse>(kReporting, "CheckReport", request);
}

// Item, field and place in it.
std::string Where(const Blocker& blocker) {
  std::string where = blocker.item();
  if (!blocker.field().empty()) {
    absl::StrAppend(&where, where.empty() ? "" : " ", blocker.field(), ":", blocker.offset());
  }
  return where;
}

std::string About(const Blocker& blocker) {
  return blocker.subject().empty() ? blocker.printed() : blocker.subject();
}

std::string KindOf(const Blocker& blocker) {
  return std::string(absl::StripPrefix(BlockerKind_Name(blocker.kind()), "BLOCKER_KIND_"));
}

ExitCode Check(Client& client, const ReportArguments& arguments) {
  const auto check = CheckNow(client, arguments);
  if (!check.ok()) return Fail(TemplateName(arguments), check.status());
  const Format format = client.options().format;
  if (format == Format::kJson) {
    std::cout << Pretty(ToJson(*check));
  } else {
    Table table({"kind", "where", "rule", "figures", "text"});
    for (const Blocker& blocker : check->blockers()) {
      table.Add(
          {"BLOCKER", Where(blocker), KindOf(blocker), About(blocker), blocker.description()});
    }
    for (const Finding& finding : check->findings()) {
      const std::string severity(
          absl::StripPrefix(FindingSeverity_Name(finding.severity()), "FINDING_SEVERITY_"));
      table.Add({severity, finding.has_signed_explanation() ? "signed" : finding.id(),
                 finding.rule(), absl::StrJoin(finding.figures(), ", "), finding.explanation()});
    }
    std::cout << table.Render(format, 120);
  }
  std::cerr << check->blockers_size() << " blockers, " << check->findings_size() << " findings\n";
  return check->blockers().empty() ? kExitOk : kExitFailed;
}

template <typename Request>
void SetMaxSourceAge(const ReportArguments& arguments, Request& request) {
  if (arguments.max_source_age == 0) return;
  request.mutable_max_source_age()->set_seconds(arguments.max_source_age);
}

ExitCode Sign(Client& client, const ReportArguments& arguments) {
  const int ways = (arguments.all_open ? 1 : 0) + (arguments.findings.empty() ? 0 : 1) +
                   (arguments.numbers.empty() ? 0 : 1);
  if (ways != 1) return FailUsage("report sign: give one of --all-open, --finding and --number");
  std::vector<std::string> ids = arguments.findings;
  size_t named = 0;
  if (ids.empty()) {
    const auto check = CheckNow(client, arguments);
    if (!check.ok()) return Fail(TemplateName(arguments), check.status());
    for (const Finding& finding : check->findings()) {
      if (arguments.all_open ? IsOpen(finding) : IsOneOf(finding, arguments.numbers)) {
        ids.push_back(finding.id());
      }
      named += IsOneOf(finding, arguments.numbers) ? 1 : 0;
    }
  }
  if (named < arguments.numbers.size()) {
    return FailUsage(
        "report sign: not every --number is an unbound one of the report; give it as "
        "`report check` prints it");
  }
  Table table({"explanation", "rule", "signer", "statement"});
  for (const std::string& id : ids) {
    SignFindingRequest request;
    request.set_report_template(TemplateName(arguments));
    request.set_finding(id);
    request.set_text(arguments.text);
    SetMaxSourceAge(arguments, request);
    const auto signed_now = client.Get<FindingExplanation>(kReporting, "SignFinding", request);
    if (!signed_now.ok()) return Fail(absl::StrCat("finding ", id), signed_now.status());
    table.Add(
        {signed_now->name(), signed_now->rule(), signed_now->signer(), signed_now->statement()});
  }
  std::cout << table.Render(client.options().format, 80);
  return kExitOk;
}

void ShowPublication(const Publication& publication, const std::string& folder, Format format) {
  if (format == Format::kJson) {
    std::cout << Pretty(ToJson(publication));
    return;
  }
  Table table({"publication", "file", "bytes", "figures", "findings"});
  for (const PublishedFile& file : publication.files()) {
    table.Add({publication.name(), absl::StrCat(folder, "/", file.name()),
               absl::StrCat(file.size()), absl::StrCat(publication.figure_count()),
               absl::StrCat(publication.finding_count())});
  }
  std::cout << table.Render(format, 200);
}

ExitCode ExportTo(Client& client, const Publication& publication,
                  const ReportArguments& arguments) {
  const std::string& folder = arguments.out;
  if (!arguments.replace) {
    const absl::Status own = CheckIsOf(publication, folder);
    if (!own.ok()) return Fail(publication.name(), own);
  }
  const absl::Status written = ExportPublication(client, publication, folder);
  if (!written.ok()) return Fail(publication.name(), written);
  ShowPublication(publication, folder, client.options().format);
  return kExitOk;
}

// A refusal lists only as many blockers as fit; the check has all of them.
ExitCode FailToPublish(Client& client, const std::string& name, const absl::Status& refusal) {
  CheckReportRequest request;
  request.set_report_template(name);
  const auto check = client.Get<CheckReportResponse>(kReporting, "CheckReport", request);
  if (base::ReasonOf(refusal) != zgc::common::v1::ERROR_REASON_PUBLICATION_BLOCKED || !check.ok() ||
      check->blockers().empty()) {
    return Fail(name, refusal);
  }
  for (const Blocker& blocker : check->blockers()) {
    const std::string where = Where(blocker);
    std::cerr << "zgcctl: " << (where.empty() ? name : where) << ": " << KindOf(blocker) << ": "
              << About(blocker) << ": " << blocker.description() << "\n";
  }
  std::cerr << "zgcctl: " << name << ": PUBLICATION_BLOCKED: " << check->blockers_size()
            << " things stand in the way; nothing was published\n";
  return kExitFailed;
}

ExitCode Publish(Client& client, const ReportArguments& arguments) {
  const std::string name = TemplateName(arguments);
  PublishReportRequest request;
  request.set_report_template(name);
  request.set_publication_id(arguments.publication_id);
  SetMaxSourceAge(arguments, request);
  if (!arguments.no_wait) {
    const auto sources = AwaitSources(client);
    if (!sources.ok()) return Fail(name, sources.status());
    request.mutable_min_source_positions()->insert(sources->begin(), sources->end());
  }
  const auto publication = client.Get<Publication>(kReporting, "PublishReport", request,
                                                   /*patiently=*/true);
  if (!publication.ok()) return FailToPublish(client, name, publication.status());
  return ExportTo(client, *publication, arguments);
}

absl::StatusOr<Publication> Find(Client& client, const std::string& name) {
  GetPublicationRequest request;
  request.set_name(absl::StrCat("publications/", absl::StripPrefix(name, "publications/")));
  return client.Get<Publication>(kReporting, "GetPublication", request);
}

ExitCode Export(Client& client, const ReportArguments& arguments) {
  const auto publication = Find(client, arguments.publication);
  if (!publication.ok()) return Fail(arguments.publication, publication.status());
  return ExportTo(client, *publication, arguments);
}

// What was done to prove the files of a publication.
const char* ProofText(PublicationProof proof) {
  switch (proof) {
    case zgc::supervision::v1::PUBLICATION_PROOF_CONTENT:
      return "stored with the published digests, their figures and findings computed again from "
             "the records (another version of the renderer published them)";
    case zgc::supervision::v1::PUBLICATION_PROOF_RECORDS:
      return "stored with the published digests, their figures computed again from the records "
             "(other versions of the renderer and the rules published them)";
    case zgc::supervision::v1::PUBLICATION_PROOF_COPY:
      return "stored with the published digests (a renderer that noted no digest of their content "
             "published them)";
    default:
      return "rendered again with the published digests";
  }
}

ExitCode Verify(Client& client, const ReportArguments& arguments) {
  std::string name = arguments.publication;
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(name, error);
  if (is_folder) {
    const auto recorded = ReadRecord(arguments.publication);
    if (!recorded.ok()) {
      std::cerr << "zgcctl: " << recorded.status().message() << "\n";
      return kExitBadData;
    }
    name = (*recorded)["name"].get<std::string>();
  } else if (!absl::StartsWith(name, "publications/")) {
    return FailUsage(absl::StrCat("\"", name, "\" is neither a folder nor publications/ID"));
  }
  const auto publication = Find(client, name);
  if (!publication.ok()) return Fail(name, publication.status());
  std::vector<std::string> problems;
  if (is_folder) problems = CompareFiles(*publication, arguments.publication);
  VerifyPublicationRequest request;
  request.set_name(publication->name());
  const auto answer =
      client.Get<VerifyPublicationResponse>(kReporting, "VerifyPublication", request);
  if (!answer.ok()) return Fail(name, answer.status());
  problems.insert(problems.end(), answer->problems().begin(), answer->problems().end());
  for (const std::string& problem : problems) {
    std::cerr << "zgcctl: " << publication->name() << ": " << problem << "\n";
  }
  if (!problems.empty() || !answer->intact()) return kExitFailed;
  std::cout << publication->name() << ": intact; " << answer->files_size() << " files "
            << ProofText(answer->proof()) << (is_folder ? ", those in the folder agree" : "")
            << "; chain of " << answer->chain_length();
  if (answer->errata_checked() > 0) std::cout << "; " << answer->errata_checked() << " errata";
  std::cout << "\n";
  return kExitOk;
}

CLI::App* Add(CLI::App& report, const std::string& name, const std::string& description,
              const Options& options, int& code, ExitCode (*run)(Client&, const ReportArguments&),
              std::shared_ptr<ReportArguments> arguments) {
  auto* command = report.add_subcommand(name, description);
  command->callback([&options, &code, run, arguments] {
    Client client(options);
    code = run(client, *arguments);
  });
  return command;
}

}  // namespace

void AddReport(CLI::App& app, const Options& options, int& code) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* report = app.add_subcommand("report", "check, sign, publish, export and verify reports");
  report->require_subcommand(1);
  const auto take_template = [&](CLI::App* command) {
    command->add_option("--template", arguments->report_template, "reportTemplates/ID")->required();
  };

  const auto take_age = [&](CLI::App* command) {
    command
        ->add_option("--max-source-age", arguments->max_source_age,
                     "how many seconds ago the sources may have been heard from, above or below "
                     "what the service is configured with; the audit shows it")
        ->check(CLI::Range(20, 86'400));
  };
  const auto take_folder = [&](CLI::App* command) {
    command->add_option("--out", arguments->out, "folder of the files; made if missing")
        ->required();
    command->add_flag(
        "--replace", arguments->replace,
        "write over the files of another publication in --out, which is else refused");
  };

  auto* publish = Add(*report, "publish", "publish a report and write its files", options, code,
                      Publish, arguments);
  take_template(publish);
  take_folder(publish);
  publish->add_option("--id", arguments->publication_id,
                      "id of the publication; one of the template's id by default");
  publish->add_flag("--no-wait", arguments->no_wait, "do not wait for the sources");
  take_age(publish);
  publish->footer(R"(Waits until all that is committed in the sources now has been applied, at most
--timeout, unless a source is refused; with --no-wait it takes what is here. A source that was not
heard from for longer than the service allows, or than --max-source-age says, stops it in any
case. What stops the publication is listed, a line each (exit code 1). If nothing that the report
says has changed since the last publication, that one is written again, whatever else the sources
have recorded.

Example:
  zgcctl report publish --template reportTemplates/zgc-2019 --out out/zgc-2019 --as role-publisher)");

  auto* check = Add(*report, "check", "list what stops a publication, and the findings", options,
                    code, Check, arguments);
  take_template(check);
  check->add_flag("--no-wait", arguments->no_wait, "do not wait for the sources");
  check->footer(
      "Exit code 1 if something stops it.\n\n"
      "Example:\n  zgcctl report check --template reportTemplates/zgc-2019");

  auto* sign = Add(*report, "sign", "sign the explanation of contradictions", options, code, Sign,
                   arguments);
  take_template(sign);
  sign->add_flag("--all-open", arguments->all_open, "of every contradiction that is not signed");
  sign->add_option("--finding", arguments->findings, "of this finding; repeatable");
  sign->add_option("--number", arguments->numbers,
                   "of this number, which is none of the report's figures (U30); repeatable");
  sign->add_option("--text", arguments->text, "why it may stand")->required();
  sign->add_flag("--no-wait", arguments->no_wait, "do not wait for the sources");
  take_age(sign);
  sign->footer(R"(The signer cannot be the publisher.

Example:
  zgcctl report sign --template reportTemplates/zgc-2019 --all-open \
      --text "两处口径不同，已与责任处室核实" --as role-supervisor)");

  auto* export_command =
      Add(*report, "export", "write the files of a publication", options, code, Export, arguments);
  export_command->add_option("PUBLICATION", arguments->publication, "publications/ID")->required();
  take_folder(export_command);
  export_command->footer(
      "Example:\n  zgcctl report export publications/zgc-2019 --out out/zgc-2019");

  auto* verify = Add(*report, "verify", "check a publication, or the files written of one", options,
                     code, Verify, arguments);
  verify
      ->add_option("PUBLICATION", arguments->publication,
                   "publications/ID, or the folder of its files")
      ->required();
  verify->footer(
      "The service renders every file again and compares; what another version of its renderer "
      "published it proves by the figures and words, and compares the stored files. Those of a "
      "folder are compared as well.\n\nExamples:\n  zgcctl report verify publications/zgc-2019\n"
      "  zgcctl report verify out/zgc-2019");
}

}  // namespace zgc::ctl
