//! A trained bundle and a configuration → the manifest of a release.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::canonical;
use crate::base::fs;
use crate::bundle::{BlobRef, Layout, MANIFEST_SCHEMA, Manifest, Part, PartName};
use crate::config::bot::BotConfig;
use crate::config::compiled::{Chatroom, Operations};
use crate::train::trained::{Trained, TrainedError};

/// The manifest of a release; writes the blobs of the two quick parts. Errors: an avatar that can't be read, a blob that can't be written.
pub fn manifest(config: &BotConfig, trained: &Trained, layout: &Layout) -> Result<Manifest, TrainedError> {
    let parts = BTreeMap::from([
        (PartName::Knowledge, trained.knowledge.clone()),
        (PartName::Qa, trained.qa.clone()),
        (PartName::Models, trained.models.clone()),
        (PartName::Chatroom, chatroom(config, layout)?),
        (PartName::Operations, part(layout, "operations", &Operations::compile(config))?),
    ]);
    Ok(Manifest { schema: MANIFEST_SCHEMA, bot: config.bot.id.clone(), engine: trained.engine, parts })
}

fn chatroom(config: &BotConfig, layout: &Layout) -> Result<Part, TrainedError> {
    let Some(avatar) = &config.appearance.avatar else {
        return part(layout, "chatroom", &Chatroom::compile(config, None));
    };
    let bytes = fs::read(&config.folder.join(avatar))?;
    let mut part = part(layout, "chatroom", &Chatroom::compile(config, Some(media_type(&bytes))))?;
    part.blobs.insert("avatar".to_owned(), write(layout, &bytes)?);
    Ok(part)
}

/// By the first bytes; what the checks let through is one of these.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}

/// A part of one blob of canonical JSON.
pub(super) fn part<T: Serialize>(layout: &Layout, name: &str, value: &T) -> Result<Part, TrainedError> {
    let mut part = Part::default();
    add(layout, &mut part, name, value)?;
    Ok(part)
}

/// Adds a blob of canonical JSON to a part.
pub(super) fn add<T: Serialize>(layout: &Layout, part: &mut Part, name: &str, value: &T) -> Result<(), TrainedError> {
    let blob = write(layout, &canonical::to_vec(value)?)?;
    part.blobs.insert(name.to_owned(), blob);
    Ok(())
}

pub(super) fn write(layout: &Layout, bytes: &[u8]) -> Result<BlobRef, TrainedError> {
    Ok(BlobRef { digest: layout.write_blob(bytes)?, size: bytes.len() as u64 })
}
