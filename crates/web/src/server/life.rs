//! Where a process stands between its start and its end.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Open,
    Draining,
    Closed,
}

/// A process's life, as `/readyz`, the listener and each connection see it. Its clones are one.
#[derive(Clone, Debug)]
pub struct Life(watch::Sender<Phase>);

impl Default for Life {
    fn default() -> Self {
        Self(watch::Sender::new(Phase::Open))
    }
}

impl Life {
    /// From now on `/readyz` says no, so that nobody sends further requests here; those that come are answered.
    pub fn drain(&self) {
        self.0.send_if_modified(|phase| {
            let opened = *phase == Phase::Open;
            if opened {
                *phase = Phase::Draining;
            }
            opened
        });
    }

    /// From now on no connection is taken, and those that stand end after the request under way.
    pub fn close(&self) {
        self.0.send_replace(Phase::Closed);
    }

    /// Whether further requests are welcome.
    pub(crate) fn is_ready(&self) -> bool {
        *self.0.borrow() == Phase::Open
    }

    /// Waits until it is closed.
    pub(crate) async fn closed(&self) {
        // The sender is this very value, so that the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|phase| *phase == Phase::Closed).await;
    }
}
