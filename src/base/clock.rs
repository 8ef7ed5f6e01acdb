//! Time as the crate sees it: unix milliseconds from a clock that is handed in.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment `duration` later.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time from `earlier` to this moment; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC with milliseconds, e.g. `2026-11-23T08:15:00.250Z`.
    pub fn to_rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
            Err(_) => format!("{}ms", self.0),
        }
    }

    /// The calendar day in UTC, e.g. `2026-11-23`.
    pub fn to_date(self) -> String {
        self.to_rfc3339().chars().take(10).collect()
    }

    /// The calendar month in UTC, e.g. `2026-11`: the period of a plan's message counter.
    pub fn to_month(self) -> String {
        self.to_rfc3339().chars().take(7).collect()
    }
}

/// Where the present comes from; tests hand in one that they move.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
            Timestamp(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
        }))
    }

    /// A clock that asks `source` each time.
    pub fn from_source(source: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_print_in_utc() {
        let moment = Timestamp(1_764_000_000_250);
        assert_eq!(moment.to_rfc3339(), "2025-11-24T16:00:00.250Z");
        assert_eq!(moment.to_date(), "2025-11-24");
        assert_eq!(moment.to_month(), "2025-11");
        assert_eq!(moment.plus(Duration::from_secs(1)).since(moment), Duration::from_secs(1));
    }
}
