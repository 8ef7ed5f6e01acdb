//! Canonical JSON: the one byte form over which digests are taken.

use serde::Serialize;
use serde_json::Value;

/// Why a value has no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// The value can't be expressed as JSON at all.
    #[error("value can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A float was found; floats have no single text form, so digests exclude them.
    #[error("floating-point number `{0}` in a canonical document")]
    Float(String),
}

/// Serialises `value` as JSON with sorted keys, no white space and no floats.
///
/// Errors: a value that isn't JSON (non-string map keys), or that holds a float.
pub fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let value = serde_json::to_value(value)?;
    refuse_floats(&value)?;
    // Whether serde_json sorts keys by itself depends on a feature that any crate in the tree may switch on.
    Ok(serde_json::to_vec(&sorted(value))?)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut pairs: Vec<(String, Value)> = fields.into_iter().collect();
            pairs.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Object(pairs.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

fn refuse_floats(value: &Value) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) if number.is_f64() => Err(CanonicalError::Float(number.to_string())),
        Value::Array(items) => items.iter().try_for_each(refuse_floats),
        Value::Object(fields) => fields.values().try_for_each(refuse_floats),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_white_space_is_absent() {
        let bytes = to_vec(&json!({"b": 1, "a": {"d": [true, null], "c": "é"}})).expect("plain JSON");
        assert_eq!(String::from_utf8_lossy(&bytes), r#"{"a":{"c":"é","d":[true,null]},"b":1}"#);
    }

    #[test]
    fn floats_are_refused() {
        assert!(matches!(to_vec(&json!({"a": [0.5]})), Err(CanonicalError::Float(_))));
    }
}
