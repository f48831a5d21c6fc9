"""The harness: which system is better, by how much, and whether that is luck.

    dataset → systems → predict → rouge, measures → compare → report

`harness` is the one file that knows the order; the parts share `evaluate.types` only.
"""
