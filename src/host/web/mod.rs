//! What a browser gets: loader, panel, demo page, dashboard.
