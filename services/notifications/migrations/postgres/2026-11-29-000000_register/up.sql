-- Each person's messages. The sweep writes it many messages at a time, a minute later: as an index of `messages`, each
-- message would have a page of it to write alone.
CREATE TABLE register (
    recipient_id text NOT NULL,
    message_id uuid NOT NULL,
    PRIMARY KEY (recipient_id, message_id)
);

-- The last message that is registered.
CREATE TABLE registered (
    id integer PRIMARY KEY CHECK (id = 1),
    message_id uuid NOT NULL
);
INSERT INTO registered (id, message_id) VALUES (1, '00000000-0000-0000-0000-000000000000');

DROP INDEX messages_of_recipient;
