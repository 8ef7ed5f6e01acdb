//! Statements whose length depends on the data: rows of VALUES and lists of IN.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, Arguments, AssertSqlSafe, Encode, Type};

/// Rows or list items in one statement: far below the 32,766 parameters that SQLite takes.
pub(super) const CHUNK: usize = 500;

/// SQL under construction. Text comes from this module's constants only; data is always bound.
#[derive(Default)]
pub(super) struct Statement {
    sql: String,
    arguments: AnyArguments,
}

impl Statement {
    pub(super) fn new(sql: &'static str) -> Self {
        Self { sql: sql.to_owned(), arguments: AnyArguments::default() }
    }

    pub(super) fn push(&mut self, sql: &'static str) {
        self.sql.push_str(sql);
    }

    /// Binds a value and writes its placeholder, `$1`, `$2`, …
    pub(super) fn bind<'value, T: Encode<'value, Any> + Type<Any>>(&mut self, value: T) {
        self.arguments.add(value).expect("text and integers always encode");
        self.sql.push('$');
        self.sql.push_str(&self.arguments.len().to_string());
    }

    /// Writes `(a, b), (c, d)`; `bind_row` binds one row, calling [`Row::bind`] for each column.
    pub(super) fn rows<T>(&mut self, rows: impl IntoIterator<Item = T>, bind_row: impl Fn(&mut Row<'_>, T)) {
        for (index, row) in rows.into_iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", (" });
            bind_row(&mut Row { statement: self, is_first: true }, row);
            self.push(")");
        }
    }

    /// Writes `($1, $2, …)`.
    pub(super) fn list(&mut self, values: impl IntoIterator<Item = String>) {
        self.push("(");
        let mut row = Row { statement: self, is_first: true };
        values.into_iter().for_each(|value| row.bind(value));
        self.push(")");
    }

    /// The statement to run. It is prepared anew each time: kept ones would push the fixed ones out of the connection's cache.
    pub(super) fn build(self) -> Query<'static, Any, AnyArguments> {
        sqlx::query_with(AssertSqlSafe(self.sql), self.arguments).persistent(false)
    }
}

/// One parenthesis of values.
pub(super) struct Row<'statement> {
    statement: &'statement mut Statement,
    is_first: bool,
}

impl Row<'_> {
    pub(super) fn bind<'value, T: Encode<'value, Any> + Type<Any>>(&mut self, value: T) {
        if !std::mem::take(&mut self.is_first) {
            self.statement.push(", ");
        }
        self.statement.bind(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on() {
        let mut statement = Statement::new("INSERT INTO t VALUES ");
        statement.rows([(1_i64, "a"), (2, "b")], |row, (number, text)| {
            row.bind(number);
            row.bind(text);
        });
        statement.push(" WHERE x IN ");
        statement.list(["c".to_owned(), "d".to_owned()]);
        assert_eq!(statement.sql, "INSERT INTO t VALUES ($1, $2), ($3, $4) WHERE x IN ($5, $6)");
        assert_eq!(statement.arguments.len(), 6);
    }
}
