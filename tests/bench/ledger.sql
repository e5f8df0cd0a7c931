-- The same ledger in PostgreSQL: the fields and indexes of the journal, balances with
-- limits, ids unique for ever. Every form posts durable transfers.
CREATE TABLE accounts (
  name text PRIMARY KEY,
  debits bigint NOT NULL DEFAULT 0,
  credits bigint NOT NULL DEFAULT 0,
  min_balance bigint NOT NULL DEFAULT 0,
  CHECK (debits - credits >= min_balance)
) WITH (fillfactor = 50);

CREATE TABLE transfers (
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  id uuid PRIMARY KEY,
  debit text NOT NULL,
  credit text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  fiscal_year text NOT NULL,
  effective_date date NOT NULL,
  program text NOT NULL,
  award text NOT NULL,
  enterprise text NOT NULL,
  park text NOT NULL,
  task text NOT NULL,
  document text NOT NULL,
  recorded timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON transfers (debit);
CREATE INDEX ON transfers (credit);
CREATE INDEX ON transfers (program);
CREATE INDEX ON transfers (award);
CREATE INDEX ON transfers (enterprise);
CREATE INDEX ON transfers (park);
CREATE INDEX ON transfers (task);

-- What is asked for, made before the clock runs.
CREATE TABLE inputs (
  k int PRIMARY KEY,
  debit text NOT NULL,
  credit text NOT NULL,
  amount bigint NOT NULL,
  program text NOT NULL,
  award text NOT NULL,
  enterprise text NOT NULL,
  park text NOT NULL,
  task text NOT NULL,
  document text NOT NULL
);

-- One transfer: both rows locked in the order of their names, so that no two
-- wait for each other.
CREATE FUNCTION post_one(at int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  i inputs%ROWTYPE;
BEGIN
  SELECT * INTO i FROM inputs WHERE k = at;
  PERFORM 1 FROM accounts WHERE name IN (i.debit, i.credit) ORDER BY name FOR UPDATE;
  UPDATE accounts SET credits = credits + i.amount
    WHERE name = i.credit AND debits - credits - i.amount >= min_balance;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE accounts SET debits = debits + i.amount WHERE name = i.debit;
  INSERT INTO transfers (id, debit, credit, amount, fiscal_year, effective_date, program, award,
                         enterprise, park, task, document)
    VALUES (gen_random_uuid(), i.debit, i.credit, i.amount, 'fiscalYears/2019', '2019-06-30',
            i.program, i.award, i.enterprise, i.park, i.task, i.document);
  RETURN true;
END $$;

-- The same as one statement without a language around it. Its two forms lock in
-- the order of the names; the caller takes the one that fits.
CREATE FUNCTION post_set(at int, n int) RETURNS bigint LANGUAGE sql AS $$
  WITH asked AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, * FROM inputs WHERE k >= at AND k < at + n
  ), good AS MATERIALIZED (
    SELECT asked.* FROM asked JOIN accounts c ON c.name = asked.credit
      WHERE c.debits - c.credits - asked.amount >= c.min_balance
        AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.id = asked.id)
  ), posted AS (
    INSERT INTO transfers (id, debit, credit, amount, fiscal_year, effective_date, program, award,
                           enterprise, park, task, document)
      SELECT id, debit, credit, amount, 'fiscalYears/2019', '2019-06-30', program, award,
             enterprise, park, task, document FROM good
      RETURNING debit, credit, amount
  ), sums AS (
    SELECT name, sum(d)::bigint AS d, sum(c)::bigint AS c FROM (
      SELECT debit AS name, amount AS d, 0 AS c FROM posted
      UNION ALL SELECT credit, 0, amount FROM posted) moved GROUP BY name ORDER BY name
  ), changed AS (
    UPDATE accounts SET debits = debits + sums.d, credits = credits + sums.c
      FROM sums WHERE accounts.name = sums.name RETURNING 1
  )
  SELECT count(*) FROM posted
$$;
