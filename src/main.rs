//! The `botctl` program.

fn main() {}
