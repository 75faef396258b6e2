//! What an operator sees and does when something did not come to its end by itself; and that nobody else does.

use basis::{Actor, Role, Scope};
use market::{
    accounts::{self, EditShop},
    orders::OrderState,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{House, browser::ask, support::plate};

impl House {
    /// The one field of a mutation.
    async fn asked(&self, token: &str, question: &str) -> Value {
        let mut body = ask(&self.router, Some(token), &json!({ "query": format!("mutation {{ {question} }}") })).await;
        assert_eq!(body["errors"], Value::Null, "{body}");
        body["data"].as_object_mut().and_then(|data| data.values_mut().next()).expect("one field").take()
    }

    /// A job that was given up: a file that could not be read for as long as anybody tries.
    async fn given_up(&self, creator: &Actor) -> Uuid {
        let listing = self.world.draft(creator, "Vase", 650).await;
        self.world.add(creator, listing, "plate.svg", &plate(40.0)).await;
        self.world.mount_blobs(false);
        for _ in 0..6 {
            self.world.work().await;
            self.world.clock.advance(chrono::Duration::minutes(20));
        }
        self.world.mount_blobs(true);
        let dead = jobs::dead(self.world.market.store(), 10).await.expect("the queue answers");
        assert_eq!(dead.len(), 1);
        dead[0].id
    }
}

store::on_both_databases! {
    async fn the_operator_s_page_says_who_is_behind_and_what_was_set_aside(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        house.world.operator().await;
        house.world.read_events().await;
        let olga = house.browser("Olga Operator").await;
        let page = olga.get("/operator").await.text;
        for words in ["All is well.", "search_text", "Up to date", "No event was set aside."] {
            assert!(page.contains(words), "{words}: {page}");
        }

        let rename = async |title: &str| {
            let edit = EditShop { title: title.to_owned(), bio: String::new(), links: None };
            accounts::edit_shop(&house.world.market, &cleo, edit).await.expect("no surprise");
        };
        rename("Kiln and Kerf").await;
        assert!(olga.get("/operator").await.text.contains("1 event behind"), "at work, and on time");
        house.world.clock.advance(chrono::Duration::minutes(5));
        let page = olga.get("/operator").await.text;
        assert!(page.contains("1 event behind, the oldest for 5 minutes"), "{page}");
        assert!(page.contains("What follows from changes is late.") && !page.contains("All is well."), "{page}");

        let tx = house.world.market.store().begin().await.expect("a transaction");
        tx.execute_unprepared("UPDATE events SET version = 9 WHERE kind = 'shop.edited'").await.expect("from the future");
        tx.commit().await.expect("committed");
        house.world.read_events().await;
        let page = olga.get("/operator").await.text;
        let reason = "`shop.edited` is known up to version 2, and this one is of version 9";
        for words in ["1 event was set aside.", "Up to date", reason, "maquette events parked retry"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let creator = house.browser("Cleo Creator").await;
        assert_eq!(creator.get("/operator").await.status.as_u16(), 403);
    }

    async fn an_operator_s_program_tries_a_job_again_and_nobody_else_s_does(store: TestStore) {
        let house = House::new(store).await;
        let (cleo, olga) = (house.world.creator("Cleo Creator").await, house.world.operator().await);
        let job = house.given_up(&cleo).await;
        let question = format!("retryJob(job: \"{job}\") {{ status message }}");
        let creators = house.token(&cleo, Scope::Admin).await;
        assert_eq!(house.asked(&creators, &question).await["status"], "NOT_FOUND");
        let reading = house.token(&olga, Scope::Read).await;
        let body = ask(&house.router, Some(&reading), &json!({ "query": format!("mutation {{ {question} }}") })).await;
        assert_eq!(body["errors"][0]["extensions"]["code"], "SCOPE_MISSING", "{body}");
        let operators = house.token(&olga, Scope::Admin).await;
        let answer = house.asked(&operators, &question).await;
        assert_eq!((&answer["status"], &answer["message"]), (&json!("QUEUED"), &json!("It waits for its turn again.")));
        assert_eq!(house.asked(&operators, &question).await["status"], "NOT_FOUND", "it waits now");
        assert_eq!(house.world.work().await, 2, "it, and what is done once nobody waits");
    }

    async fn an_operator_s_program_asks_the_bank_and_nobody_else_s_does(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let listing = house.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let bea = house.world.person("Bea Buyer", &[Role::Buyer, Role::Moderator]).await;
        let olga = house.world.operator().await;
        let order = house.world.order(&bea, listing, 650, "lost_answer").await;
        let question = format!("askProvider(order: \"{order}\") {{ status message order {{ state }} }}");
        let theirs = house.token(&bea, Scope::Admin).await;
        let refused = house.asked(&theirs, &question).await;
        assert_eq!((&refused["status"], &refused["order"]), (&json!("NOT_FOUND"), &Value::Null), "not even the buyer's");
        let operators = house.token(&olga, Scope::Admin).await;
        let silent = house.asked(&operators, &question).await;
        assert_eq!(silent["status"], "SILENT", "{silent}");
        house.world.clock.advance(chrono::Duration::seconds(11));
        let answered = house.asked(&operators, &question).await;
        assert_eq!((&answered["status"], &answered["order"]["state"]), (&json!("ANSWERED"), &json!("PAID")));
        assert_eq!(answered["message"], "The provider says it was paid. The buyer has their files.");
        assert_eq!(house.world.state(&bea, order).await, OrderState::Paid);
    }
}
