//! Words that are looked for, in each database's own language of searching.
//!
//! What a question costs must not grow with the catalogue. PostgreSQL's index gives what it is asked for. SQLite's is asked in
//! the way that suits the words, which [`Words::look_up`] finds out first: a word that enough listings have is looked for as it
//! stands, one that is only begun as the words that it may become, and where one of the words is very common what matches is
//! ranked by where the words stand instead of by BM25, which counts every row of every word.

use sea_orm::{
    ConnectionTrait, DbErr, Statement, Value,
    sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr, UnionType},
};

use crate::{
    Backend,
    vocabulary::{BECOMES, BECOMES_MAX, end_of, folded, words_in},
};

/// Words that are looked for.
#[derive(Clone, Debug)]
pub struct Words {
    backend: Backend,
    /// In lower case, at least one; the last may be only begun.
    words: Vec<String>,
    /// Identifiers of the few listings that are meant.
    among: Option<SelectStatement>,
}

/// Words, and how they are asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    backend: Backend,
    /// What the index is asked for: every word, the last one perhaps only begun.
    every: String,
    /// Any of the words, each of them whole.
    any: String,
    among: Option<SelectStatement>,
    /// Rows that are looked at, the newest.
    most: u64,
    /// The oldest row that is looked at, where what matches is ranked by where the words stand.
    oldest: Option<i64>,
}

/// A word that more rows than this have is very common: to count them all takes a millisecond for each ten thousand.
const COMMON: i64 = 20_000;

impl Words {
    /// None where `query` holds no word.
    pub fn of(backend: Backend, query: &str) -> Option<Self> {
        let words = telling_words(query);
        (!words.is_empty()).then_some(Self { backend, words, among: None })
    }

    /// Looks among a few listings alone: each of them is asked, instead of the newest of all that match.
    pub fn among(self, listings: Option<SelectStatement>) -> Self {
        Self { among: listings, ..self }
    }

    /// Finds out how the words are asked for where the newest `most` of what matches are looked at.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn look_up(self, connection: &impl ConnectionTrait, most: u64) -> Result<Asked, DbErr> {
        let Self { backend, words, among } = self;
        let any = words.join(" | ");
        let (last, before) = words.split_last().map(|(last, before)| (last.as_str(), before)).unwrap_or_default();
        let asked =
            |every: String| Asked { backend, every, any: any.clone(), among: among.clone(), most, oldest: None };
        if backend == Backend::Postgres {
            let begun = format!("({last} | {last}:*)");
            return Ok(asked(before.iter().map(String::as_str).chain([&*begun]).collect::<Vec<_>>().join(" & ")));
        }
        let every =
            |last: String| before.iter().map(|word| quoted(word)).chain([last]).collect::<Vec<_>>().join(" AND ");
        let Known { whole, becomes, common } = known(connection, &words, &every(quoted(last)), most).await?;
        // A few listings that are meant may not be among the newest that have the whole word.
        let is_begun = among.is_some() || whole < i64::try_from(most).unwrap_or(i64::MAX);
        let becomes = becomes.filter(|_| is_begun).map(|words| format!("({} OR {words})", quoted(last)));
        let mut asked = asked(every(becomes.clone().unwrap_or_else(|| quoted(last))));
        let is_common = common > COMMON || is_common(connection, becomes.as_deref()).await?;
        if is_common && asked.among.is_none() {
            asked.oldest = oldest(connection, &asked).await?;
        }
        Ok(asked)
    }
}

impl Asked {
    /// A condition on `listings.id`: it is among what matches and is looked at.
    pub fn filter(&self) -> SimpleExpr {
        Expr::col(("listings", "id")).in_subquery(self.matches(self.most))
    }

    /// Bytes of what the index is asked for.
    pub fn bytes(&self) -> usize {
        self.every.len() + self.any.len()
    }

    /// How many are looked at.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// The newest of what matches, `most` at most, as rows of `listing_id`.
    pub fn matches(&self, most: u64) -> SelectStatement {
        match self.backend {
            Backend::Sqlite => by_number(self.found(most), None),
            Backend::Postgres => self.found(most),
        }
    }

    /// What is looked at with a `rank`, which is the smaller the better a listing matches. A word in the title weighs most,
    /// then one among the tags, in the shop's name, in the description; a whole word weighs more than one that is only begun.
    pub fn ranks(&self) -> SelectStatement {
        match (self.backend, self.oldest) {
            (Backend::Sqlite, None) => {
                let mut found = self.found(self.most);
                found.expr_as(Expr::cust("bm25(listing_text, 0.0, 10.0, 4.0, 4.0, 1.0)"), RANK);
                by_number(found, Some(RANK))
            }
            (Backend::Sqlite, Some(oldest)) => by_number(self.tiers(oldest), Some(RANK)),
            // The weights of D, C, B and A, as words are written in `set_text`. A word that is whole counts for itself and
            // once more as one that is begun: asked for in one question, both would be one.
            (Backend::Postgres, _) => {
                let rank = "-ts_rank('{0, 0.1, 0.4, 1}', words, to_tsquery('english', $1)) \
                    - ts_rank('{0, 0.1, 0.4, 1}', words, to_tsquery('english', $2))";
                let mut found = self.found(self.most);
                found.expr_as(Expr::cust_with_values(rank, [self.every.clone(), self.any.clone()]), RANK).take()
            }
        }
    }

    /// What matches from the row `oldest` on, ranked by where every word stands: in the title, or there, among the tags and in
    /// the shop's name, or anywhere.
    fn tiers(&self, oldest: i64) -> SelectStatement {
        let tier = |question: String, rank: f64| {
            let mut rows = rows_that_match(question);
            rows.expr_as(Expr::val(rank), RANK).and_where(Expr::col("rowid").gte(oldest)).take()
        };
        let every = &self.every;
        let mut all = tier(format!("{{title}} : ({every})"), -3.0);
        all.union(UnionType::All, tier(format!("{{title tags creator}} : ({every})"), -2.0));
        all.union(UnionType::All, tier(every.clone(), -1.0));
        let mut best = Query::select();
        best.column(NUMBER).expr_as(Func::min(Expr::col(RANK)), RANK);
        best.from_subquery(all, TIERS).group_by_col(NUMBER).take()
    }

    /// Rows of the index that match: by `number` on SQLite, else by `listing_id`; the newest, for SQLite numbers listings in
    /// the order in which they come in, and elsewhere their identifiers are made of the time.
    fn found(&self, most: u64) -> SelectStatement {
        let mut rows = match self.backend {
            Backend::Sqlite => rows_that_match(self.every.clone()).order_by("rowid", Order::Desc).take(),
            Backend::Postgres => {
                let mut rows = Query::select();
                rows.from("listing_text").column("listing_id");
                rows.and_where(Expr::cust_with_values("words @@ to_tsquery('english', $1)", [self.every.clone()]));
                rows.order_by("listing_id", Order::Desc).take()
            }
        };
        if let Some(among) = &self.among {
            rows.and_where(match self.backend {
                Backend::Sqlite => Expr::col("rowid").in_subquery(numbers_of(among.clone())),
                Backend::Postgres => Expr::col("listing_id").in_subquery(among.clone()),
            });
        }
        rows.limit(most).take()
    }
}

fn rows_that_match(question: String) -> SelectStatement {
    let mut rows = Query::select();
    rows.from("listing_text").expr_as(Expr::col("rowid"), NUMBER);
    rows.and_where(Expr::cust_with_values("listing_text MATCH ?", [question])).take()
}

/// What SQLite's index knows of some words.
struct Known {
    /// Rows that have all of them, each whole, as far as they are looked at.
    whole: i64,
    /// What the last one may become, if anything.
    becomes: Option<String>,
    /// Rows that have the most common of them, up to one more than [`COMMON`].
    common: i64,
}

/// Rows that match, up to a limit.
const COUNT: &str = "(SELECT COUNT(*) FROM (SELECT 1 FROM listing_text WHERE listing_text MATCH ? LIMIT ?))";

async fn known(connection: &impl ConnectionTrait, words: &[String], whole: &str, most: u64) -> Result<Known, DbErr> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let begun = words.last().map(|word| folded(word)).unwrap_or_default();
    let common = vec![COUNT; words.len()].join(", ");
    let sql = format!("SELECT {COUNT} AS whole, ({BECOMES}) AS becomes, MAX(0, {common}) AS common");
    let mut values: Vec<Value> = vec![whole.into(), most.into()];
    values.extend([begun.clone().into(), end_of(&begun).into(), BECOMES_MAX.into()]);
    for word in words {
        values.extend([Value::from(quoted(word)), Value::from(COMMON + 1)]);
    }
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let Some(row) = connection.query_one_raw(statement).await? else {
        return Ok(Known { whole: 0, becomes: None, common: 0 });
    };
    Ok(Known {
        whole: row.try_get("", "whole")?,
        becomes: row.try_get("", "becomes")?,
        common: row.try_get("", "common")?,
    })
}

/// Whether what a begun word may become is very common, all of it together.
async fn is_common(connection: &impl ConnectionTrait, becomes: Option<&str>) -> Result<bool, DbErr> {
    let Some(becomes) = becomes else { return Ok(false) };
    let values: [Value; 2] = [becomes.into(), (COMMON + 1).into()];
    let sql = format!("SELECT {COUNT} AS count");
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get::<i64>("", "count")).transpose()?.unwrap_or(0) > COMMON)
}

/// The oldest row that is looked at.
async fn oldest(connection: &impl ConnectionTrait, asked: &Asked) -> Result<Option<i64>, DbErr> {
    let mut oldest = Query::select();
    oldest.expr_as(Func::min(Expr::col(NUMBER)), NUMBER).from_subquery(asked.found(asked.most), MATCHED);
    connection.query_one(&oldest).await?.map_or(Ok(None), |row| row.try_get("", NUMBER))
}

const NUMBER: &str = "number";
const RANK: &str = "rank";
/// What matches, as it is joined to the numbers.
const MATCHED: &str = "matched";
/// What matches, once for each place where its words stand.
const TIERS: &str = "tiers";
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

/// The words of `query` that tell anything; all of them where none does.
fn telling_words(query: &str) -> Vec<String> {
    let words: Vec<String> = words_in(query).take(WORDS_MAX).collect();
    let telling: Vec<String> = words.iter().filter(|word| !STOP_WORDS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// A word as SQLite's index is asked for it: quoted, none is read as an operator.
fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

/// Words that nearly every description has: to look for them finds nothing and takes as long as the catalogue is large.
const STOP_WORDS: [&str; 24] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "my", "of", "on", "or", "that",
    "the", "this", "to", "will", "with", "your",
];
/// More words than a person types; the rest of a pasted page is left out.
const WORDS_MAX: usize = 12;
