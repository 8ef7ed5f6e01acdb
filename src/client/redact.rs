//! Bodies as `-vv` shows them: without secrets, and not longer than a person reads.

use serde_json::Value;

const MOST_CHARACTERS: usize = 2_000;
/// Keys whose text is a secret: of a token that was made, of a login.
const SECRETS: [&str; 3] = ["token", "code", "secret"];
/// Every token begins so.
const TOKEN: &str = "botctl_";

/// A body on one line.
pub(crate) fn redacted(body: &[u8]) -> String {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        return format!("{} bytes", body.len());
    };
    hide(&mut value);
    let text = value.to_string();
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}… ({} bytes)", text.get(..end).unwrap_or_default(), body.len()),
        None => text,
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if SECRETS.contains(&name.as_str()) => "…".clone_into(text),
                    other => hide(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::String(text) if text.contains(TOKEN) => "…".clone_into(text),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_what_is_no_text_stay_out() {
        let body = br#"{"token":"hunter2","facts":{"label":"see botctl_a_hunter3"},"list":[{"code":"hunter4"}],"n":1}"#;
        let shown = redacted(body);
        assert!(!shown.contains("hunter"), "{shown}");
        assert!(shown.contains("\"n\":1"), "{shown}");
        assert_eq!(redacted(&[0xff, 0x00]), "2 bytes");
        assert!(redacted(format!("\"{}\"", "x".repeat(9_000)).as_bytes()).chars().count() < 2_100);
    }
}
