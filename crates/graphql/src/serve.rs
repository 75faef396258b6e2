//! The address of the schema: one POST answers questions, one GET gives the schema's text.

use async_graphql::{Request, Response, ServerError, Value};
use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, Request as HttpRequest, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response as HttpResponse},
    routing::{get, post},
};
use basis::{Actor, ClientAddress};
use market::{Market, accounts, limits};

use crate::{
    MarketSchema, loaders, question,
    refusal::{Code, RETRY_AFTER, coded, refuse, surprise},
    schema, schema_text,
};

/// What a question looks like.
const ONE_OBJECT: &str = "Send one JSON object with `query` and, if you like, `variables` as application/json.";

#[derive(Clone)]
struct App {
    schema: MarketSchema,
    market: Market,
}

/// `POST /graphql` and `GET /graphql/schema.graphql`.
pub fn router(market: Market) -> Router {
    let app = App { schema: schema(market.clone()), market };
    Router::new()
        .route("/graphql", post(answer))
        .route("/graphql/schema.graphql", get(text))
        .layer(DefaultBodyLimit::max(limits::REQUEST.max))
        .layer(middleware::from_fn(uncached))
        .with_state(app)
}

async fn answer(
    State(app): State<App>,
    client: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    question: Result<Json<Request>, JsonRejection>,
) -> HttpResponse {
    let Json(mut question) = match question {
        Ok(question) => question,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let kib = limits::REQUEST.max >> 10;
            let sentence = format!("A question may have {kib} KiB. Files go by the address that `createUpload` gives.");
            return (rejection.status(), Json(refused(refuse(Code::BadQuestion, sentence)))).into_response();
        }
        Err(rejection) => {
            let sentence = format!("{ONE_OBJECT} {}", rejection.body_text());
            return (rejection.status(), Json(refused(refuse(Code::BadQuestion, sentence)))).into_response();
        }
    };
    if question.query.trim().is_empty() {
        return (StatusCode::BAD_REQUEST, Json(refused(refuse(Code::BadQuestion, ONE_OBJECT)))).into_response();
    }
    let actor = match who(&app.market, &headers).await {
        Ok(actor) => actor,
        Err((status, error)) => return (status, Json(refused(error))).into_response(),
    };
    if let Err(error) = question::parse(&mut question) {
        return Json(refused(error)).into_response();
    }
    let client = client.map_or(ClientAddress::UNKNOWN, |Extension(client)| client);
    let question = question.data(actor).data(client).data(loaders::new(app.market.clone()));
    let mut response = app.schema.execute(question).await;
    response.errors = response.errors.into_iter().map(coded).collect();
    let wait = response.errors.iter().filter_map(retry_after).max();
    let mut answer = Json(response).into_response();
    if let Some(wait) = wait.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok()) {
        answer.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    answer
}

/// Seconds to wait, where an error says so.
fn retry_after(error: &ServerError) -> Option<u64> {
    match error.extensions.as_ref()?.get(RETRY_AFTER)? {
        Value::Number(seconds) => seconds.as_u64(),
        _ => None,
    }
}

async fn text() -> HttpResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], schema_text()).into_response()
}

/// Who asks. A token that stands for nobody is refused at once: a program that lost its right should hear it.
async fn who(market: &Market, headers: &HeaderMap) -> Result<Actor, (StatusCode, async_graphql::Error)> {
    let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(Actor::Visitor) };
    let token = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
    let unknown = || {
        let sentence = "This token is unknown, withdrawn, or its account is locked. Make another one.";
        (StatusCode::UNAUTHORIZED, refuse(Code::SignInFirst, sentence))
    };
    match accounts::actor_of_token(market, token.ok_or_else(unknown)?).await {
        Ok(Actor::Visitor) => Err(unknown()),
        Ok(actor) => Ok(actor),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, surprise(&error))),
    }
}

fn refused(error: async_graphql::Error) -> Response {
    Response::from_errors(vec![error.into_server_error(async_graphql::Pos::default())])
}

/// What is answered depends on who asks.
async fn uncached(request: HttpRequest, next: Next) -> HttpResponse {
    let mut response = next.run(request).await;
    let value = HeaderValue::from_static("private, no-store");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(value);
    response
}
