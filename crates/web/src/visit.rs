//! Who is looking: the session or the visitor's cookie, the CSRF token drawn from it, and the frame of every page.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use basis::{Actor, Role};
use locale::Forms;
use market::{
    accounts,
    house_page::{self, HousePage},
    orders,
};
use views::{Layout, Link, Viewer};

use crate::{
    App, assets,
    fault::{self, Fault},
    reading,
};

/// The cookie of a signed-in browser.
const SESSION: &str = "mq_session";
/// The cookie of a visitor: their basket hangs on it.
const VISITOR: &str = "mq_visitor";
/// The cookie by which a browser is known to an account that it signed in to: guessers elsewhere do not slow it down.
const DEVICE: &str = "mq_device";
/// The cookie of a browser that has just signed up: following the link in the e-mail signs it in.
const SIGNED_UP: &str = "mq_signed_up";
/// The cookie that carries a sentence to the next page.
const NOTICE: &str = "mq_notice";
/// Characters of that cookie.
const NOTICE_CHARACTERS_MAX: usize = 1_000;

/// One request's visit.
#[derive(Clone)]
pub(crate) struct Visit {
    /// Who asks.
    pub(crate) actor: Actor,
    /// In which form they read figures and times.
    pub(crate) forms: Forms,
    /// What their browser says of that; they may have chosen otherwise.
    pub(crate) said: Forms,
    /// The session, if signed in.
    pub(crate) session: Option<uuid::Uuid>,
    /// Whose basket.
    pub(crate) owner: orders::Owner,
    /// The visitor's secret, until they sign in.
    pub(crate) visitor: Option<String>,
    csrf: String,
    /// The listings in the basket that can still be bought.
    pub(crate) basket: Vec<uuid::Uuid>,
    viewer: Option<Viewer>,
    site_name: String,
    house: Vec<HousePage>,
    notice: Option<String>,
    secure: bool,
    /// The proof of a browser that signed in before.
    pub(crate) device: Option<String>,
    /// The proof of a browser that has just signed up.
    pub(crate) signed_up: Option<String>,
}

impl Visit {
    /// The frame of a page that search engines stay out of.
    pub(crate) fn layout(&self, title: &str, description: &str) -> Layout {
        Layout {
            viewer: self.viewer.clone(),
            csrf: self.csrf.clone(),
            locale: self.forms.locale,
            basket_count: u32::try_from(self.basket.len()).unwrap_or(u32::MAX),
            notice: self.notice.clone(),
            assets: assets::present(),
            house: self.house.iter().map(|page| Link::new(format!("/{}", page.slug()), page.title())).collect(),
            ..Layout::new(&self.site_name).titled(title, description)
        }
    }

    /// Whether what carries `token` (a form's field, a part of it, or a header) was sent from a page of this visit.
    pub(crate) fn check_token(&self, token: &str) -> Result<(), Fault> {
        let (given, wanted) = (blake3_of(token), blake3_of(&self.csrf));
        if given == wanted { Ok(()) } else { Err(Fault::StaleForm) }
    }

    /// Whoever is not signed in is sent to sign in, and back to `path`.
    pub(crate) fn signed_in(&self, path: &str) -> Result<uuid::Uuid, Fault> {
        self.actor.account().ok_or_else(|| Fault::SignIn(path.to_owned()))
    }

    /// The session cookie for `secret`.
    pub(crate) fn session_cookie(&self, secret: String) -> Cookie<'static> {
        cookie(SESSION, secret, self.secure, 30)
    }

    /// The cookie by which this browser is known from now on; it stays when the session ends.
    pub(crate) fn device_cookie(&self, proof: String) -> Cookie<'static> {
        cookie(DEVICE, proof, self.secure, 365)
    }

    /// The cookie of a browser that has just signed up, for as long as the link in the e-mail works.
    pub(crate) fn signed_up_cookie(&self, proof: String) -> Cookie<'static> {
        cookie(SIGNED_UP, proof, self.secure, 2)
    }

    /// The same visit with `words` on the page that is shown now.
    pub(crate) fn saying(&self, words: &str) -> Self {
        Self { notice: Some(words.to_owned()), ..self.clone() }
    }

    /// Cookies that end the session.
    pub(crate) fn ended(&self) -> Cookie<'static> {
        cookie(SESSION, String::new(), self.secure, 0)
    }

    /// Goes on to `path`, where `words` are read.
    pub(crate) fn go(&self, path: &str, words: &str) -> Response {
        (CookieJar::new().add(self.notice(words)), Redirect::to(path)).into_response()
    }

    /// A cookie that carries `words` to the next page.
    pub(crate) fn notice(&self, words: &str) -> Cookie<'static> {
        cookie(NOTICE, hex::encode(words), self.secure, 1)
    }
}

/// Compared by their hashes, so that the time of the comparison tells nothing.
fn blake3_of(text: &str) -> store::Hash {
    store::Hash::of(text.as_bytes())
}

fn cookie(name: &'static str, value: String, secure: bool, days: i64) -> Cookie<'static> {
    let mut cookie = Cookie::new(name, value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(secure);
    cookie.set_max_age(time::Duration::days(days));
    cookie
}

/// Finds out who is looking, and hands it to the handler.
pub(crate) async fn attach(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if has_nul(request.uri()) {
        return fault::unreadable(&app, market::limits::NUL);
    }
    let jar = CookieJar::from_headers(request.headers());
    let path = request.uri().path().to_owned();
    let visit = match visit(&app, request.headers(), &jar).await {
        Ok(visit) => visit,
        Err(error) => {
            tracing::error!(%error, "who is looking could not be found out");
            return fault::bare(&app, error.into());
        }
    };
    request.extensions_mut().insert(visit.0.clone());
    let request_id = header_text(request.headers(), "x-request-id");
    let mut response = next.run(request).await;
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        response = fault.page(&visit.0.forms, visit.0.layout("", ""), &path, request_id);
    }
    let mut fresh = Vec::new();
    if let (true, Some(secret)) = (visit.1, &visit.0.visitor) {
        fresh.push(cookie(VISITOR, secret.clone(), visit.0.secure, 90));
    }
    let says_now = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|value| value.as_bytes().starts_with(NOTICE.as_bytes()));
    if visit.0.notice.is_some() && !says_now && response.status().is_success() {
        fresh.push(cookie(NOTICE, String::new(), visit.0.secure, 0));
    }
    for cookie in fresh {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    // What a page shows depends on who looks.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    response
}

/// Whether an address holds a NUL: no database is asked for such a name.
fn has_nul(uri: &axum::http::Uri) -> bool {
    uri.path_and_query().is_some_and(|text| text.as_str().contains("%00"))
}

/// The visit, and whether the visitor's cookie is new.
async fn visit(app: &App, headers: &HeaderMap, jar: &CookieJar) -> Result<(Visit, bool), market::Error> {
    let market = &app.market;
    let value = |name: &str| jar.get(name).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty());
    let session_secret = value(SESSION);
    let signed_in = match &session_secret {
        Some(secret) => accounts::signed_in(market, secret).await?,
        None => None,
    };
    let (actor, session, name, chosen) = match signed_in {
        Some(found) => (found.actor, Some(found.session), found.name, found.reading),
        None => (Actor::Visitor, None, String::new(), accounts::Reading::default()),
    };
    let visitor = value(VISITOR).filter(|secret| secret.len() == 52);
    let fresh = visitor.is_none() && actor == Actor::Visitor;
    let visitor = visitor.or_else(|| fresh.then(|| basis::token(market.random().as_ref(), "")));
    let said = reading::said(headers, jar);
    let (owner, root) = match (actor.account(), session_secret, &visitor) {
        (Some(account), Some(secret), _) => (orders::Owner::Account(account), secret),
        (_, _, Some(secret)) => (orders::Owner::Visitor(secret.clone()), secret.clone()),
        _ => (orders::Owner::Visitor(String::new()), String::new()),
    };
    let viewer = actor.account().map(|_| Viewer {
        name,
        is_creator: actor.is(Role::Creator),
        is_moderator: actor.is(Role::Moderator),
        is_operator: actor.is(Role::Operator),
    });
    let basket = if fresh { Vec::new() } else { orders::in_basket(market, &owner).await? };
    let visit = Visit {
        actor,
        forms: reading::forms(&chosen, &said),
        said,
        session,
        owner,
        visitor,
        csrf: blake3_of(&format!("csrf {root}")).as_str()[..32].to_owned(),
        basket,
        viewer,
        site_name: market.settings().site_name.clone(),
        house: house_page::written_pages(market).await?,
        notice: value(NOTICE).filter(|hex| hex.len() <= NOTICE_CHARACTERS_MAX).and_then(|hex| from_hex(&hex)),
        device: value(DEVICE),
        signed_up: value(SIGNED_UP),
        secure: market.settings().base_url.starts_with("https://"),
    };
    Ok((visit, fresh))
}

/// Sessions that the cookies of a request name.
pub(crate) fn sessions(headers: &HeaderMap) -> usize {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let named =
        |pair: &&str| pair.split_once('=').is_some_and(|(name, value)| name.trim() == SESSION && !value.is_empty());
    cookies.flat_map(|line| line.split(';')).filter(named).count()
}

fn from_hex(hex: &str) -> Option<String> {
    String::from_utf8(hex::decode(hex).ok()?).ok()
}

pub(crate) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
