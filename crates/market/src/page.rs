//! Pages of a list that may grow while somebody reads it: keyset pagination, with cursors that are signed.
//!
//! A cursor holds the sort key and the identifier of one row, its place, so that the next page begins behind that row
//! whatever came in before it, and an index finds it however far down it stands. A list says how it is sorted by
//! [`Order`]; a caller says which rows it wants by [`Window`], and gets [`Paged`]:
//!
//! ```ignore
//! const LIST: &str = "orders newest";
//! const NEWEST: Order<order::Column> = Order::descending(order::Column::PlacedAt, order::Column::Id);
//!
//! let rows = NEWEST.cut(query, &window).all(market.store().read()).await?;
//! let page: Paged<order::Model> = window.page(rows);
//! let cursor = market.cursor(LIST, &Place::new(row.placed_at, row.id));
//! ```

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use basis::Time;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::{self, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{Market, limits};

/// Rows of one page at most.
pub const PAGE_MAX: u64 = limits::PAGE.max as u64;

/// Bytes of a cursor's signature: 128 bits.
const SIGNATURE_BYTES: usize = 16;

/// What a list is sorted by, in one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A moment, to the microsecond.
    Time(Time),
    /// A count or an amount.
    Number(i64),
    /// A name.
    Text(String),
    /// How well a row matches; smaller is better.
    Rank(f64),
}

impl From<Time> for Key {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Key {
    fn value(&self) -> Value {
        match self {
            Self::Time(time) => (*time).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Rank(rank) => (*rank).into(),
        }
    }

    /// A letter for the sort, then the value. A rank is written as its bits: it must compare equal.
    fn write(&self) -> String {
        match self {
            Self::Time(time) => format!("t{}", time.timestamp_micros()),
            Self::Number(number) => format!("n{number}"),
            Self::Text(text) => format!("x{text}"),
            Self::Rank(rank) => format!("r{:x}", rank.to_bits()),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let rest = text.get(1..)?;
        match text.as_bytes().first()? {
            b't' => Time::from_timestamp_micros(rest.parse().ok()?).map(Self::Time),
            b'n' => rest.parse().ok().map(Self::Number),
            b'x' => Some(Self::Text(rest.to_owned())),
            b'r' => u64::from_str_radix(rest, 16).ok().map(f64::from_bits).map(Self::Rank),
            _ => None,
        }
    }
}

/// Where a row stands in its list: its sort key, and its identifier where two share a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The sort key.
    pub key: Key,
    /// The row.
    pub id: Uuid,
}

impl Place {
    /// The place of the row `id`, which is sorted by `key`.
    pub fn new(key: impl Into<Key>, id: Uuid) -> Self {
        Self { key: key.into(), id }
    }
}

/// Where a page lies.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Edge {
    /// At the beginning of the list.
    #[default]
    Start,
    /// Right behind this row.
    After(Place),
    /// Right before this row.
    Before(Place),
    /// At the end of the list.
    End,
}

/// Which rows of a list are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// How many, 1 to [`PAGE_MAX`].
    size: u64,
    /// Where.
    edge: Edge,
}

impl Window {
    /// At most `size` rows at `edge`; a size outside of 1 to [`PAGE_MAX`] becomes the nearest inside.
    pub fn new(size: u64, edge: Edge) -> Self {
        Self { size: size.clamp(1, PAGE_MAX), edge }
    }

    /// The first `size` rows.
    pub fn first(size: u64) -> Self {
        Self::new(size, Edge::Start)
    }

    /// How many rows at most.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The row that the page lies behind or before.
    pub fn place(&self) -> Option<&Place> {
        match &self.edge {
            Edge::After(place) | Edge::Before(place) => Some(place),
            Edge::Start | Edge::End => None,
        }
    }

    /// The same page from another key of the same row: where keys move, such as ranks.
    pub(crate) fn at(&self, key: Key) -> Self {
        let moved = |place: &Place| Place { key, id: place.id };
        let edge = match &self.edge {
            Edge::After(place) => Edge::After(moved(place)),
            Edge::Before(place) => Edge::Before(moved(place)),
            other => other.clone(),
        };
        Self { size: self.size, edge }
    }

    /// Whether the database is to walk against the list's order.
    pub(crate) fn is_backward(&self) -> bool {
        matches!(self.edge, Edge::Before(_) | Edge::End)
    }

    /// One row more than is shown: by it is known whether others follow.
    pub(crate) fn fetched(&self) -> u64 {
        self.size + 1
    }

    /// The page, of rows that were fetched by [`Order::cut`].
    pub fn page<T>(&self, mut rows: Vec<T>) -> Paged<T> {
        let more = rows.len() as u64 > self.size;
        rows.truncate(usize::try_from(self.size).unwrap_or(usize::MAX));
        if !self.is_backward() {
            return Paged { rows, has_previous: self.place().is_some(), has_next: more };
        }
        rows.reverse();
        Paged { rows, has_previous: more, has_next: self.place().is_some() }
    }
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Paged<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Whether rows stand before them. Behind a cursor it is taken for granted: its row stood there.
    pub has_previous: bool,
    /// Whether rows stand behind them; before a cursor in the same way.
    pub has_next: bool,
}

impl<T> Paged<T> {
    /// The same page of something else.
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            rows: self.rows.into_iter().map(each).collect(),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }

    /// The same where making one may fail.
    ///
    /// # Errors
    /// The first one that failed.
    pub fn try_map<U, E>(self, each: impl FnMut(T) -> Result<U, E>) -> Result<Paged<U>, E> {
        let rows = self.rows.into_iter().map(each).collect::<Result<_, E>>()?;
        Ok(Paged { rows, has_previous: self.has_previous, has_next: self.has_next })
    }
}

/// How a list is sorted: by a column that is never null, then by the identifier, both the same way, so that one index
/// gives both.
#[derive(Clone, Copy, Debug)]
pub struct Order<C> {
    key: C,
    id: C,
    descending: bool,
}

impl<C: ColumnTrait> Order<C> {
    /// The smallest key first.
    pub const fn ascending(key: C, id: C) -> Self {
        Self { key, id, descending: false }
    }

    /// The largest key first.
    pub const fn descending(key: C, id: C) -> Self {
        Self { key, id, descending: true }
    }

    /// What `select` has in `window`, and one row more; [`Window::page`] makes the page of it.
    pub fn cut<E: EntityTrait<Column = C>>(self, select: Select<E>, window: &Window) -> Select<E> {
        self.sorted(self.within(select, window), window.is_backward()).limit(window.fetched())
    }

    /// Only the rows behind or before the window's place, in no order yet.
    pub(crate) fn within<E: EntityTrait<Column = C>>(self, select: Select<E>, window: &Window) -> Select<E> {
        let Some(place) = window.place() else { return select };
        let row = Expr::tuple([column(self.key), column(self.id)]);
        let there = Expr::tuple([Expr::val(place.key.value()), Expr::val(place.id)]);
        let falls = self.descending != window.is_backward();
        select.filter(if falls { row.lt(there) } else { row.gt(there) })
    }

    /// In the list's order, or against it.
    pub(crate) fn sorted<E: EntityTrait<Column = C>>(self, select: Select<E>, backward: bool) -> Select<E> {
        let order = if self.descending != backward { sea_query::Order::Desc } else { sea_query::Order::Asc };
        select.order_by(self.key, order.clone()).order_by(self.id, order)
    }
}

fn column(column: impl ColumnTrait) -> SimpleExpr {
    Expr::col(column.as_column_ref())
}

impl Market {
    /// The cursor of a row in the list `list`: opaque, and of no use in another list.
    pub fn cursor(&self, list: &str, place: &Place) -> String {
        let claim = format!("{}{}", place.id.simple(), place.key.write());
        let mut bytes = signature(self.secret(), list, &claim).to_vec();
        bytes.extend(claim.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place behind a cursor of `list`; none where nobody here made it.
    pub fn place(&self, list: &str, cursor: &str) -> Option<Place> {
        if cursor.len() > limits::CURSOR.max {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (given, claim) = bytes.split_at_checked(SIGNATURE_BYTES)?;
        let claim = std::str::from_utf8(claim).ok()?;
        // A forged cursor could only ask for a page that anybody may ask for; it is refused because it is a mistake.
        if given != signature(self.secret(), list, claim) {
            return None;
        }
        let (id, key) = claim.split_at_checked(32)?;
        Some(Place { key: Key::read(key)?, id: id.parse().ok()? })
    }
}

fn signature(secret: &[u8; 32], list: &str, claim: &str) -> [u8; SIGNATURE_BYTES] {
    let whole = blake3::keyed_hash(secret, format!("cursor {list}\n{claim}").as_bytes());
    let mut short = [0; SIGNATURE_BYTES];
    short.copy_from_slice(&whole.as_bytes()[..SIGNATURE_BYTES]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_what_was_asked_for_and_says_what_stands_around_it() {
        let place = || Place::new(7, Uuid::nil());
        let page = Window::first(2).page(vec![1, 2, 3]);
        assert_eq!(page, Paged { rows: vec![1, 2], has_previous: false, has_next: true });
        let page = Window::new(2, Edge::After(place())).page(vec![3]);
        assert_eq!(page, Paged { rows: vec![3], has_previous: true, has_next: false });
        let page = Window::new(2, Edge::Before(place())).page(vec![3, 2, 1]);
        assert_eq!(page, Paged { rows: vec![2, 3], has_previous: true, has_next: true });
        let page = Window::new(9, Edge::End).page(vec![3, 2, 1]);
        assert_eq!(page, Paged { rows: vec![1, 2, 3], has_previous: false, has_next: false });
    }

    #[test]
    fn a_window_has_a_size_that_a_page_may_have() {
        assert_eq!(Window::first(0).size(), 1);
        assert_eq!(Window::first(u64::MAX).size(), 100);
        assert_eq!(Window::first(u64::MAX).fetched(), 101);
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let moment = Time::from_timestamp_micros(1_780_000_000_123_456).expect("a moment");
        for key in [Key::Time(moment), Key::Number(i64::MIN), Key::Text("ä\n.".to_owned()), Key::Rank(-0.1)] {
            assert_eq!(Key::read(&key.write()), Some(key));
        }
        for bad in ["", "t", "t1.5", "n9223372036854775808", "rx", "z1", "ä"] {
            assert_eq!(Key::read(bad), None, "{bad}");
        }
    }
}
