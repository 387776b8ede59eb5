DROP TABLE products;
DROP TABLE categories;
DROP TABLE menu_revision;
