//! Somebody who asks the router: a browser with its cookies and its form token, or a program with its token.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use serde_json::Value;
use tower::ServiceExt;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Sends a request and reads the answer to its end.
pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.expect("the router never fails");
    let (parts, body) = response.into_parts();
    // What breaks off is what came of it so far.
    let bytes = to_bytes(body, 1 << 24).await.unwrap_or_default();
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

/// A browser: of somebody who signed in, or a visitor's.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookie: String,
    pub csrf: String,
}

impl Browser {
    /// `secret` is that of a session, or of a visitor.
    pub fn new(router: &Router, kind: &str, secret: &str) -> Self {
        // As the pages draw it; a page of this visit would tell it, too.
        let csrf = store::Hash::of(format!("csrf {secret}").as_bytes()).as_str()[..32].to_owned();
        Self { router: router.clone(), cookie: format!("mq_{kind}={secret}"), csrf }
    }

    /// The same browser, whose form was given another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { csrf: token.to_owned(), ..self.clone() }
    }

    pub fn visitor(router: &Router) -> Self {
        Self::new(router, "visitor", &"v".repeat(52))
    }

    pub async fn get(&self, address: &str) -> Answer {
        send(&self.router, self.request("GET", address).body(Body::empty()).expect("a request")).await
    }

    /// Sends a form with this visit's token.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let token = [("csrf", self.csrf.as_str())];
        self.post_as_it_is(address, &[&token, fields].concat()).await
    }

    /// Sends a form with these fields and no others.
    pub async fn post_as_it_is(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request("POST", address).header("content-type", "application/x-www-form-urlencoded");
        send(&self.router, request.body(Body::from(body)).expect("a request")).await
    }

    /// Sends a body of any type.
    pub async fn post_typed(&self, address: &str, media_type: &str, body: &str) -> Answer {
        let request = self.request("POST", address).header("content-type", media_type);
        send(&self.router, request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// Sends a form of parts, the last of which is a file.
    pub async fn post_parts(&self, address: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n", file.0);
        body.extend(head.bytes());
        body.extend_from_slice(file.1);
        body.extend(b"\r\n--edge--\r\n");
        let request = self.request("POST", address).header("content-type", "multipart/form-data; boundary=edge");
        let request = request.header("x-csrf-token", &self.csrf);
        send(&self.router, request.body(Body::from(body)).expect("a request")).await
    }

    pub async fn put(&self, address: &str, bytes: &[u8]) -> Answer {
        send(&self.router, self.request("PUT", address).body(Body::from(bytes.to_vec())).expect("a request")).await
    }

    fn request(&self, method: &str, address: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(address).header("cookie", &self.cookie)
    }
}

/// A program that asks the schema; without a token nobody.
pub async fn ask(router: &Router, token: Option<&str>, question: &Value) -> Value {
    let request = Request::post("/graphql").header("content-type", "application/json");
    let request =
        token.iter().fold(request, |request, token| request.header("authorization", format!("Bearer {token}")));
    let answer = send(router, request.body(Body::from(question.to_string())).expect("a request")).await;
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.text))
}
