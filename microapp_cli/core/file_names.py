"""The files that microapp makes from values in every repository, by name; no layer brings them."""

MANIFEST = "microapp.yaml"
LOCK = ".microapp/lock.json"
SCHEMA = ".microapp/manifest.schema.json"
CATALOG_INFO = "catalog-info.yaml"
