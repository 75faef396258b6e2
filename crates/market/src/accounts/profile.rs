//! An account as it is shown to its owner and to operators.

use basis::{Actor, Role, Time};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};
use store::entities::account;
use uuid::Uuid;

use super::{Reading, email, forgotten, roles_of};
use crate::{
    Error, Market, limits,
    page::{Order, Paged, Place, Window},
};

/// What is shown of an account.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The account.
    pub id: Uuid,
    /// Its address.
    pub email: String,
    /// Whether the address is proven.
    pub verified: bool,
    /// What others see.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Whether an operator locked it.
    pub locked: bool,
    /// When it signed up.
    pub created_at: Time,
    /// The address that its owner wants to have and has not proven yet.
    pub new_email: Option<String>,
    /// When its owner closed it.
    pub closed_at: Option<Time>,
    /// Whether name and address are gone for good.
    pub forgotten: bool,
    /// How it wants to read figures and times.
    pub reading: Reading,
}

impl From<account::Model> for Profile {
    fn from(row: account::Model) -> Self {
        Self {
            id: row.id,
            verified: row.email_verified_at.is_some(),
            roles: roles_of(&row.roles),
            locked: row.locked_at.is_some(),
            forgotten: forgotten::is_forgotten(&row),
            reading: Reading::of(&row),
            new_email: row.new_email,
            closed_at: row.closed_at,
            email: row.email,
            name: row.name,
            created_at: row.created_at,
        }
    }
}

/// The account `id`.
///
/// # Errors
/// The database does not answer.
pub async fn account(market: &Market, id: Uuid) -> Result<Option<Profile>, Error> {
    Ok(account::Entity::find_by_id(id).one(market.store().read()).await?.map(Profile::from))
}

/// The account with the address `email`.
///
/// # Errors
/// The database does not answer.
pub async fn by_email(market: &Market, email: &str) -> Result<Option<Profile>, Error> {
    let Some(email) = email::read(email) else { return Ok(None) };
    let query = account::Entity::find().filter(account::Column::Email.eq(email));
    Ok(query.one(market.store().read()).await?.map(Profile::from))
}

/// The list whose cursors lead through the accounts.
pub const ACCOUNTS: &str = "accounts";

const NEWEST: Order<account::Column> = Order::descending(account::Column::CreatedAt, account::Column::Id);

impl Profile {
    /// Where it stands among all of them, for its cursor.
    pub fn place(&self) -> Place {
        Place::new(self.created_at, self.id)
    }
}

/// The accounts whose address or name holds `words`, newest first; none for whoever is no operator.
///
/// # Errors
/// The database does not answer.
pub async fn list(market: &Market, actor: &Actor, words: &str, window: &Window) -> Result<Paged<Profile>, Error> {
    if !actor.is(Role::Operator) {
        return Ok(window.page(Vec::new()));
    }
    let mut query = account::Entity::find();
    let words = words.trim().to_lowercase();
    if words.len() > limits::EMAIL.max || words.contains('\0') {
        return Ok(window.page(Vec::new())); // Nobody is called so.
    }
    if !words.is_empty() {
        let name = Expr::expr(Func::lower(Expr::col(account::Column::Name)));
        let holds = LikeExpr::new(format!("%{}%", escaped(&words))).escape('\\');
        let holds_it = Condition::any().add(name.like(holds.clone()));
        query = query.filter(holds_it.add(Expr::col(account::Column::Email).like(holds)));
    }
    let Paged { rows, has_previous, has_next } =
        window.page(NEWEST.cut(query, window).all(market.store().read()).await?);
    Ok(Paged { rows: rows.into_iter().map(Profile::from).collect(), has_previous, has_next })
}

/// `words` as a pattern of `LIKE` that stands for themselves alone.
pub(crate) fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
