//! Whose request it is: the connection's address, or the one that a trusted proxy names in `X-Forwarded-For`.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use basis::ClientAddress;
use ipnet::IpNet;

/// Hops of `X-Forwarded-For` that are looked at, from the right; nobody stands behind more proxies of one operator.
const HOPS_MAX: usize = 16;

/// Networks whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads `10.0.0.0/8` or a single address, one an item.
    ///
    /// # Errors
    /// The first item that is neither.
    pub fn read(items: &[String]) -> Result<Self, String> {
        let net = |item: &String| {
            let plain = item.parse::<IpAddr>().map(IpNet::from);
            plain.or_else(|_| item.parse()).map_err(|_| item.clone())
        };
        items.iter().map(net).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `address` belongs to a proxy of the operator's.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address.to_canonical()))
    }

    /// The client behind a connection from `peer`: from the right, the first hop that no trusted proxy is. What stands
    /// further left was written by the client itself and says nothing.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut client = peer;
        let mut hops = headers.get_all("x-forwarded-for").iter().rev().flat_map(|line| {
            let text = line.to_str().unwrap_or_default();
            text.rsplit(',').map(str::trim).collect::<Vec<_>>()
        });
        for _ in 0..HOPS_MAX {
            if !self.contains(client) {
                break;
            }
            // A hop that cannot be read is nobody: the proxy that passed it on answers for it.
            let Some(hop) = hops.next().and_then(address) else { break };
            client = hop;
        }
        ClientAddress::new(client)
    }
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn address(hop: &str) -> Option<IpAddr> {
    let plain = hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    plain.or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

/// Puts the [`ClientAddress`] into the request's extensions.
pub(crate) async fn attach(State(proxies): State<Arc<TrustedProxies>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let client = peer.map_or(ClientAddress::UNKNOWN, |peer| proxies.client(peer, request.headers()));
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let items: Vec<_> = trusted.iter().map(|item| (*item).to_owned()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        TrustedProxies::read(&items).unwrap().client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_name_another_address() {
        assert_eq!(client(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_names_the_client_and_what_the_client_wrote_is_passed_over() {
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["198.51.100.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["198.51.100.1", "203.0.113.9, 10.9.9.9"]), "203.0.113.9");
        assert_eq!(client(&["::1", "127.0.0.1"], "::ffff:127.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn a_hop_that_cannot_be_read_counts_as_its_proxy() {
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &["unknown"]), "10.1.2.3");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[&"10.0.0.1,".repeat(5_000)]), "10.1.2.3");
    }
}
