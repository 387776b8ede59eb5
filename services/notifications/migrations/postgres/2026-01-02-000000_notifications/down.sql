DROP TABLE account_events;
DROP TABLE messages;
DROP TABLE recipients;
