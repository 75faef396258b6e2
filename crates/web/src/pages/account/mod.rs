//! The account: its doors, its address, its password, what its owner sees of it, and closing it.

mod address;
mod closing;
mod doors;
mod own;
mod password;
mod reading;

pub(super) use address::{change, confirm, confirm_form, keep, undo, undo_form, verify_again};
pub(super) use closing::{close, close_form};
pub(super) use doors::{device, sign_in, sign_in_form, sign_out, sign_up, sign_up_form};
pub(super) use own::{account, choose_reading, end_sessions, make_token, open_shop, rename, revoke_token};
pub(super) use password::{change_password, forgot, forgot_form, reset, reset_form};

use axum::http::HeaderMap;
use basis::ClientAddress;
use market::accounts::Origin;
use serde::Deserialize;

use crate::visit::Visit;

/// What the link in an e-mail carries.
#[derive(Deserialize)]
pub(super) struct Mailed {
    token: String,
}

/// Where a password is typed: the client's address, and the proof of a browser that signed in before.
fn origin(visit: &Visit, client: ClientAddress) -> Origin {
    Origin { address: client, device: visit.device.clone() }
}

/// What the browser calls itself.
fn user_agent(headers: &HeaderMap) -> String {
    crate::visit::header_text(headers, "user-agent").unwrap_or_default()
}

/// What a good password is, beside its field.
fn password_hint() -> String {
    let min = market::limits::PASSWORD.min;
    format!("At least {min} characters. A sentence is easier to keep than a puzzle.")
}
