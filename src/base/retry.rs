//! When to try again: bounded exponential backoff with full jitter.

use std::time::Duration;

/// A retry policy.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// Tries in all, the first included.
    pub attempts: u32,
    /// The ceiling of the wait after the first try.
    pub base: Duration,
    /// The ceiling of any wait.
    pub cap: Duration,
}

impl Backoff {
    /// The policy of uploads and requests: five tries, waits of up to 0.5 s doubling to 8 s.
    pub const REQUEST: Self = Self { attempts: 5, base: Duration::from_millis(500), cap: Duration::from_secs(8) };

    /// The ceiling of the wait after try number `attempt` (from 1).
    pub fn ceiling(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1).min(16));
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// The wait after try number `attempt` (from 1), at random below its ceiling, so that clients that failed
    /// together don't come back together.
    pub fn delay(&self, attempt: u32) -> Duration {
        self.ceiling(attempt).mul_f64(rand::random::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ceilings_double_up_to_the_cap() {
        let ceilings: Vec<u64> = (1..=6).map(|attempt| Backoff::REQUEST.ceiling(attempt).as_millis() as u64).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 8000]);
        assert!(Backoff::REQUEST.delay(3) <= Duration::from_secs(2));
    }
}
