DROP TABLE amendments;
DROP TABLE placements;
DROP TABLE status_changes;
DROP TABLE orders;
