"""What carries a news fact: values (numbers, money, dates, times) and names.

values  typed values of a text, and when two of them may both be true
names   names of a text, and when two of them may be the same
"""
