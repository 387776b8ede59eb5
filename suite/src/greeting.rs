//! What a newcomer reads first.

use std::{io::Write as _, net::SocketAddr};

/// Where everything is.
pub(crate) struct Greeting {
    pub(crate) http: SocketAddr,
    pub(crate) grpc: SocketAddr,
    pub(crate) emulator: Option<SocketAddr>,
    /// The first administrator, when this start made one.
    pub(crate) admin: Option<Admin>,
}

/// The first administrator.
pub(crate) struct Admin {
    pub(crate) email: String,
    /// Only set when it was made up here: it is shown once and stored nowhere.
    pub(crate) password: Option<String>,
}

impl Greeting {
    /// Prints it; a closed standard output is no reason to stop.
    pub(crate) fn print(&self) {
        let _ = std::io::stdout().write_all(self.text().as_bytes());
    }

    fn text(&self) -> String {
        let Self { http, grpc, .. } = self;
        let mut lines = vec!["Souk is open.".to_owned(), String::new()];
        if let Some(emulator) = self.emulator {
            lines.push(format!("  Phone      http://{emulator}/       write `hi` and order; or run `souk chat`"));
        }
        lines.push(format!("  Office     http://{http}/office"));
        lines.push(format!("  REST       http://{http}/api/docs"));
        lines.push(format!("  Webhook    http://{http}/webhooks/whatsapp"));
        lines.push(format!("  gRPC       {grpc}             grpcurl -plaintext {grpc} list"));
        if let Some(Admin { email, password }) = &self.admin {
            let password = password.as_deref().map_or_else(
                || "as set in SOUK_ADMIN_PASSWORD".to_owned(),
                |password| format!("{password}   (shown this once)"),
            );
            lines.push(String::new());
            lines.push(format!("  Log in as  {email}"));
            lines.push(format!("  Password   {password}"));
        }
        lines.push(String::new());
        lines.join("\n") + "\n"
    }
}
