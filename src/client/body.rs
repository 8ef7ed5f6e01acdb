//! Bodies that are sent piece by piece, so that progress shows and a peer that takes nothing is noticed.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::base::event::milliseconds;

const PIECE_BYTES: usize = 64 << 10;

/// Is told how many bytes of a body have been handed to the network, counted from the body's start; a retry starts anew.
#[derive(Clone)]
pub struct Sent(Arc<dyn Fn(u64) + Send + Sync>);

impl Sent {
    /// Hands every count to `receive`.
    pub fn new(receive: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(receive))
    }

    /// Drops every count.
    pub fn unwatched() -> Self {
        Self::new(|_| ())
    }
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sent")
    }
}

/// When a request last moved.
#[derive(Debug)]
pub(crate) struct Activity {
    start: Instant,
    last_ms: AtomicU64,
}

impl Activity {
    pub(crate) fn begin() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), last_ms: AtomicU64::new(0) })
    }

    fn touch(&self) {
        self.last_ms.store(milliseconds(self.start.elapsed()), Ordering::Relaxed);
    }

    /// Ends when nothing has moved for `limit`.
    pub(crate) async fn idle(&self, limit: Duration) {
        loop {
            let last = self.start + Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
            if last.elapsed() >= limit {
                return;
            }
            tokio::time::sleep_until(last + limit).await;
        }
    }
}

/// A body whose every piece is reported as it leaves.
pub(crate) fn observed(bytes: Bytes, activity: Arc<Activity>, sent: Sent) -> reqwest::Body {
    let total = bytes.len();
    reqwest::Body::wrap_stream(futures_util::stream::unfold(bytes, move |mut rest| {
        let piece = rest.split_to(rest.len().min(PIECE_BYTES));
        activity.touch();
        (sent.0)((total - rest.len()) as u64);
        std::future::ready((!piece.is_empty()).then_some((Ok::<_, Infallible>(piece), rest)))
    }))
}
