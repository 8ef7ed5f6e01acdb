//! Calls of the chat API, with the operator's token in place of an origin.

use reqwest::Method;

use crate::base::id::Address;
use crate::client::call::Call;
use crate::client::{Client, ClientError};
use crate::wire::chat::{MessageReply, MessageRequest, WidgetConfig};
use crate::wire::path;

impl Client {
    /// Asks a bot. Repeatable: the same message id gets the same answer.
    pub async fn ask(&self, address: &Address, message: &MessageRequest) -> Result<MessageReply, ClientError> {
        let call = Call::new(Method::POST, path::chat_messages(address)).header("accept", "application/json");
        self.read(call.json(message)).await
    }

    /// What the widget draws itself from; answers only if a release is live and loaded.
    pub async fn chat_config(&self, address: &Address) -> Result<WidgetConfig, ClientError> {
        self.read(Call::get(path::chat_config(address))).await
    }
}
