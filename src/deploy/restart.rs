//! Renewing the host's process, before anything is deployed to it.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::client::{Client, ErrorClass};
use crate::deploy::DeployError;
use crate::wire::hello::Hello;

const POLL: Duration = Duration::from_millis(50);
/// A host that answers steadily for so long from what is installed has restarted, or had nothing to renew.
const STEADY: Duration = Duration::from_secs(2);

/// Asks the host to restart and waits until it runs what is installed on its machine. Errors: refused, or not back in time.
pub async fn restart(client: &Client, limit: Duration) -> Result<Hello, DeployError> {
    client.restart().await?;
    let client = client.asking_once();
    let started = Instant::now();
    let mut steady_since: Option<Instant> = None;
    let mut was_away = false;
    loop {
        match client.hello().await {
            Ok(hello) if hello.running == hello.installed => {
                let since = *steady_since.get_or_insert_with(Instant::now);
                if was_away || since.elapsed() >= STEADY {
                    return Ok(hello);
                }
            }
            Ok(_) => {
                steady_since = None;
                was_away = true;
            }
            Err(error) if error.class() == ErrorClass::Unavailable => was_away = true,
            Err(error) => return Err(error.into()),
        }
        if started.elapsed() >= limit {
            return Err(DeployError::NotBack { host: client.host().to_owned(), waited: started.elapsed() });
        }
        sleep(POLL).await;
    }
}
