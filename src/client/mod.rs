//! The typed client of a host.
