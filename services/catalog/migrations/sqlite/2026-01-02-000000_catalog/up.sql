-- Two counts make the menu's revision. Every change of the catalogue waits for the first row and raises it; whatever
-- runs out or comes back raises the second, so that reservations never wait for the office.
CREATE TABLE menu_revision (
    id INTEGER PRIMARY KEY CHECK (id IN (1, 2)),
    revision INTEGER NOT NULL
);
INSERT INTO menu_revision (id, revision) VALUES (1, 1), (2, 0);

CREATE TABLE categories (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    -- A removed category stays, so that loading a market again does not bring it back.
    deleted_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX categories_slug ON categories (slug) WHERE deleted_at IS NULL;
CREATE INDEX categories_order ON categories (position, id) WHERE deleted_at IS NULL;

CREATE TABLE products (
    id BLOB PRIMARY KEY,
    sku TEXT NOT NULL,
    category_id BLOB NOT NULL REFERENCES categories (id),
    name TEXT NOT NULL,
    -- The name in small letters without accents, by which lists are sorted.
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    currency TEXT NOT NULL,
    unit TEXT NOT NULL,
    aliases TEXT NOT NULL,
    option_group_ids TEXT NOT NULL,
    fields TEXT NOT NULL,
    available BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- A removed product stays, so that loading a market again does not bring it back.
    deleted_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX products_sku ON products (sku) WHERE deleted_at IS NULL;
CREATE INDEX products_name ON products (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX products_category ON products (category_id, name_key, id) WHERE deleted_at IS NULL;

CREATE TABLE option_groups (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    choices_min INTEGER NOT NULL,
    choices_max INTEGER NOT NULL,
    choices TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- A removed group stays, so that loading a market again does not bring it back.
    deleted_at INTEGER,
    CHECK (choices_min >= 0 AND choices_max >= 1 AND choices_min <= choices_max)
) WITHOUT ROWID;
CREATE UNIQUE INDEX option_groups_slug ON option_groups (slug) WHERE deleted_at IS NULL;

-- Products that are counted or have a daily limit; the others have no row.
CREATE TABLE stock (
    product_id BLOB PRIMARY KEY REFERENCES products (id),
    -- NULL when it is not counted.
    on_hand INTEGER CHECK (on_hand >= 0),
    -- 0 for no limit.
    daily_limit INTEGER NOT NULL CHECK (daily_limit >= 0),
    -- The day, in days since 1970, that `sold` is of.
    day INTEGER NOT NULL,
    sold INTEGER NOT NULL CHECK (sold >= 0)
) WITHOUT ROWID;

CREATE TABLE coupons (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL,
    terms TEXT NOT NULL,
    uses INTEGER NOT NULL CHECK (uses >= 0),
    customers INTEGER NOT NULL CHECK (customers >= 0),
    version INTEGER NOT NULL,
    -- A removed coupon stays, so that orders that die can give their use back.
    deleted_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX coupons_code ON coupons (code) WHERE deleted_at IS NULL;

-- How often each customer uses a coupon now.
CREATE TABLE coupon_uses (
    coupon_id BLOB NOT NULL REFERENCES coupons (id),
    customer_id TEXT NOT NULL,
    uses INTEGER NOT NULL CHECK (uses >= 0),
    PRIMARY KEY (coupon_id, customer_id)
) WITHOUT ROWID;

-- How many orders are planned for a slot.
CREATE TABLE slots (
    start_at INTEGER PRIMARY KEY,
    taken INTEGER NOT NULL CHECK (taken >= 0)
);

-- What orders hold. A released reservation stays: it refuses the reservation that it overtook.
CREATE TABLE reservations (
    order_id BLOB PRIMARY KEY,
    revision INTEGER NOT NULL,
    released BOOLEAN NOT NULL,
    -- The last wish with its answer, and what is held.
    content TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE shop (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    terms TEXT NOT NULL,
    version INTEGER NOT NULL
);
INSERT INTO shop (id, terms, version) VALUES (1, '{}', 1);
