//! The rooms behind the counter: moderation and operation.

use askama::Template;

use crate::{Choice, Fact, Form, Layout, Link, Picture, Verdict};

/// A pattern that waits for a decision.
#[derive(Clone, Debug, Default)]
pub struct CaseLine {
    /// The case.
    pub href: String,
    /// The pattern's name.
    pub title: String,
    /// By whom.
    pub creator: String,
    /// How it looks.
    pub picture: Option<Picture>,
    /// Why it waits.
    pub reason: String,
    /// For how long.
    pub waiting: String,
}

/// `/moderation`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "moderation.html")]
pub struct Moderation {
    /// The frame.
    pub layout: Layout,
    /// Oldest first.
    pub cases: Vec<CaseLine>,
    /// The way through the pages.
    pub pager: crate::Pager,
    /// What was decided lately.
    pub decided: Vec<Link>,
}

/// `/moderation/{id}`. Posts `decision` (`approve`, `decline`, `take_down`), `words`, `version` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "case.html")]
pub struct Case {
    /// The frame.
    pub layout: Layout,
    /// The case's identifier.
    pub id: String,
    /// Which version of the pattern this is: what is decided about another one is refused.
    pub version: i64,
    /// Whether it is the moderator's own, which another one decides about.
    pub own: bool,
    /// The pattern.
    pub title: String,
    /// By whom.
    pub creator: Link,
    /// How it looks.
    pub picture: Option<Picture>,
    /// Pictures of further files, and photographs.
    pub others: Vec<Picture>,
    /// Why it waits, in sentences.
    pub reasons: Vec<String>,
    /// What the creator wrote.
    pub description: Vec<String>,
    /// Verified facts.
    pub facts: Vec<Fact>,
    /// To the whole report.
    pub report_href: String,
    /// `words`.
    pub form: Form,
    /// What was decided, once it is.
    pub decided: Option<Verdict>,
}

/// What can be done to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountDoor {
    /// Nothing.
    #[default]
    None,
    /// Locking it.
    Lock,
    /// Opening it after it was locked.
    Unlock,
    /// Opening it after its owner closed it.
    Reopen,
}

/// An account, as the operator sees it.
#[derive(Clone, Debug, Default)]
pub struct AccountLine {
    /// Its identifier.
    pub id: String,
    /// What others see.
    pub name: String,
    /// Its address.
    pub email: String,
    /// `buyer, creator`.
    pub roles: String,
    /// When it signed up.
    pub since: String,
    /// Active, not confirmed, locked, closed.
    pub state: Verdict,
    /// What can be done.
    pub door: AccountDoor,
}

/// `/operator/accounts`. Posts to `/operator/accounts/lock` and `/operator/accounts/unlock` (`account`, `words`) and to
/// `/operator/accounts/reopen` (`account`).
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_accounts.html")]
pub struct OperatorAccounts {
    /// The frame.
    pub layout: Layout,
    /// What is looked for.
    pub words: String,
    /// Newest first.
    pub accounts: Vec<AccountLine>,
    /// The way through the pages.
    pub pager: crate::Pager,
}

/// A shop, as the operator sees it.
#[derive(Clone, Debug, Default)]
pub struct ShopLine {
    /// Its name.
    pub title: String,
    /// Where everybody sees it; none while nobody does.
    pub page: Option<String>,
    /// What was done to it.
    pub audit_href: String,
    /// Its owner, with the address of the account; without one where the person is forgotten.
    pub owner: Link,
    /// What the owner did, and what was done to the account.
    pub owner_audit_href: String,
    /// Patterns on sale.
    pub on_sale: String,
    /// `€ 328.00`: earned and not paid out.
    pub balance: String,
    /// When it was opened.
    pub since: String,
    /// Open, nothing on sale, locked, closed.
    pub state: Verdict,
    /// Whether it shows a picture or links, which can be taken away on its page.
    pub shows_something: bool,
}

/// `/operator/shops`. Asks for `words`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_shops.html")]
pub struct OperatorShops {
    /// The frame.
    pub layout: Layout,
    /// What is looked for.
    pub words: String,
    /// Newest first.
    pub shops: Vec<ShopLine>,
    /// The way through the pages.
    pub pager: crate::Pager,
}

/// `/l/{slug}/problem`. Posts `reason`, `words` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "complaint.html")]
pub struct Complaint {
    /// The frame.
    pub layout: Layout,
    /// The pattern.
    pub listing: Link,
    /// Where it is sent.
    pub action: String,
    /// What may be wrong.
    pub reasons: Vec<Choice>,
    /// `words`.
    pub form: Form,
}

/// A job that was given up.
#[derive(Clone, Debug, Default)]
pub struct DeadLetter {
    /// Its identifier.
    pub id: String,
    /// `ingest`.
    pub kind: String,
    /// What it was about.
    pub about: String,
    /// Why it was given up.
    pub reason: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was given up.
    pub when: String,
}

/// Somebody who acts on what the market tells of.
#[derive(Clone, Debug, Default)]
pub struct ConsumerLine {
    /// `search_text`.
    pub name: String,
    /// What it does, in a sentence.
    pub task: String,
    /// Up to date, or how far it is behind.
    pub state: Verdict,
    /// Why the next event failed last; empty where it did not.
    pub error: String,
    /// How many events were set aside.
    pub parked: String,
}

/// An event that a consumer could not act on.
#[derive(Clone, Debug, Default)]
pub struct ParkedLine {
    /// The event's number, which commands take.
    pub number: String,
    /// `listing.published`.
    pub kind: String,
    /// Who could not act on it.
    pub consumer: String,
    /// Why.
    pub reason: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was set aside.
    pub when: String,
}

/// `/operator`. Posts to `/operator/retry` (`job`).
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator.html")]
pub struct Operator {
    /// The frame.
    pub layout: Layout,
    /// All well, or what is not.
    pub verdict: Verdict,
    /// Version, since when, database.
    pub server: Vec<Fact>,
    /// Waiting, running, done today, oldest.
    pub queue: Vec<Fact>,
    /// Blobs, bytes, free.
    pub storage: Vec<Fact>,
    /// Jobs that were given up.
    pub dead: Vec<DeadLetter>,
    /// What keeps every consumer from going on, in a sentence; none where nothing does.
    pub held_back: Option<String>,
    /// Whoever acts on events.
    pub consumers: Vec<ConsumerLine>,
    /// Events that were set aside, oldest first.
    pub parked: Vec<ParkedLine>,
}

/// An order, as the operator sees it.
#[derive(Clone, Debug, Default)]
pub struct OrderLine {
    /// Its identifier.
    pub id: String,
    /// `2026-1042`.
    pub number: String,
    /// Where it is.
    pub href: String,
    /// When.
    pub day: String,
    /// Who.
    pub buyer: String,
    /// The sum.
    pub total: String,
    /// Paid, paid back, refused, unresolved.
    pub state: Verdict,
    /// Whether it can be refunded.
    pub refundable: bool,
    /// What can be paid back of it line by line: the line, its name with the price.
    pub lines: Vec<(String, String)>,
    /// Whether the provider can be asked about it.
    pub can_ask: bool,
}

/// `/operator/orders`. Posts to `/operator/orders/refund` (`order`, `reason`, `line` several times) and to
/// `/operator/orders/ask` (`order`).
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_orders.html")]
pub struct OperatorOrders {
    /// The frame.
    pub layout: Layout,
    /// Whether only those are shown that somebody should look at.
    pub troubled: bool,
    /// How many of those there are on the first page; empty where none.
    pub troubled_count: String,
    /// Newest first.
    pub orders: Vec<OrderLine>,
    /// The way through the pages.
    pub pager: crate::Pager,
}

/// `/terms`, `/privacy`, `/imprint`, `/contact`: what the operator wrote.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "house_page.html")]
pub struct HousePage {
    /// The frame.
    pub layout: Layout,
    /// `Terms`.
    pub title: String,
    /// What it says, as HTML in which nothing runs.
    pub html: String,
    /// When it was written last.
    pub day: String,
}

/// One of the operator's pages in their list.
#[derive(Clone, Debug, Default)]
pub struct HousePageLine {
    /// Where it is written.
    pub href: String,
    /// `Terms`.
    pub title: String,
    /// What belongs on it.
    pub purpose: String,
    /// When it was written last; none where it was not.
    pub day: Option<String>,
}

/// `/operator/pages`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_pages.html")]
pub struct OperatorPages {
    /// The frame.
    pub layout: Layout,
    /// In the order of their links.
    pub lines: Vec<HousePageLine>,
}

/// `/operator/pages/{slug}`. Posts `text`, `seen` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_page.html")]
pub struct OperatorPage {
    /// The frame.
    pub layout: Layout,
    /// Where it is saved.
    pub action: String,
    /// `Terms`.
    pub title: String,
    /// What belongs on it.
    pub purpose: String,
    /// Which version was there when the page was opened.
    pub seen: String,
    /// Where everybody reads it; none where it is not written.
    pub public_href: Option<String>,
    /// What stands there now, where that is not what was typed.
    pub stands: Option<String>,
    /// Characters at most.
    pub text_max: usize,
    /// `text`.
    pub form: Form,
}

/// An entry of the audit log.
#[derive(Clone, Debug, Default)]
pub struct AuditLine {
    /// Its number in the chain.
    pub number: String,
    /// When.
    pub when: String,
    /// `account:…`, `system`.
    pub actor: String,
    /// Everything by them, and about them.
    pub actor_href: String,
    /// `Published a listing`.
    pub action: String,
    /// `listing:…`.
    pub subject: String,
    /// Everything about it.
    pub subject_href: String,
    /// The circumstances, as they were written down.
    pub detail: String,
}

/// `/operator/audit`. Asks for `about`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_audit.html")]
pub struct OperatorAudit {
    /// The frame.
    pub layout: Layout,
    /// What it is narrowed down to; empty for everything.
    pub about: String,
    /// Newest first.
    pub lines: Vec<AuditLine>,
    /// Whether it begins with the newest.
    pub is_first: bool,
    /// The entries before these.
    pub older_href: Option<String>,
}

/// A setting in force.
#[derive(Clone, Debug, Default)]
pub struct SettingLine {
    /// As it is written in a file of settings.
    pub name: String,
    /// What it means, as HTML in which nothing runs.
    pub explanation: String,
    /// Its value; empty where it is empty.
    pub value: String,
    /// Whether the value is a secret, and stands nowhere here.
    pub is_hidden: bool,
    /// The default, where the value differs.
    pub default: Option<String>,
    /// Who set it; none where nobody did.
    pub origin: Option<String>,
}

/// Settings that belong together.
#[derive(Clone, Debug, Default)]
pub struct SettingGroup {
    /// `The doors`.
    pub title: String,
    /// In the order of the default file.
    pub lines: Vec<SettingLine>,
}

/// `/operator/settings`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "operator_settings.html")]
pub struct OperatorSettings {
    /// The frame.
    pub layout: Layout,
    /// How many settings somebody has set, in a sentence.
    pub changed: String,
    /// In the order of the default file.
    pub groups: Vec<SettingGroup>,
}
