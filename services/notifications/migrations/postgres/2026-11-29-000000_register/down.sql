CREATE INDEX messages_of_recipient ON messages (recipient_id, id);
DROP TABLE registered;
DROP TABLE register;
