//! Ports that nobody uses.

use std::{
    collections::BTreeMap,
    fs::File,
    hash::{BuildHasher as _, RandomState},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Mutex,
};

/// Below the range from which the system takes ports for outgoing connections, so that a port that was free stays so
/// until the process it is meant for has started, and whenever that is started again.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;
const TRIES_MAX: u16 = 200;

/// Given out by this process already, each with the lock that keeps other processes of the tests from it.
static TAKEN: Mutex<BTreeMap<u16, File>> = Mutex::new(BTreeMap::new());

/// An address of this machine that nobody listens at.
pub fn free() -> SocketAddr {
    let start = RandomState::new().hash_one(0) % u64::from(COUNT);
    let start = u16::try_from(start).unwrap_or_default();
    let mut candidates = (0..TRIES_MAX).map(|step| FIRST + (start + step) % COUNT);
    let mut taken = TAKEN.lock().expect("nobody panics with it");
    let take = |port| if taken.contains_key(&port) { None } else { Some((port, lock(port)?)) };
    let (port, lock) = candidates.find_map(take).expect("one of 200 ports is free");
    taken.insert(port, lock);
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// Keeps a port for this process, if it is free.
fn lock(port: u16) -> Option<File> {
    let lock = File::create(std::env::temp_dir().join(format!("souk-port-{port}"))).ok()?;
    let is_free = lock.try_lock().is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    is_free.then_some(lock)
}
