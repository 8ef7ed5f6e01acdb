//! Who may: tokens of operators, their scopes, and the limit on wrong guesses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq;

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{BotId, TeamId, UniqueId};
use crate::base::secret::Secret;
use crate::host::app::App;
use crate::host::error::ApiError;
use crate::wire::auth::Scope;
use crate::wire::problem::ProblemCode;

/// Characters of the random part of a token and of its checksum.
const RANDOM_CHARACTERS: usize = 43;
const CHECK_CHARACTERS: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Wrong tokens allowed per address and minute.
const FAILURES_PER_MINUTE: u32 = 10;
const FAILURE_WINDOW: Duration = Duration::from_secs(60);
/// Addresses remembered at most; beyond it the oldest are forgotten.
const ADDRESSES_REMEMBERED: usize = 10_000;

/// An operator whose token was found good.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The token's id.
    pub token: UniqueId,
    /// The team it belongs to.
    pub team: TeamId,
    /// What it may do.
    pub scope: Scope,
    /// Bots it is bound to; empty for admin tokens.
    pub bots: Vec<BotId>,
}

impl Operator {
    /// Refuses a bot that the token isn't bound to, in the words for one that does not exist.
    pub fn require_bot(&self, bot: &BotId) -> Result<(), ApiError> {
        if self.may_see(bot) { Ok(()) } else { Err(ApiError::not_found(&format!("bot `{bot}`"))) }
    }

    /// Whether the token may know of the bot.
    pub fn may_see(&self, bot: &BotId) -> bool {
        self.scope == Scope::Admin || self.bots.contains(bot)
    }
}

/// Makes a token: `botctl_<scope>_` + 43 random characters (256 bits) + a checksum that lets scanners and typing errors be told apart.
pub fn mint(scope: Scope) -> Secret {
    let random: [u8; RANDOM_CHARACTERS] = std::array::from_fn(|_| {
        // `random_range` is uniform, so 43 characters of 62 hold 256.03 bits.
        character(rand::random_range(0..ALPHABET.len()))
    });
    let body = format!("botctl_{}_{}", scope.letter(), String::from_utf8_lossy(&random));
    let check = checksum(&body);
    Secret::new(format!("{body}{check}"))
}

/// The digest under which a token is stored.
pub fn token_hash(token: &Secret) -> Digest {
    Digest::of(token.expose().as_bytes())
}

/// Whether a text has the form of a token, its checksum included. Costs no look-up.
fn is_well_formed(token: &str) -> bool {
    token
        .len()
        .checked_sub(CHECK_CHARACTERS)
        .and_then(|at| token.split_at_checked(at))
        .is_some_and(|(body, check)| body.starts_with("botctl_") && checksum(body) == check)
}

fn checksum(body: &str) -> String {
    let digest = Digest::of(body.as_bytes());
    digest.as_bytes().iter().take(CHECK_CHARACTERS).map(|byte| char::from(character(usize::from(*byte)))).collect()
}

fn character(number: usize) -> u8 {
    // The remainder is always within.
    ALPHABET.get(number % ALPHABET.len()).copied().unwrap_or_default()
}

/// The Bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?.trim();
    (!token.is_empty()).then(|| Secret::new(token))
}

/// Finds the operator behind a request's token.
///
/// Errors: none given, not known, expired, or too many wrong ones from this address.
pub async fn operator(app: &App, headers: &HeaderMap, peer: IpAddr) -> Result<Operator, ApiError> {
    let refuse = |message: &str| {
        ApiError::new(ProblemCode::Unauthenticated, message).hint("botctl login --host <URL> --with-token < file")
    };
    let now = app.clock.now();
    app.guesses.admit(peer, now)?;
    let Some(token) = bearer(headers) else { return Err(refuse("a token is needed")) };
    let hash = token_hash(&token);
    let known = if is_well_formed(token.expose()) { app.store.find_token(&hash).await? } else { None };
    // The store found it by an index, whose time tells at most of digests; that it is this one is settled in constant time.
    let known = known.filter(|row| bool::from(row.hash.as_bytes().ct_eq(hash.as_bytes())));
    let Some(row) = known.filter(|row| row.expires.is_none_or(|expires| now < expires)) else {
        app.guesses.count(peer, now);
        tracing::warn!(peer = %truncated(peer), "a token was refused");
        return Err(refuse("the token isn't known to this host, or has expired"));
    };
    if !row.networks.is_empty() && !row.networks.iter().any(|network| network.contains(peer)) {
        tracing::warn!(peer = %truncated(peer), token = %row.id, "a token was refused outside of its networks");
        return Err(refuse("the token may not be used from this address"));
    }
    app.store.touch_token(&row.id, now).await?;
    Ok(Operator { token: row.id, team: row.team, scope: row.scope, bots: row.bots })
}

/// Wrong guesses by network, within the last minute. Lives in the process: each replica allows as many.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<IpAddr, (Timestamp, u32)>>);

impl Guesses {
    /// Refuses an address that has guessed wrong too often, and says when it may try again.
    pub fn admit(&self, peer: IpAddr, now: Timestamp) -> Result<(), ApiError> {
        let Some(wait) = self.wait(peer, now) else { return Ok(()) };
        let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1);
        Err(ApiError::new(ProblemCode::TooManyRequests, "too many wrong tokens or codes from this address")
            .hint("wait, then try again with the right one")
            .retry_after(seconds))
    }

    fn wait(&self, peer: IpAddr, now: Timestamp) -> Option<Duration> {
        let guesses = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (since, count) = guesses.get(&network(peer))?;
        let rest = FAILURE_WINDOW.checked_sub(now.since(*since)).filter(|rest| !rest.is_zero())?;
        (*count >= FAILURES_PER_MINUTE).then_some(rest)
    }

    /// Notes a wrong token or code.
    pub fn count(&self, peer: IpAddr, now: Timestamp) {
        let mut guesses = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let peer = network(peer);
        if guesses.len() >= ADDRESSES_REMEMBERED && !guesses.contains_key(&peer) {
            guesses.retain(|_, (since, _)| now.since(*since) < FAILURE_WINDOW);
            if guesses.len() >= ADDRESSES_REMEMBERED {
                // So many at once are one attacker's: memory stays bounded, and the oldest begin anew.
                let oldest = guesses.iter().min_by_key(|(_, (since, _))| *since).map(|(address, _)| *address);
                oldest.map(|address| guesses.remove(&address));
            }
        }
        let entry = guesses.entry(peer).or_insert((now, 0));
        if now.since(entry.0) >= FAILURE_WINDOW {
            *entry = (now, 0);
        }
        entry.1 = entry.1.saturating_add(1);
    }
}

/// What one person commands: an IPv4 address, or the /64 that every IPv6 line has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

/// An address for logs: the network of it, not the person.
pub fn truncated(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_carry_scope_and_checksum() {
        for scope in Scope::ALL {
            let token = mint(scope);
            assert!(token.expose().starts_with(&format!("botctl_{}_", scope.letter())));
            assert!(is_well_formed(token.expose()));
            let mut damaged = token.expose().to_owned();
            damaged.replace_range(10..11, if damaged.as_bytes()[10] == b'a' { "b" } else { "a" });
            assert!(!is_well_formed(&damaged));
        }
        for bad in ["", "botctl_", "é", "botctl_a_ééé"] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn ten_wrong_guesses_a_minute_block_an_address() {
        let guesses = Guesses::default();
        let peer: IpAddr = "192.0.2.7".parse().expect("address");
        let start = Timestamp(1_000_000);
        (0..10).for_each(|_| guesses.count(peer, start));
        assert_eq!(guesses.wait(peer, start.plus(Duration::from_secs(20))), Some(Duration::from_secs(40)));
        assert_eq!(guesses.wait("192.0.2.8".parse().expect("address"), start), None);
        assert_eq!(guesses.wait(peer, start.plus(FAILURE_WINDOW)), None);
    }

    #[test]
    fn neighbours_in_one_ipv6_line_are_one_guesser() {
        let guesses = Guesses::default();
        let address = |text: &str| text.parse::<IpAddr>().expect("address");
        for last in 0..10 {
            guesses.count(address(&format!("2001:db8:1:2::{last}")), Timestamp(0));
        }
        assert!(guesses.wait(address("2001:db8:1:2:ffff::9"), Timestamp(0)).is_some());
        assert!(guesses.wait(address("2001:db8:1:3::1"), Timestamp(0)).is_none());
    }

    #[test]
    fn ever_new_addresses_take_no_more_memory() {
        let guesses = Guesses::default();
        for number in 0..11_000_u32 {
            guesses.count(IpAddr::V4(number.into()), Timestamp(i64::from(number / 1000)));
        }
        assert_eq!(guesses.0.lock().expect("no panic").len(), ADDRESSES_REMEMBERED);
    }

    #[test]
    fn addresses_are_cut_for_logs() {
        assert_eq!(truncated("203.0.113.9".parse().expect("v4")), "203.0.113.0/24");
        assert_eq!(truncated("2001:db8:1:2::3".parse().expect("v6")), "2001:db8:1::/48");
    }
}
