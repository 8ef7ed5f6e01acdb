//! The bot that a command is about: its configuration, read once.

use crate::base::digest::Digest;
use crate::bundle::Layout;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::config::bot::BotConfig;
use crate::config::load::Loaded;

/// A bot's configuration and the place of its bundle.
#[derive(Debug, Clone)]
pub struct Bot {
    /// The configuration, with the origin of each value.
    pub loaded: Loaded,
    /// `.botctl/` in its folder.
    pub layout: Layout,
}

impl Bot {
    /// Reads the bot that the settings name.
    pub fn read(context: &Context) -> Result<Self, Failure> {
        let loaded = context.load()?;
        let layout = Layout::of(&loaded.config.folder);
        Ok(Self { loaded, layout })
    }

    /// The effective configuration.
    pub fn config(&self) -> &BotConfig {
        &self.loaded.config
    }

    /// The blob `name` of a part that is here, as text.
    pub fn blob_text(&self, digest: &Digest) -> Result<String, Failure> {
        let bytes = self.layout.read_blob(digest)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
