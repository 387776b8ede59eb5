//! Who may do what: the one table.

use super::role::Role::{self, Admin, Staff, Viewer};

/// The least role for each route. What is not listed is allowed to nobody.
const TABLE: &[(&str, &str, Role)] = &[
    ("POST", "/api/v1/auth/logout", Viewer),
    ("GET", "/api/v1/orders", Viewer),
    ("GET", "/api/v1/orders/{order}", Viewer),
    ("PATCH", "/api/v1/orders/{order}", Staff),
    ("POST", "/api/v1/orders/{order}/status", Staff),
    ("PUT", "/api/v1/orders/{order}/lines", Staff),
    ("GET", "/api/v1/orders/{order}/fields", Staff),
    ("GET", "/api/v1/orders/{order}/attachments", Viewer),
    ("GET", "/api/v1/orders/{order}/attachments/{attachment}/content", Viewer),
    ("POST", "/api/v1/orders/{order}/attachments/{attachment}/review", Staff),
    ("GET", "/api/v1/orders/{order}/payments", Viewer),
    ("POST", "/api/v1/orders/{order}/payments", Staff),
    ("GET", "/api/v1/orders/{order}/refunds", Viewer),
    ("POST", "/api/v1/orders/{order}/refunds", Staff),
    ("GET", "/api/v1/orders/{order}/invoices", Viewer),
    ("GET", "/api/v1/invoices", Viewer),
    ("GET", "/api/v1/invoices/{invoice}", Viewer),
    ("GET", "/api/v1/invoices/{invoice}/pdf", Viewer),
    ("POST", "/api/v1/invoices/{invoice}/credit-notes", Staff),
    ("GET", "/whatsapp/invoices/{invoice}", Viewer),
    ("GET", "/api/v1/payment-events", Viewer),
    ("GET", "/api/v1/dead-jobs", Viewer),
    ("POST", "/api/v1/dead-jobs/{job}/redrive", Staff),
    ("GET", "/api/v1/products", Viewer),
    ("POST", "/api/v1/products", Staff),
    ("GET", "/api/v1/products/{product}", Viewer),
    ("PATCH", "/api/v1/products/{product}", Staff),
    ("DELETE", "/api/v1/products/{product}", Staff),
    ("PUT", "/api/v1/products/{product}/stock", Staff),
    ("GET", "/api/v1/option-groups", Viewer),
    ("POST", "/api/v1/option-groups", Staff),
    ("GET", "/api/v1/option-groups/{group}", Viewer),
    ("PATCH", "/api/v1/option-groups/{group}", Staff),
    ("DELETE", "/api/v1/option-groups/{group}", Staff),
    ("GET", "/api/v1/coupons", Viewer),
    ("POST", "/api/v1/coupons", Staff),
    ("GET", "/api/v1/coupons/{coupon}", Viewer),
    ("PATCH", "/api/v1/coupons/{coupon}", Staff),
    ("DELETE", "/api/v1/coupons/{coupon}", Staff),
    ("GET", "/api/v1/shop", Viewer),
    ("PUT", "/api/v1/shop", Admin),
    ("GET", "/api/v1/categories", Viewer),
    ("POST", "/api/v1/categories", Staff),
    ("GET", "/api/v1/categories/{category}", Viewer),
    ("PATCH", "/api/v1/categories/{category}", Staff),
    ("DELETE", "/api/v1/categories/{category}", Staff),
    ("GET", "/api/v1/customers", Viewer),
    ("GET", "/api/v1/customers/{customer}", Viewer),
    ("GET", "/api/v1/conversations/{customer}", Viewer),
    ("POST", "/api/v1/conversations/{customer}/reset", Staff),
    ("GET", "/api/v1/dead-messages", Viewer),
    ("POST", "/api/v1/dead-messages/{message}/redrive", Staff),
    ("GET", "/api/v1/messages", Viewer),
    ("GET", "/api/v1/messages/{message}", Viewer),
    ("POST", "/api/v1/messages/{message}/redrive", Staff),
    ("GET", "/api/v1/sellers", Viewer),
    ("POST", "/api/v1/sellers", Staff),
    ("GET", "/api/v1/sellers/{seller}", Viewer),
    ("PATCH", "/api/v1/sellers/{seller}", Staff),
    ("GET", "/sellers", Viewer),
    ("POST", "/sellers", Staff),
    ("GET", "/sellers/{seller}", Viewer),
    ("PATCH", "/sellers/{seller}", Staff),
    ("GET", "/whatsapp-orders", Viewer),
    ("GET", "/whatsapp-orders/{order}", Viewer),
    ("PATCH", "/whatsapp-orders/{order}/status", Staff),
    ("GET", "/whatsapp/orders/{order}", Viewer),
];

/// Whether a role may use a route. A HEAD is a GET without its body.
pub(crate) fn allows(role: Role, method: &str, route: &str) -> bool {
    let method = if method == "HEAD" { "GET" } else { method };
    let listed = TABLE.iter().find(|(verb, path, _)| *verb == method && *path == route);
    listed.is_some_and(|(_, _, least)| role >= *least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_allowed_to_nobody() {
        assert!(!allows(Admin, "DELETE", "/api/v1/orders"));
        assert!(!allows(Admin, "GET", "/api/v1/anything"));
    }

    #[test]
    fn a_viewer_looks_and_staff_act() {
        assert!(allows(Viewer, "GET", "/api/v1/orders") && allows(Viewer, "HEAD", "/api/v1/orders"));
        assert!(!allows(Viewer, "POST", "/api/v1/orders/{order}/status"));
        assert!(allows(Staff, "POST", "/api/v1/orders/{order}/status"));
    }
}
