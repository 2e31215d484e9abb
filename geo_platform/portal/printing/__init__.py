"""The printed map: what is asked (`wanted`), drawn (`drawing`, `records`), explained (`legend`), the page (`sheet`)."""
