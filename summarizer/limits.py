"""Every cap on input, in one place, each with its reason.

`Limits` are those that a caller may change: `read(…, limits=Limits(html_seconds=60))`, or
`--cap html-seconds=60` on the command line.  The rest bounds what no news needs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from summarizer.errors import UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps on input that a caller may change, all at least 1; reasons stand above each.

    How deep a page is nested is not among them: what is deeper is lost in libxml2, whatever the
    time and memory.  Raises UsageError for what is no whole number from 1.
    """

    # Articles of one event: beyond this the input holds several events.
    articles: int = 1_000
    # Articles among which events are looked for, all in memory: 36,000 take 1.1 GB and a minute.
    pile_articles: int = 100_000
    # A page of news is under 1 MB; 20 MB leaves room for pages with inlined images.
    article_bytes: int = 20_000_000
    # A day of live-blogging is about 60,000 words.
    article_characters: int = 2_000_000
    # Sentences of one cluster: keeps the concept matrix within a few hundred MB.
    sentences: int = 200_000
    # Longer than any sentence of a newspaper; what is longer is a table or a broken page and is
    # never chosen for a summary.
    sentence_characters: int = 2_000
    # One record of a cluster file: the largest Multi-News cluster is about 1.5 MB.
    line_bytes: int = 50_000_000
    # Records in a row that cannot be read before a cluster file is given up: it is something else.
    # A batch, which reads them elsewhere, counts those that do not begin as an object.
    bad_records: int = 1_000
    # What a packed cluster file may unpack to: a year of a big newsroom's articles is about 5 GB.
    unpacked_bytes: int = 50_000_000_000
    # Unpacked bytes for a packed one: news packs to a third, the most repetitive machine-made
    # records to a hundredth, and gzip can go to a thousandth.
    compression_ratio: int = 200
    # What one JSON document may hold when it is read whole.
    json_bytes: int = 100_000_000
    # json.loads recurses in C per level; news records are five deep.
    json_depth: int = 64
    # trafilatura's time grows faster than linearly with the number of elements (100,000 `<p>`
    # took 115 s); real article pages stay below 2 MB of markup.
    html_bytes: int = 5_000_000
    # trafilatura's time is quadratic in the number of elements: 20,000 take up to 5 seconds.  The
    # pages of big newspapers have 2,000 to 10,000.
    html_elements: int = 20_000
    # Seconds for one page or feed: six times what the worst page within the other caps was seen to
    # take.
    html_seconds: int = 30
    # Address space of the process that reads pages: 85 MB for pages of newspapers, 220 MB for the
    # largest that the other caps let through.
    html_megabytes: int = 1_000
    # Entries of a feed: feeds have 10 to 100, an archive of a blog a few thousand; 10,000 take 2 s.
    feed_entries: int = 10_000
    # With `--fetch`: pages fetched for one feed, and feeds of one OPML list.  A feed is mostly one
    # host, of which a page a second is asked.
    feed_pages: int = 20
    listed_feeds: int = 20
    # Seconds for the next megabyte of a Parquet table, and address space of the process that reads
    # it: 16 rows are in memory at a time, as Parquet has them and as Python does.
    table_seconds: int = 60
    table_megabytes: int = 3_000

    def __post_init__(self) -> None:
        for name in LIMITS:
            value = getattr(self, name)
            if type(value) is not int or value < 1:
                raise UsageError(f"the cap {name} must be a whole number from 1, not {value!r}")

    def signature(self) -> str:
        """What differs from the defaults, e.g. `articles=5,sentences=9`; empty for nothing."""
        own = {name: getattr(self, name) for name in LIMITS}
        return ",".join(f"{k}={v}" for k, v in own.items() if v != getattr(DEFAULTS, k))


LIMITS = tuple(field.name for field in fields(Limits))
DEFAULTS = Limits()

MAX_ARTICLES = DEFAULTS.articles
MAX_ARTICLE_BYTES = DEFAULTS.article_bytes
MAX_LINE_BYTES = DEFAULTS.line_bytes
MAX_JSON_BYTES = DEFAULTS.json_bytes
MAX_JSON_DEPTH = DEFAULTS.json_depth
MAX_HTML_BYTES = DEFAULTS.html_bytes
MAX_HTML_ELEMENTS = DEFAULTS.html_elements

# Units of an article, about a sentence each, that cleaning judges: ten times a long live report.
MAX_UNITS = 20_000

# The compression ratio says something only once this much is unpacked; so much is always read.
UNPACKED_UNCHECKED = 10_000_000
# A line over the cap is skipped up to its end; after so many times the cap the file is given up.
MAX_SKIPPED_LINES = 10
# Characters of a title, outlet, date or URL that are kept for the output.
MAX_METADATA_CHARACTERS = 500
# libxml2 drops what is nested deeper than about 250 levels without a word, and the extraction
# is only tried below 200; pages of newspapers stay under 60.
MAX_HTML_DEPTH = 200
# A description of an article as JSON-LD has 2 to 20 kB, with a day of live-blogging up to 1 MB; a
# longer one is passed over, and the page's other statements count.
MAX_JSON_LD_CHARACTERS = 2_000_000

# Sources that the pair model is asked about one sentence, the closest first: 12 calls of 15 ms.
MAX_PAIRS = 12
# Pairs of sentences of a cluster that the pair model is asked whether they contradict each other.
MAX_CONTRADICTION_PAIRS = 4
# Sentences of a cluster among which facts that several sources state are looked for, the first of
# each article first: they are compared pair by pair, in 32 MB; and those that the model is asked
# about, each read once and put to at most MAX_PAIRS sources.
MAX_FACT_POOL = 2_000
MAX_FACT_SENTENCES = 24
# Sentences of one text that are verified against sources: a long report has 200.
MAX_CLAIMS = 2_000
# Sentences and facts of a record that is compared with another day's: each takes 7 to 40 calls of
# the pair model.  A summary of 100 words comes with 5 to 30.
MAX_ACCOUNT_STATEMENTS = 500
# Tokens of a summary × tokens of a reference: ROUGE-L compares every pair, and takes up to 0.5 s
# and 200 MB for so many.  Summaries and references of news stay under 2,000 tokens.
MAX_ROUGE_PAIRS = 50_000_000

# The JSON beside a checkpoint's weights: the largest tokenizer known here (Gemma 3) has 33 MB,
# configurations and chat templates stay under 1 MB.
MAX_TOKENIZER_BYTES = 64_000_000
MAX_CONFIG_BYTES = 4_000_000
MAX_TEMPLATE_BYTES = 200_000
# The header of a safetensors file: 20,000 tensors take about 3 MB.
MAX_WEIGHTS_HEADER_BYTES = 16_000_000
MAX_TENSORS = 20_000
# A checkpoint's weights: 2.5 G parameters in fp32, more than a CPU writes with in useful time.
MAX_WEIGHTS_BYTES = 10_000_000_000
MAX_SHARDS = 64

# An address on the web: RFC 9110 asks that 8,000 characters be understood.
MAX_URL_CHARACTERS = 8_000
# `http` to `https`, to `www.`, to the article: what a news site may need.
MAX_REDIRECTS = 3
# All of one fetch, from looking the name up to the last byte, redirects included.
MAX_FETCH_SECONDS = 30.0
# A fetched page, packed as it comes and once more unpacked: as for files, see above.
MAX_FETCH_BYTES = 20_000_000
# The head of an answer: news sites send 1 to 8 KB.
MAX_HEAD_BYTES = 64_000
# Times that an unpacked page may be its packed size, once it is over a megabyte: markup shrinks
# to a tenth or a thirtieth, a bomb to a thousandth.
MAX_PACKING = 100
MIN_BOMB_BYTES = 1_000_000
# A server that trickles: after its first ten seconds an answer comes at no less than this.
MIN_BYTES_PER_SECOND = 1_000
SLOW_START_SECONDS = 10.0

# A server that writes (`--method transformer:http://…`): to connect, and for a whole answer, for
# which a large model on a CPU needs minutes; a record of a batch has twice as long, see below.
MAX_CONNECT_SECONDS = 10.0
MAX_ANSWER_SECONDS = 300.0
# A summary has 2 KB, thoughts before it up to 200, the longest list of models about 500.
MAX_ANSWER_BYTES = 2_000_000

# Links of feeds (`--fetch`): seconds between two requests to one host, and the longest that its
# robots.txt may ask for instead; what asks for more is left out, as a feed would take hours.
PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 10.0
# What is read of a robots.txt: RFC 9309 asks for at least 500 KiB.
MAX_ROBOTS_BYTES = 512_000
# Days after which a page in the cache that was not asked for again is deleted.
CACHE_DAYS = 30
# A validator of a cached page (ETag, Last-Modified): they have 10 to 80 characters.
MAX_VALIDATOR_CHARACTERS = 200

# A record of a batch: 30,000 sentences (of invented words, in 614 articles) take 53 s, a large
# model without a GPU some minutes; what takes longer hangs.
MAX_RECORD_SECONDS = 600
# A worker of a batch that quotes: the same 30,000 sentences take 850 MB, news 80.  Models have a
# size of their own.
MAX_WORKER_BYTES = 4_000_000_000

# The server: the body of a request, which waits in memory for its end, all bodies at once, and how
# long one may take to come (its head has a third of that).
MAX_BODY_BYTES = 32_000_000
MAX_BODIES_BYTES = 200_000_000
MAX_BODY_SECONDS = 30.0
# Connections at once: a browser opens six.
MAX_CONNECTIONS = 200
# Texts, files and addresses of one request, and parts of a form: a folder of an event has 10 to 50.
MAX_JOB_SOURCES = 200
# Jobs that wait for reading, and others that wait; who comes then is asked to come again.
MAX_QUEUE = 20
# Seconds of one job, and memory of the process that does it: 200 articles take 20 s and 600 MB.
MAX_JOB_SECONDS = 300
MAX_JOB_BYTES = 2_000_000_000
# Results that are kept: the oldest beyond that are deleted.
MAX_RESULTS = 5_000
# Seconds that a request may wait for the result of a job.
MAX_WAIT_SECONDS = 30.0
# A token that lets others in must be too long to be guessed.
MIN_TOKEN_CHARACTERS = 16
