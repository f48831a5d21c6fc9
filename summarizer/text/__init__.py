"""Plain text, without knowledge of clusters: what several stages use.

lexicon     word lists: dates, numbers, verbs of saying
sentences   a text → the spans of its sentences
tokens      words, stems and stop words
tfidf       texts as sparse vectors of their stems
overlap     how much of one text's wording another has
placement   where in a summary a sentence can stand, by its own words
anaphora    what a sentence requires to have been introduced, and what it introduces
packing     ranked sentences → a draft within the budget
"""
