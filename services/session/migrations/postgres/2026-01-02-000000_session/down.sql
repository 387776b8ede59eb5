DROP TABLE sold_out;
DROP TABLE looked_at;
DROP TABLE inbox;
DROP TABLE aliases;
DROP TABLE customers;
