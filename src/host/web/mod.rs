//! What a browser gets: loader, panel, demo page, dashboard. Rendering only: plain data in, text out; handlers serve it.
//!
//! Scripts, sheets and pages stand beside the code as files. Text reaches a page only through [`template`], which escapes it.

mod asset;
pub mod csp;
mod dashboard;
mod demo;
mod login;
mod notice;
mod template;
mod words;

pub use asset::{Asset, LoaderParams, ServedAsset, asset, loader, panel_asset};
pub use csp::Nonce;
pub use dashboard::{ConversationCounts, DashboardParams, RecentQuestion, dashboard_page};
pub use demo::{DemoParams, demo_page};
pub use login::{LoginParams, login_page, next_address};
pub use notice::{NoticeParams, StatusParams, not_found_page, notice_page, status_page};
pub use template::escape;
