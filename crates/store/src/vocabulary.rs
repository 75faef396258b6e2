//! Every word that some listing has, so that a word that is only begun is looked for as the few words it may become: SQLite's
//! index gathers all rows of whatever begins so before it gives the first one, and gives those of a whole word one by one.

use std::collections::BTreeSet;

use deunicode::deunicode_char;
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

/// Words that are written by one statement; each is two of its parameters.
const WRITTEN_AT_ONCE: usize = 200;
/// Words that a begun one is looked for as: of more the shortest, which it is most likely to become.
pub(crate) const BECOMES_MAX: i64 = 40;

/// Words that a begun one may become: those from one key on, and before another one.
pub(crate) const BECOMES: &str = "SELECT GROUP_CONCAT('\"' || word || '\"', ' OR ') FROM (SELECT word FROM listing_words \
    WHERE folded >= ? AND folded < ? ORDER BY LENGTH(folded), folded LIMIT ?)";

/// Writes down the words of texts.
pub(crate) async fn learn<'a>(
    connection: &impl ConnectionTrait,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<(), DbErr> {
    let words: BTreeSet<String> = texts.into_iter().flat_map(words_in).collect();
    let words: Vec<String> = words.into_iter().collect();
    for some in words.chunks(WRITTEN_AT_ONCE) {
        let rows = vec!["(?, ?)"; some.len()].join(", ");
        let sql = format!("INSERT INTO listing_words (folded, word) VALUES {rows} ON CONFLICT DO NOTHING");
        let values = some.iter().flat_map(|word| [Value::from(folded(word)), Value::from(word.clone())]);
        connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}

/// The words of a text, in lower case.
pub(crate) fn words_in(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// What a word is found by: without accents, as it is typed on any keyboard. A letter that has no such form stays.
pub(crate) fn folded(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for letter in word.chars() {
        match deunicode_char(letter).filter(|plain| !plain.is_empty()) {
            Some(plain) => key.push_str(plain),
            None => key.push(letter),
        }
    }
    key.to_lowercase()
}

/// The key before which all words lie that begin with `begun`.
pub(crate) fn end_of(begun: &str) -> String {
    format!("{begun}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_and_folded() {
        assert_eq!(words_in("Große Vase, 12-cm (v2)").collect::<Vec<_>>(), ["große", "vase", "12", "cm", "v2"]);
        assert_eq!(folded("große"), "grosse");
        assert_eq!(folded("ا"), "ا", "what has no plain form is found by itself");
        assert!(folded("grös") < folded("größe") && folded("größe") < end_of("gros"));
    }
}
