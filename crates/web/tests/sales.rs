//! A creator's sales: a row each, added up by period, and as a table file.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use basis::Actor;
use market::orders::{self, PayOut, PayOutOutcome, Refund, RefundOutcome};
use site::{
    Site,
    browser::{Browser, RIGHT},
    support::euro,
};

const DAY: i64 = 86_400;

/// The cells of each row of the table named `label`.
fn rows(page: &str, label: &str) -> Vec<String> {
    let table = page.split(&format!("aria-label=\"{label}\"")).nth(1).expect("the table");
    let body = table.split("<tbody>").nth(1).and_then(|body| body.split("</tbody>").next()).expect("its rows");
    body.split("<tr>")
        .skip(1)
        .map(|row| {
            let cells = row.split("<t").skip(1).filter_map(|cell| cell.split_once('>')?.1.split('<').next());
            cells.collect::<Vec<_>>().join(" | ")
        })
        .collect()
}

/// Each fact above the table: `Yours: € 5.65`.
fn facts(page: &str) -> Vec<String> {
    let block = page.split("title-block\">").nth(1).and_then(|rest| rest.split("</dl>").next()).expect("the facts");
    block
        .split("<dt>")
        .skip(1)
        .map(|fact| {
            let (term, rest) = fact.split_once("</dt>").expect("a term");
            let value = rest.split_once('>').expect("a value").1.split('<').next().expect("its end");
            format!("{term}: {}", value.replace('\u{a0}', " "))
        })
        .collect()
}

/// Sells a vase in May, then a lamp and another vase in July; the lamp is paid back on the day after, and € 5 are paid out on
/// the next. It is 9 July 2026.
async fn sold(site: &Site) -> Actor {
    let world = &site.world;
    let (cleo, operator) = (world.creator("Cleo").await, world.operator().await);
    let (bea, bob) = (world.buyer("Bea").await, world.buyer("Bob").await);
    let vase = world.on_sale(&cleo, "Vase", 20.0, 650).await;
    let lamp = world.on_sale(&cleo, "=SUM(A1) \"lamp\"", 30.0, 1_100).await;
    world.buy(&bea, vase, 650).await;
    world.pass(40 * DAY).await;
    let bought = world.buy(&bea, lamp, 1_100).await;
    world.pass(60).await;
    world.buy(&bob, vase, 650).await;
    world.pass(DAY).await;
    let asked = Refund { order: bought, lines: Vec::new(), reason: "It broke.".to_owned() };
    let refunded = orders::refund(&world.market, &operator, &asked).await.expect("no surprise");
    assert_eq!(refunded, RefundOutcome::Refunded { whole: true });
    world.pass(DAY).await;
    let creator = cleo.account().expect("an account");
    let payout = PayOut { creator, amount: euro(500), reference: "July".to_owned() };
    let booked = orders::pay_out(&world.market, &operator, &payout).await.expect("no surprise");
    assert_eq!(booked, PayOutOutcome::Booked { left: euro(630) });
    cleo
}

store::on_both_databases! {
    async fn each_sale_is_a_row_and_a_period_is_added_up(store: TestStore) {
        let site = Site::new(store).await;
        sold(&site).await;
        let mut cleo = Browser::new(&site);
        cleo.sign_in("cleo@example.org", RIGHT).await;
        let page = cleo.get("/studio/sales").await.text();
        assert_eq!(facts(&page), [
            "Balance now: € 6.30",
            "Licences sold: 3",
            "Buyers paid: € 24.00",
            "Fees: −€ 3.13",
            "Paid back: −€ 9.57",
            "Yours: € 11.30",
            "Paid out to you: € 5.00",
        ]);
        let shown: Vec<String> = rows(&page, "Statement").iter().map(|row| row.replace('\u{a0}', " ")).collect();
        assert_eq!(shown, [
            "Paid out to you |  |  | 9 July 2026 |  |  | −€ 5.00",
            "Refunded: =SUM(A1) &#34;lamp&#34; | Make it yourself | 10002 | 8 July 2026 | −€ 11.00 | € 1.43 | −€ 9.57",
            "Vase | Make it yourself | 10003 | 7 July 2026 | € 6.50 | −€ 0.85 | € 5.65",
            "=SUM(A1) &#34;lamp&#34; | Make it yourself | 10002 | 7 July 2026 | € 11.00 | −€ 1.43 | € 9.57",
            "Vase | Make it yourself | 10001 | 28 May 2026 | € 6.50 | −€ 0.85 | € 5.65",
        ]);
        let months: Vec<String> = rows(&page, "The chart in figures").iter().map(|row| row.replace('\u{a0}', " ")).collect();
        assert_eq!(months, [
            "July 2026 | 2 | € 17.50 | −€ 2.28 | −€ 9.57 | € 5.65",
            "May 2026 | 1 | € 6.50 | −€ 0.85 | € 0.00 | € 5.65",
        ]);
        assert!(page.contains("<div class=\"chart\" role=\"img\" aria-label=\""), "read out as one picture");

        let july = cleo.get("/studio/sales?period=2026-07").await.text();
        assert_eq!(rows(&july, "Statement").len(), 4);
        let days: Vec<String> = rows(&july, "The chart in figures").iter().map(|row| row.replace('\u{a0}', " ")).collect();
        assert_eq!(days, [
            "9 July 2026 | 0 | € 0.00 | € 0.00 | € 0.00 | € 0.00",
            "8 July 2026 | 0 | € 0.00 | € 0.00 | −€ 9.57 | −€ 9.57",
            "7 July 2026 | 2 | € 17.50 | −€ 2.28 | € 0.00 | € 15.22",
        ]);
        assert!(july.contains("<option value=\"2026-07\" selected>July 2026</option>"));
        assert!(cleo.get("/studio/sales?period=2026-06").await.text().contains("Nothing was sold in this period"));
        assert_eq!(rows(&cleo.get("/studio/sales?period=2026").await.text(), "Statement").len(), 5);
        assert_eq!(rows(&cleo.get("/studio/sales?period=all").await.text(), "Statement").len(), 5);
        for nonsense in ["2026-13", "x", "2026-07-01", "-1", "99999999", "%3Cscript%3E"] {
            let refused = cleo.get(&format!("/studio/sales?period={nonsense}")).await;
            assert_eq!(refused.status, 400, "{nonsense}");
            assert!(refused.text().contains("There is no such period."), "{nonsense}");
        }
    }

    async fn the_table_file_has_every_row_and_no_formula(store: TestStore) {
        let site = Site::new(store).await;
        sold(&site).await;
        let mut cleo = Browser::new(&site);
        cleo.sign_in("cleo@example.org", RIGHT).await;
        let file = cleo.get("/studio/sales.csv?period=2026").await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"sales-2026.csv\"");
        let expected = "\u{feff}When,What,Order,Pattern,Licence,Currency,Price,Fee,Yours\r\n\
            2026-07-09T20:27:40Z,Paid out,,,,EUR,0.00,0.00,-5.00\r\n\
            2026-07-08T20:27:40Z,Refunded,10002,\"'=SUM(A1) \"\"lamp\"\"\",Make it yourself,EUR,-11.00,1.43,-9.57\r\n\
            2026-07-07T20:27:40Z,Sale,10003,Vase,Make it yourself,EUR,6.50,-0.85,5.65\r\n\
            2026-07-07T20:26:40Z,Sale,10002,\"'=SUM(A1) \"\"lamp\"\"\",Make it yourself,EUR,11.00,-1.43,9.57\r\n\
            2026-05-28T20:26:40Z,Sale,10001,Vase,Make it yourself,EUR,6.50,-0.85,5.65\r\n";
        assert_eq!(file.text(), expected);

        let mut bea = Browser::new(&site);
        bea.sign_in("bea@example.org", RIGHT).await;
        assert_eq!(bea.get("/studio/sales.csv").await.text().lines().count(), 1, "a buyer has sold nothing");
        assert!(bea.get("/studio/sales").await.text().contains("No sales yet"));
        let stranger = Browser::new(&site).get("/studio/sales.csv?period=2026").await;
        assert_eq!((stranger.status.as_u16(), stranger.header("location")), (303, "/sign-in?next=/studio/sales"));
    }
}
