//! When a failed call is tried again, and how long before.

use std::time::Duration;

use crate::base::clock::{Clock, Timestamp};
use crate::base::event::{Event, EventSink, milliseconds};
use crate::base::retry::Backoff;
use crate::client::ClientError;

/// A host that asks for more patience than this gets none: the person decides.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Waits before another try and reports it, or gives the error back: it won't pass by waiting, or the tries are used up.
///
/// `attempt` is the number of the try that failed, from 1.
pub(crate) async fn wait(
    backoff: Backoff,
    sink: &EventSink,
    attempt: u32,
    error: ClientError,
) -> Result<(), ClientError> {
    let Some(delay) = delay(backoff, attempt, &error) else {
        return Err(error);
    };
    sink.emit(Event::Retry { attempt, of: backoff.attempts, delay_ms: milliseconds(delay), reason: reason(&error) });
    tokio::time::sleep(delay).await;
    Ok(())
}

fn delay(backoff: Backoff, attempt: u32, error: &ClientError) -> Option<Duration> {
    if !error.is_transient() || attempt >= backoff.attempts {
        return None;
    }
    match error.retry_after() {
        Some(asked) if asked > LONGEST_WAIT => None,
        Some(asked) => Some(asked),
        None => Some(backoff.delay(attempt)),
    }
}

fn reason(error: &ClientError) -> String {
    match error {
        ClientError::Problem(refusal) => format!("{}: {error}", refusal.status),
        ClientError::Gateway { .. }
        | ClientError::Unreachable { .. }
        | ClientError::Address { .. }
        | ClientError::TokenInTheClear { .. }
        | ClientError::Setup { .. }
        | ClientError::NotAHost { .. }
        | ClientError::WireMismatch { .. }
        | ClientError::Unreadable { .. } => error.to_string(),
    }
}

/// The wait that a `Retry-After` header asks for: seconds, or an HTTP date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(text: &str, clock: &Clock) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
    Some(Timestamp(moment.timestamp().as_millisecond()).since(clock.now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let clock = Clock::from_source(|| Timestamp(784_111_770_000));
        for (text, expected) in [
            ("3", Some(3)),
            ("0", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(retry_after(text, &clock).map(|wait| wait.as_secs()), expected, "{text}");
        }
    }

    #[test]
    fn a_long_wait_is_left_to_the_person() {
        let gateway = |seconds| ClientError::Gateway {
            host: "h".to_owned(),
            status: 503,
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(delay(Backoff::REQUEST, 1, &gateway(2)), Some(Duration::from_secs(2)));
        assert_eq!(delay(Backoff::REQUEST, 1, &gateway(3600)), None);
        assert_eq!(delay(Backoff::REQUEST, 5, &gateway(2)), None);
    }
}
