#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/commands/ledger.h"
#include "services/zgcctl/output/rows.h"
#include "services/zgcctl/output/table.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::ctl {
namespace {

using namespace zgc::funding::v1;  // NOLINT: the messages

struct LedgerProofArguments {
  std::string subject;
  std::string checkpoint;
  std::string out;
  std::vector<std::string> keys;
  int64_t from_revision = 0;
  int64_t to_revision = 0;
};

std::string TimeOf(const proof::Checkpoint& checkpoint) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixNanos(checkpoint.time_unix_nanos),
                          absl::UTCTimeZone());
}

ExitCode BadData(const absl::Status& status) {
  std::cerr << "zgcctl: " << status.message() << "\n";
  return kExitBadData;
}

// What was checked, a row each.
void Show(const Client& client, const proof::BundleReport& report) {
  Table table({"checked", "count", "what"});
  const auto& counts = report.counts;
  const proof::Checkpoint& last = report.checkpoints.back().checkpoint;
  table.Add({"segments", absl::StrCat(counts.segments()), "form, order, chain"});
  table.Add({"transfers", absl::StrCat(counts.transfers()), "leaves, roots"});
  table.Add({"accounts", absl::StrCat(counts.accounts()), "balances added up again"});
  table.Add({"checkpoints", absl::StrCat(counts.checkpoints()),
             absl::StrCat("signatures, the last of revision ", last.revision, ", ", TimeOf(last))});
  std::cout << table.Render(client.options().format, 100);
}

ExitCode CreateCheckpoint(Client& client, const LedgerProofArguments&) {
  const auto made =
      client.Get<Checkpoint>(kLedger, "CreateCheckpoint", CreateCheckpointRequest(), true);
  if (!made.ok()) return Fail("checkpoint", made.status());
  std::cout << RenderOne(ToJson(*made), client.options().format);
  return kExitOk;
}

ExitCode Export(Client& client, const LedgerProofArguments& arguments) {
  std::string checkpoint = arguments.checkpoint;
  if (checkpoint.empty()) {
    const auto made =
        client.Get<Checkpoint>(kLedger, "CreateCheckpoint", CreateCheckpointRequest(), true);
    if (!made.ok()) return Fail("checkpoint", made.status());
    checkpoint = made->name();
  }
  const auto report = ExportBundle(client, checkpoint, arguments.out);
  if (!report.ok()) return Fail(arguments.out, report.status());
  std::cout << arguments.out << ": " << checkpoint << ", " << report->counts.transfers()
            << " transfers; check it with zgcctl ledger verify and the public key\n";
  return kExitOk;
}

ExitCode Verify(Client& client, const LedgerProofArguments& arguments) {
  const auto keys = ReadKeys(arguments.keys);
  if (!keys.ok()) return BadData(keys.status());
  std::ifstream file(arguments.subject, std::ios::binary);
  if (!file.is_open()) {
    return BadData(absl::NotFoundError(absl::StrCat(arguments.subject, " cannot be read")));
  }
  proof::BundleReport report;
  const auto damage = VerifyBundle(file, *keys, report);
  if (damage.has_value()) {
    std::cerr << "zgcctl: " << arguments.subject << ": " << Describe(*damage) << "\n";
    return kExitFailed;
  }
  Show(client, report);
  return kExitOk;
}

ExitCode Check(Client& client, const LedgerProofArguments& arguments) {
  VerifyJournalRequest request;
  request.set_from_revision(arguments.from_revision);
  request.set_to_revision(arguments.to_revision);
  const auto method = FindMethod("VerifyJournal");
  if (!method.ok()) return FailUsage(method.status().message());
  VerifyJournalResponse last;
  const absl::Status ended =
      client.Stream(kLedger, method->descriptor, request, [&](const auto& message) {
        last = static_cast<const VerifyJournalResponse&>(message);
        return true;
      });
  if (!ended.ok()) return Fail("journal", ended);
  Table table({"segments", "transfers", "revision", "checkpoints", "accounts", "index entries",
               "pendings"});
  table.Add({absl::StrCat(last.segments()), absl::StrCat(last.transfers()),
             absl::StrCat(last.revision()), absl::StrCat(last.checkpoints()),
             absl::StrCat(last.accounts()), absl::StrCat(last.index_entries()),
             absl::StrCat(last.pendings())});
  std::cout << table.Render(client.options().format);
  if (!last.has_damage()) return last.done() ? kExitOk : kExitFailed;
  const JournalDamage& damage = last.damage();
  const std::string place = !damage.transfer().empty() ? damage.transfer()
                            : damage.revision() != 0 ? absl::StrCat("revision ", damage.revision())
                                                     : std::string("journal");
  std::cerr << "zgcctl: " << place << ": " << damage.description() << "\n";
  return kExitFailed;
}

absl::StatusOr<std::vector<proof::Hash>> HashesOf(const InclusionProof& proof) {
  std::vector<proof::Hash> hashes;
  for (const std::string& bytes : proof.hashes()) {
    if (bytes.size() != sizeof(proof::Hash)) return absl::DataLossError("a hash is not 32 bytes");
    std::copy(bytes.begin(), bytes.end(), hashes.emplace_back().begin());
  }
  return hashes;
}

ExitCode Prove(Client& client, const LedgerProofArguments& arguments) {
  const auto keys = ReadKeys(arguments.keys);
  if (!keys.ok()) return BadData(keys.status());
  GetInclusionProofRequest request;
  request.set_transfer(arguments.subject);
  request.set_checkpoint(arguments.checkpoint);
  const auto proof = client.Get<InclusionProof>(kLedger, "GetInclusionProof", request);
  if (!proof.ok()) return Fail(arguments.subject, proof.status());
  const auto wrong = [&](absl::string_view what) {
    std::cerr << "zgcctl: " << arguments.subject << ": " << what << "\n";
    return kExitFailed;
  };
  // Nothing of the answer is believed but what follows from the signature.
  const auto opened = OpenCheckpoint(proof->checkpoint().text(), *keys);
  if (!opened.ok()) return wrong(opened.status().message());
  const auto hashes = HashesOf(*proof);
  if (!hashes.ok()) return wrong(hashes.status().message());
  const proof::DigestKind kind = DigestOf(opened->suite);
  if (!proof::VerifyInclusion(kind, proof::LeafHash(kind, proof->record()), proof->leaf_index(),
                              opened->size, *hashes, opened->root)) {
    return wrong("the proof does not lead to the root of the checkpoint");
  }
  Transfer transfer;
  if (!transfer.ParseFromString(proof->record())) return wrong("the record does not parse");
  std::cout << RenderOne(ToJson(transfer), client.options().format);
  std::cout << "transfer " << proof->leaf_index() << " of " << opened->size << " under the root of "
            << TimeOf(*opened) << "\n";
  return kExitOk;
}

CLI::App* Add(CLI::App& ledger, const std::string& name, const std::string& description,
              const Options& options, int& code,
              ExitCode (*run)(Client&, const LedgerProofArguments&),
              std::shared_ptr<LedgerProofArguments> arguments) {
  auto* command = ledger.add_subcommand(name, description);
  command->callback([&options, &code, run, arguments] {
    Client client(options);
    code = run(client, *arguments);
  });
  return command;
}

}  // namespace

void AddLedgerProofs(CLI::App& ledger_command, const Options& options, int& code) {
  auto arguments = std::make_shared<LedgerProofArguments>();
  CLI::App* const ledger = &ledger_command;
  const auto take_keys = [&](CLI::App* command) {
    command
        ->add_option("--key", arguments->keys,
                     "public key as PEM; repeatable, one for each that has signed")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->required();
  };

  auto* checkpoint = Add(*ledger, "checkpoint", "sign what the journal is now", options, code,
                         CreateCheckpoint, arguments);
  checkpoint->footer("Example:\n  zgcctl ledger checkpoint\n  zgcctl list checkpoints");

  auto* export_command =
      Add(*ledger, "export", "write an audit bundle", options, code, Export, arguments);
  export_command->add_option("--out", arguments->out, "file to write")->required();
  export_command->add_option("--checkpoint", arguments->checkpoint,
                             "checkpoints/ID up to which; by default a new one");
  export_command->footer(
      R"(Writes FILE.part first. If the stream breaks, it stays, and the same command with the
same --checkpoint goes on where it ended.

Example:
  zgcctl ledger export --out ledger.zgcbundle)");

  auto* verify = Add(*ledger, "verify", "check an audit bundle, without the services", options,
                     code, Verify, arguments);
  verify->add_option("FILE", arguments->subject, "audit bundle, as export wrote it")->required();
  take_keys(verify);
  verify->footer(
      R"(Reads the file once and computes everything anew: the chain, the leaves, the root and
signature of every checkpoint, the balances of every account. Exit code 0 if all of it is
good, 1 with the first place that is not: byte offset, revision, number of the transfer.

Example:
  zgcctl ledger verify ledger.zgcbundle --key old-public.pem --key public.pem)");

  auto* check =
      Add(*ledger, "check", "let the service check its journal", options, code, Check, arguments);
  check->add_option("--from", arguments->from_revision, "begin with this revision");
  check->add_option("--to", arguments->to_revision, "end with this revision");
  check->footer("Exit code 1 if something is damaged.\n\nExample:\n  zgcctl ledger check");

  auto* prove = Add(*ledger, "prove", "prove that a transfer is in the journal", options, code,
                    Prove, arguments);
  prove->add_option("TRANSFER", arguments->subject, "transfers/ID")->required();
  prove->add_option("--checkpoint", arguments->checkpoint, "checkpoints/ID; the newest by default");
  take_keys(prove);
  prove->footer(
      "Example:\n  zgcctl ledger prove transfers/000000000042-0000 --key checkpoint-public.pem");
}

}  // namespace zgc::ctl
