//! The choices that are stored as words: those of [`crate::base::state`], and the kinds of update.

use crate::base::event::UpdateKind;

/// The word in the store of a kind of update.
pub(super) fn word_of_kind(kind: UpdateKind) -> &'static str {
    match kind {
        UpdateKind::Nothing => "nothing",
        UpdateKind::ChatroomOnly => "chatroom_only",
        UpdateKind::Complete => "complete",
        UpdateKind::WithRestart => "with_restart",
    }
}

/// The kind of update of a word in the store.
pub(super) fn kind_of_word(word: &str) -> Option<UpdateKind> {
    [UpdateKind::Nothing, UpdateKind::ChatroomOnly, UpdateKind::Complete, UpdateKind::WithRestart]
        .into_iter()
        .find(|kind| word_of_kind(*kind) == word)
}
