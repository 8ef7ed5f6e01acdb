//! Arithmetic whose bits are the same on every processor: plain IEEE operations in one fixed order.
//!
//! The standard library's `ln` comes from the platform; a threshold that reaches a digest must not depend on it.

/// The natural logarithm of a positive, normal number. Error below 1e-14 relative.
///
/// x = m·2^e with m in [√½, √2); ln m = 2·artanh((m−1)/(m+1)), by its series.
pub fn ln(value: f64) -> f64 {
    debug_assert!(value >= f64::MIN_POSITIVE && value.is_finite(), "ln of {value}");
    let bits = value.to_bits();
    let mut exponent = i64::try_from(bits >> 52).unwrap_or(0) - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    // |ratio| ≤ 0.1716, so 13 terms leave less than 1e-20.
    let series = (0..13).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * ratio * series
}

/// e to the power of `value`, for values within ±700. Error below 1e-15 relative.
///
/// value = n·ln 2 + r with |r| ≤ ½·ln 2; e^value = 2^n · e^r, by its series.
pub fn exp(value: f64) -> f64 {
    debug_assert!(value.abs() <= 700.0, "exp of {value}");
    // ln 2 in two parts, the first of which times n is exact.
    const HIGH: f64 = 6.931_471_803_691_238e-1;
    const LOW: f64 = 1.908_214_929_270_587_7e-10;
    let exponent = (value / std::f64::consts::LN_2).round();
    let rest = (value - exponent * HIGH) - exponent * LOW;
    // |rest| ≤ 0.347, so 14 terms leave less than 1e-17.
    let series = (1..14).rev().fold(1.0, |sum, term| 1.0 + sum * rest / f64::from(term));
    series * f64::from_bits(((1023 + exponent as i64) as u64) << 52)
}

/// The hyperbolic tangent. Error below 1e-15.
pub fn tanh(value: f64) -> f64 {
    if value.abs() > 20.0 {
        return value.signum();
    }
    1.0 - 2.0 / (exp(2.0 * value) + 1.0)
}

/// A score as millionths: the form in which it may enter a digest.
pub fn to_millionths(score: f64) -> i64 {
    (score.clamp(-1.0e6, 1.0e6) * 1.0e6).round() as i64
}

/// A score from millionths.
pub fn from_millionths(millionths: i64) -> f64 {
    millionths as f64 / 1.0e6
}

/// The value below which `share` (0 to 1) of the sorted values lie, by linear interpolation; `None` without values.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_and_fixed() {
        for value in [1e-300, 0.001, 0.5, 0.75, 1.0, 1.5, 2.0, 10.0, 12_345.678, 1e300] {
            let expected = f64::ln(value);
            assert!((ln(value) - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{value}");
        }
        assert_eq!(ln(10.0).to_bits(), 0x4002_6bb1_bbb5_5515);
    }

    #[test]
    fn exponentials_are_right_and_fixed() {
        for value in [-700.0, -20.3, -1.0, -1e-9, 0.0, 0.3, 1.0, 2.5, 100.0, 700.0] {
            let expected = f64::exp(value);
            assert!((exp(value) - expected).abs() <= 2e-15 * expected, "{value}");
        }
        assert_eq!(exp(1.0).to_bits(), std::f64::consts::E.to_bits() + 1);
    }

    #[test]
    fn tangents_are_right() {
        for value in [-30.0, -3.0, -0.1, 0.0, 1e-6, 0.5, 19.9, 20.1] {
            assert!((tanh(value) - f64::tanh(value)).abs() <= 1e-15, "{value}");
        }
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.05), Some(3.0));
        assert_eq!(quantile(&[0.0, 1.0, 2.0], 0.25), Some(0.5));
    }

    #[test]
    fn millionths_round_trip() {
        assert_eq!(to_millionths(0.123_456_7), 123_457);
        assert_eq!(from_millionths(500_000), 0.5);
    }
}
