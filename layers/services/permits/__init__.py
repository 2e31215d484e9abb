"""How communes treat their permits: a quarter's ranking, the files behind it, what may be published of them."""
