//! Ports for servers that are told theirs before they start.

use std::{
    net::{TcpListener, UdpSocket},
    sync::Mutex,
};

/// Below those that the system gives to whoever calls out: no connection of another test can take one in between.
const PORTS: std::ops::Range<u16> = 12_000..32_000;

/// Held until this process ends.
static TAKEN: Mutex<Vec<UdpSocket>> = Mutex::new(Vec::new());

/// A port that nobody listens on. It stays this process's own, also while its server is down: the datagram socket of the same
/// number says so to every other test.
pub fn free_port() -> u16 {
    let mut taken = TAKEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    // Processes begin at different places.
    let first = usize::try_from(std::process::id()).unwrap_or(0).wrapping_mul(61) + taken.len();
    for port in PORTS.cycle().skip(first % PORTS.len()).take(PORTS.len()) {
        let Ok(claim) = UdpSocket::bind(("127.0.0.1", port)) else { continue };
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            taken.push(claim);
            return port;
        }
    }
    panic!("no port is free");
}
