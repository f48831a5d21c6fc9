"""Sources: which articles belong together, and which count as one.

near_duplicates   articles that are copies of one text: one origin
publishers        articles of one publisher or agency: one independent source
events            a pile of articles → one cluster an event
input_warnings    what a reader should know about the sources
"""
