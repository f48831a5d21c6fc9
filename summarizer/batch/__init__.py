"""Every record of cluster files summarised: journalled, over processes, each failure reported.

    records → ledger: which are missing → jobs.pool: work → ledger → output

records.py  files → records as they stand there, or the events found in their articles
work.py     records → lines of output; the one function that every engine calls
ray.py      the engine for the machines of a Ray cluster
ledger.py   the outcome of every record: the journal, the rejects, and the output in the end
output.py   one file, or a folder of parts, as JSON lines or Parquet
run.py      the order of it
"""
