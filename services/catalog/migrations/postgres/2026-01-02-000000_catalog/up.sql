-- Two counts make the menu's revision. Every change of the catalogue waits for the first row and raises it; whatever
-- runs out or comes back raises the second, so that reservations never wait for the office.
CREATE TABLE menu_revision (
    id integer PRIMARY KEY CHECK (id IN (1, 2)),
    revision bigint NOT NULL
);
INSERT INTO menu_revision (id, revision) VALUES (1, 1), (2, 0);

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
    option_group_ids jsonb NOT NULL,
    fields jsonb NOT NULL,
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

CREATE TABLE option_groups (
    id uuid PRIMARY KEY,
    slug text COLLATE "C" NOT NULL,
    name text NOT NULL,
    choices_min integer NOT NULL,
    choices_max integer NOT NULL,
    choices jsonb NOT NULL,
    version bigint NOT NULL,
    -- A removed group stays, so that loading a market again does not bring it back.
    deleted_at timestamptz,
    CHECK (choices_min >= 0 AND choices_max >= 1 AND choices_min <= choices_max)
);
CREATE UNIQUE INDEX option_groups_slug ON option_groups (slug) WHERE deleted_at IS NULL;

-- Products that are counted or have a daily limit; the others have no row.
CREATE TABLE stock (
    product_id uuid PRIMARY KEY REFERENCES products (id),
    -- NULL when it is not counted.
    on_hand bigint CHECK (on_hand >= 0),
    -- 0 for no limit.
    daily_limit integer NOT NULL CHECK (daily_limit >= 0),
    -- The day, in days since 1970, that `sold` is of.
    day integer NOT NULL,
    sold bigint NOT NULL CHECK (sold >= 0)
);

CREATE TABLE coupons (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL,
    terms jsonb NOT NULL,
    uses integer NOT NULL CHECK (uses >= 0),
    customers integer NOT NULL CHECK (customers >= 0),
    version bigint NOT NULL,
    -- A removed coupon stays, so that orders that die can give their use back.
    deleted_at timestamptz
);
CREATE UNIQUE INDEX coupons_code ON coupons (code) WHERE deleted_at IS NULL;

-- How often each customer uses a coupon now.
CREATE TABLE coupon_uses (
    coupon_id uuid NOT NULL REFERENCES coupons (id),
    customer_id text NOT NULL,
    uses integer NOT NULL CHECK (uses >= 0),
    PRIMARY KEY (coupon_id, customer_id)
);

-- How many orders are planned for a slot.
CREATE TABLE slots (
    start_at timestamptz PRIMARY KEY,
    taken integer NOT NULL CHECK (taken >= 0)
);

-- What orders hold. A released reservation stays: it refuses the reservation that it overtook.
CREATE TABLE reservations (
    order_id uuid PRIMARY KEY,
    revision integer NOT NULL,
    released boolean NOT NULL,
    -- The last wish with its answer, and what is held.
    content jsonb NOT NULL
);

CREATE TABLE shop (
    id integer PRIMARY KEY CHECK (id = 1),
    terms jsonb NOT NULL,
    version bigint NOT NULL
);
INSERT INTO shop (id, terms, version) VALUES (1, '{}', 1);
