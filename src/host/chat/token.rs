//! A visitor's token: proof that a conversation is his. HMAC-SHA-256 over address, conversation and end; nothing is stored.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::base::clock::Timestamp;
use crate::base::id::{Address, UniqueId};

/// How long a visitor's token lasts; every reply brings a fresh one.
const LIFE: Duration = Duration::from_secs(24 * 3600);
/// The form's version and key.
const PREFIX: &str = "v1";

/// Makes the token of a conversation.
pub fn mint(key: &[u8; 32], address: &Address, conversation: &UniqueId, now: Timestamp) -> String {
    let expires = now.plus(LIFE).0;
    let claim = format!("{PREFIX}.{conversation}.{expires}");
    format!("{claim}.{}", URL_SAFE_NO_PAD.encode(tag(key, address, &claim).finalize().into_bytes()))
}

/// The conversation of a token that is genuine, of this address, and hasn't ended.
pub fn verify(key: &[u8; 32], address: &Address, token: &str, now: Timestamp) -> Option<UniqueId> {
    let (claim, tag_text) = token.rsplit_once('.')?;
    let given = URL_SAFE_NO_PAD.decode(tag_text).ok()?;
    // `verify_slice` compares in constant time.
    tag(key, address, claim).verify_slice(&given).ok()?;
    let mut parts = claim.split('.');
    let (version, conversation, expires) = (parts.next()?, parts.next()?, parts.next()?);
    let expires = Timestamp(expires.parse().ok()?);
    (version == PREFIX && now < expires).then(|| conversation.parse().ok()).flatten()
}

fn tag(key: &[u8; 32], address: &Address, claim: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(address.as_str().as_bytes());
    mac.update(b"\n");
    mac.update(claim.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_its_own_conversation_only() {
        let key = [7; 32];
        let (here, there): (Address, Address) = ("here".parse().expect("id"), "there".parse().expect("id"));
        let conversation = UniqueId::generate();
        let now = Timestamp(1_000);
        let token = mint(&key, &here, &conversation, now);
        assert_eq!(verify(&key, &here, &token, now), Some(conversation.clone()));
        assert_eq!(verify(&key, &there, &token, now), None);
        assert_eq!(verify(&[8; 32], &here, &token, now), None);
        assert_eq!(verify(&key, &here, &token, now.plus(LIFE)), None);
        let other = token.replace(conversation.as_str(), UniqueId::generate().as_str());
        assert_eq!(verify(&key, &here, &other, now), None);
        for bad in ["", ".", "v1", "v1.x.y.z", "é.é"] {
            assert_eq!(verify(&key, &here, bad, now), None, "{bad}");
        }
    }
}
