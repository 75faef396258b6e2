//! The address of the schema: one POST answers questions, one GET gives the schema's text.

use async_graphql::{Request, Response};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request as HttpRequest, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response as HttpResponse},
    routing::{get, post},
};
use basis::Actor;
use market::{Market, accounts};

use crate::{
    MarketSchema, loaders,
    refusal::{Code, coded, refuse, surprise},
    schema, schema_text,
};

/// Bytes of a question at most; files go by links of their own.
const QUESTION_BYTES_MAX: usize = 1 << 20;

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
        .layer(DefaultBodyLimit::max(QUESTION_BYTES_MAX))
        .layer(middleware::from_fn(uncached))
        .with_state(app)
}

async fn answer(
    State(app): State<App>,
    headers: HeaderMap,
    question: Result<Json<Request>, JsonRejection>,
) -> HttpResponse {
    let Json(question) = match question {
        Ok(question) => question,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let sentence = "A question may have 1 MiB. Files go by the address that `createUpload` gives.";
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
    let question = question.data(actor).data(loaders::new(app.market.clone()));
    let mut response = app.schema.execute(question).await;
    response.errors = response.errors.into_iter().map(coded).collect();
    Json(response).into_response()
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
    let value = axum::http::HeaderValue::from_static("private, no-store");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(value);
    response
}
