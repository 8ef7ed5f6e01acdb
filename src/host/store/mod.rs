//! SQL, only here: the store on SQLite and PostgreSQL.
