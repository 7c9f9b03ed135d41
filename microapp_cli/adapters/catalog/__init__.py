"""The catalog's database: SQLite in a file of your own, or Postgres for everybody."""
