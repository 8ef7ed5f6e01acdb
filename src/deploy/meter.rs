//! Bytes of an upload, summed over requests that run at once and may be repeated.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::base::event::{Event, EventSink};
use crate::base::phase::Step;
use crate::client::Sent;

/// Bars redraw ten times a second at most.
const INTERVAL: Duration = Duration::from_millis(100);

/// The upload's progress. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Meter(Arc<Shared>);

struct Shared {
    sink: EventSink,
    total: u64,
    done: AtomicU64,
    reported: Mutex<Reported>,
}

struct Reported {
    done: u64,
    at: Option<Instant>,
}

/// One request's share of the upload. What it counted is taken back if it is dropped before [`Share::finish`].
pub(crate) struct Share {
    meter: Meter,
    counted: Arc<AtomicU64>,
    bytes: u64,
}

impl Meter {
    pub(crate) fn new(sink: EventSink, total: u64) -> Self {
        let reported = Mutex::new(Reported { done: 0, at: None });
        Self(Arc::new(Shared { sink, total, done: AtomicU64::new(0), reported }))
    }

    /// A request that carries `bytes` of blobs.
    pub(crate) fn share(&self, bytes: u64) -> Share {
        Share { meter: self.clone(), counted: Arc::default(), bytes }
    }

    /// Counts bytes that the host has already.
    pub(crate) fn skip(&self, bytes: u64) {
        self.move_by(0, bytes);
    }

    fn move_by(&self, from: u64, to: u64) {
        if to >= from {
            self.0.done.fetch_add(to - from, Ordering::Relaxed);
        } else {
            self.0.done.fetch_sub(from - to, Ordering::Relaxed);
        }
        self.report();
    }

    /// Reports what moved on since the last report; a retry that falls back shows as a pause.
    fn report(&self) {
        let done = self.0.done.load(Ordering::Relaxed).min(self.0.total);
        let mut reported = self.0.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = done == self.0.total || reported.at.is_none_or(|at| at.elapsed() >= INTERVAL);
        if done <= reported.done || !is_due {
            return;
        }
        *reported = Reported { done, at: Some(Instant::now()) };
        self.0.sink.emit(Event::Progress { step: Step::UploadingKnowledgeBase, done, total: self.0.total });
    }
}

impl Share {
    /// Follows a body of `length` bytes: its progress counts as the same fraction of the share.
    pub(crate) fn follow(&self, length: u64) -> Sent {
        let (meter, counted, bytes) = (self.meter.clone(), Arc::clone(&self.counted), self.bytes);
        Sent::new(move |sent| {
            let part = u128::from(bytes) * u128::from(sent) / u128::from(length.max(1));
            // The last byte counts when the host has said so.
            let now = u64::try_from(part).unwrap_or(bytes).min(bytes.saturating_sub(1));
            let before = counted.swap(now, Ordering::Relaxed);
            meter.move_by(before, now);
        })
    }

    /// Counts the whole share.
    pub(crate) fn finish(self) {
        let before = self.counted.swap(self.bytes, Ordering::Relaxed);
        self.meter.move_by(before, self.bytes);
        self.counted.store(0, Ordering::Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let before = self.counted.swap(0, Ordering::Relaxed);
        if before > 0 {
            self.meter.0.done.fetch_sub(before, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_only_grows_and_ends_at_the_total() {
        let (sink, events) = EventSink::recording();
        let meter = Meter::new(sink, 300);
        let failed = meter.share(100);
        failed.move_to(60);
        drop(failed);
        assert_eq!(meter.0.done.load(Ordering::Relaxed), 0);
        meter.skip(100);
        let share = meter.share(200);
        share.move_to(199);
        share.finish();
        let done: Vec<u64> = events
            .lock()
            .expect("events")
            .iter()
            .filter_map(|event| match event {
                Event::Progress { done, .. } => Some(*done),
                _ => None,
            })
            .collect();
        assert!(done.is_sorted(), "{done:?}");
        assert_eq!(done.last(), Some(&300));
    }

    impl Share {
        fn move_to(&self, now: u64) {
            let before = self.counted.swap(now, Ordering::Relaxed);
            self.meter.move_by(before, now);
        }
    }
}
