"""What carries a news fact: values (numbers, money, dates, times) and names.

typed   typed values of a text, and when two of them may both be true
names   names of a text, and which of them another text lacks
"""
