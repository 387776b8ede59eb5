-- One row: every change of the catalogue waits for it and raises it.
CREATE TABLE menu_revision (
    id integer PRIMARY KEY CHECK (id = 1),
    revision bigint NOT NULL
);
INSERT INTO menu_revision (id, revision) VALUES (1, 1);

CREATE TABLE categories (
    id uuid PRIMARY KEY,
    slug text NOT NULL,
    name text NOT NULL,
    position integer NOT NULL,
    active boolean NOT NULL,
    version bigint NOT NULL,
    -- A removed category stays, so that loading a market again does not bring it back.
    deleted_at timestamptz
);
CREATE UNIQUE INDEX categories_slug ON categories (slug) WHERE deleted_at IS NULL;
CREATE INDEX categories_order ON categories (position, id) WHERE deleted_at IS NULL;

CREATE TABLE products (
    id uuid PRIMARY KEY,
    sku text NOT NULL,
    category_id uuid NOT NULL REFERENCES categories (id),
    name text NOT NULL,
    -- The name in small letters without accents, by which lists are sorted; "C" sorts as SQLite does.
    name_key text COLLATE "C" NOT NULL,
    description text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    currency text NOT NULL,
    unit text NOT NULL,
    aliases jsonb NOT NULL,
    available boolean NOT NULL,
    active boolean NOT NULL,
    position integer NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    -- A removed product stays, so that loading a market again does not bring it back.
    deleted_at timestamptz
);
CREATE UNIQUE INDEX products_sku ON products (sku) WHERE deleted_at IS NULL;
CREATE INDEX products_name ON products (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX products_category ON products (category_id, name_key, id) WHERE deleted_at IS NULL;
