//! A person or a firm that signs in.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A person or a firm that signs in.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where it is written to; stored in lower case.
    pub email: String,
    /// When the address was proven.
    pub email_verified_at: Option<Time>,
    /// What others see.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Words of `basis::Role`, parted by spaces.
    pub roles: String,
    /// When an operator locked it.
    pub locked_at: Option<Time>,
    /// When it signed up.
    pub created_at: Time,
    /// The address that its owner wants to have and has not proven yet.
    pub new_email: Option<String>,
    /// The address that it had before the last change, for as long as the change can be undone.
    pub old_email: Option<String>,
    /// When its owner closed it.
    pub closed_at: Option<Time>,
    /// The locale in whose form they read figures and times, by its tag; none follows their browser.
    pub locale: Option<String>,
    /// The time zone in which they read times, by its name; none follows their browser.
    pub time_zone: Option<String>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
