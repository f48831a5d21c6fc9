"""Jobs and their results in one SQLite file, in a folder that one server at a time has."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import IO, Any

from summarizer.errors import OutputError, UsageError
from summarizer.limits import MAX_RESULTS
from summarizer.serve.requests import Order
from summarizer.serve.work import Outcome

FILE = "results.sqlite3"
WORK = "work"
OPEN = ("queued", "running")
PAGE = 20
_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  status TEXT NOT NULL, created REAL NOT NULL, finished REAL, title TEXT NOT NULL DEFAULT '',
  options TEXT NOT NULL, addresses TEXT NOT NULL, articles TEXT NOT NULL,
  error TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
  json TEXT NOT NULL DEFAULT '', html TEXT NOT NULL DEFAULT '', markdown TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS files (
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE, name TEXT NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS files_of ON files (job);
"""
_SHORT = "id, kind, status, created, finished, title, error, message"


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as it is listed: `queued`, `running`, `done`, `failed` or `interrupted`."""

    id: str
    kind: str
    status: str
    created: float
    finished: float | None
    title: str
    error: str
    message: str

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self.status in OPEN


def user_folder() -> Path:
    """The folder where this user's results are kept.  Raises UsageError where there is no home."""
    own = os.environ.get("XDG_DATA_HOME")
    usual = "Library/Application Support" if sys.platform == "darwin" else ".local/share"
    try:
        return (Path(own) if own else Path.home() / usual) / "consensus"
    except RuntimeError:
        reason = "no home folder to keep results in: set HOME or XDG_DATA_HOME, or give --data"
        raise UsageError(reason) from None


class Store:
    """The jobs of a folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open or make it; what was not finished is interrupted.

        Raises OutputError where it cannot be written, UsageError where another server has it.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._held = _lock(folder)
            self.work = folder / WORK
            shutil.rmtree(self.work, ignore_errors=True)  # of a server that was killed
            self.work.mkdir(mode=0o700)
            path = folder / FILE
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            for setting in (
                "journal_mode=WAL",
                "synchronous=NORMAL",
                "foreign_keys=ON",
                "secure_delete=ON",
            ):
                self._db.execute(f"PRAGMA {setting}")
            self._db.executescript(_TABLES)
            self._db.create_function("folded", 1, lambda text: str(text).casefold())
        except (OSError, sqlite3.Error) as error:
            told = getattr(error, "strerror", None) or error
            raise OutputError(f"cannot keep results in {folder}: {told}") from error
        self._lock = RLock()
        with self._changing() as db:
            db.execute(
                "UPDATE jobs SET status = 'interrupted', finished = ? WHERE status IN (?, ?)",
                (time.time(), *OPEN),
            )

    def add(self, order: Order) -> str:
        """Keep a job to be done, and make room for it; returns its id."""
        id = secrets.token_hex(16)
        parts = (order.options, order.addresses, order.articles)
        with self._changing() as db:
            number = db.execute(
                "INSERT INTO jobs (id, kind, status, created, title, options, addresses, articles)"
                " VALUES (?, ?, 'queued', ?, ?, ?, ?, ?)",
                (id, order.kind, time.time(), _title(order), *map(json.dumps, parts)),
            ).lastrowid
            rows = ((number, *file) for file in order.files)
            db.executemany("INSERT INTO files VALUES (?, ?, ?)", rows)
            db.execute("DELETE FROM jobs WHERE number <= ?", ((number or 0) - MAX_RESULTS,))
        return id

    def order(self, id: str) -> Order | None:
        """The job as it was asked for; its files are there until it is done."""
        with self._lock:
            row = self._db.execute(
                "SELECT number, kind, options, addresses, articles FROM jobs WHERE id = ?", (id,)
            ).fetchone()
            if row is None:
                return None
            files = self._db.execute(
                "SELECT name, data FROM files WHERE job = ? ORDER BY rowid", (row[0],)
            ).fetchall()
        options, addresses, articles = map(json.loads, row[2:])
        return Order(row[1], options, tuple(files), tuple(addresses), tuple(articles))

    def begin(self, id: str) -> None:
        """Note that a job is being done."""
        with self._changing() as db:
            db.execute("UPDATE jobs SET status = 'running' WHERE id = ?", (id,))

    def finish(self, id: str, outcome: Outcome) -> None:
        """Keep what became of a job, and no longer its files."""
        status = "failed" if outcome.error else "done"
        shown = (outcome.error, outcome.message, outcome.json, outcome.html, outcome.markdown)
        articles = json.dumps(outcome.articles)
        with self._changing() as db:
            db.execute(
                "UPDATE jobs SET status = ?, finished = ?, title = coalesce(nullif(?, ''), title), "
                "error = ?, message = ?, json = ?, html = ?, markdown = ?, articles = "
                "CASE WHEN ? = '[]' THEN articles ELSE ? END WHERE id = ?",
                (status, time.time(), outcome.title, *shown, articles, articles, id),
            )
            db.execute(
                "DELETE FROM files WHERE job = (SELECT number FROM jobs WHERE id = ?)", (id,)
            )

    def entry(self, id: str) -> Entry | None:
        """A job as it is listed."""
        with self._lock:
            row = self._db.execute(f"SELECT {_SHORT} FROM jobs WHERE id = ?", (id,)).fetchone()
        return Entry(*row) if row else None

    def result(self, id: str, form: str) -> str:
        """The result as `json`, `html` or `markdown`; empty where there is none."""
        assert form in ("json", "html", "markdown")
        with self._lock:
            row = self._db.execute(f"SELECT {form} FROM jobs WHERE id = ?", (id,)).fetchone()
        return str(row[0]) if row else ""

    def listed(
        self, words: str = "", skip: int = 0, *, shown: bool = False
    ) -> tuple[list[Entry], int]:
        """A page of the jobs that have each of these words, the newest first, and how many in all.

        With `shown` only those whose result is a page.
        """
        like = [f"%{_literal(word)}%" for word in words.casefold().split()[:10]]
        where = " AND ".join([
            "1", *(["kind <> 'read'"] if shown else []),
            *[r"folded(title || ' ' || markdown || addresses) LIKE ? ESCAPE '\'"] * len(like),
        ])  # fmt: skip
        with self._lock:
            count = self._db.execute(f"SELECT count(*) FROM jobs WHERE {where}", like).fetchone()
            rows = self._db.execute(
                f"SELECT {_SHORT} FROM jobs WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?",
                (*like, PAGE, skip),
            ).fetchall()
        return [Entry(*row) for row in rows], int(count[0])

    def delete(self, id: str) -> bool:
        """Forget a job and all that belongs to it; whether there was one."""
        with self._changing() as db:
            found = db.execute("DELETE FROM jobs WHERE id = ?", (id,)).rowcount > 0
        with self._lock:  # what it said is not to stay in the journal either
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return found

    def close(self) -> None:
        """Give the folder back."""
        with self._lock:
            self._db.close()
            self._held.close()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A change that is made whole or not at all.  Raises OutputError."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                except BaseException:
                    self._db.execute("ROLLBACK")
                    raise
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise OutputError(f"the result cannot be kept: {error}") from error


def _lock(folder: Path) -> IO[Any]:
    """A file that one process at a time holds."""
    held = (folder / "lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise UsageError(
            f"another server keeps its results in {folder}: stop it, or give another --data"
        ) from None
    return held


def _title(order: Order) -> str:
    """What a job is called before its sources are read."""
    known = [article["title"] or article["location"] for article in order.articles[:1]]
    return ", ".join([*known, *(name for name, _ in order.files), *order.addresses])[:200]


def _literal(word: str) -> str:
    """A word in which nothing stands for anything else."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
