#include <array>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/digest.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"
#include "zgc/records/v1/evidence_service.pb.h"

namespace zgc::ctl {
namespace {

using records::v1::CheckEvidenceFileRequest;
using records::v1::CheckEvidenceFileResponse;

struct EvidenceArguments {
  std::string file;
  // Empty asks all.
  std::string service;
};

std::string Hex(base::Hasher& hasher) {
  return absl::BytesToHexString(base::Hasher::View(hasher.Finish()));
}

// Both digests of a file, read once.
absl::StatusOr<CheckEvidenceFileRequest> DigestsOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  base::Hasher sha256(base::DigestKind::kSha256);
  base::Hasher sm3(base::DigestKind::kSm3);
  constexpr size_t kPart = size_t{1} << 16;
  std::array<char, kPart> part;
  while (file.good()) {
    file.read(part.data(), part.size());
    const absl::string_view bytes(part.data(), static_cast<size_t>(file.gcount()));
    sha256.Add(bytes);
    sm3.Add(bytes);
  }
  // A folder can be opened and not read.
  if (!file.eof()) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  CheckEvidenceFileRequest request;
  request.set_sha256(Hex(sha256));
  request.set_sm3(Hex(sm3));
  return request;
}

ExitCode CheckFile(Client& client, const EvidenceArguments& arguments) {
  const auto request = DigestsOf(arguments.file);
  if (!request.ok()) {
    std::cerr << "zgcctl: " << request.status().message() << "\n";
    return kExitBadData;
  }
  // What the others have is shown also where one does not answer.
  ExitCode code = kExitOk;
  std::vector<std::string> silent;
  std::vector<Json> rows;
  for (const std::string& service : ServiceNames()) {
    if (!arguments.service.empty() && service != arguments.service) continue;
    const auto found = client.Get<CheckEvidenceFileResponse>(
        service, "zgc.records.v1.EvidenceService/CheckEvidenceFile", *request, true);
    if (!found.ok()) {
      code = Fail(absl::StrCat(service, " evidence check"), found.status());
      silent.push_back(service);
      continue;
    }
    for (const records::v1::Evidence& evidence : found->evidence()) {
      rows.push_back(ToJson(evidence));
      rows.back()["name"] = absl::StrCat("//", service, "/", evidence.name());
    }
  }
  if (!silent.empty()) {
    std::cerr << "zgcctl: not checked with " << absl::StrJoin(silent, ", ") << "\n";
  }
  if (rows.empty()) {
    std::cerr << "zgcctl: " << arguments.file << " is no evidence that "
              << (silent.empty() ? "is recorded" : "the others have recorded") << ": sha256 "
              << request->sha256() << ", sm3 " << request->sm3() << "\n";
    return silent.empty() ? kExitFailed : code;
  }
  std::cout << RenderList(records::v1::Evidence::descriptor(), rows,
                          {"name", "number", "title", "issuer", "issue_date"},
                          client.options().format);
  return code;
}

}  // namespace

void AddEvidence(CLI::App& app, const Options& options, int& code) {
  auto* command = app.add_subcommand("evidence", "documents that records rest on (依据)");
  command->require_subcommand(1);
  command->footer(R"(Example:
  zgcctl evidence check notice.pdf)");
  auto arguments = std::make_shared<EvidenceArguments>();
  auto* check = command->add_subcommand("check", "says which documents a file is (核对)");
  check->add_option("file", arguments->file, "the file")->required();
  check->add_option("--service", arguments->service, "ask this service alone")
      ->check(CLI::IsMember(ServiceNames()));
  check->footer(
      R"(Only the digests of the file are sent. Exits with 1 if no service has recorded them. What one
service does not answer is said, and the others are asked all the same.

Example:
  zgcctl evidence check notice.pdf)");
  check->callback([&options, &code, arguments] {
    Client client(options);
    code = CheckFile(client, *arguments);
  });
}

}  // namespace zgc::ctl
