//! A Worker that lists, creates and waits for downloads, and answers JSON.
//!
//! | request | answer |
//! |---|---|
//! | `GET /{video}` | the downloads |
//! | `POST /{video}` | the downloads, after the MP4 has been created |
//! | `GET /{video}/bound` | the downloads, asked for through the service binding `API` |
//! | `GET /{video}/stream` | the downloads, asked for through the Stream binding `STREAM` |
//! | `POST /{video}/stream` | the downloads, after the MP4 has been created through it and is ready |
//! | `POST /{video}/wait` | `null`; the video's Durable Object waits in its alarms |
//! | `GET /{video}/wait` | how far that is |
//! | `GET /{video}/left` | `null`, after a call that was dropped in the middle |

mod binding;

use binding::Binding;
use cf_stream_downloads::{Client, Downloads, ErrorKind};
use std::time::Duration;
use worker::js_sys::Reflect;
use worker::{
    Context, Delay, DurableObject, Env, Method, Request, Response, Result, State, durable_object,
    event, wasm_bindgen,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _: Context) -> Result<Response> {
    let path = request.path();
    let (video, what) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    match (request.method(), what) {
        (Method::Get, "") => answer(client(&env)?.downloads().get(video).await),
        (Method::Post, "") => answer(client(&env)?.downloads().create(video).await),
        (Method::Get, "bound") => {
            let client = Client::builder_on(Binding::new(env.service("API")?))
                .api_token(env.var("TOKEN")?.to_string())
                .account_id(env.var("ACCOUNT")?.to_string())
                .build();
            answer(client.map_err(told)?.downloads().get(video).await)
        }
        (Method::Get, "stream") => answer(bound(&env)?.downloads().get(video).await),
        (Method::Post, "stream") => {
            let wait = bound(&env)?.downloads().wait_until_ready(video).create(true);
            answer(wait.max_wait(Duration::from_secs(5)).await)
        }
        (Method::Get, "left") => {
            let call = client(&env)?.downloads().get(video);
            let call = call.until(Delay::from(Duration::from_millis(50)));
            let ended = call.await.map_err(|error| error.kind);
            assert_eq!(ended, Err(ErrorKind::Aborted));
            Response::from_json(&())
        }
        _ => {
            let object = env.durable_object("WAITS")?.get_by_name(video)?;
            object.fetch_with_request(request).await
        }
    }
}

fn client(env: &Env) -> Result<Client> {
    let builder = Client::builder()
        .api_token(env.var("TOKEN")?.to_string())
        .account_id(env.var("ACCOUNT")?.to_string())
        .base_url(env.var("BASE_URL")?.to_string());
    builder.build().map_err(told)
}

/// A client that asks the Stream binding.
fn bound(env: &Env) -> Result<Client> {
    let binding = Reflect::get(env, &"STREAM".into())?;
    Client::builder().stream(binding).build().map_err(told)
}

fn answer(found: std::result::Result<Downloads, cf_stream_downloads::Error>) -> Result<Response> {
    match found {
        Ok(downloads) => Response::from_json(&downloads),
        Err(error) => Response::error(error.to_string(), error.status.unwrap_or(502)),
    }
}

fn told(error: cf_stream_downloads::Error) -> worker::Error {
    worker::Error::RustError(error.to_string())
}

/// Waits for the downloads of a video: for a while in each alarm, until they are ready.
#[durable_object]
pub struct Waits {
    state: State,
    env: Env,
}

impl DurableObject for Waits {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let storage = self.state.storage();
        if request.method() == Method::Get {
            return Response::from_json(&storage.get::<String>("state").await?);
        }
        let path = request.path();
        let video = path[1..].split('/').next().unwrap_or_default();
        storage.put("video", video).await?;
        storage.put("state", "waiting").await?;
        storage.set_alarm(Duration::ZERO).await?;
        Response::from_json(&())
    }

    async fn alarm(&self) -> Result<Response> {
        let storage = self.state.storage();
        let video: String = storage.get("video").await?.unwrap_or_default();
        let client = client(&self.env)?;
        let wait = client.downloads().wait_until_ready(video).create(true);
        match wait.max_wait(Duration::from_secs(1)).await {
            Ok(downloads) => {
                let url = downloads.default.and_then(|mp4| mp4.url);
                storage.put("state", url.unwrap_or_default()).await?;
            }
            // The next alarm tries again.
            Err(error) if error.is_transient() => {
                storage.set_alarm(Duration::from_millis(100)).await?;
            }
            Err(error) => storage.put("state", error.to_string()).await?,
        }
        Response::ok("")
    }
}
