"""What the ledger refuses, and how: each mistake of a caller has a code of its own."""

import base64
import json
import time
import unittest

from suite import SuiteTest

POST = "zgc.funding.v1.JournalService/PostTransfers"
MOST = 10 ** 15  # fen in one transfer
INT64_MAX = 2 ** 63 - 1


def id_named(name):
    return base64.b64encode(name.encode().ljust(16, b".")).decode()


def transfer(name, **changes):
    """A good one of 100 fen, but for the changes; None takes a field out."""
    good = {"id": id_named(name), "debit": "accounts/cash", "credit": "accounts/grant",
            "amount_fen": 100, "document": "凭证1"}
    return {field: value for field, value in {**good, **changes}.items() if value is not None}


# What is wrong with one transfer, and what the ledger says of it. Before them "first" was
# posted with 100 fen and "held" holds 100 fen; months up to March 2019 are closed.
REFUSED = [
    # Amounts.
    ("zero", {"amount_fen": 0}, "INVALID_AMOUNT"),
    ("negative", {"amount_fen": -1}, "INVALID_AMOUNT"),
    ("the least int64", {"amount_fen": -2 ** 63}, "INVALID_AMOUNT"),
    ("the largest int64", {"amount_fen": INT64_MAX}, "INVALID_AMOUNT"),
    ("one fen more than any", {"amount_fen": MOST + 1}, "INVALID_AMOUNT"),
    # The request says that none of its transfers is above 5,000 fen.
    ("yuan for fen", {"amount_fen": 500_000}, "AMOUNT_ABOVE_CAP"),
    ("a fen above the cap", {"amount_fen": 5_001}, "AMOUNT_ABOVE_CAP"),
    # Accounts.
    ("one account on both sides", {"credit": "accounts/cash"}, "SAME_ACCOUNT"),
    ("an unknown debit", {"debit": "accounts/nowhere"}, "DEBIT_NOT_FOUND"),
    ("an unknown credit", {"credit": "accounts/nowhere"}, "CREDIT_NOT_FOUND"),
    ("no debit", {"debit": None}, "DEBIT_NOT_FOUND"),
    ("an account of the budget", {"debit": "accounts/2019-source-f"}, "RESERVED_ACCOUNT"),
    ("two years", {"credit": "accounts/next"}, "YEARS_DIFFER"),
    # Funds.
    ("more than there is", {"debit": "accounts/grant", "credit": "accounts/small",
                            "amount_fen": 4_000}, "INSUFFICIENT_FUNDS"),
    ("more than may be", {"credit": "accounts/small", "amount_fen": 51}, "MAX_BALANCE_EXCEEDED"),
    # Days.
    ("a closed month", {"effective_date": "2019-03-31"}, "PERIOD_CLOSED"),
    ("a closed year", {"debit": "accounts/past", "credit": "accounts/past-too"}, "PERIOD_CLOSED"),
    ("no such day", {"effective_date": "2019-02-29"}, "INVALID_DATE"),
    ("a day of another year", {"effective_date": "2020-01-01"}, "INVALID_DATE"),
    # Ids.
    ("no id", {"id": None}, "INVALID_ID"),
    ("a short id", {"id": base64.b64encode(b"short").decode()}, "INVALID_ID"),
    ("an id of zeros", {"id": base64.b64encode(bytes(16)).decode()}, "INVALID_ID"),
    ("an id with another amount", {"id": id_named("first"), "amount_fen": 101}, "ID_CONFLICT"),
    ("an id with another document", {"id": id_named("first"), "document": "凭证2"}, "ID_CONFLICT"),
    ("an id with another account", {"id": id_named("first"), "credit": "accounts/other"},
     "ID_CONFLICT"),
    # Form.
    ("no document", {"document": None}, "INVALID_REFERENCE"),
    ("a long document", {"document": "凭" * 67}, "INVALID_REFERENCE"),
    ("no award", {"award": "programs/p"}, "INVALID_REFERENCE"),
    ("a field of the output", {"sequence": 1}, "INVALID_REFERENCE"),
    ("a mode of the ledger's", {"mode": "TRANSFER_MODE_EXPIRE_PENDING",
                                "pending_id": id_named("held")}, "INVALID_MODE"),
    ("a time without a reservation", {"timeout_seconds": 60}, "INVALID_MODE"),
    # Pending transfers.
    ("no such reservation", {"mode": "TRANSFER_MODE_POST_PENDING",
                             "pending_id": id_named("nobody")}, "PENDING_NOT_FOUND"),
    ("a transfer that reserves nothing", {"mode": "TRANSFER_MODE_POST_PENDING",
                                          "pending_id": id_named("first")}, "PENDING_NOT_FOUND"),
    ("more than is reserved", {"mode": "TRANSFER_MODE_POST_PENDING", "amount_fen": 101,
                               "pending_id": id_named("held")}, "EXCEEDS_PENDING"),
    ("another account than reserved", {"mode": "TRANSFER_MODE_POST_PENDING",
                                       "credit": "accounts/other",
                                       "pending_id": id_named("held")}, "PENDING_ACCOUNTS_DIFFER"),
    ("what was posted", {"mode": "TRANSFER_MODE_POST_PENDING",
                         "pending_id": id_named("posted")}, "PENDING_ALREADY_POSTED"),
    ("what was voided", {"mode": "TRANSFER_MODE_POST_PENDING",
                         "pending_id": id_named("voided")}, "PENDING_ALREADY_VOIDED"),
    # The only one of its request, and it says that another follows.
    ("an open chain", {"linked": True}, "CHAIN_OPEN"),
]

# What is wrong with a request as a whole: nothing of it is done.
MALFORMED = [
    ("no transfer", POST, {"transfers": []}, "INVALID_FIELD", "transfers"),
    ("no transfer and a negative cap", POST, {"transfers": [], "max_amount_fen": -1},
     "INVALID_FIELD", "transfers max_amount_fen"),
    ("more accounts than a request holds", "zgc.funding.v1.JournalService/BatchCreateAccounts",
     {"request_id": "many", "accounts": [{"name": "accounts/x"}] * 8_191}, "BATCH_TOO_LARGE",
     "accounts"),
    ("a negative cap", POST, {"transfers": [transfer("capped")], "max_amount_fen": -1},
     "INVALID_FIELD", "max_amount_fen"),
    ("no names", "zgc.funding.v1.JournalService/GetAccounts", {"names": []}, "INVALID_FIELD",
     "names"),
    ("a short id", "zgc.funding.v1.JournalService/LookupTransfers",
     {"ids": [base64.b64encode(b"short").decode()]}, "INVALID_FIELD", "ids"),
    ("more names than one answer holds", "zgc.funding.v1.JournalService/GetAccounts",
     {"names": ["accounts/cash"] * 1_001}, "BATCH_TOO_LARGE", "names"),
    ("more ids than one answer holds", "zgc.funding.v1.JournalService/LookupTransfers",
     {"ids": [id_named("x")] * 1_001}, "BATCH_TOO_LARGE", "ids"),
    ("a revision to come", "zgc.funding.v1.JournalService/GetAccounts",
     {"names": ["accounts/cash"], "revision": 10 ** 9}, "REVISION_NOT_REACHED", ""),
]


class BadTransfersTest(SuiteTest):
    def setUp(self):
        super().setUp()
        self.service("funding_ledger").start()
        self.do("CreateFiscalYear", {"fiscal_year_id": "2018"})
        self.do("CreateFiscalYear", {"fiscal_year_id": "2019"})
        self.do("CreateFiscalYear", {"fiscal_year_id": "2020"})
        self.do("CreateProgram", {"program_id": "f", "program": {"display_name": "专项资金"}})
        self.do("CreateAppropriation", {"appropriation_id": "a", "appropriation": {
            "fiscal_year": "fiscalYears/2019", "program": "programs/f", "amount_fen": 100,
            "kind": "APPROPRIATION_KIND_ORIGINAL", "document": "文"}})
        self.do("BatchCreateAccounts", {"request_id": "accounts", "accounts": [
            {"name": f"accounts/{name}", "fiscal_year": f"fiscalYears/{year}",
             "normal_side": f"ACCOUNT_SIDE_{side}", "max_balance_fen": most}
            for name, year, side, most in [
                ("cash", 2019, "DEBIT", 0), ("grant", 2019, "CREDIT", 0),
                ("other", 2019, "CREDIT", 0), ("small", 2019, "CREDIT", 50),
                ("next", 2020, "CREDIT", 0), ("past", 2018, "DEBIT", 0),
                ("past-too", 2018, "CREDIT", 0)]]})
        reserved = [transfer(name, mode="TRANSFER_MODE_PENDING")
                    for name in ("held", "posted", "voided")]
        ends = [transfer(f"end-{name}", mode=f"TRANSFER_MODE_{mode}_PENDING", debit=None,
                         credit=None, amount_fen=None, pending_id=id_named(name))
                for name, mode in (("posted", "POST"), ("voided", "VOID"))]
        self.assertEqual(self.post([transfer("first"), *reserved, *ends]), ["OK"] * 6)
        self.do("CloseFiscalYear", {"name": "fiscalYears/2018", "reason": "结账"})
        self.do("ClosePeriod", {"name": "fiscalYears/2019", "closed_through": "2019-03-31",
                                "reason": "结账"})

    def do(self, method, request):
        ran = self.call(method, request, "--as", "clerk")
        self.assertEqual(ran.returncode, 0, f"{method}: {ran.stderr}")
        return json.loads(ran.stdout)

    def post(self, transfers, **more):
        """The result of each."""
        answer = self.do(POST, {"transfers": transfers, **more})
        return [result.removeprefix("TRANSFER_RESULT_") for result in answer["results"]]

    def refused(self, method, request):
        """What is said of a request that is refused as a whole."""
        ran = self.call(method, request, "--as", "clerk")
        self.assertNotEqual(ran.returncode, 0, ran.stdout)
        return ran.stderr

    def balances(self):
        accounts = self.do("GetAccounts", {"names": [
            "accounts/cash", "accounts/grant", "accounts/other", "accounts/small"]})["accounts"]
        return [(account["name"], account.get("balance_fen"), account.get("pending_debits_fen"))
                for account in accounts]

    def test_each_mistake_has_its_code_and_leaves_nothing_behind(self):
        before = self.balances()
        for number, (what, changes, code) in enumerate(REFUSED):
            with self.subTest(what):
                bad = transfer(f"bad-{number}", **changes)
                self.assertEqual(self.post([bad], max_amount_fen=5_000), [code])
        self.assertEqual(self.balances(), before)
        # The ids are still free: those that were refused are not known.
        again = [transfer(f"bad-{number}") for number in range(len(REFUSED))]
        self.assertEqual(self.post(again), ["OK"] * len(again))

    def test_what_expired_is_posted_no_more(self):
        self.assertEqual(self.post([transfer("brief", mode="TRANSFER_MODE_PENDING",
                                             timeout_seconds=1)]), ["OK"])
        end = transfer("end-brief", mode="TRANSFER_MODE_POST_PENDING", debit=None, credit=None,
                       amount_fen=None, pending_id=id_named("brief"))
        deadline = time.monotonic() + 30
        while self.post([end], validate_only=True) == ["OK"] and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(self.post([end]), ["PENDING_EXPIRED"])

    def test_a_mistake_concerns_its_own_transfer_and_its_chain(self):
        self.assertEqual(
            self.post([transfer("a"), transfer("b", amount_fen=0), transfer("c")]),
            ["OK", "INVALID_AMOUNT", "OK"])
        self.assertEqual(
            self.post([transfer("d", linked=True), transfer("e", linked=True),
                       transfer("f", debit="accounts/nowhere"), transfer("g")]),
            ["CHAIN_FAILED", "CHAIN_FAILED", "DEBIT_NOT_FOUND", "OK"])
        self.assertEqual(
            self.post([transfer("h"), transfer("i", linked=True), transfer("j", linked=True)]),
            ["OK", "CHAIN_FAILED", "CHAIN_OPEN"])

    def test_a_malformed_request_says_what_is_wrong(self):
        revision = self.revision("funding_ledger")
        for what, method, request, reason, field in MALFORMED:
            with self.subTest(what):
                said = self.refused(method, request)
                self.assertIn(reason, said)
                for name in field.split():
                    self.assertIn(name, said)
        self.assertEqual(self.revision("funding_ledger"), revision)

    def test_a_request_holds_8190_and_sums_stay_within_64_bits(self):
        most = [transfer(f"large-{i}", amount_fen=MOST, credit="accounts/other")
                for i in range(9_224)]
        said = self.refused(POST, {"transfers": most[:8_191]})
        self.assertIn("BATCH_TOO_LARGE", said)
        self.assertIn("transfers: must be 1 to 8190, not 8191", said)
        self.assertEqual(self.post(most[:8_190]), ["OK"] * 8_190)
        # 9,223 × 10^15 fit beside what is there, one more does not.
        self.assertEqual(self.post(most[8_190:]), ["OK"] * 1_033 + ["OVERFLOW"])
        # "first" and "posted" are debits of the account, "held" may become one.
        left = INT64_MAX - 9_223 * MOST - 300
        self.assertEqual(self.post([transfer("edge", amount_fen=left + 1),
                                    transfer("edge", amount_fen=left),
                                    transfer("beyond", amount_fen=1)]),
                         ["OVERFLOW", "OK", "OVERFLOW"])

    def test_a_cursor_belongs_to_its_query(self):
        self.post([transfer(f"t{i}") for i in range(5)])
        query = {"account": "accounts/cash", "page_size": 2}
        token = self.do("ListTransfers", query)["next_page_token"]
        self.assertEqual(len(self.do("ListTransfers", {**query, "page_token": token})["transfers"]),
                         2)
        for other in ({"account": "accounts/grant"}, {"fiscal_year": "fiscalYears/2019"},
                      {"from_date": "2019-01-01"}, {"revision": 5}):
            said = self.refused("ListTransfers", {**query, **other, "page_token": token})
            self.assertIn("PAGE_TOKEN_INVALID", said, other)
        changed = ("B" if token[0] == "A" else "A") + token[1:]
        self.assertIn("PAGE_TOKEN_INVALID",
                      self.refused("ListTransfers", {**query, "page_token": changed}))


if __name__ == "__main__":
    unittest.main()
