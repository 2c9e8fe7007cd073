//! Prints what the API says of the downloads of a video, as JSON: of each call the result, or the error
//! with its sources. `rust-native BASE_URL TOKEN ACCOUNT VIDEO`

mod host;

use cf_stream_downloads::{Client, Error};
use host::Native;
use serde_json::{Value, json};
use std::error::Error as _;
use std::time::Duration;

fn told(error: &Error) -> Value {
    let mut sources = Vec::new();
    let mut source = error.source();
    while let Some(reason) = source {
        sources.push(reason.to_string());
        source = reason.source();
    }
    json!({ "error": error.to_string(), "status": error.status, "sources": sources })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [base_url, token, account, video] = arguments.as_slice() else {
        return Err("expected a base URL, a token, an account and a video".into());
    };
    let client = Client::builder_on(Native::new()?)
        .base_url(base_url)
        .api_token(token)
        .account_id(account)
        .build()?;
    let downloads = client.downloads();

    let created = downloads.create(video).await?;
    let wait = downloads
        .wait_until_ready(video)
        .max_wait(Duration::from_secs(20));
    let ready = wait.await?;
    let absent = downloads.get("0".repeat(32)).await;
    let whole = client.request(
        "GET",
        format!("/accounts/{account}/stream/{video}/downloads"),
    );
    let whole = whole.await?;
    let late = downloads
        .get(video)
        .timeout(Some(Duration::from_micros(1)))
        .max_retries(0);
    let late = late.await;
    // Nobody listens there.
    let lost = Client::builder_on(Native::new()?)
        .base_url("http://127.0.0.1:9/v4")
        .build()?;
    let lost = lost
        .downloads()
        .get(video)
        .account_id(account)
        .max_retries(0)
        .await;
    println!(
        "{}",
        json!({
            "created": created,
            "ready": ready,
            "whole": whole,
            "absent": absent.as_ref().err().map(told),
            "late": late.as_ref().err().map(told),
            "lost": lost.as_ref().err().map(told),
        })
    );
    Ok(())
}
