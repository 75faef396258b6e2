//! Programs filter by fixed words, several at a time, and read which there are.

use market::catalog::{self, Edit, EditOutcome};
use serde_json::{Value, json};

use super::{House, browser::ask, support::said_of};

/// Titles of what is found, and how many there are in all; or the sentence that refuses it.
async fn found(house: &House, filter: Value) -> String {
    let query =
        "query ($filter: ListingFilter!) { listings(filter: $filter, order: TITLE) { totalCount nodes { title } } }";
    let body = ask(&house.router, None, &json!({ "query": query, "variables": { "filter": filter } })).await;
    if let Some(refusal) = body["errors"][0]["message"].as_str() {
        return format!("{}: {refusal}", body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default());
    }
    let listings = &body["data"]["listings"];
    let nodes = listings["nodes"].as_array().unwrap_or_else(|| panic!("{body}"));
    let titles: Vec<&str> = nodes.iter().filter_map(|node| node["title"].as_str()).collect();
    format!("{} {}", listings["totalCount"], titles.join(" "))
}

store::on_both_databases! {
    async fn a_program_filters_by_several_words_of_a_vocabulary(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let said = [("Lamp", "PLA or PETG, white"), ("Clip", "PETG"), ("Crate", "Birch plywood 3 mm")];
        for (number, (title, material)) in said.into_iter().enumerate() {
            let listing = house.world.on_sale(&cleo, title, 20.0 + number as f32, 650).await;
            let attributes = vec![("material".to_owned(), material.to_owned()), ("tried_on".to_owned(), "Prusa Mini".to_owned())];
            let edit = Edit { attributes, ..said_of(title, 650) };
            let edited = catalog::edit(&house.world.market, &cleo, listing, edit).await.expect("no surprise");
            assert_eq!(edited, EditOutcome::Edited);
        }
        assert_eq!(found(&house, json!({ "materials": ["pla"] })).await, "1 Lamp");
        assert_eq!(found(&house, json!({ "materials": ["pla", "plywood"], "formats": ["svg"] })).await, "2 Crate Lamp");
        assert_eq!(found(&house, json!({ "materials": ["petg"], "machines": ["fdm-printer"] })).await, "0 ");
        assert_eq!(found(&house, json!({ "materials": [] })).await, "3 Clip Crate Lamp", "nothing said leaves nothing out");
        let typed = json!({ "attributes": [{ "name": "material", "value": "PLA or PETG, white" }] });
        assert_eq!(found(&house, typed).await, "1 Lamp", "what was typed is found as it was");
        let unknown = found(&house, json!({ "materials": ["PLA"] })).await;
        assert_eq!(unknown, "BAD_ARGUMENT: `materials`: There is no material `PLA` here; `vocabularies` lists them.");

        let body = ask(&house.router, None, &json!({ "query": "{ vocabularies { name words { word title } } }" })).await;
        let names: Vec<_> = body["data"]["vocabularies"].as_array().expect("a list").iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["material", "machine", "format", "difficulty"]);
        assert_eq!(body["data"]["vocabularies"][0]["words"][0], json!({ "word": "pla", "title": "PLA" }));
    }
}
