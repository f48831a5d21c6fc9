"""The harness: which system is better, by how much, and whether that is luck.

    dataset → systems → predict → rouge, measures → compare → report

`harness` is the one file that knows the order.  `worker` does one cluster: systems, ROUGE,
measures; `compare` tests for significance; `systems` makes the oracle.  All other parts share
`evaluate.types` only; the journal and the processes are those of `summarizer.jobs`.
"""
