//! Integration tests: the binary, a real host, real stores, a real browser.

fn main() {}
