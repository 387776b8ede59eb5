\set first random(1, 50)
\set second random(51, 100)
\set coupon random(1, 100)
\set dice random(1, 9000000000000000)
BEGIN;
INSERT INTO hand.placements (order_id, idempotency_key, fingerprint, state, created_at) VALUES ((lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || substr(md5(:dice::text), 1, 20))::uuid, 'bench-' || :dice, sha256(:dice::text::bytea), 'placed', now());
UPDATE hand.stock SET on_hand = on_hand - 1, sold = sold + 1 WHERE number = :first AND on_hand >= 1;
UPDATE hand.stock SET on_hand = on_hand - 1, sold = sold + 1 WHERE number = :second AND on_hand >= 1;
UPDATE hand.coupons SET uses = uses + 1, customers = customers + 1 WHERE number = :coupon;
INSERT INTO hand.coupon_uses (coupon_id, customer_id, uses) SELECT id, 'c-' || :dice, 1 FROM hand.coupons WHERE number = :coupon ON CONFLICT (coupon_id, customer_id) DO UPDATE SET uses = coupon_uses.uses + 1;
INSERT INTO hand.reservations (order_id, revision, released, content) VALUES ((lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || substr(md5(:dice::text), 1, 20))::uuid, 1, false, '{content}');
INSERT INTO hand.orders (id, number, idempotency_key, fingerprint, status, version, customer_id, customer_name, customer_phone, lines, currency, subtotal_minor, total_minor, deal, fulfilment, source, terms, payment_status, paid_minor, returning_minor, proofs_waiting, revision, reserved, created_at, updated_at) VALUES ((lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || substr(md5(:dice::text), 1, 20))::uuid, 'ORD-' || :dice, 'bench-' || :dice, sha256(:dice::text::bytea), 'PENDING_CONFIRMATION', 1, 'c-' || :dice, 'Ada', '2348031234567', '{lines}', 'NGN', 200000, 180000, '{deal}', '"pickup"', 'api', '{terms}', 'UNPAID', 0, 0, 0, 1, true, now(), now());
INSERT INTO hand.status_changes (order_id, version, to_status, actor, reason, changed_at) VALUES ((lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || substr(md5(:dice::text), 1, 20))::uuid, 1, 'PENDING_CONFIRMATION', '{"kind": "customer", "id": "c-1"}', '', now());
INSERT INTO hand.events (id, kind, payload, created_at) VALUES ((lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || substr(md5('e' || :dice), 1, 20))::uuid, 'placed', '{payload}', now());
COMMIT;
