//! People: signing up and in, proven addresses, sessions, tokens, roles, shops.

mod change;
mod email;
mod forgotten;
mod guess;
mod lock_account;
mod mailed_link;
mod mails;
mod password;
mod profile;
mod reading;
mod reset_password;
mod roles;
mod secrets;
mod session;
mod shop;
mod shop_link;
mod sign_in;
mod sign_up;
mod token;
mod verify_email;

pub use change::{
    ChangeEmail, ChangeOutcome, ChangePassword, change_email, change_password, keep_email, rename, undo_change,
};
pub(crate) use change::{held, is_owner, own, shut_out};
pub(crate) use forgotten::{NOWHERE, forgotten, is_forgotten};
pub use guess::{Origin, is_device};
pub use lock_account::{LockOutcome, lock_account};
pub use mailed_link::{MailedLink, mailed_link};
pub(crate) use mails::write as write_email;
pub(crate) use profile::escaped;
pub use profile::{ACCOUNTS, Profile, account, by_email, list};
pub(crate) use reading::forms_of;
pub use reading::{ChooseReading, Reading, choose_reading};
pub use reset_password::{ResetOutcome, ask_reset, reset_password};
pub(crate) use roles::operators;
pub use roles::{SetRoles, become_creator, set_roles};
pub use session::{SessionLine, SignedIn, actor_of_session, end_all_sessions, end_session, sessions, signed_in};
pub(crate) use shop::of as shop_row;
pub use shop::{EditShop, Shop, ShopOutcome, edit_shop, open_shop, shop_by_handle, shop_of};
pub use shop_link::{LinkInput, ShopLink};
pub use sign_in::{OpenedSession, SignIn, SignInOutcome, sign_in};
pub use sign_up::{SignUp, SignUpOutcome, Welcome, add_account, sign_up};
pub use store::entities::email_token::EmailPurpose;
pub use token::{
    NewToken, TokenLine, TokenOutcome, actor_of_token, make_token, make_token_by_password, revoke_token, tokens,
};
pub use verify_email::{Confirm, VerifyOutcome, send_again, send_again_to, signed_up_proof, verify_email};

use basis::{Actor, Role, Scope};
use sea_orm::EntityTrait;
use store::entities::account;
use uuid::Uuid;

use crate::{Error, Market};

/// The roles behind a stored line of words.
pub(crate) fn roles_of(words: &str) -> Vec<Role> {
    words.split_whitespace().filter_map(Role::from_word).collect()
}

fn words_of_roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
}

/// The account `id` as the one who asks, with `scopes`; the visitor where it is locked or gone.
pub(crate) async fn actor_with(market: &Market, id: Uuid, scopes: Vec<Scope>) -> Result<Actor, Error> {
    let row = account::Entity::find_by_id(id).one(market.store().read()).await?;
    Ok(row.map_or(Actor::Visitor, |row| actor_of(&row, scopes)))
}

/// The account as the one who asks, with `scopes`; one that is locked or closed is nobody.
fn actor_of(account: &account::Model, scopes: Vec<Scope>) -> Actor {
    if account.locked_at.is_some() || account.closed_at.is_some() {
        return Actor::Visitor;
    }
    Actor::Account { account: account.id, roles: roles_of(&account.roles), scopes }
}
