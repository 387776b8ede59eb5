//! The rules of an order. Nothing here does I/O.

pub mod fulfilment;
pub mod lifecycle;
pub mod names;
pub mod order;
pub mod pricing;
pub mod private;
pub mod wish;

pub use fulfilment::{Address, Fulfilment, Location};
pub use lifecycle::{Actor, Status, Step};
pub use names::{CustomerId, Key};
pub use order::{EventKind, Order, OrderEvent, StatusChange};
pub use pricing::{Line, Offer, Priced};
pub use private::Private;
pub use wish::{Customer, Items, ProductRef, Quantity, Source, Wish};
