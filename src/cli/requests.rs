//! `-v` and `-vv`: what the client sends and receives, on stderr.

use std::fmt::Write;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};

use crate::ui::Ui;
use crate::ui::look::one_line;
use crate::ui::manner::Verbosity;

/// Only the client speaks here; what it says holds no secret.
const TARGET: &str = "botctl::client";

/// Shows requests from here on, if that was asked for. A host logs by itself.
pub(crate) fn show(ui: &Ui) {
    let level = match ui.manner().verbosity {
        Verbosity::Silent | Verbosity::Quiet | Verbosity::Normal => return,
        Verbosity::Requests => Level::DEBUG,
        Verbosity::Bodies => Level::TRACE,
    };
    let layer = Requests { ui: ui.clone() }.with_filter(Targets::new().with_target(TARGET, level));
    // One process runs one command, so there is no other subscriber; if there were, it would be the one to hear.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
}

struct Requests {
    ui: Ui,
}

impl<S: Subscriber> Layer<S> for Requests {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut message = Message::default();
        event.record(&mut message);
        self.ui.trace(Verbosity::Requests, &one_line(&message.0));
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            // A text takes whatever is written to it.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
