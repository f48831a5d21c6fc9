"""What sentences say, taken apart: shared by the stages that compare sources.

words     words with their case and meaning      meanings, tables  the word lists
capitals  which capitals are names               places    names that only describe others
names     names and aliases of one cluster
spelling  how numbers are spelled                numbers   amounts, counts, dates
reading   one sentence taken apart               cluster   all those of a cluster
"""
