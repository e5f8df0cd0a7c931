"""What is called of the ledger by clients of every kind, by whom, and what comes of it."""

import base64

OK, DENIED, UNKNOWN = "OK", "PERMISSION_DENIED", "UNAUTHENTICATED"


def id_named(name):
    return base64.b64encode(name.encode().ljust(16, b".")).decode()


def posting(name):
    return {"transfers": [{"id": id_named(name), "debit": "accounts/cash",
                           "credit": "accounts/grant", "amount_fen": "100",
                           "document": "凭证1"}]}


YEAR = {"fiscal_year": "fiscalYears/2019"}
ACCOUNTS = {"request_id": "accounts", "accounts": [
    {"name": f"accounts/{name}", "normal_side": f"ACCOUNT_SIDE_{side}", **YEAR}
    for name, side in (("cash", "DEBIT"), ("grant", "CREDIT"))]}
RULE = {"rule_id": "interest", "rule_version": {
    "display_name": "贷款贴息", "clause": "第三条", "document": "文件", "effective_from": "2019-01-01",
    "interest": {"share_percent": "50", "day_count": "DAY_COUNT_ACTUAL_365"}}}
STATEMENT = {"account": "accounts/cash"}

# The systems that act for people, and who asks them to.
# Of the policy that is delivered.
OFFICE = "organisations/supervision-office"
PERSONS = {"finance": "clerk", "oa": "officer"}

# (who, service, method, request, code, what the last answer holds). In this order.
CALLS = [
    ("finance", "FiscalYearService", "CreateFiscalYear", {"fiscal_year_id": "2019"}, OK,
     {"name": "fiscalYears/2019"}),

    ("oa", "JournalService", "BatchCreateAccounts", ACCOUNTS, DENIED, {}),
    ("stranger", "JournalService", "BatchCreateAccounts", ACCOUNTS, UNKNOWN, {}),
    ("finance", "JournalService", "BatchCreateAccounts", ACCOUNTS, OK, {"created_count": 2}),
    ("oa", "JournalService", "PostTransfers", posting("unary"), DENIED, {}),
    ("auditor", "JournalService", "PostTransfers", posting("unary"), DENIED, {}),
    ("finance", "JournalService", "PostTransfers", posting("unary"), OK,
     {"results": ["TRANSFER_RESULT_OK"], "posted_count": 1}),
    ("finance", "JournalService", "PostTransfers", posting("unary"), OK,
     {"results": ["TRANSFER_RESULT_EXISTS"]}),
    ("oa", "JournalService", "StreamTransfers", {"request": posting("stream")}, DENIED, {}),
    ("finance", "JournalService", "StreamTransfers", {"request": posting("stream")}, OK, {}),
    ("operations", "JournalService", "GetAccounts", {"names": ["accounts/cash"]}, DENIED, {}),
    ("oa", "JournalService", "GetAccounts", {"names": ["accounts/cash"]}, OK, {}),
    ("operations", "JournalService", "LookupTransfers", {"ids": [id_named("stream")]}, DENIED, {}),
    ("oa", "JournalService", "LookupTransfers", {"ids": [id_named("stream")]}, OK, {}),
    ("operations", "JournalService", "WatchTransfers", {}, DENIED, {}),
    ("oa", "JournalService", "WatchTransfers", {}, OK, {}),

    ("oa", "RuleService", "CreateRuleVersion", RULE, DENIED, {}),
    ("stranger", "RuleService", "CreateRuleVersion", RULE, UNKNOWN, {}),
    ("finance", "RuleService", "CreateRuleVersion", RULE, OK,
     {"name": "ruleVersions/interest-001"}),
    ("role-finance-clerk", "RuleService", "ApproveRuleVersion",
     {"name": "ruleVersions/interest-001"}, DENIED, {}),
    ("role-finance-approver", "RuleService", "ApproveRuleVersion",
     {"name": "ruleVersions/interest-001"}, OK, {"name": "ruleVersions/interest-001"}),
    ("operations", "RuleService", "GetRuleVersion", {"name": "ruleVersions/interest-001"},
     DENIED, {}),
    ("oa", "RuleService", "GetRuleVersion", {"name": "ruleVersions/interest-001"}, OK,
     {"clause": "第三条"}),

    ("oa", "ProofService", "CreateCheckpoint", {}, DENIED, {}),
    ("finance", "ProofService", "CreateCheckpoint", {}, DENIED, {}),
    ("auditor", "ProofService", "CreateCheckpoint", {}, OK, {"transfers": "2"}),
    ("operations", "ProofService", "GetCheckpoint", {}, DENIED, {}),
    ("oa", "ProofService", "ListCheckpoints", {}, OK, {}),
    ("finance", "ProofService", "VerifyJournal", {}, DENIED, {}),
    ("operations", "ProofService", "VerifyJournal", {}, OK, {"done": True, "transfers": "2"}),
    ("operations", "ProofService", "ExportAuditBundle", {}, DENIED, {}),
    ("auditor", "ProofService", "ExportAuditBundle", {}, OK, {}),
    ("stranger", "ProofService", "VerifyJournal", {}, UNKNOWN, {}),

    ("operations", "FundingReportService", "GetTrialBalanceReport", YEAR, DENIED, {}),
    ("stranger", "FundingReportService", "GetTrialBalanceReport", YEAR, UNKNOWN, {}),
    ("oa", "FundingReportService", "GetTrialBalanceReport", YEAR, OK, {}),
    ("auditor", "FundingReportService", "GetAccountStatement", STATEMENT, OK, {}),
    ("operations", "FundingReportService", "GetAccountStatement", STATEMENT, DENIED, {}),
    ("finance", "FundingReportService", "GetAgingReport", {"as_of_date": "2019-12-31"}, OK, {}),
]
