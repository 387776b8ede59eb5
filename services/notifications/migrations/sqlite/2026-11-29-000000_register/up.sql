-- Each person's messages. The sweep writes it many messages at a time, a minute later: as an index of `messages`, each
-- message would have a page of it to write alone.
CREATE TABLE register (
    recipient_id TEXT NOT NULL,
    message_id BLOB NOT NULL,
    PRIMARY KEY (recipient_id, message_id)
) WITHOUT ROWID;

-- The last message that is registered.
CREATE TABLE registered (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    message_id BLOB NOT NULL
);
INSERT INTO registered (id, message_id) VALUES (1, zeroblob(16));

DROP INDEX messages_of_recipient;
