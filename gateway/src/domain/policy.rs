//! Who may do what: the one table.

use super::role::Role::{self, Staff, Viewer};

/// The least role for each route. What is not listed is allowed to nobody.
const TABLE: &[(&str, &str, Role)] = &[
    ("POST", "/api/v1/auth/logout", Viewer),
    ("GET", "/api/v1/orders", Viewer),
    ("GET", "/api/v1/orders/{order}", Viewer),
    ("PATCH", "/api/v1/orders/{order}", Staff),
    ("POST", "/api/v1/orders/{order}/status", Staff),
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
        assert!(!allows(Role::Admin, "DELETE", "/api/v1/orders"));
        assert!(!allows(Role::Admin, "GET", "/api/v1/anything"));
    }

    #[test]
    fn a_viewer_looks_and_staff_act() {
        assert!(allows(Viewer, "GET", "/api/v1/orders") && allows(Viewer, "HEAD", "/api/v1/orders"));
        assert!(!allows(Viewer, "POST", "/api/v1/orders/{order}/status"));
        assert!(allows(Staff, "POST", "/api/v1/orders/{order}/status"));
    }
}
