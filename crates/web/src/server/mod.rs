//! The server: connections with a bound on their number, on what their headers may be and on how long each side may
//! stand still.

mod connection;
mod connections;
mod life;
mod steady;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::net::{TcpListener, TcpStream};

use crate::doors::Doors;
use connections::{Connections, Full};
pub use life::Life;

/// How long accepting pauses where the system has no file left for another connection.
const BREATH: Duration = Duration::from_millis(50);

/// Serves `site` until `life` ends: no connection is taken any more then, requests under way have [`Doors::grace`] to be
/// answered, and what is left is cut.
pub async fn serve(listener: TcpListener, site: Router, doors: Doors, life: Life) {
    let (doors, connections) = (Arc::new(doors), Connections::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = life.closed() => break,
        };
        match accepted {
            Ok((stream, peer)) => take(stream, peer, &site, &doors, &connections, &life),
            Err(error) => rest(&error).await,
        }
    }
    drop(listener);
    connections.cut_waiting();
    if tokio::time::timeout(doors.grace, connections.emptied()).await.is_err() {
        tracing::warn!(connections = connections.count(), "connections are cut: they did not end in time");
        connections.cut_all();
    }
}

fn take(
    stream: TcpStream,
    peer: SocketAddr,
    site: &Router,
    doors: &Arc<Doors>,
    connections: &Arc<Connections>,
    life: &Life,
) {
    match connections.enter(peer.ip(), doors) {
        Ok(place) => {
            let (site, doors, life) = (site.clone(), Arc::clone(doors), life.clone());
            tokio::spawn(async move { connection::serve(stream, peer, site, &doors, place, &life).await });
        }
        Err(full) => refuse(&stream, peer, full),
    }
}

/// Says so in one packet and closes: whoever is one too many costs no task.
fn refuse(stream: &TcpStream, peer: SocketAddr, full: Full) {
    let status = match full {
        Full::House => "503 Service Unavailable",
        Full::Address => "429 Too Many Requests",
    };
    tracing::debug!(%peer, status, "a connection was refused");
    metrics::counter!("maquette_connections_refused_total", "reason" => full.word()).increment(1);
    let answer = format!("HTTP/1.1 {status}\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    // The send buffer of a fresh connection is empty; if it does not take this, the client sees only the end.
    let _ = socket2::SockRef::from(stream).send(answer.as_bytes());
}

/// A client that went away is nothing; without a file left the next accept would fail at once, too.
async fn rest(error: &io::Error) {
    let gone = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    );
    if !gone {
        tracing::error!(%error, "a connection could not be accepted");
        tokio::time::sleep(BREATH).await;
    }
}
