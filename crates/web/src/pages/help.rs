//! The help pages: how files are verified, licences, findings, programs, copies.

use axum::{Extension, extract::State, response::Response};
use market::{
    brakes::{RATES, Rate},
    catalog::LICENSES,
    limits,
};
use pattern::{Format, Kind};
use views::{
    Fact, FactWidth, Grade,
    pages::{self, FindingHelp, FindingPart},
};

use crate::{
    App, assets,
    fault::{Fault, page},
    manual::{self, Manual},
    shape,
    visit::Visit,
    words,
};

/// `/help/verification`.
pub(crate) async fn verification(Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let of = |kind: Kind| {
        let titles: Vec<_> =
            Format::ALL.into_iter().filter(|format| format.kind() == kind).map(Format::title).collect();
        titles.join(", ")
    };
    page(&pages::HelpVerification {
        layout: visit.layout("How files are verified", "What is measured and checked before a pattern goes on sale."),
        formats: vec![
            Fact::new("Models", of(Kind::Mesh)).wide(FactWidth::Full),
            Fact::new("Drawings", of(Kind::Drawing)).wide(FactWidth::Half),
            Fact::new("Pictures", of(Kind::Raster)).wide(FactWidth::Half),
        ],
    })
}

/// `/help/findings`.
pub(crate) async fn findings(Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let entry = |finding: &Manual| FindingHelp {
        grade: match finding.severity.as_str() {
            "fail" => Grade::Fail,
            "warn" => Grade::Warn,
            _ => Grade::Info,
        },
        picture: assets::finding_picture_url(&finding.code),
        code: finding.code.clone(),
        name: words::capital(&finding.name),
        what: finding.what.clone(),
        why: finding.why.clone(),
        cure: finding.cure.clone(),
    };
    let part = |part: &manual::Part| FindingPart {
        id: part.title.to_lowercase(),
        title: part.title.clone(),
        findings: part.findings.iter().map(entry).collect(),
    };
    page(&pages::HelpFindings {
        layout: visit.layout("Findings", "What each finding means, why it matters, and what to do."),
        parts: manual::PARTS.iter().map(part).collect(),
    })
}

/// `/help/licences`.
pub(crate) async fn licences(Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    page(&pages::HelpLicences {
        layout: visit.layout("Licences", "What each licence allows, in plain words."),
        licences: LICENSES.iter().map(shape::licence).collect(),
    })
}

/// `/help/developers`.
pub(crate) async fn developers(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let layout = visit.layout("For developers", "Programs that work with this market.");
    let limit = |limit: &&limits::Limit| (words::capital(limit.what), limit.range());
    let rate = |rate: &Rate| (words::capital(rate.what), rate.sentence());
    page(&pages::HelpDevelopers {
        layout,
        origin: app.market.settings().base_url.clone(),
        limits: limits::TABLE.iter().map(limit).collect(),
        rates: if app.market.settings().rate_limits { RATES.iter().map(rate).collect() } else { Vec::new() },
    })
}

/// `/help/copies`.
pub(crate) async fn copies(Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    page(&pages::HelpCopies {
        layout: visit.layout("Report a copy", "What to do when something of yours is on sale here."),
        email: String::new(),
    })
}
