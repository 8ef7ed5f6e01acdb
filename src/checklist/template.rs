//! What `init` writes where only the owner knows the answer; `config.bot` finds it again.

/// The name in a new bot.toml.
pub const NAME: &str = "My bot";
/// The description in a new bot.toml.
pub const DESCRIPTION: &str = "Describe in one sentence what your bot is for";
