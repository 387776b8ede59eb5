DROP TABLE inbox;
DROP TABLE aliases;
DROP TABLE customers;
