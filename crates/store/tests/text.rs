//! Searching by words: whole ones, one that is only begun, and ones that half of the catalogue has.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use sea_orm::ConnectionTrait;
use store::{Backend, Store, TextRow, Words, set_text, testing::fresh};
use uuid::Uuid;

/// A listing's words: title, tags, creator, description.
type Said = [&'static str; 4];

/// Listings with these words, the first one the oldest.
async fn say(store: &Store, from: u128, said: impl Iterator<Item = Said>) {
    let tx = store.begin().await.expect("begun");
    for (number, [title, tags, creator, description]) in (from..).zip(said) {
        let row = TextRow { listing_id: Uuid::from_u128(number), title, tags, creator, description };
        set_text(&tx, row).await.expect("written");
    }
    tx.commit().await.expect("committed");
}

/// What `words` find among the newest `most`, the best match first; of two that match as well, the newer one.
async fn found(store: &Store, words: &str, most: u64) -> Vec<u128> {
    let words = Words::of(store.backend(), words).expect("words");
    let asked = words.look_up(store.read(), most).await.expect("it answers");
    let rows = store.read().query_all(&asked.ranks()).await.expect("it answers");
    let mut ranked: Vec<(f64, u128)> = rows
        .into_iter()
        .map(|row| {
            let rank = row.try_get::<f64>("", "rank").or_else(|_| row.try_get::<f32>("", "rank").map(f64::from));
            let id: Uuid = row.try_get("", "listing_id").expect("an identifier");
            (rank.expect("a rank"), id.as_u128())
        })
        .collect();
    ranked.sort_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    ranked.into_iter().map(|(_, id)| id).collect()
}

store::on_both_databases! {
    async fn a_begun_word_is_found_by_whatever_it_may_become(store: TestStore) {
        let store = &store.store;
        let said: [Said; 4] = [
            ["Coaster", "", "Orla", "For a cup."],
            ["Coat rack", "", "Orla", "For the hall."],
            ["Vase", "coasters", "Orla", "For flowers."],
            ["Box", "", "Orla", "Holds screws."],
        ];
        say(store, 1, said.into_iter()).await;
        assert_eq!(found(store, "coast", 100).await, [1, 3], "the title weighs more than a tag");
        let all = found(store, "COA", 100).await;
        assert_eq!((all.len(), all.last()), (3, Some(&3)));
        assert_eq!(found(store, "coaster", 100).await, [1, 3]);
        assert_eq!(found(store, "rack coa", 100).await, [2], "both words, the last one begun");
        assert_eq!(found(store, "for the scr", 100).await, [4], "words that everything has tell nothing");
        assert!(found(store, "coax", 100).await.is_empty());
        assert!(found(store, "orla\" OR title : \"vase", 100).await.is_empty(), "no sign is an operator");
    }
}

#[tokio::test]
async fn a_word_is_found_without_its_accents() {
    let store = &fresh(Backend::Sqlite).await.expect("SQLite is always there").store;
    say(store, 1, [["Größentabelle", "", "Orla", ""], ["Grosgrain bow", "", "Orla", ""]].into_iter()).await;
    let mut both = found(store, "grö", 10).await;
    both.sort_unstable();
    assert_eq!(both, [1, 2]);
    assert_eq!(found(store, "grossen", 10).await, [1]);
}

#[tokio::test]
async fn a_very_common_word_is_ranked_by_where_it_stands_among_the_newest() {
    let store = &fresh(Backend::Sqlite).await.expect("SQLite is always there").store;
    let common: Said = ["Ring", "", "Orla", "Fits every coaster."];
    say(store, 1, std::iter::repeat_n(common, 20_001)).await;
    let newest: [Said; 4] = [
        ["Coaster", "", "Orla", "Of cork."],
        ["Cork mat", "coaster", "Orla", "Of cork."],
        ["Coaster stand", "", "Orla", "Of wood."],
        ["Ring", "", "Orla", "Fits every coaster of cork."],
    ];
    say(store, 100_001, newest.into_iter()).await;
    assert_eq!(found(store, "coaster", 5).await, [100_003, 100_001, 100_002, 100_004, 20_001]);
    assert_eq!(found(store, "coas", 5).await, [100_003, 100_001, 100_002, 100_004, 20_001], "begun, it is the same");
    assert_eq!(found(store, "coaster", 3).await, [100_003, 100_002, 100_004], "older ones are not looked at");
    assert_eq!(
        found(store, "cork coaster", 5).await,
        [100_002, 100_004, 100_001],
        "cork in the title, a coaster among the tags"
    );
}
