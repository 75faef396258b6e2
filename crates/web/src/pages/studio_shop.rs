//! A creator's own shop: its words, its links, its picture.

use std::time::Duration;

use axum::{
    Extension,
    extract::{Multipart, State, multipart::MultipartRejection},
    response::{IntoResponse, Redirect, Response},
};
use market::{
    FieldError,
    accounts::{self, EditShop, LinkInput, Shop, ShopOutcome},
    brakes::Act,
    limits,
    shops::{self, Front, PictureOutcome},
};
use views::pages;

use super::{
    shop::picture,
    upload_file::{broken_off, short_text},
};
use crate::{
    App,
    fault::{Fault, page},
    form::{Form, complain},
    visit::Visit,
    words,
};

const HERE: &str = "/studio/shop";

/// How long a page waits for a picture that was just sent: it takes some tenths of a second.
const PATIENCE: Duration = Duration::from_secs(4);
/// Bytes of what is said of a picture, at most: a letter has up to four.
const ALT_BYTES_MAX: usize = 4 * limits::PHOTO_ALT.max;
/// Parts of the form that sends a picture: token, words, file, and none more.
const PARTS_MAX: usize = 4;

/// `GET /studio/shop`.
pub(crate) async fn form(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    shop_page(&app, &visit, None).await
}

/// The page with what was typed where `typed` says so, and otherwise with what stands. What is said of the picture belongs to a
/// form of its own, and stands there whatever was typed into the other one.
async fn shop_page(app: &App, visit: &Visit, typed: Option<views::Form>) -> Result<Response, Fault> {
    let account = visit.signed_in(HERE)?;
    let Some(shop) = accounts::shop_of(&app.market, account).await? else {
        return Ok(Redirect::to("/upload").into_response());
    };
    let front = shops::front(&app.market, shop.id).await?;
    let alt = front.picture.as_ref().map_or("", |picture| &picture.alt);
    let form = typed.unwrap_or_else(|| standing(&shop, alt)).with("alt", alt);
    let links: Vec<_> = (1..=limits::SHOP_LINKS.max).map(link_field).collect();
    let says = |link: &pages::LinkField| !form.value(&link.label).is_empty() || !form.value(&link.address).is_empty();
    page(&pages::StudioShop {
        layout: visit.layout("Your shop", ""),
        public_href: format!("/s/{}", shop.handle),
        picture: front.picture.as_ref().map(picture),
        picture_words: picture_words(&front).to_owned(),
        limits_words: format!(
            "JPEG, PNG or WebP, up to {}. The middle of it is shown as a square; where and when it was taken is left out.",
            words::bytes(&visit.forms, limits::PHOTO_BYTES.max as u64)
        ),
        alt_max: limits::PHOTO_ALT.max,
        links_open: links.len().min(1 + links.iter().rposition(says).map_or(0, |last| last + 1)),
        links,
        form,
    })
}

fn picture_words(front: &Front) -> &'static str {
    match (front.is_waiting, front.has_failed) {
        (true, _) => "Your picture is being prepared. Look again in a moment.",
        (_, true) => "Your last picture could not be read. Save it anew as a JPEG or PNG, and choose it again.",
        _ => "",
    }
}

fn link_field(number: usize) -> pages::LinkField {
    pages::LinkField { number, label: format!("label_{number}"), address: format!("address_{number}") }
}

/// The shop's words and links as they stand, with `alt` as what its picture shows.
fn standing(shop: &Shop, alt: &str) -> views::Form {
    let form = views::Form::new().with("title", &shop.title).with("bio", &shop.bio).with("alt", alt);
    (1..).zip(&shop.links).fold(form, |form, (number, link)| {
        let field = link_field(number);
        form.with(&field.label, &link.label).with(&field.address, &link.address)
    })
}

/// `POST /studio/shop`: `title`, `bio`, and up to five times `label_1` with `address_1`.
pub(crate) async fn edit(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let typed = |number: usize| {
        let field = link_field(number);
        Some(LinkInput { label: form.sent(&field.label)?.to_owned(), address: form.sent(&field.address)?.to_owned() })
    };
    let links: Vec<LinkInput> = (1..=limits::SHOP_LINKS.max).filter_map(typed).collect();
    let input = EditShop {
        title: form.value("title").to_owned(),
        bio: form.value("bio").to_owned(),
        // A form without such fields is one of before, and says nothing of links.
        links: Some(links).filter(|links| !links.is_empty()),
    };
    match accounts::edit_shop(&app.market, &visit.actor, input).await? {
        ShopOutcome::Edited => Ok(visit.go(HERE, "Your shop is saved.")),
        ShopOutcome::Invalid(wrong) => shop_page(&app, &visit, Some(complain(form.again(), wrong))).await,
        ShopOutcome::NotFound => Err(Fault::NotFound),
    }
}

/// `POST /studio/shop/picture`, in parts: the token, `alt`, and `picture`, which may be empty where only the words change.
pub(crate) async fn save_picture(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    let account = visit.signed_in(HERE)?;
    let mut parts = parts.map_err(broken_off)?;
    let (mut is_checked, mut alt) = (false, String::new());
    for _ in 0..PARTS_MAX {
        let Some(part) = parts.next_field().await.map_err(broken_off)? else { break };
        match part.name().unwrap_or_default() {
            "csrf" => {
                visit.check_token(&short_text(part, limits::SECRET.max).await?)?;
                is_checked = true;
            }
            _ if !is_checked => return Err(Fault::StaleForm),
            "alt" => alt = short_text(part, ALT_BYTES_MAX).await?,
            "picture" if part.file_name().is_none_or(str::is_empty) => {
                let described = shops::describe_picture(&app.market, &visit.actor, &alt).await?;
                return match described {
                    PictureOutcome::NotFound => Ok(wrong(&app, &visit, &alt, no_file()).await?),
                    other => answer(&app, &visit, &alt, other).await,
                };
            }
            "picture" => {
                app.market.brakes().admit(Act::Upload, account)?;
                let received = shops::receive_picture(&app.market, &visit.actor, &alt, part).await?;
                return answer(&app, &visit, &alt, received).await;
            }
            _ => return Err(Fault::Unreadable("The form has a field that no page of ours sends.".to_owned())),
        }
    }
    if is_checked { wrong(&app, &visit, &alt, no_file()).await } else { Err(Fault::StaleForm) }
}

fn no_file() -> Vec<FieldError> {
    vec![FieldError { field: "picture".to_owned(), message: "Choose a picture.".to_owned() }]
}

async fn answer(app: &App, visit: &Visit, alt: &str, outcome: PictureOutcome) -> Result<Response, Fault> {
    match outcome {
        PictureOutcome::Saved => {
            let account = visit.signed_in(HERE)?;
            if let Some(shop) = accounts::shop_of(&app.market, account).await? {
                shops::picture_prepared(&app.market, shop.id, PATIENCE).await?;
            }
            Ok(visit.go("/studio/shop#picture-of-shop", "Your picture is saved."))
        }
        PictureOutcome::Invalid(errors) => wrong(app, visit, alt, errors).await,
        PictureOutcome::NotFound => Err(Fault::NotFound),
        PictureOutcome::BrokenOff(why) => Err(broken_off(why)),
    }
}

/// The page with what is wrong with the picture; the shop's words are as they stand.
async fn wrong(app: &App, visit: &Visit, alt: &str, errors: Vec<FieldError>) -> Result<Response, Fault> {
    let account = visit.signed_in(HERE)?;
    let Some(shop) = accounts::shop_of(&app.market, account).await? else { return Err(Fault::NotFound) };
    shop_page(app, visit, Some(complain(standing(&shop, alt), errors))).await
}

/// `POST /studio/shop/picture/remove`.
pub(crate) async fn remove_picture(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    _: Form,
) -> Result<Response, Fault> {
    visit.signed_in(HERE)?;
    match shops::remove_picture(&app.market, &visit.actor).await? {
        PictureOutcome::Saved => Ok(visit.go("/studio/shop#picture-of-shop", "Your picture is removed.")),
        _ => Err(Fault::NotFound),
    }
}
