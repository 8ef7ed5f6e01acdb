//! NDJSON held against `botctl schema events`.

use serde_json::Value;

/// Parses and validates every line.
#[track_caller]
pub fn validated(stdout: &str, status: i32) -> Vec<Value> {
    let schema: Value = serde_json::from_str(botctl::ui::schema::EVENTS).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let lines: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    for (index, line) in lines.iter().enumerate() {
        let faults: Vec<String> = validator.iter_errors(line).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{line}\n{}", faults.join("\n"));
        assert_eq!(line["seq"], index + 1, "{line}");
        assert_eq!(line["type"] == "start", index == 0, "{line}");
        assert_eq!(line["type"] == "result", index + 1 == lines.len(), "{line}");
    }
    let result = lines.last().expect("there is a result");
    assert_eq!(result["exit_code"], status, "{result}");
    lines
}
