//! Calls about the host itself: who it is, who may, the team's plan.

use reqwest::Method;

use crate::base::id::{BotId, UniqueId};
use crate::client::call::Call;
use crate::client::{Client, ClientError};
use crate::wire::auth::{DashboardCode, MintedToken, NewToken, TokenFacts};
use crate::wire::hello::Hello;
use crate::wire::path;
use crate::wire::plan::{LicenceSwap, PlanChange, PlanStatus};

impl Client {
    /// Who the host is, what it speaks and its limits.
    pub async fn hello(&self) -> Result<Hello, ClientError> {
        self.read(Call::get(path::HELLO)).await
    }

    /// Whom the token belongs to.
    pub async fn whoami(&self) -> Result<TokenFacts, ClientError> {
        self.read(Call::get(path::AUTH)).await
    }

    /// All tokens, without their secrets.
    pub async fn tokens(&self) -> Result<Vec<TokenFacts>, ClientError> {
        self.read(Call::get(path::TOKENS)).await
    }

    /// Makes a token. Not repeated once it may have arrived: a token that nobody saw would stay.
    pub async fn create_token(&self, token: &NewToken) -> Result<MintedToken, ClientError> {
        self.read(Call::new(Method::POST, path::TOKENS).json(token).once()).await
    }

    /// Revokes a token.
    pub async fn revoke_token(&self, id: &UniqueId) -> Result<(), ClientError> {
        self.call(Call::new(Method::DELETE, path::token(id))).await.map(drop)
    }

    /// A one-time code for the dashboard's login page.
    pub async fn dashboard_code(&self) -> Result<DashboardCode, ClientError> {
        self.read(Call::new(Method::POST, path::DASHBOARD_CODES)).await
    }

    /// The team's plan and how far it is used; with `bot`, also whether that bot may deploy.
    pub async fn plan(&self, bot: Option<&BotId>) -> Result<PlanStatus, ClientError> {
        let call = Call::get(path::PLAN);
        self.read(match bot {
            Some(bot) => call.query("bot", bot),
            None => call,
        })
        .await
    }

    /// Changes the team's plan.
    pub async fn set_plan(&self, change: &PlanChange) -> Result<PlanStatus, ClientError> {
        self.read(Call::new(Method::PUT, path::PLAN).json(change)).await
    }

    /// Moves a licence from one bot to another.
    pub async fn swap_licence(&self, swap: &LicenceSwap) -> Result<PlanStatus, ClientError> {
        self.read(Call::new(Method::POST, path::PLAN_SWAP).json(swap).once()).await
    }

    /// Renews the host's process from the binary and `host.toml` that stand on its machine.
    pub async fn restart(&self) -> Result<(), ClientError> {
        self.call(Call::new(Method::POST, path::RESTART).once()).await.map(drop)
    }
}
