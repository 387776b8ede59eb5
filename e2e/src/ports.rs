//! Ports that nobody uses.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Mutex,
};

/// Below the range from which the system takes ports for outgoing connections, so that a port that was free stays so
/// until the process it is meant for has started, and whenever that is started again.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;
const TRIES_MAX: u16 = 200;

/// Given out by this process already.
static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// An address of this machine that nobody listens at.
pub fn free() -> SocketAddr {
    let start = RandomState::new().hash_one(0) % u64::from(COUNT);
    let start = u16::try_from(start).unwrap_or_default();
    let mut candidates = (0..TRIES_MAX).map(|step| FIRST + (start + step) % COUNT);
    let mut taken = TAKEN.lock().expect("nobody panics with it");
    let is_free = |port: &u16| !taken.contains(port) && TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let port = candidates.find(is_free).expect("one of 200 ports is free");
    taken.insert(port);
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
