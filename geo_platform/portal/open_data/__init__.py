"""Open data: what anyone may take, dataset by dataset, with its licence, vintage, contact, formats and fields."""
