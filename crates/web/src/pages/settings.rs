//! The settings in force, as an operator reads them.

use axum::{Extension, extract::State, response::Response};
use views::pages;

use super::operator::allowed;
use crate::{
    App, Setting,
    fault::{Fault, page},
    markdown,
    visit::Visit,
    words,
};

/// `GET /operator/settings`.
pub(crate) async fn settings(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    allowed(&visit)?;
    let changed = app.settings.iter().filter(|setting| setting.origin.is_some()).count() as u64;
    page(&pages::OperatorSettings {
        layout: visit.layout("Settings", ""),
        changed: match changed {
            0 => "Every setting has its default.".to_owned(),
            _ => format!(
                "{} set; the others have their defaults.",
                words::some(&visit.forms, changed, "setting is", "settings are")
            ),
        },
        groups: app.settings.chunk_by(|one, next| one.part == next.part).map(group).collect(),
    })
}

fn group(settings: &[Setting]) -> pages::SettingGroup {
    pages::SettingGroup {
        title: settings.first().map(|setting| setting.part.clone()).unwrap_or_default(),
        lines: settings.iter().map(line).collect(),
    }
}

fn line(setting: &Setting) -> pages::SettingLine {
    pages::SettingLine {
        name: setting.name.clone(),
        explanation: markdown::html(&setting.words),
        value: setting.value.clone(),
        is_hidden: setting.is_hidden,
        default: (setting.default != setting.value).then(|| setting.default.clone()),
        origin: setting.origin.clone(),
    }
}
