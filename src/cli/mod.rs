//! Arguments, settings, failure → exit code, one file per command.
