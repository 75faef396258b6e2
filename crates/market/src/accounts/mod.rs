//! People: signing up and in, proven addresses, sessions, tokens, roles, shops.

mod email;
mod guess;
mod lock_account;
mod password;
mod profile;
mod roles;
mod secrets;
mod session;
mod shop;
mod sign_in;
mod sign_up;
mod token;
mod verify_email;

pub use guess::{Origin, is_device};
pub use lock_account::lock_account;
pub use profile::{Profile, account, by_email, list};
pub use roles::{SetRoles, become_creator, set_roles};
pub use session::{SessionLine, SignedIn, actor_of_session, end_all_sessions, end_session, sessions, signed_in};
pub(crate) use shop::of as shop_row;
pub use shop::{EditShop, ShopOutcome, edit_shop, open_shop, shop_by_handle, shop_of};
pub use sign_in::{SignIn, SignInOutcome, sign_in};
pub(crate) use sign_up::write_signed_up_again;
pub use sign_up::{SignUp, SignUpOutcome, Welcome, add_account, sign_up};
pub use token::{
    NewToken, TokenLine, TokenOutcome, actor_of_token, make_token, make_token_by_password, revoke_token, tokens,
};
pub(crate) use verify_email::write_verification;
pub use verify_email::{VerifyOutcome, send_again, verify_email};

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

/// The account as the one who asks, with `scopes`; a locked one is nobody.
fn actor_of(account: &account::Model, scopes: Vec<Scope>) -> Actor {
    if account.locked_at.is_some() {
        return Actor::Visitor;
    }
    Actor::Account { account: account.id, roles: roles_of(&account.roles), scopes }
}
