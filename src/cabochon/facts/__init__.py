"""Facts: the stream retold as tables, one row a thing counted. Throw them away and replay whenever you like.

Rows have a grain where one event counts under several cuts: a receipt sold by two people and holding a watch and a ring
is one row of grain `whole`, two of `seller`, two of `line`, four of `seller_line`. A question reads exactly one grain,
the coarsest that can make its cuts, so that sums stay plain sums.
"""
