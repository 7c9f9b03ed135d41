"""The national numbers of persons, country by country, each with its check."""
