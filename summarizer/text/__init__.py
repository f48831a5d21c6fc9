"""Plain text, without knowledge of clusters: what several stages use.

sentences   a text → the places of its sentences
tokens      words, stems and stop words
tfidf       texts as sparse vectors of their stems
overlap     how much of one text's wording another has
placement   where in a summary a sentence could stand, by its own words
anaphora    what a sentence takes as introduced, and what it introduces
packing     sentences → a draft within the budget
"""
