//! The page on which a browser looks at files by itself.

use axum::{
    Extension,
    http::{HeaderValue, header},
    response::Response,
};
use views::pages;

use super::{
    formats::{accept, formats_words},
    lights::lights,
};
use crate::{
    fault::{Fault, page},
    guard,
    visit::Visit,
};

/// `/inspect`.
pub(crate) async fn inspect(Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let mut response = page(&pages::Inspect {
        layout: visit.layout("Inspect a file", "Checks 3D models and drawings in your own browser; nothing is sent."),
        limits_words: formats_words(),
        accept: accept(),
        lights: lights(),
    })?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(guard::INSPECT_POLICY));
    Ok(response)
}
