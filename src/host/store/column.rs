//! Reading columns into types that can't be wrong.

use std::fmt::Display;
use std::str::FromStr;

use sqlx::Row;
use sqlx::any::AnyRow;

use super::error::StoreError;
use crate::base::clock::Timestamp;
use crate::base::id::ReleaseNumber;

/// A row whose columns are read by name.
pub(super) struct Columns<'row>(pub(super) &'row AnyRow);

impl Columns<'_> {
    pub(super) fn text(&self, column: &str) -> Result<String, StoreError> {
        self.0.try_get(column).map_err(|error| unexpected(column, error))
    }

    pub(super) fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        self.0.try_get(column).map_err(|error| unexpected(column, error))
    }

    pub(super) fn integer(&self, column: &str) -> Result<i64, StoreError> {
        self.0.try_get(column).map_err(|error| unexpected(column, error))
    }

    pub(super) fn optional_integer(&self, column: &str) -> Result<Option<i64>, StoreError> {
        self.0.try_get(column).map_err(|error| unexpected(column, error))
    }

    /// A count or size, which is never below zero.
    pub(super) fn unsigned(&self, column: &str) -> Result<u64, StoreError> {
        u64::try_from(self.integer(column)?).map_err(|error| unexpected(column, error))
    }

    pub(super) fn claim(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.integer(column)? != 0)
    }

    pub(super) fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.integer(column).map(Timestamp)
    }

    pub(super) fn optional_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.optional_integer(column)?.map(Timestamp))
    }

    pub(super) fn optional_release(&self, column: &str) -> Result<Option<ReleaseNumber>, StoreError> {
        Ok(self.optional_integer(column)?.map(ReleaseNumber))
    }

    pub(super) fn parsed<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, StoreError> {
        parse(column, &self.text(column)?)
    }

    pub(super) fn optional_parsed<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>, StoreError> {
        self.optional_text(column)?.map(|text| parse(column, &text)).transpose()
    }
}

fn parse<T: FromStr<Err: Display>>(column: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| unexpected(column, error))
}

pub(super) fn unexpected(column: &str, reason: impl Display) -> StoreError {
    StoreError::UnexpectedValue { column: column.to_owned(), reason: reason.to_string() }
}
