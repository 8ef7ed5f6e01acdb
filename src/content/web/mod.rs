//! Web pages as documents: fetched politely from where bot.toml says, kept as a snapshot, and read from there alone.
//!
//! [`fetch`] is the only part that uses the network. It asks for robots.txt first, goes from site to site with a pause
//! between requests, follows redirects hop by hop, and dials nothing but the public internet and what is allowed by name
//! ([`crate::base::reach`]). What it can't fetch keeps its earlier version. [`list`] reads the snapshot: the same snapshot
//! gives the same documents, whatever the sites say by now.

mod address;
mod fetch;
mod head;
mod kinds;
mod list;
mod places;
mod problem;
mod robots;
mod sitemap;
mod sitemaps;
mod snapshot;
mod transport;
mod visit;
mod wanted;

pub use fetch::{FetchReport, FetchRequest, fetch};
pub use list::list;
