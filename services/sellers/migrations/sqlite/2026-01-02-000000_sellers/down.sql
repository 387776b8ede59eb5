DROP TABLE specializations;
DROP TABLE sellers;
