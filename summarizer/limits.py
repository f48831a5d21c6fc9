"""Every cap on input, in one place, each with its reason."""

from __future__ import annotations

# A page of news is under 1 MB; 20 MB leaves room for pages with inlined images.
MAX_ARTICLE_BYTES = 20_000_000

# trafilatura's time grows faster than linearly with the number of elements (100,000 `<p>`
# took 115 s); real article pages stay below 2 MB of markup.
MAX_HTML_BYTES = 5_000_000

# One record of a cluster file: the largest Multi-News cluster is about 1.5 MB.
MAX_LINE_BYTES = 50_000_000

# What one JSON document may hold when it is read whole.
MAX_JSON_BYTES = 100_000_000

# json.loads recurses in C per level; news records are five deep.
MAX_JSON_DEPTH = 64

# Articles of one event: beyond this the input is a pile of events, not one.
MAX_ARTICLES = 1_000

# A day of live-blogging is about 60,000 words.
MAX_ARTICLE_CHARACTERS = 2_000_000

# Sentences of one cluster: keeps the concept matrix within a few hundred MB.
MAX_SENTENCES = 200_000

# Longer than any sentence of a newspaper; what is longer is a table or a broken page and is
# never chosen for a summary.
MAX_SENTENCE_CHARACTERS = 2_000

# Characters of a title, outlet, date or URL that are kept for the output.
MAX_METADATA_CHARACTERS = 500

# libxml2 drops what is nested deeper than about 250 levels without a word, and the extraction
# is only tried below 200; pages of newspapers stay under 60.
MAX_HTML_DEPTH = 200

# trafilatura's time is quadratic in the number of elements: 20,000 take up to 5 seconds.  The
# pages of big newspapers have 2,000 to 10,000.
MAX_HTML_ELEMENTS = 20_000

# Records in a row that cannot be read before a cluster file is given up: it is something else.
MAX_BAD_RECORDS = 1_000

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

# A record of a batch: 10,000 sentences take 4 s (eval/results/bench.md), a large model without a
# GPU some minutes; what takes longer hangs.
MAX_RECORD_SECONDS = 600

# A worker of a batch that quotes: 10,000 sentences take 143 MB, and a cluster may have twenty
# times as many.  Models have a size of their own.
MAX_WORKER_BYTES = 4_000_000_000

# Articles of a pile in which events are looked for: all of them are in memory.
MAX_PILE_ARTICLES = 500_000
