//! Turns of conversations: each message once, with its reply.

use std::collections::{BTreeMap, HashSet};

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Transaction};

use crate::base::clock::Timestamp;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};
use crate::host::store::codec::{integer, moment, name, named, parsed, text};
use crate::host::store::values;
use crate::host::store::{Asker, ConversationCounts, Store, StoreError, TurnRow};

const COLUMNS: usize = 14;

impl Store {
    /// The turn of a message that came before.
    pub async fn find_turn(&self, address: &Address, message: &UniqueId) -> Result<Option<TurnRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM turns WHERE address = $1 AND message_id = $2")
            .bind(address.as_str())
            .bind(message.as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(turn).transpose()
    }

    /// Stores turns in one transaction and counts those of visitors. Returns for each whether it is new; a message
    /// that is there already stays as it is.
    pub async fn insert_turns(&self, turns: &[TurnRow]) -> Result<Vec<bool>, StoreError> {
        // A batch may hold a message twice; the databases differ in what they make of that, so it is settled here.
        let mut seen = HashSet::new();
        let firsts: Vec<bool> = turns.iter().map(|turn| seen.insert((&turn.address, &turn.message_id))).collect();
        let unique: Vec<&TurnRow> =
            turns.iter().zip(&firsts).filter(|(_, first)| **first).map(|(turn, _)| turn).collect();
        let mut transaction = self.writer.begin().await?;
        let inserted = insert(&mut transaction, &unique).await?;
        count(&mut transaction, unique.iter().copied().filter(|turn| inserted.contains(&key(turn)))).await?;
        transaction.commit().await?;
        Ok(turns.iter().zip(firsts).map(|(turn, first)| first && inserted.contains(&key(turn))).collect())
    }

    /// Visitors' conversations and messages since a moment.
    pub async fn conversation_counts(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        since: Timestamp,
    ) -> Result<ConversationCounts, StoreError> {
        let row = sqlx::query(
            "SELECT CAST(COUNT(DISTINCT conversation) AS BIGINT) AS conversations, CAST(COUNT(*) AS BIGINT) AS messages
             FROM turns WHERE bot = $1 AND environment = $2 AND at >= $3 AND asker = 'visitor'",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(since.0)
        .fetch_one(&self.reader)
        .await?;
        Ok(ConversationCounts { conversations: integer(&row, "conversations")?, messages: integer(&row, "messages")? })
    }

    /// The newest turns of visitors.
    pub async fn recent_turns(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        most: i64,
    ) -> Result<Vec<TurnRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM turns WHERE bot = $1 AND environment = $2 AND asker = 'visitor' ORDER BY at DESC, message_id LIMIT $3",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(most)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(turn).collect()
    }

    /// Deletes turns that are older than a moment. Returns how many.
    pub async fn purge_turns(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM turns WHERE bot = $1 AND environment = $2 AND at < $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(before.0)
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected())
    }
}

fn key(turn: &TurnRow) -> (String, String) {
    (turn.address.to_string(), turn.message_id.to_string())
}

async fn insert(
    transaction: &mut Transaction<'_, Any>,
    turns: &[&TurnRow],
) -> Result<HashSet<(String, String)>, StoreError> {
    let sql = format!(
        "INSERT INTO turns (address, message_id, conversation, bot, environment, team, release, asker, kind, language, page, text,
         reply, at) VALUES {} ON CONFLICT (address, message_id) DO NOTHING RETURNING address, message_id",
        values::rows(turns.len(), COLUMNS)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for turn in turns {
        query = query
            .bind(turn.address.as_str())
            .bind(turn.message_id.as_str())
            .bind(turn.conversation.as_str())
            .bind(turn.bot.as_str())
            .bind(turn.environment.as_str())
            .bind(turn.team.as_str())
            .bind(turn.release.0)
            .bind(name(&turn.asker))
            .bind(turn.kind.as_str())
            .bind(turn.language.as_str())
            .bind(turn.page.as_str())
            .bind(turn.text.as_str())
            .bind(turn.reply_json.as_str())
            .bind(turn.at.0);
    }
    let rows = query.fetch_all(&mut **transaction).await?;
    rows.iter().map(|row| Ok((text(row, "address")?, text(row, "message_id")?))).collect()
}

async fn count<'a>(
    transaction: &mut Transaction<'_, Any>,
    turns: impl Iterator<Item = &'a TurnRow>,
) -> Result<(), StoreError> {
    let mut counts = BTreeMap::<(String, String), i64>::new();
    for turn in turns.filter(|turn| turn.asker == Asker::Visitor) {
        *counts.entry((turn.team.to_string(), turn.at.to_month())).or_default() += 1;
    }
    for ((team, month), messages) in counts {
        sqlx::query(
            "INSERT INTO message_counts (team, month, messages) VALUES ($1, $2, $3)
             ON CONFLICT (team, month) DO UPDATE SET messages = message_counts.messages + excluded.messages",
        )
        .bind(team)
        .bind(month)
        .bind(messages)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

fn turn(row: &AnyRow) -> Result<TurnRow, StoreError> {
    Ok(TurnRow {
        address: parsed(row, "address")?,
        message_id: parsed(row, "message_id")?,
        conversation: parsed(row, "conversation")?,
        bot: parsed(row, "bot")?,
        environment: parsed(row, "environment")?,
        team: parsed(row, "team")?,
        release: ReleaseNumber(integer(row, "release")?),
        asker: named(row, "asker")?,
        kind: text(row, "kind")?,
        language: text(row, "language")?,
        page: text(row, "page")?,
        text: text(row, "text")?,
        reply_json: text(row, "reply")?,
        at: moment(row, "at")?,
    })
}
