DROP TABLE attachment_contents;
DROP TABLE attachments;
DROP TABLE invoice_counters;
DROP TABLE invoices;
DROP TABLE payment_events;
DROP TABLE refunds;
DROP TABLE ledger;
DROP TABLE payments;
