//! What a creator sold, by period: a chart, a row a sale, and the same as a table file.

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use basis::{Money, Time};
use bytes::Bytes;
use chrono::Datelike;
use futures::stream;
use locale::Forms;
use market::{
    catalog,
    orders::{self, Earnings, LedgerReason, Period, STATEMENT, StatementLine, Unit},
    page::{Edge, PAGE_MAX, Window},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use views::{Chart, Choice, Fact, pages};

use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    paging::{At, pager, window},
    visit::Visit,
    words,
};

/// Rows on a page.
const ROWS: u64 = 50;
/// Months that are shown where none are asked for, and that can be asked for one by one.
const MONTHS: u32 = 12;

/// The columns of the table file.
const HEAD: [&str; 9] = ["When", "What", "Order", "Pattern", "Licence", "Currency", "Price", "Fee", "Yours"];

/// What the address asks for.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    /// `2026-11`, `2026`, `all`, or nothing for the last twelve months.
    #[serde(default)]
    period: String,
    after: Option<String>,
    before: Option<String>,
}

/// A period with its word in the address.
struct Chosen {
    word: String,
    period: Period,
    unit: Unit,
}

/// The period behind `word`.
fn period_of(word: &str, now: Time, first: Option<Time>) -> Result<Chosen, Fault> {
    let chosen = |period: Option<Period>, unit| period.map(|period| Chosen { word: word.to_owned(), period, unit });
    let found = match (word, word.split_once('-')) {
        ("", _) => chosen(Period::latest(now, MONTHS), Unit::Month),
        ("all", _) => chosen(Some(Period::since(first.unwrap_or(now), now)), Unit::Month),
        (_, Some((year, month))) => {
            let month = year.parse().ok().zip(month.parse().ok());
            chosen(month.and_then(|(year, month)| Period::month(year, month)), Unit::Day)
        }
        (year, None) => chosen(year.parse().ok().and_then(Period::year), Unit::Month),
    };
    let words = "There is no such period. Write a month as 2026-11, a year as 2026, or choose one on the page.";
    found.ok_or_else(|| Fault::Unreadable(words.to_owned()))
}

/// The periods that can be chosen, with `chosen` among them.
fn choices(forms: &Forms, chosen: &str, now: Time, first: Option<Time>) -> Vec<Choice> {
    let months = Period::latest(now, MONTHS).map(|period| period.units(Unit::Month, now)).unwrap_or_default();
    let month = |moment: &Time| Choice::new(Unit::Month.name(*moment), words::month(forms, *moment));
    let years = (first.unwrap_or(now).year()..=now.year()).rev();
    let mut choices = vec![Choice::new("", "The last twelve months")];
    choices.extend(months.iter().rev().map(month));
    choices.extend(years.map(|year| Choice::new(year.to_string(), format!("All of {year}"))));
    choices.push(Choice::new("all", "Since the beginning"));
    if !choices.iter().any(|choice| choice.value == chosen) {
        choices.push(Choice::new(chosen, chosen));
    }
    choices.into_iter().map(|choice| Choice { chosen: choice.value == chosen, ..choice }).collect()
}

/// `GET /studio/sales`.
pub(crate) async fn sales(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    visit.signed_in("/studio/sales")?;
    // Months and days of the books are those of UTC, for everyone.
    let forms = &visit.forms.in_utc();
    let now = app.market.now();
    let books = orders::books(&app.market, &visit.actor).await?;
    let first = orders::first_sale(&app.market, &books).await?;
    let chosen = period_of(&wanted.period, now, first)?;
    let at = At { after: wanted.after, before: wanted.before };
    let rows = window(&app.market, STATEMENT, ROWS, &at)?;
    let lines = orders::statement(&app.market, &books, &chosen.period, &rows).await?;
    let found = orders::earnings(&app.market, &books, &chosen.period, chosen.unit).await?;
    let fee = app.market.settings().fee_basis_points;
    let mut pager = pager(&lines, "/studio/sales", |line| app.market.cursor(STATEMENT, &line.place()));
    for link in [&mut pager.previous, &mut pager.next].into_iter().flatten() {
        link.push_str(&format!("&period={}", chosen.word));
    }
    page(&pages::Sales {
        layout: visit.layout("Sales and balance", ""),
        facts: facts(forms, books.balance, &found),
        periods: choices(forms, &chosen.word, now, first),
        chart: chart(&app, forms, &chosen, &found, now),
        units: units(&app, forms, &chosen, &found, now),
        has_sold: first.is_some(),
        csv_href: format!("/studio/sales.csv?period={}", chosen.word),
        lines: lines.rows.iter().map(|one| line(forms, one)).collect(),
        pager,
        words: format!(
            "The market's share of a sale is {}. Days are of UTC. The operator of this market pays balances out; nothing is paid out by itself yet.",
            words::share(forms, fee)
        ),
    })
}

fn facts(forms: &Forms, balance: Money, found: &BTreeMap<String, Earnings>) -> Vec<Fact> {
    let all = found.values().copied().fold(Earnings::default(), Earnings::plus);
    let money = |minor| words::money(forms, Money::new(minor, balance.currency));
    let mut facts = vec![
        Fact::new("Balance now", words::money(forms, balance)),
        Fact::new("Licences sold", words::count(forms, all.sold.unsigned_abs())),
        Fact::new("Buyers paid", money(all.sales)),
        Fact::new("Fees", money(-all.fees)),
        Fact::new("Yours", money(all.yours())),
    ];
    if all.returned != 0 {
        facts.insert(4, Fact::new("Paid back", money(-all.returned)));
    }
    if all.paid_out != 0 {
        facts.push(Fact::new("Paid out to you", money(all.paid_out)));
    }
    facts
}

/// The label below a bar, and what stands in the table.
fn unit_words(forms: &Forms, unit: Unit, moment: Time) -> (String, String) {
    match unit {
        Unit::Day => (moment.day().to_string(), words::day(forms, moment)),
        Unit::Month => (moment.format("%b").to_string(), words::month(forms, moment)),
    }
}

fn chart(app: &App, forms: &Forms, chosen: &Chosen, found: &BTreeMap<String, Earnings>, now: Time) -> Option<Chart> {
    let currency = app.market.settings().currency;
    let bars: Vec<(String, i64)> = chosen
        .period
        .units(chosen.unit, now)
        .into_iter()
        .map(|moment| {
            let yours = found.get(&chosen.unit.name(moment)).map_or(0, Earnings::yours);
            (unit_words(forms, chosen.unit, moment).0, yours)
        })
        .collect();
    let of = match chosen.unit {
        Unit::Day => "day",
        Unit::Month => "month",
    };
    let words = format!("What was left for you each {of}. The figures stand in the table below.");
    let has_any = bars.iter().any(|(_, minor)| *minor != 0);
    has_any.then(|| Chart::bars(&words, &bars, |minor| words::money(forms, Money::new(minor, currency))))
}

/// Each day or month with a transfer, newest first.
fn units(
    app: &App,
    forms: &Forms,
    chosen: &Chosen,
    found: &BTreeMap<String, Earnings>,
    now: Time,
) -> Vec<pages::EarnedLine> {
    let currency = app.market.settings().currency;
    let money = |minor| words::money(forms, Money::new(minor, currency));
    let line = |moment: Time| {
        let earned = found.get(&chosen.unit.name(moment))?;
        Some(pages::EarnedLine {
            when: unit_words(forms, chosen.unit, moment).1,
            sold: words::count(forms, earned.sold.unsigned_abs()),
            sales: money(earned.sales),
            fees: money(-earned.fees),
            returned: money(-earned.returned),
            yours: money(earned.yours()),
        })
    };
    chosen.period.units(chosen.unit, now).into_iter().rev().filter_map(line).collect()
}

fn line(forms: &Forms, line: &StatementLine) -> pages::SaleLine {
    let money = |amount: Money| if amount.is_zero() { String::new() } else { words::money(forms, amount) };
    pages::SaleLine {
        words: what(line),
        licence: licence(line),
        order: line.order.map(|number| number.to_string()).unwrap_or_default(),
        day: words::day(forms, line.at),
        price: money(line.price),
        fee: money(line.fee),
        yours: words::money(forms, line.yours),
    }
}

/// `Refunded: Fluted vase`: what a row is about. A sale is the pattern's name alone.
fn what(line: &StatementLine) -> String {
    match line.reason {
        LedgerReason::Sale => line.title.clone(),
        LedgerReason::Payout => "Paid out to you".to_owned(),
        reason => format!("{}: {}", kind(reason), line.title),
    }
}

/// What happened, in a word or two.
fn kind(reason: LedgerReason) -> &'static str {
    match reason {
        LedgerReason::Sale => "Sale",
        LedgerReason::Refund => "Refunded",
        LedgerReason::ChargeBack => "Taken back by the buyer's bank",
        LedgerReason::Payout => "Paid out",
        LedgerReason::Fee => "Fee",
        LedgerReason::FeeRefund => "Fee returned",
        LedgerReason::LatePayment => "Received for a closed order",
        LedgerReason::LateRefund => "Sent back for a closed order",
    }
}

fn licence(line: &StatementLine) -> String {
    catalog::license(&line.license).map(|license| license.title.to_owned()).unwrap_or_default()
}

/// `GET /studio/sales.csv`: every row of the period, newest first, written while it is read.
pub(crate) async fn sales_csv(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    visit.signed_in("/studio/sales")?;
    let books = orders::books(&app.market, &visit.actor).await?;
    let first = orders::first_sale(&app.market, &books).await?;
    let chosen = period_of(&wanted.period, app.market.now(), first)?;
    let name = if chosen.word.is_empty() { "last-twelve-months" } else { &chosen.word };
    let disposition = format!("attachment; filename=\"sales-{name}.csv\"");
    let head = record(&HEAD).map_err(|error| Fault::Server(error.to_string()))?;
    // Programs that read tables take the text for another encoding without this mark.
    let head = [b"\xEF\xBB\xBF", head.as_slice()].concat();
    let rest = stream::try_unfold(Some(Edge::Start), move |edge| {
        let app = app.clone();
        async move {
            let Some(edge) = edge else { return Ok(None) };
            let window = Window::new(PAGE_MAX, edge);
            let page = orders::statement(&app.market, &books, &chosen.period, &window).await;
            let page = page.map_err(std::io::Error::other)?;
            let mut text = Vec::new();
            for line in &page.rows {
                text.extend(csv_line(line)?);
            }
            let next = page.rows.last().filter(|_| page.has_next).map(|line| Edge::After(line.place()));
            Ok::<_, std::io::Error>(Some((Bytes::from(text), next)))
        }
    });
    let body = Body::from_stream(futures::StreamExt::chain(stream::once(async { Ok(Bytes::from(head)) }), rest));
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, body).into_response())
}

fn csv_line(line: &StatementLine) -> std::io::Result<Vec<u8>> {
    record(&[
        &line.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        kind(line.reason),
        &line.order.map(|number| number.to_string()).unwrap_or_default(),
        &harmless(&line.title),
        &licence(line),
        line.yours.currency.code(),
        &line.price.decimal(),
        &line.fee.decimal(),
        &line.yours.decimal(),
    ])
}

fn record(fields: &[&str]) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(fields)?;
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
