"""The harness: which system is better, by how much, and whether that is luck.

    dataset → systems → predict → rouge, measures → compare → report

`harness` is the one file that knows the order.  Some of what it calls is put together from parts:
`work` (one cluster: systems, ROUGE, measures, lines for the journal), `made` (what the journal
holds) and `compare` (significance, slices, doubts); `systems` makes the oracle.  All other parts
share `evaluate.types` only; the journal and the processes are those of `summarizer.jobs`.
"""
