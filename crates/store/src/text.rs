//! Full text over the listings: FTS5 on SQLite, `tsvector` on PostgreSQL.

use sea_orm::{
    ConnectionTrait, DbErr, Statement, Value,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::Backend;

/// The words of one listing, by weight.
#[derive(Clone, Debug)]
pub struct TextRow<'a> {
    /// The listing.
    pub listing_id: Uuid,
    /// Weighs most.
    pub title: &'a str,
    /// Parted by spaces.
    pub tags: &'a str,
    /// The shop's name.
    pub creator: &'a str,
    /// Weighs least.
    pub description: &'a str,
}

/// SQLite finds a row of the index by its number alone, and a listing keeps its number: nothing is looked for in it.
const NUMBERED: &str = "INSERT INTO listing_text_numbers (listing_id) VALUES ($1) ON CONFLICT (listing_id) DO NOTHING";
const WRITE_SQLITE: &str = "INSERT OR REPLACE INTO listing_text \
    (rowid, listing_id, title, tags, creator, description) \
    SELECT number, $1, $2, $3, $4, $5 FROM listing_text_numbers WHERE listing_id = $1";
const WRITE_POSTGRES: &str = "INSERT INTO listing_text (listing_id, words) \
    VALUES ($1, setweight(to_tsvector('english', $2), 'A') || setweight(to_tsvector('english', $3), 'B') || \
    setweight(to_tsvector('simple', $4) || to_tsvector('english', $4), 'B') || \
    setweight(to_tsvector('english', $5), 'C')) \
    ON CONFLICT (listing_id) DO UPDATE SET words = excluded.words";

/// Writes or replaces the words of a listing.
///
/// # Errors
/// The database does not answer.
pub async fn set_text(connection: &impl ConnectionTrait, row: TextRow<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let sql = match Backend::from(connection) {
        Backend::Sqlite => {
            let id = [row.listing_id.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, NUMBERED, id)).await?;
            WRITE_SQLITE
        }
        Backend::Postgres => WRITE_POSTGRES,
    };
    let values = [row.listing_id.into(), row.title.into(), row.tags.into(), row.creator.into(), row.description.into()];
    connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Forgets the words of a listing.
///
/// # Errors
/// The database does not answer.
pub async fn remove_text(connection: &impl ConnectionTrait, listing_id: Uuid) -> Result<(), DbErr> {
    let sql = match Backend::from(connection) {
        Backend::Sqlite => {
            "DELETE FROM listing_text WHERE rowid = (SELECT number FROM listing_text_numbers WHERE listing_id = $1)"
        }
        Backend::Postgres => "DELETE FROM listing_text WHERE listing_id = $1",
    };
    let backend = connection.get_database_backend();
    connection.execute_raw(Statement::from_sql_and_values(backend, sql, [listing_id.into()])).await?;
    Ok(())
}

/// Words that are looked for, in the database's own language of searching.
#[derive(Clone, Debug)]
pub struct Words {
    backend: Backend,
    /// Every word, the last one perhaps only begun.
    begun: String,
    /// Every word, each of them whole.
    whole: String,
    /// Any of the words, each of them whole.
    any: String,
    /// Identifiers of the few listings that are meant.
    among: Option<SelectStatement>,
}

impl Words {
    /// None where `query` holds no word.
    pub fn of(backend: Backend, query: &str) -> Option<Self> {
        let words = words_of(query);
        let last = words.last()?;
        let every = |last: String| {
            let terms = words[..words.len() - 1].iter().map(|word| term(backend, word)).chain([last]);
            terms.collect::<Vec<_>>().join(if backend == Backend::Sqlite { " AND " } else { " & " })
        };
        let begun = match backend {
            Backend::Sqlite => format!("(\"{last}\" OR \"{last}\"*)"),
            Backend::Postgres => format!("({last} | {last}:*)"),
        };
        let whole = every(term(backend, last));
        Some(Self { backend, begun: every(begun), whole, any: words.join(" | "), among: None })
    }

    /// Looks among a few listings alone: each of them is asked, instead of the newest of all that match.
    pub fn among(self, listings: Option<SelectStatement>) -> Self {
        Self { among: listings, ..self }
    }

    /// A condition on `listings.id`: every word occurs; among more than `most` the newest.
    pub fn filter(&self, most: u64) -> SimpleExpr {
        Expr::col(("listings", "id")).in_subquery(self.matches(most))
    }

    /// The newest of what matches, `most` at most, as rows of `listing_id`.
    pub fn matches(&self, most: u64) -> SelectStatement {
        match self.backend {
            Backend::Sqlite => by_number(self.found(most), None),
            Backend::Postgres => self.found(most),
        }
    }

    /// The same with a `rank`, which is the smaller the better a listing matches. A word in the title weighs most, then one
    /// among the tags, in the shop's name, in the description; a whole word weighs more than one that is only begun.
    pub fn ranks(&self, most: u64) -> SelectStatement {
        let mut found = self.found(most);
        match self.backend {
            Backend::Sqlite => {
                found.expr_as(Expr::cust("bm25(listing_text, 0.0, 10.0, 4.0, 4.0, 1.0)"), RANK);
                by_number(found, Some(RANK))
            }
            // The weights of D, C, B and A, as words are written in `set_text`. A word that is whole counts for itself and
            // once more as one that is begun: asked for in one question, both would be one.
            Backend::Postgres => {
                let rank = "-ts_rank('{0, 0.1, 0.4, 1}', words, to_tsquery('english', $1)) \
                    - ts_rank('{0, 0.1, 0.4, 1}', words, to_tsquery('english', $2))";
                found.expr_as(Expr::cust_with_values(rank, [self.begun.clone(), self.any.clone()]), RANK).take()
            }
        }
    }

    /// Rows of the index that match: by `number` on SQLite, else by `listing_id`; the newest, for SQLite numbers listings in
    /// the order in which they come in, and elsewhere their identifiers are made of the time.
    fn found(&self, most: u64) -> SelectStatement {
        let mut rows = Query::select();
        rows.from("listing_text");
        match self.backend {
            Backend::Sqlite => {
                rows.expr_as(Expr::col("rowid"), NUMBER);
                rows.and_where(self.matched(most));
                rows.order_by("rowid", Order::Desc);
            }
            Backend::Postgres => {
                rows.column("listing_id");
                rows.and_where(Expr::cust_with_values("words @@ to_tsquery('english', $1)", [self.begun.clone()]));
                rows.order_by("listing_id", Order::Desc);
            }
        }
        if let Some(among) = &self.among {
            rows.and_where(match self.backend {
                Backend::Sqlite => Expr::col("rowid").in_subquery(numbers_of(among.clone())),
                Backend::Postgres => Expr::col("listing_id").in_subquery(among.clone()),
            });
        }
        rows.limit(most).take()
    }

    /// What SQLite's index is asked for. What begins with a word is gathered from all that begins so before the first row of it
    /// comes, and each row is weighed by how many there are: where enough have the whole word, they alone are asked for, unless
    /// a few listings are meant, in which they may not be.
    fn matched(&self, most: u64) -> SimpleExpr {
        if self.among.is_some() {
            return Expr::cust_with_values("listing_text MATCH ?", [self.begun.clone()]);
        }
        let enough = "listing_text MATCH CASE WHEN (SELECT COUNT(*) FROM (SELECT 1 FROM listing_text \
            WHERE listing_text MATCH ? LIMIT ?)) < ? THEN ? ELSE ? END";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let (whole, begun) = (self.whole.as_str(), self.begun.as_str());
        let values: [Value; 5] = [whole.into(), most.into(), most.into(), begun.into(), whole.into()];
        Expr::cust_with_values(enough, values)
    }
}

const NUMBER: &str = "number";
const RANK: &str = "rank";
/// What matches, as it is joined to the numbers.
const MATCHED: &str = "matched";
/// Which listing has which number: the index has the identifiers, too, but beside all the words.
const NUMBERS: &str = "listing_text_numbers";

/// The listings behind rows of numbers, with another `column` of those.
fn by_number(rows: SelectStatement, column: Option<&'static str>) -> SelectStatement {
    let mut listings = Query::select();
    listings
        .column((NUMBERS, "listing_id"))
        .from_subquery(rows, MATCHED)
        .inner_join(NUMBERS, Expr::col((NUMBERS, NUMBER)).equals((MATCHED, NUMBER)));
    if let Some(column) = column {
        listings.column((MATCHED, column));
    }
    listings
}

fn numbers_of(listings: SelectStatement) -> SelectStatement {
    let mut numbers = Query::select();
    numbers.column(NUMBER).from(NUMBERS).and_where(Expr::col("listing_id").in_subquery(listings));
    numbers
}

/// The words of `query` that tell anything, in lower case; all of them where none does.
fn words_of(query: &str) -> Vec<String> {
    let words = query.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(WORDS_MAX).map(str::to_lowercase).collect();
    let telling: Vec<String> = words.iter().filter(|word| !STOP_WORDS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// One word in the database's own language of searching; in lower case or quoted, so that none is read as an operator.
fn term(backend: Backend, word: &str) -> String {
    match backend {
        Backend::Sqlite => format!("\"{word}\""),
        Backend::Postgres => word.to_owned(),
    }
}

/// Words that nearly every description has: to look for them finds nothing and takes as long as the catalogue is large.
const STOP_WORDS: [&str; 24] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "my", "of", "on", "or", "that",
    "the", "this", "to", "will", "with", "your",
];
/// More words than a person types; the rest of a pasted page is left out.
const WORDS_MAX: usize = 12;
