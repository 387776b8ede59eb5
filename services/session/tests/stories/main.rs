//! Stories of customers, told through the generated client, beside the real catalogue, orders and notifications.

mod graph;
mod shop;
mod wire;

mod admin;
mod crowd;
mod faults;
mod identity;
mod inbox;
mod ordering;
mod pace;
mod replicas;
