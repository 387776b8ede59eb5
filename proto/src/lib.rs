//! The contract between Souk's services, generated from `souk/**/*.proto`, and its shared words as `base` speaks them.
//!
//! Each module is named after its package: `souk.orders.v1` is [`orders::v1`].
pub mod convert;

/// Bytes of a call or an answer that carries a file, as `NotificationsService.FetchMedia` answers. Without being told
/// otherwise, clients take 4 MiB: give this to their `max_decoding_message_size`.
pub const FILE_CALL_BYTES_MAX: usize = 17 * 1024 * 1024;

/// Words that several services share.
pub mod common {
    /// Version 1.
    #[allow(clippy::all, clippy::too_many_lines, unreachable_pub, unused_qualifications, reason = "generated code")]
    pub mod v1 {
        tonic::include_proto!("souk.common.v1");
    }
}
/// What the shop sells.
pub mod catalog {
    /// Version 1.
    #[allow(clippy::all, clippy::too_many_lines, unreachable_pub, unused_qualifications, reason = "generated code")]
    pub mod v1 {
        tonic::include_proto!("souk.catalog.v1");
    }
}
/// Customers, conversations and carts.
pub mod session {
    /// Version 1.
    #[allow(clippy::all, clippy::too_many_lines, unreachable_pub, unused_qualifications, reason = "generated code")]
    pub mod v1 {
        tonic::include_proto!("souk.session.v1");
    }
}
/// Orders.
pub mod orders {
    /// Version 1.
    #[allow(clippy::all, clippy::too_many_lines, unreachable_pub, unused_qualifications, reason = "generated code")]
    pub mod v1 {
        tonic::include_proto!("souk.orders.v1");
    }
}
/// Sellers.
pub mod sellers {
    /// Version 1.
    #[allow(clippy::all, clippy::too_many_lines, unreachable_pub, unused_qualifications, reason = "generated code")]
    pub mod v1 {
        tonic::include_proto!("souk.sellers.v1");
    }
}
/// Outbound messages.
pub mod notifications {
    /// Version 1.
    #[allow(clippy::all, clippy::too_many_lines, unreachable_pub, unused_qualifications, reason = "generated code")]
    pub mod v1 {
        tonic::include_proto!("souk.notifications.v1");
    }
}

/// The compiled descriptors of all packages, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptor.bin"));
