"""The options of the command line, and what `--help` says; nothing heavy is imported here."""

from __future__ import annotations

import argparse
import os
import re
from argparse import RawDescriptionHelpFormatter
from difflib import get_close_matches
from fractions import Fraction
from typing import NoReturn

from summarizer import __version__
from summarizer.errors import UsageError
from summarizer.limits import LIMITS, MAX_RECORD_SECONDS, MAX_WORKER_BYTES
from summarizer.render import DIFFERENCES, READINGS, SUMMARIES, VERIFICATIONS

LENGTHS = ("words", "sentences", "characters")
SHELLS = ("bash", "zsh", "fish")
USAGES = {
    "summarize": "consensus summarize [options] SOURCES...",
    "verify": "consensus verify [options] TEXT SOURCES...\n"
    "       consensus verify [options] --predictions FILE.jsonl CLUSTERS...",
    "diff": "consensus diff [options] OLD.json NEW.json",
    "read": "consensus read [options] SOURCES...",
    "batch": "consensus batch [options] SOURCES... -o FILE|FOLDER/",
    "evaluate": "consensus evaluate [options] BENCHMARK|SOURCES...\n"
    "       consensus evaluate [options] --from RESULTS.json",
    "serve": "consensus serve [options]",
    "mcp": "consensus mcp",
    "models": "consensus models [--format json]",
    "completion": "consensus completion bash|zsh|fish",
}

# ISO 639-1.
LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu
    hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb
    lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)

SUMMARY = """\
Read several sources about one event and print a summary of what they agree on, each sentence
with the sources that support it, then their contradictions and the single-source facts."""

SUMMARY_EPILOG = """\
JSON is one indented object for one cluster and one object per line for several.

examples:
  consensus summarize outlet1.txt outlet2.html outlet3.txt
  consensus summarize articles/ --words 60 --format markdown -o summary.md
  consensus summarize articles/ --open
  consensus summarize events.jsonl.gz --cluster 17 --format json"""

VERIFICATION = """\
Check a text against sources, sentence by sentence, and print which of them support, contradict
or partly state each sentence, and where, or that no source states it."""

DIFFERENCE = """\
Tell what is new, what changed and what is gone between two summaries of one event, and which
sources brought it. What a source that both list said already is not news."""

DIFFERENCE_EPILOG = """\
OLD and NEW are records that consensus summarize --format json wrote, or a line of consensus batch.

examples:
  consensus summarize monday/ --format json -o monday.json
  consensus summarize monday/ tuesday/ --format json -o tuesday.json
  consensus diff monday.json tuesday.json"""

VERIFICATION_EPILOG = """\
A sentence counts as supported if some source states it, even if another contradicts it. JSON has
the offsets of the passages of each source, in code points of the article's text as it was read.

--predictions writes one JSON object per line, in the order of FILE.jsonl, with id, share and
sentences; a line that cannot be used, or whose cluster is missing, is reported and left out.

exit status: 0 done, 1 the result cannot be written, 2 bad input or usage, 3 see --fail-under

examples:
  consensus verify draft.txt outlet1.txt outlet2.html outlet3.txt
  consensus verify draft.md articles/ -o report.html
  consensus verify answer.txt events.jsonl.gz --cluster 17 --format json --fail-under 80%
  consensus verify --predictions system.jsonl events.jsonl.gz -o verified.jsonl"""

READING = """\
Print what summarize would read: each article's title, outlet, date, address and cleaned text, what
cleaning removed and under which rule, and what could not be read."""

READING_EPILOG = """\
json is a cluster, which summarize and verify read: one indented object, or one object per line for
several. jsonl is one article per line, which batch --group reads. In both, text is the article as
it was read, cleaned is what is left of it, and removed has offsets into text.

examples:
  consensus read page.html
  consensus read https://a.example/fire b.html --format json -o event.json
  consensus read feed.xml --fetch --format jsonl | consensus batch - --group -o summaries.jsonl"""

BATCH = """\
Summarise every record of cluster files. An interrupted or killed run continues when the command
is repeated; a record that fails is listed in a file and does not affect the others."""

BATCH_EPILOG = """\
FILE gets one JSON object per line, in the order of the records, as summarize --format json
writes it, and appears when it is complete. FILE.rejects.jsonl has file, line, id and reason of
every record that failed, FILE.journal what has been done so far. FOLDER/ gets part-00000.jsonl,
part-00001.jsonl and so on, .rejects.jsonl and .journal; other part-* files left there by a batch
are deleted.

examples:
  consensus batch events.jsonl.gz -o summaries.jsonl
  consensus batch archive/ -o summaries.jsonl --words 60 --workers 8
  consensus batch archive/ -o summaries/ --output-format parquet
  consensus batch articles/ feed.xml --group -o summaries.jsonl
  consensus batch CC-NEWS-*.warc.gz --group --min-sources 3 -o summaries.jsonl"""

EVALUATION = """\
Compare systems by ROUGE and other measures, on a benchmark or on cluster files with references,
and say which is better, by how much, and whether the difference could be chance."""

EVALUATION_EPILOG = """\
Everything goes into a folder: report.html, results.md, results.json, predictions.jsonl,
scores.jsonl, timings. An interrupted or killed run continues when the command is repeated.

examples:
  consensus evaluate examples
  consensus evaluate neus_full-dev --system consensus --system lead-interleave
  consensus evaluate events.jsonl --words 60 --system consensus --system file:mine.jsonl"""

MODELS = """\
List the checkpoints for --method transformer: bundled, in the Hugging Face cache, and others
known to work, with size, licence and context length. Nothing is loaded or downloaded."""

SERVER = """\
Serve pages to paste sources into, and the same as JSON over HTTP, until Ctrl-C. Results are kept in
a folder, where they can be searched, exported and deleted. Needs the extra serve."""

SERVER_EPILOG = """\
Only this machine is answered, unless --host says otherwise: then the environment variable
CONSENSUS_TOKEN must hold a secret of 16 characters or more, which is asked of everybody.
/api/openapi.json describes the interface.

examples:
  consensus serve --open
  consensus serve --port 9000 --data results/ --no-fetch
  CONSENSUS_TOKEN=... consensus serve --host 192.0.2.7 --allow-host news.example"""

TOOLS = """\
Serve the tools summarize_sources, verify_claims and compare_accounts to an assistant, over the
Model Context Protocol on standard input and output. Needs the extra serve."""

SOURCES = """text, Markdown, HTML or JSON files, feeds (RSS, Atom, JSON Feed, OPML), cluster files
    (.jsonl, .jsonl.gz, or .parquet with the extra parquet), directories, http(s) addresses, or -
    for standard input; all loose articles together are taken as one event"""
FETCH = "fetch what feeds link to, as robots.txt allows: pages of teasers, feeds of an OPML list"
PROXY = "fetch through http://HOST:PORT, which then resolves names"
CAPS = "change a cap on input, e.g. html-seconds=60 (see SECURITY.md); repeatable"
LANGUAGE = "language of the sources (default en)"
CLUSTER = "only this cluster; repeatable"
STRICT = "a source that cannot be read is an error"
WRITE = "write to FILE, which appears when it is complete"

COMPLETION = """\
Print the script that lets a shell complete this command and its options with the tab key."""

COMPLETION_EPILOG = """\
examples:
  eval "$(consensus completion bash)"          in ~/.bashrc; likewise zsh, in ~/.zshrc
  consensus completion fish > ~/.config/fish/completions/consensus.fish"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line and go the way of all other errors."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of printing and exiting."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def parse(argv: list[str]) -> argparse.Namespace:
    """The options, with sources allowed before, between and after them.

    Commands that read no sources have no attribute `sources`.
    """
    parser, commands = _parsers()
    if "_ARGCOMPLETE" in os.environ:  # the shell asks for completions, which ends the process
        import argcomplete

        argcomplete.autocomplete(parser)
    args, rest = parser.parse_known_args(argv)
    command = commands[args.command]
    unknown = [word for word in rest if word.startswith("-") and word not in ("-", "--")]
    if unknown and "--" not in argv:
        command.error(f"unknown option {unknown[0]}{_suggestion(unknown[0], command)}")
    sources = [word for word in rest if word != "--"]
    if "sources" in args:
        args.sources += sources
    elif sources:
        command.error(f"unexpected argument {sources[0]}")
    return args


def _suggestion(word: str, command: Parser) -> str:
    """The closest option of a command, as its help lists them: `; did you mean --words?`."""
    known = re.findall(r"(?:^  |, )(-[\w-]+)", command.format_help(), re.MULTILINE)
    near = get_close_matches(word.lower(), known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def language_code(stated: str) -> str:
    """The code in lower case, without a region or a script; raises UsageError for no language."""
    code = stated.lower().partition("-")[0]
    if code not in LANGUAGES:
        raise UsageError(f"no language {stated!r}: give a two-letter code such as en, fr or pt-BR")
    return code


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a whole number from 1")
    return number


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) < 6 and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no port: give 0 to 65535")
    return int(text)


def _cap(text: str) -> tuple[str, int]:
    """The name and the value of a cap."""
    typed, _, value = text.partition("=")
    name = typed.replace("-", "_")
    if name not in LIMITS:
        known = ", ".join(LIMITS).replace("_", "-")
        raise argparse.ArgumentTypeError(f"no cap is called {typed[:40]!r}: {known}")
    return name, _count(value)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.001 <= number <= 10**7:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number of seconds")
    return number


def _share(text: str) -> Fraction:
    """A share of 1 as it is written, so that 57% is 57 of 100 and not a hair more."""
    number = text.strip().removesuffix("%").rstrip()
    try:
        share = Fraction(number) / (100 if number != text.strip() else 1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(
            f"{text[:20]!r} is not a share: give 0 to 1, or a percentage such as 80%"
        )
    return share


def _parsers() -> tuple[Parser, dict[str, Parser]]:
    parser = Parser(prog="consensus", description=SUMMARY, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"consensus {__version__}")
    group = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")
    commands = {}
    for add_options, help, description, epilog in (
        (_summarize, "summarise articles or cluster files", SUMMARY, SUMMARY_EPILOG),
        (_evaluate, "compare systems on clusters with references", EVALUATION, EVALUATION_EPILOG),
        (_verify, "check a text against sources", VERIFICATION, VERIFICATION_EPILOG),
        (_diff, "tell what changed between two summaries", DIFFERENCE, DIFFERENCE_EPILOG),
        (_read, "print what is read of sources", READING, READING_EPILOG),
        (_batch, "summarise every record of cluster files", BATCH, BATCH_EPILOG),
        (_serve, "serve pages and an interface", SERVER, SERVER_EPILOG),
        (_mcp, "serve tools to an assistant", TOOLS, ""),
        (_models, "list the checkpoints for --method transformer", MODELS, ""),
        (_completion, "print a shell completion script", COMPLETION, COMPLETION_EPILOG),
    ):
        name = add_options.__name__.removeprefix("_")
        commands[name] = group.add_parser(
            name,
            help=help,
            prog=f"consensus {name}",
            usage=USAGES[name],
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        add_options(commands[name])
    return parser, commands


def _summarize(parser: Parser) -> None:
    add = parser.add_argument
    form = "by default what the name of FILE says, else text; html is a page for one event"
    add("sources", nargs="*", metavar="SOURCES", help=SOURCES)
    _add_summary_options(parser)
    add("--cluster", action="append", default=[], metavar="ID", help=CLUSTER)
    add("--format", choices=tuple(SUMMARIES), help=form)
    add("-o", dest="output", metavar="FILE", help=WRITE)
    add("--open", action="store_true", help="show the page in a browser (implies html)")
    add("--strict", action="store_true", help=STRICT)
    _add_web_options(parser)


def _add_web_options(parser: Parser) -> None:
    parser.add_argument("--proxy", default="", metavar="URL", help=PROXY)
    parser.add_argument("--fetch", action="store_true", help=FETCH)


def _read(parser: Parser) -> None:
    add = parser.add_argument
    form = "by default what the name of FILE says, else text"
    add("sources", nargs="*", metavar="SOURCES", help=SOURCES)
    add("--cluster", action="append", default=[], metavar="ID", help=CLUSTER)
    add("--format", choices=tuple(READINGS), help=form)
    add("-o", dest="output", metavar="FILE", help=WRITE)
    add("--language", type=language_code, default="en", metavar="CODE", help=LANGUAGE)
    add("--strict", action="store_true", help=STRICT)
    _add_web_options(parser)
    add("--cap", action="append", type=_cap, default=[], metavar="NAME=VALUE", help=CAPS)


def _add_summary_options(parser: Parser) -> None:
    """What decides a summary, whether of one cluster or of many."""
    from summarizer.methods import names

    settings = "NAME:key=value,... passes settings, e.g. transformer:FOLDER,beams=2"
    method = f"one of {', '.join(names())}; {settings}"
    support = "only sentences that N independent sources state"
    conflicts = "leave out contradictions"
    unique = "leave out single-source facts"
    evidence = """words: do not use the pair model; faster, but only repeated words count as
        agreement"""
    publishers = "a TOML table of outlets and domains that belong to one publisher"
    length = parser.add_argument_group(
        "length", "a summary stays within all limits given; 100 words if none is given"
    )
    for name in LENGTHS:
        length.add_argument(f"--{name}", type=_count, metavar="N", help=f"at most N {name}")
    length.add_argument("--truncate", action="store_true", help="cut the last sentence to fit")
    add = parser.add_argument
    add("--method", default="consensus", metavar="NAME", help=method)
    add("--seed", type=int, metavar="N", help="seed of --method random")
    add("--language", type=language_code, default="en", metavar="CODE", help=LANGUAGE)
    add("--min-support", type=_count, default=1, metavar="N", help=support)
    add("--evidence", choices=("model", "words"), default="model", help=evidence)
    add("--publishers", metavar="FILE.toml", help=publishers)
    add("--no-conflicts", dest="conflicts", action="store_false", help=conflicts)
    add("--no-unique", dest="unique", action="store_false", help=unique)
    add("--cap", action="append", type=_cap, default=[], metavar="NAME=VALUE", help=CAPS)


def _verify(parser: Parser) -> None:
    add = parser.add_argument
    claims = """the text to verify, in a file of any type that articles may have (.txt, .md,
        .html, ...) or - for standard input, then the sources, in any form that summarize reads,
        all about one event; with --predictions, cluster files"""
    predictions = """verify the summaries in FILE, in place of TEXT, against clusters; one
        {"id": ..., "summary": "..."} or {"id": ..., "sentences": [...]} per line"""
    form = "by default what the name of FILE says, else text"
    share = "exit with 3 if fewer sentences are supported: 0 to 1, or a percentage such as 80%%"
    add("sources", nargs="*", metavar="TEXT SOURCES", help=claims)
    add("--predictions", metavar="FILE", help=predictions)
    add("--fail-under", type=_share, metavar="SHARE", help=share)
    add("--cluster", metavar="ID", help="the cluster to use from a cluster file with several")
    add("--format", choices=tuple(VERIFICATIONS), help=form)
    add("-o", dest="output", metavar="FILE", help=WRITE)
    add("--language", type=language_code, default="en", metavar="CODE", help=LANGUAGE)
    add("--strict", action="store_true", help="anything that cannot be read or done is an error")
    _add_web_options(parser)
    add("--cap", action="append", type=_cap, default=[], metavar="NAME=VALUE", help=CAPS)


def _diff(parser: Parser) -> None:
    add = parser.add_argument
    records = "the earlier record and the later one; - for standard input"
    form = "by default what the name of FILE says, else text"
    add("sources", nargs="*", metavar="OLD.json NEW.json", help=records)
    add("--format", choices=tuple(DIFFERENCES), help=form)
    add("-o", dest="output", metavar="FILE", help=WRITE)
    add("--cap", action="append", type=_cap, default=[], metavar="NAME=VALUE", help=CAPS)


def _batch(parser: Parser) -> None:
    add = parser.add_argument
    records = """cluster files (.jsonl, .jsonl.gz, .parquet), directories of them, or - for
        standard input; with --group also articles, in any form that summarize reads, and web
        archives (.warc, .warc.gz)"""
    form = "format of the output (parquet for FILE.parquet, else jsonl)"
    workers = "processes (one per processor; 1 for a language model)"
    timeout = f"time for one record, allowed twice ({MAX_RECORD_SECONDS:,})"
    memory = f"memory of a worker ({MAX_WORKER_BYTES // 10**6:,} for methods that quote)"
    engine = "processes on this machine (default), or Ray, whose machines must see the same files"
    add("sources", nargs="*", metavar="SOURCES", help=records)
    add("-o", dest="output", metavar="FILE", required=True, help="FILE or FOLDER/, see below")
    add("--output-format", choices=("jsonl", "parquet"), help=form)
    add("--shard", type=_count, metavar="N", help="records per part of FOLDER/ (10,000)")
    _add_summary_options(parser)
    add(
        "--group",
        action="store_true",
        help="sources are loose articles or web archives: find their events",
    )
    sources = "with --group: only events that N independent sources tell (1)"
    add("--min-sources", type=_count, default=1, metavar="N", help=sources)
    _add_web_options(parser)
    add("--workers", type=_count, metavar="N", help=workers)
    add("--timeout", type=_seconds, metavar="SECONDS", help=timeout)
    add("--memory", type=_count, metavar="MB", help=memory)
    add("--strict", action="store_true", help="stop at the first record that fails")
    add("--engine", choices=("local", "ray"), default="local", help=engine)
    add("--address", metavar="HOST:PORT", help="an existing Ray cluster (else one is started here)")


def _evaluate(parser: Parser) -> None:
    add = parser.add_argument
    clusters = """the name of a benchmark (a file NAME.toml in eval/benchmarks) or a path to a
        .toml file; or cluster files whose records have references, and folders of events"""
    systems = """a method (NAME:key=value,... passes settings), oracle, or file:PREDICTIONS.jsonl;
        repeatable; every method and the oracle if none is given"""
    language = "language of clusters that do not state their own"
    resamples = "resamples of the bootstrap (1,000)"
    measures = "measures to test as ROUGE is; faithfulness: all that ask the pair model"
    cut = "budget: cut the last sentence at the budget; whole: leave it out"
    against = "a run from before to compare with, with scores.jsonl beside it"
    export = "also write the tables as results.tex, .csv or .parquet; repeatable"
    given = "show and export the tables of a run from before; nothing is run"
    add("sources", nargs="*", metavar="BENCHMARK|SOURCES", help=clusters)
    add("--system", action="append", default=[], metavar="SPEC", help=systems)
    add("--baseline", metavar="SPEC", help="the system to compare with (default the first)")
    length = parser.add_argument_group("length", "the benchmark's, or 100 words")
    for name in LENGTHS:
        length.add_argument(f"--{name}", type=_count, metavar="N", help=f"at most N {name}")
    length.add_argument("--cut", choices=("budget", "whole"), help=cut)
    add("--measures", metavar="NAME,...", help=measures)
    add("--references", choices=("max", "pooled"), help="how ROUGE combines several references")
    add("--no-stem", dest="stem", action="store_false", help="ROUGE on words, not stems")
    add("--language", type=language_code, metavar="CODE", help=language)
    add("--data", metavar="DIR", help="a benchmark's data (or $CONSENSUS_DATA)")
    add("--limit", type=_count, metavar="N", help="only the first N clusters with references")
    add("--shuffle", type=int, metavar="SEED", help="shuffle the articles within each cluster")
    add("--resamples", type=_count, default=1_000, metavar="N", help=resamples)
    add("--seed", type=int, default=12_345, metavar="N", help="seed of the statistics (12345)")
    add("--workers", type=_count, metavar="N", help="processes (one per processor)")
    add("--strict", action="store_true", help="stop at the first failure")
    add("--cap", action="append", type=_cap, default=[], metavar="NAME=VALUE", help=CAPS)
    add("--against", metavar="RESULTS.json", help=against)
    add("--export", action="append", choices=("latex", "csv", "parquet"), default=[], help=export)
    add("--from", dest="given", metavar="RESULTS.json", help=given)
    add("-o", dest="output", metavar="FOLDER", help="default eval-out/NAME")


def _serve(parser: Parser) -> None:
    add = parser.add_argument
    host = "address to listen on (127.0.0.1)"
    allow = "another name or address that the server goes by; repeatable"
    data = "where results are kept (a folder of this user's)"
    workers = "jobs done at once, besides reading (1)"
    add("--host", default="127.0.0.1", metavar="ADDRESS", help=host)
    add("--port", type=_port, default=8765, metavar="N", help="port (8765; 0 for any free one)")
    add("--allow-host", action="append", default=[], metavar="NAME", help=allow)
    add("--data", metavar="FOLDER", help=data)
    add("--workers", type=_count, default=1, metavar="N", help=workers)
    add("--no-fetch", dest="fetches", action="store_false", help="fetch no addresses")
    add("--open", action="store_true", help="show it in a browser")


def _mcp(parser: Parser) -> None:
    """It has no options."""


def _models(parser: Parser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default text")


def _completion(parser: Parser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
