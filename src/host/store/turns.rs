//! Conversations: one row per message and its reply, written once per message id.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use super::statement::{CHUNK, Statement};
use crate::base::clock::Timestamp;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, TeamId, UniqueId};
use crate::base::state::Asker;

/// A message and its reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnRow {
    /// Where it was asked.
    pub address: Address,
    /// The client's id of the message.
    pub message_id: UniqueId,
    /// The conversation.
    pub conversation: UniqueId,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The team that owns the bot.
    pub team: TeamId,
    /// The release that answered.
    pub release: ReleaseNumber,
    /// What was asked.
    pub text: String,
    /// The reply, JSON of the host's making.
    pub reply_json: String,
    /// `qa`, `knowledge`, `choices` or `miss`.
    pub kind: String,
    /// The language of the reply.
    pub language: String,
    /// The page's address.
    pub page: Option<String>,
    /// Who asked.
    pub origin_kind: Asker,
    /// Whether it counts against the plan's message limit.
    pub counted: bool,
    /// When.
    pub at: Timestamp,
}

/// What became of a turn that was to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It is stored.
    New,
    /// A turn with the same message id came first: this one.
    Duplicate(Box<TurnRow>),
}

/// How much a bot talked with visitors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationCounts {
    /// Conversations.
    pub conversations: i64,
    /// Messages.
    pub messages: i64,
    /// Messages by the kind of their reply.
    pub by_kind: BTreeMap<String, i64>,
}

type Key = (Address, UniqueId);

const RECORDING: &str = "record a turn";
const COLUMNS: usize = 15;

impl Store {
    /// The turn with this message id at this address.
    pub async fn find_turn(&self, address: &Address, message_id: &UniqueId) -> Result<Option<TurnRow>, StoreError> {
        sqlx::query("SELECT * FROM turns WHERE address = $1 AND message_id = $2")
            .bind(address.as_str())
            .bind(message_id.as_str())
            .fetch_optional(&self.reader)
            .await
            .doing("look up a turn")?
            .as_ref()
            .map(turn_of)
            .transpose()
    }

    /// The last `limit` turns of a conversation, newest first.
    pub async fn conversation_turns(
        &self,
        address: &Address,
        conversation: &UniqueId,
        limit: u32,
    ) -> Result<Vec<TurnRow>, StoreError> {
        sqlx::query(
            "SELECT * FROM turns WHERE address = $1 AND conversation = $2 ORDER BY at DESC, message_id DESC LIMIT $3",
        )
        .bind(address.as_str())
        .bind(conversation.as_str())
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await
        .doing("look up a conversation")?
        .iter()
        .map(turn_of)
        .collect()
    }

    /// Records turns in one transaction, the message counters with them; one answer per turn, in order.
    ///
    /// Of turns with the same address and message id the first wins, within the batch and across batches.
    pub async fn insert_turns(&self, turns: &[TurnRow]) -> Result<Vec<Recorded>, StoreError> {
        let mut first: BTreeMap<Key, (usize, &TurnRow)> = BTreeMap::new();
        for (index, turn) in turns.iter().enumerate() {
            first.entry(key_of(turn)).or_insert((index, turn));
        }
        // In the order of their keys: writers that record the same turns wait for each other instead of in a ring.
        let unique: Vec<&TurnRow> = first.values().map(|(_, turn)| *turn).collect();
        let mut transaction = self.begin(RECORDING).await?;
        let mut added = BTreeSet::new();
        for chunk in unique.chunks(CHUNK) {
            added.extend(insert(&mut transaction, chunk).await?);
        }
        let counted: Vec<&TurnRow> =
            unique.into_iter().filter(|turn| turn.counted && added.contains(&key_of(turn))).collect();
        count_messages(&mut transaction, &counted).await?;
        transaction.commit().await.doing(RECORDING)?;
        let mut recorded = Vec::with_capacity(turns.len());
        for (index, turn) in turns.iter().enumerate() {
            let key = key_of(turn);
            let is_first = first.get(&key).is_some_and(|(first, _)| *first == index);
            recorded.push(if is_first && added.contains(&key) {
                Recorded::New
            } else {
                Recorded::Duplicate(Box::new(self.stored_turn(&key).await?))
            });
        }
        Ok(recorded)
    }

    /// Conversations and messages of visitors since a moment.
    pub async fn conversation_counts(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        since: Timestamp,
    ) -> Result<ConversationCounts, StoreError> {
        const OF: &str = "count conversations";
        let total = sqlx::query(
            "SELECT COUNT(DISTINCT conversation) AS conversations, COUNT(*) AS messages FROM turns \
             WHERE bot = $1 AND environment = $2 AND at >= $3 AND origin = 'visitor'",
        );
        let by_kind = sqlx::query(
            "SELECT kind, COUNT(*) AS messages FROM turns \
             WHERE bot = $1 AND environment = $2 AND at >= $3 AND origin = 'visitor' GROUP BY kind",
        );
        let bind = |query: sqlx::query::Query<'static, Any, sqlx::any::AnyArguments>| {
            query.bind(bot.as_str()).bind(environment.as_str()).bind(since.0)
        };
        let total = bind(total).fetch_one(&self.reader).await.doing(OF)?;
        let rows = bind(by_kind).fetch_all(&self.reader).await.doing(OF)?;
        Ok(ConversationCounts {
            conversations: Columns(&total).integer("conversations")?,
            messages: Columns(&total).integer("messages")?,
            by_kind: rows
                .iter()
                .map(|row| Ok((Columns(row).text("kind")?, Columns(row).integer("messages")?)))
                .collect::<Result<_, StoreError>>()?,
        })
    }

    /// The last `limit` turns of all origins, newest first.
    pub async fn recent_turns(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        limit: u32,
    ) -> Result<Vec<TurnRow>, StoreError> {
        sqlx::query(
            "SELECT * FROM turns WHERE bot = $1 AND environment = $2 ORDER BY at DESC, message_id DESC LIMIT $3",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await
        .doing("list turns")?
        .iter()
        .map(turn_of)
        .collect()
    }

    /// Removes turns older than a moment; returns how many.
    pub async fn purge_turns(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        let purged = sqlx::query("DELETE FROM turns WHERE bot = $1 AND environment = $2 AND at < $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(before.0)
            .execute(&self.writer)
            .await
            .doing("remove old turns")?;
        Ok(purged.rows_affected())
    }

    async fn stored_turn(&self, (address, message_id): &Key) -> Result<TurnRow, StoreError> {
        let found = self.find_turn(address, message_id).await?;
        found.ok_or_else(|| StoreError::NotFound { kind: "turn", name: message_id.to_string() })
    }
}

fn key_of(turn: &TurnRow) -> Key {
    (turn.address.clone(), turn.message_id.clone())
}

async fn insert(transaction: &mut Transaction<'static, Any>, turns: &[&TurnRow]) -> Result<Vec<Key>, StoreError> {
    const { assert!(CHUNK * COLUMNS < 32_766, "SQLite takes no more parameters in a statement") };
    let mut statement = Statement::new(
        "INSERT INTO turns (address, message_id, conversation, bot, environment, team, release, text, reply, kind, \
         language, page, origin, counted, at) VALUES ",
    );
    statement.rows(turns, |row, turn| {
        row.bind(turn.address.as_str());
        row.bind(turn.message_id.as_str());
        row.bind(turn.conversation.as_str());
        row.bind(turn.bot.as_str());
        row.bind(turn.environment.as_str());
        row.bind(turn.team.as_str());
        row.bind(turn.release.0);
        row.bind(turn.text.as_str());
        row.bind(turn.reply_json.as_str());
        row.bind(turn.kind.as_str());
        row.bind(turn.language.as_str());
        row.bind(turn.page.as_deref());
        row.bind(turn.origin_kind.name());
        row.bind(i64::from(turn.counted));
        row.bind(turn.at.0);
    });
    statement.push(" ON CONFLICT DO NOTHING RETURNING address, message_id");
    let rows = statement.build().fetch_all(&mut **transaction).await.doing(RECORDING)?;
    rows.iter().map(|row| Ok((Columns(row).parsed("address")?, Columns(row).parsed("message_id")?))).collect()
}

/// Counts messages for their team and month; counters are locked in one order, whoever writes.
async fn count_messages(transaction: &mut Transaction<'static, Any>, turns: &[&TurnRow]) -> Result<(), StoreError> {
    let mut counts: BTreeMap<(&TeamId, String), i64> = BTreeMap::new();
    for turn in turns {
        *counts.entry((&turn.team, turn.at.to_month())).or_default() += 1;
    }
    for ((team, month), count) in counts {
        sqlx::query(
            "INSERT INTO message_counts (team, month, used) VALUES ($1, $2, $3) \
             ON CONFLICT (team, month) DO UPDATE SET used = message_counts.used + excluded.used",
        )
        .bind(team.as_str())
        .bind(month)
        .bind(count)
        .execute(&mut **transaction)
        .await
        .doing(RECORDING)?;
    }
    Ok(())
}

fn turn_of(row: &AnyRow) -> Result<TurnRow, StoreError> {
    let columns = Columns(row);
    Ok(TurnRow {
        address: columns.parsed("address")?,
        message_id: columns.parsed("message_id")?,
        conversation: columns.parsed("conversation")?,
        bot: columns.parsed("bot")?,
        environment: columns.parsed("environment")?,
        team: columns.parsed("team")?,
        release: ReleaseNumber(columns.integer("release")?),
        text: columns.text("text")?,
        reply_json: columns.text("reply")?,
        kind: columns.text("kind")?,
        language: columns.text("language")?,
        page: columns.optional_text("page")?,
        origin_kind: columns.parsed("origin")?,
        counted: columns.claim("counted")?,
        at: columns.time("at")?,
    })
}
