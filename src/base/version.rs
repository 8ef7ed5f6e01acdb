//! Versions that two sides compare.

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The major version of the HTTP contract; a client and a host of different majors refuse each other.
pub const WIRE_MAJOR: u32 = 1;

/// The name in `User-Agent` and logs.
pub const PRODUCT: &str = "botctl";
