//! What the turn before of a conversation holds: read from the store each time, so that any host can go on with it.

use crate::answer::question::{Before, Choice};
use crate::base::id::{Address, UniqueId};
use crate::host::app::Shared;
use crate::host::error::ApiError;
use crate::host::store::TurnRow;
use crate::wire::chat::MessageReply;

/// Turns that are looked through for the last question.
const TURNS: u32 = 4;
/// What a visitor asked for something with; thanks and the like lie between a question and what goes on from it.
const QUESTIONS: [&str; 4] = ["qa", "knowledge", "choices", "miss"];

/// The last question of a conversation, with the choices that it left open. Errors: the store.
pub(super) async fn before(
    app: &Shared,
    address: &Address,
    conversation: &UniqueId,
) -> Result<Option<Before>, ApiError> {
    let turns = app.store.conversation_turns(address, conversation, TURNS).await?;
    let asked = turns.into_iter().enumerate().find(|(_, turn)| QUESTIONS.contains(&turn.kind.as_str()));
    Ok(asked.map(|(ago, turn)| of(turn, ago == 0)))
}

/// Choices are open only until the next message.
fn of(turn: TurnRow, is_last: bool) -> Before {
    // A reply of a later version that can't be read leaves the question as it was typed.
    let reply: Option<MessageReply> = serde_json::from_str(&turn.reply_json).ok();
    let (read_as, offered) = reply.map_or((None, Vec::new()), |reply| (reply.read_as, reply.choices));
    let choices = offered.into_iter().filter(|_| is_last);
    Before {
        question: read_as.unwrap_or(turn.text),
        choices: choices.map(|choice| Choice { id: choice.id, question: choice.question }).collect(),
    }
}
