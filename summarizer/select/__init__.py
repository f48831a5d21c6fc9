"""Select: the sentences of an extractive summary.

concepts     the types that the stages of selection share
extraction   sentences → which of them hold which concepts
weights      how much of a summary's purpose each concept carries
search       greedy search for the sentences that cover the most weight
"""
