"""Every record of cluster files summarised: journalled, over processes, each failure told.

    inputs (or grouping) → ledger: what is missing → jobs.pool: work → ledger → files

inputs.py   files → records as they stand there
grouping.py files → the events found in their articles, as records
work.py     records → lines of output; the one function that every engine calls
ledger.py   what became of every record: the journal, the rejects, and the output in the end
output.py   one file, or a folder of parts
parquet.py  lines as a table
run.py      the order of it
"""
