//! Durations as people type them: `30s`, `2m`, `1h30m`, `500ms`, `7d`.

use std::time::Duration;

/// Text that isn't a duration.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` isn't a duration: numbers with ms, s, m, h or d are expected, e.g. 30s, 2m, 1h30m")]
pub struct DurationError(String);

/// Reads a duration. Every number needs its unit; units may follow each other.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let refuse = || DurationError(text.chars().take(40).collect());
    let mut total = Duration::ZERO;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(refuse());
    }
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(refuse)?;
        let (number, after) = rest.split_at(digits);
        let number: u64 = number.parse().map_err(|_| refuse())?;
        let unit = after.find(|letter: char| letter.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let milliseconds = number.checked_mul(unit_ms(unit).ok_or_else(refuse)?).ok_or_else(refuse)?;
        total = total.checked_add(Duration::from_millis(milliseconds)).ok_or_else(refuse)?;
        rest = after;
    }
    Ok(total)
}

fn unit_ms(unit: &str) -> Option<u64> {
    match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        "d" => Some(86_400_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_units() {
        let good =
            [("30s", 30_000), ("2m", 120_000), ("15m", 900_000), ("1h30m", 5_400_000), ("500ms", 500), ("0s", 0)];
        for (text, milliseconds) in good {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for bad in ["", "5", "m", "5x", "-5s", "1.5h", "5 s", "99999999999999999999s", "999999999999999999d"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
