//! The page on which a browser looks at files by itself.

use axum::{
    Extension,
    http::{HeaderValue, header},
    response::Response,
};
use pattern::mesh::Up;
use views::pages::{self, Light};

use super::upload::{accept, formats_words};
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

/// The lights of every still, in the axes of a preview, which stands y up.
pub(super) fn lights() -> Vec<Light> {
    let light = |light: render::Light| Light {
        kind: serde_json::to_value(light.kind)
            .ok()
            .and_then(|kind| kind.as_str().map(str::to_owned))
            .unwrap_or_default(),
        from: light.direction,
        colour: light.color,
        strength: light.intensity,
        spread: light.spread,
    };
    render::lights(Up::Y, render::Still::default().azimuth_deg).into_iter().map(light).collect()
}
