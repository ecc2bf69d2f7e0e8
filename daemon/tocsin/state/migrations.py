"""The shape of `tocsin.db`, one migration after the other. `state/README.md` says what each table means.

Each migration and the record of it commit together (sqlite-utils `Migrations`). A migration that has
been released is never edited: the next one changes what it made. Tables are STRICT, times are UTC text
with microseconds (so that text order is time order), exact numbers are text.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("tocsin")


def _run(db: Database, script: str) -> None:
    # Not executescript(): it commits whatever transaction is open, and with it the half of a migration.
    # A trigger's body holds semicolons, so statements are told apart by an empty line.
    for statement in script.strip().split("\n\n"):
        db.execute(statement)


@migrations()
def m001_filings_facts_alerts(db: Database) -> None:
    _run(
        db,
        """
CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT

CREATE TABLE tickers (
  symbol TEXT PRIMARY KEY,
  cik TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE issuers (
  cik TEXT PRIMARY KEY,
  name TEXT,
  baseline TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE lanes (
  name TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('ok', 'failing', 'blocked')),
  why TEXT,
  last_try TEXT NOT NULL,
  last_good TEXT,
  failing_since TEXT
) STRICT

CREATE TABLE entries (
  accession TEXT NOT NULL,
  cik TEXT NOT NULL,
  role TEXT NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (accession, cik, role)
) STRICT, WITHOUT ROWID

CREATE INDEX entries_by_seen ON entries (seen)

CREATE TABLE filings (
  accession TEXT PRIMARY KEY,
  form TEXT NOT NULL,
  archive_cik TEXT NOT NULL,
  issuer_cik TEXT,
  source TEXT NOT NULL CHECK (source IN ('latest', 'submissions', 'index', 'baseline')),
  state TEXT NOT NULL CHECK (state IN ('due', 'read', 'baseline', 'unwatched', 'set aside')),
  accepted TEXT,
  filed TEXT,
  seen TEXT NOT NULL,
  read TEXT,
  due TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  document_sha256 TEXT
) STRICT

CREATE INDEX filings_due ON filings (due) WHERE state = 'due'

CREATE INDEX filings_by_issuer ON filings (issuer_cik, accepted)

CREATE TABLE parties (
  accession TEXT NOT NULL REFERENCES filings,
  cik TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (accession, cik, role)
) STRICT, WITHOUT ROWID

CREATE TABLE facts (
  id INTEGER PRIMARY KEY,
  accession TEXT NOT NULL REFERENCES filings,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  issuer_cik TEXT NOT NULL,
  known TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  UNIQUE (accession, ordinal)
) STRICT

CREATE INDEX facts_by_issuer ON facts (issuer_cik, kind, known)

CREATE TRIGGER facts_are_only_added BEFORE UPDATE ON facts
BEGIN
  SELECT RAISE(ABORT, 'facts are only ever added');
END

CREATE TRIGGER facts_are_never_removed BEFORE DELETE ON facts
BEGIN
  SELECT RAISE(ABORT, 'facts are only ever added');
END

CREATE TABLE receipts (
  day TEXT PRIMARY KEY,
  checked TEXT NOT NULL,
  final INTEGER NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE receipt_filings (
  day TEXT NOT NULL REFERENCES receipts,
  accession TEXT NOT NULL,
  PRIMARY KEY (day, accession)
) STRICT, WITHOUT ROWID

CREATE TABLE rule_files (
  path TEXT PRIMARY KEY,
  text BLOB NOT NULL,
  adopted TEXT NOT NULL,
  error TEXT
) STRICT

CREATE TABLE rule_versions (
  rule TEXT NOT NULL,
  version TEXT NOT NULL,
  text TEXT NOT NULL,
  loaded TEXT NOT NULL,
  PRIMARY KEY (rule, version)
) STRICT

CREATE TABLE matches (
  id INTEGER PRIMARY KEY,
  accession TEXT NOT NULL REFERENCES filings,
  issuer_cik TEXT NOT NULL,
  rule TEXT NOT NULL,
  rule_version TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('fires', 'undecided')),
  rings INTEGER NOT NULL,
  reason TEXT NOT NULL,
  saw TEXT NOT NULL CHECK (json_valid(saw)),
  matched TEXT NOT NULL,
  UNIQUE (accession, rule, issuer_cik)
) STRICT

CREATE TABLE alerts (
  key TEXT PRIMARY KEY,
  match INTEGER NOT NULL REFERENCES matches,
  rule TEXT NOT NULL,
  rule_version TEXT NOT NULL,
  severity TEXT NOT NULL,
  issuer TEXT NOT NULL CHECK (json_valid(issuer)),
  accession TEXT,
  text TEXT NOT NULL,
  late INTEGER NOT NULL,
  accepted TEXT,
  seen TEXT NOT NULL,
  read TEXT NOT NULL,
  matched TEXT NOT NULL
) STRICT

CREATE INDEX alerts_by_time ON alerts (matched)

CREATE TABLE notices (
  topic TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  told TEXT NOT NULL
) STRICT

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  receiver TEXT NOT NULL,
  text TEXT NOT NULL,
  link TEXT,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  state TEXT NOT NULL CHECK (state IN ('due', 'uncertain', 'paused', 'dead', 'sent', 'grouped')),
  due TEXT,
  created TEXT NOT NULL,
  sent TEXT,
  ref TEXT,
  why TEXT,
  grouped_into TEXT,
  UNIQUE (key, receiver)
) STRICT

CREATE INDEX outbox_due ON outbox (due) WHERE state IN ('due', 'uncertain', 'paused')

CREATE INDEX outbox_grouped ON outbox (grouped_into) WHERE grouped_into IS NOT NULL

CREATE INDEX outbox_sent ON outbox (receiver, sent)

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  outbox INTEGER NOT NULL REFERENCES outbox,
  started TEXT NOT NULL,
  finished TEXT,
  outcome TEXT,
  why TEXT
) STRICT

CREATE INDEX attempts_by_message ON attempts (outbox)
""",
    )


@migrations()
def m002_reports_and_threads(db: Database) -> None:
    _run(
        db,
        """
ALTER TABLE facts ADD COLUMN name TEXT GENERATED ALWAYS AS (json_extract(body, '$.name')) VIRTUAL

CREATE INDEX facts_by_name ON facts (issuer_cik, name, known) WHERE name IS NOT NULL

CREATE TABLE company_facts (
  id INTEGER PRIMARY KEY,
  issuer_cik TEXT NOT NULL,
  accession TEXT NOT NULL,
  name TEXT NOT NULL,
  known TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  UNIQUE (issuer_cik, accession, name, body)
) STRICT

CREATE INDEX company_facts_by_name ON company_facts (issuer_cik, name, known)

CREATE TABLE prose (
  accession TEXT NOT NULL REFERENCES filings,
  ordinal INTEGER NOT NULL,
  issuer_cik TEXT NOT NULL,
  known TEXT NOT NULL,
  document TEXT,
  type TEXT NOT NULL,
  sentences BLOB NOT NULL,
  PRIMARY KEY (accession, ordinal)
) STRICT

CREATE INDEX prose_by_issuer ON prose (issuer_cik, known)

CREATE INDEX parties_by_cik ON parties (cik)

CREATE INDEX filings_to_learn ON filings (due) WHERE state = 'baseline' AND due IS NOT NULL

ALTER TABLE issuers ADD COLUMN figures TEXT

CREATE INDEX alerts_by_match ON alerts (match)

CREATE INDEX matches_by_rule ON matches (rule, issuer_cik)

ALTER TABLE alerts ADD COLUMN about TEXT CHECK (about IS NULL OR json_valid(about))

ALTER TABLE outbox ADD COLUMN thread TEXT

ALTER TABLE outbox ADD COLUMN aloud INTEGER NOT NULL DEFAULT 1

ALTER TABLE outbox ADD COLUMN quiet TEXT CHECK (quiet IN ('held', 'silenced'))
""",
    )


@migrations()
def m003_bulletins(db: Database) -> None:
    # A match may be of a bulletin now, and SQLite takes no constraint away from a table that stands: it is made
    # anew under its name (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
    _run(
        db,
        """
CREATE INDEX tickers_by_cik ON tickers (cik)

CREATE TABLE bulletins (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  feed TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  form TEXT NOT NULL,
  issuer_cik TEXT NOT NULL,
  head TEXT NOT NULL CHECK (json_valid(head)),
  essence TEXT NOT NULL,
  seen TEXT NOT NULL,
  known TEXT NOT NULL,
  replaces INTEGER REFERENCES bulletins,
  same_as INTEGER REFERENCES bulletins
) STRICT

CREATE INDEX bulletins_by_issuer ON bulletins (issuer_cik, form, known)

CREATE INDEX bulletins_by_vendor ON bulletins (feed, vendor_id)

CREATE INDEX bulletins_replaced ON bulletins (replaces) WHERE replaces IS NOT NULL

CREATE TABLE bulletin_facts (
  bulletin INTEGER NOT NULL REFERENCES bulletins,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (bulletin, ordinal)
) STRICT

CREATE INDEX bulletin_facts_by_topic ON bulletin_facts (topic)

CREATE TRIGGER bulletins_are_only_added BEFORE UPDATE ON bulletins
BEGIN
  SELECT RAISE(ABORT, 'bulletins are only ever added');
END

CREATE TRIGGER bulletins_are_never_removed BEFORE DELETE ON bulletins
BEGIN
  SELECT RAISE(ABORT, 'bulletins are only ever added');
END

CREATE TRIGGER bulletin_facts_are_only_added BEFORE UPDATE ON bulletin_facts
BEGIN
  SELECT RAISE(ABORT, 'facts are only ever added');
END

CREATE TRIGGER bulletin_facts_are_never_removed BEFORE DELETE ON bulletin_facts
BEGIN
  SELECT RAISE(ABORT, 'facts are only ever added');
END

CREATE TABLE matches_of_both (
  id INTEGER PRIMARY KEY,
  accession TEXT REFERENCES filings,
  bulletin TEXT,
  issuer_cik TEXT NOT NULL,
  rule TEXT NOT NULL,
  rule_version TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('fires', 'undecided')),
  rings INTEGER NOT NULL,
  reason TEXT NOT NULL,
  saw TEXT NOT NULL CHECK (json_valid(saw)),
  matched TEXT NOT NULL,
  UNIQUE (accession, rule, issuer_cik),
  UNIQUE (bulletin, rule, issuer_cik),
  CHECK ((accession IS NULL) <> (bulletin IS NULL))
) STRICT

INSERT INTO matches_of_both SELECT id, accession, NULL, issuer_cik, rule, rule_version, answer, rings, reason,
  saw, matched FROM matches

DROP TABLE matches

ALTER TABLE matches_of_both RENAME TO matches

CREATE INDEX matches_by_rule ON matches (rule, issuer_cik)
""",
    )
