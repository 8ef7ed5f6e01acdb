//! Releases that are loaded and answer: built from blobs, swapped whole, found by address.

mod load;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use crate::answer::engine::Engine;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, TeamId};
use crate::bundle::Manifest;
use crate::config::compiled::{Chatroom, Operations};
use crate::host::origin::OriginRules;

pub use load::{LoadError, Loader, load, load_all};

/// A release that answers. Immutable: one response takes all that it shows from one of these.
pub struct LiveRelease {
    /// The team.
    pub team: TeamId,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// Where it answers.
    pub address: Address,
    /// Its number.
    pub number: ReleaseNumber,
    /// What it consists of.
    pub manifest: Manifest,
    /// Matcher and index; shared by releases that differ in quick parts only.
    pub engine: Arc<Engine>,
    /// What a visitor sees.
    pub chatroom: Chatroom,
    /// What the host obeys.
    pub operations: Operations,
    /// Sites that may hold the widget.
    pub origins: OriginRules,
    /// The bot's picture and its media type.
    pub avatar: Option<(Bytes, String)>,
}

/// What is known of an address in this process.
#[derive(Clone)]
pub enum Loaded {
    /// It answers.
    Live(Arc<LiveRelease>),
    /// Its release can't be loaded; one sentence says why.
    Broken(Arc<str>),
}

/// The loaded releases by address. A cache of what the store's pointers say.
#[derive(Default)]
pub struct LiveReleases(RwLock<HashMap<Address, Loaded>>);

impl LiveReleases {
    /// What is loaded at an address.
    pub fn at(&self, address: &Address) -> Option<Loaded> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(address).cloned()
    }

    /// The release that answers for a bot's environment.
    pub fn of_environment(&self, bot: &BotId, environment: &EnvironmentName) -> Option<Arc<LiveRelease>> {
        let releases = self.0.read().unwrap_or_else(PoisonError::into_inner);
        releases.values().find_map(|loaded| match loaded {
            Loaded::Live(live) if live.bot == *bot && live.environment == *environment => Some(Arc::clone(live)),
            Loaded::Live(_) | Loaded::Broken(_) => None,
        })
    }

    /// All releases that answer.
    pub fn all(&self) -> Vec<Arc<LiveRelease>> {
        let releases = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let live = releases.values().filter_map(|loaded| match loaded {
            Loaded::Live(live) => Some(Arc::clone(live)),
            Loaded::Broken(_) => None,
        });
        live.collect()
    }

    /// How many bots answer, and how many can't.
    pub fn up_and_down(&self) -> (usize, usize) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner).len();
        let up = self.all().len();
        (up, all.saturating_sub(up))
    }

    /// Makes a release the one that answers at its address. Requests under way keep the one that they began with.
    pub fn install(&self, live: LiveRelease) {
        let address = live.address.clone();
        self.set(address, Loaded::Live(Arc::new(live)));
    }

    /// Says why nothing answers at an address.
    pub fn mark_broken(&self, address: Address, reason: &str) {
        self.set(address, Loaded::Broken(reason.into()));
    }

    /// Nothing answers at an address any more.
    pub fn remove(&self, address: &Address) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(address);
    }

    fn set(&self, address: Address, loaded: Loaded) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(address, loaded);
    }
}
