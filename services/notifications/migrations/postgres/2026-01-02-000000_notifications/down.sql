DROP TABLE account_events;
DROP TABLE documents;
DROP TABLE messages;
DROP TABLE recipients;
