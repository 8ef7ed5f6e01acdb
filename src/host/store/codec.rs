//! Between columns and types: absent values are `0` or an empty text, so that no NULL needs a type on either database.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::base::clock::Timestamp;
use crate::base::id::ReleaseNumber;
use crate::host::store::StoreError;

/// The text of an enum: its serde name.
pub fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Reads a text column.
pub fn text(row: &AnyRow, column: &'static str) -> Result<String, StoreError> {
    Ok(row.try_get(column)?)
}

/// Reads an integer column.
pub fn integer(row: &AnyRow, column: &'static str) -> Result<i64, StoreError> {
    Ok(row.try_get(column)?)
}

/// Reads a moment.
pub fn moment(row: &AnyRow, column: &'static str) -> Result<Timestamp, StoreError> {
    Ok(Timestamp(integer(row, column)?))
}

/// Reads a moment that may be absent.
pub fn optional_moment(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    let value = integer(row, column)?;
    Ok((value != 0).then_some(Timestamp(value)))
}

/// Reads a text that may be absent.
pub fn optional_text(row: &AnyRow, column: &'static str) -> Result<Option<String>, StoreError> {
    let value = text(row, column)?;
    Ok((!value.is_empty()).then_some(value))
}

/// Reads a release number that may be absent.
pub fn release(row: &AnyRow, column: &'static str) -> Result<Option<ReleaseNumber>, StoreError> {
    let value = integer(row, column)?;
    Ok((value != 0).then_some(ReleaseNumber(value)))
}

/// Reads a text column that has a type of its own.
pub fn parsed<T: FromStr>(row: &AnyRow, column: &'static str) -> Result<T, StoreError> {
    let value = text(row, column)?;
    value.parse().map_err(|_| unreadable(column, &value))
}

/// Reads such a column that may be absent.
pub fn optional_parsed<T: FromStr>(row: &AnyRow, column: &'static str) -> Result<Option<T>, StoreError> {
    match optional_text(row, column)? {
        Some(value) => value.parse().map(Some).map_err(|_| unreadable(column, &value)),
        None => Ok(None),
    }
}

/// Reads an enum by its serde name.
pub fn named<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<T, StoreError> {
    let value = text(row, column)?;
    serde_json::from_value(serde_json::Value::String(value.clone())).map_err(|_| unreadable(column, &value))
}

/// Reads a JSON column.
pub fn json<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<T, StoreError> {
    let value = text(row, column)?;
    serde_json::from_str(&value).map_err(|_| unreadable(column, &value))
}

fn unreadable(column: &'static str, value: &str) -> StoreError {
    StoreError::Value { column, value: value.chars().take(80).collect() }
}

/// The number of an optional release in a column.
pub fn release_value(release: Option<ReleaseNumber>) -> i64 {
    release.map_or(0, |release| release.0)
}

/// The number of an optional moment in a column.
pub fn moment_value(moment: Option<Timestamp>) -> i64 {
    moment.map_or(0, |moment| moment.0)
}

/// The text of an optional value in a column.
pub fn text_value<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}
