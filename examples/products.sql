-- A product table as `ferry ean` looks for it when nothing else is said: SQLite, Postgres and MySQL take it as it is.
-- Another table does as well: --table, --ean-column and --image-columns say what is where; a view does for what lies
-- in several tables.

CREATE TABLE IF NOT EXISTS products (
  -- GTIN-8, -12, -13 or -14. As text, so that zeros in front stay; with or without such zeros it is found.
  ean      VARCHAR(14) NOT NULL PRIMARY KEY,
  name     TEXT,
  brand    TEXT,
  -- The images in their order.
  image_1  TEXT,
  image_2  TEXT,
  image_3  TEXT,
  image_4  TEXT,
  image_5  TEXT,
  image_6  TEXT,
  image_7  TEXT,
  image_8  TEXT,
  image_9  TEXT,
  image_10 TEXT
);
