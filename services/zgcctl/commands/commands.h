#pragma once

#include <CLI/CLI.hpp>

#include "services/zgcctl/client/options.h"

namespace zgc::ctl {

// Each adds its command to `app`. The command sets `code` when it has run.
void AddImport(CLI::App& app, const Options& options, int& code);
void AddReport(CLI::App& app, const Options& options, int& code);
void AddFigures(CLI::App& app, const Options& options, int& code);
void AddParks(CLI::App& app, const Options& options, int& code);
void AddCalls(CLI::App& app, const Options& options, int& code);
void AddAudit(CLI::App& app, const Options& options, int& code);
void AddEvidence(CLI::App& app, const Options& options, int& code);
void AddSearch(CLI::App& app, const Options& options, int& code);
void AddQueue(CLI::App& app, const Options& options, int& code);
void AddSweep(CLI::App& app, const Options& options, int& code);
void AddWatch(CLI::App& app, const Options& options, int& code);
void AddLedger(CLI::App& app, const Options& options, int& code);
void AddOperations(CLI::App& app, const Options& options, int& code);
void AddBackups(CLI::App& app, const Options& options, int& code);

// Adds to `parks`.
void AddParkPages(CLI::App& parks, const Options& options, int& code);

// Adds to `ledger`.
void AddLedgerReports(CLI::App& ledger, const Options& options, int& code);
void AddLedgerProofs(CLI::App& ledger, const Options& options, int& code);

}  // namespace zgc::ctl
