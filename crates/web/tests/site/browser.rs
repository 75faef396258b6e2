//! A visitor who keeps cookies and fills forms.

use super::{Answer, Site};

/// The password of everybody here.
pub const RIGHT: &str = "a sentence is easy to keep";

/// A browser: it keeps its cookies and sends the token of the page it looked at.
pub struct Browser<'a> {
    site: &'a Site,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    pub fn new(site: &'a Site) -> Self {
        Self { site, cookies: Vec::new() }
    }

    fn header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answer: &Answer) {
        for value in answer.headers.get_all("set-cookie") {
            let pair = value.to_str().expect("text").split(';').next().expect("a pair").to_owned();
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let answer = self.site.get_with(path, &[("cookie", &self.header())]).await;
        self.keep(&answer);
        answer
    }

    /// Looks at `page`, fills the form that goes to `action`, and sends it.
    pub async fn send(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let html = self.get(page).await.text();
        self.send_from(&html, action, fields).await
    }

    pub async fn send_from(&mut self, html: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form = html.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")));
        let form = form.unwrap_or_else(|| panic!("no form to {action} on the page:\n{html}"));
        let form = form.split("</form>").next().expect("its end");
        let mut pairs: Vec<(String, String)> = form
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|rest| {
                let (name, rest) = rest.split_once("\" value=\"").expect("a value");
                (name.to_owned(), rest.split('"').next().expect("its end").to_owned())
            })
            .collect();
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = serde_urlencoded::to_string(&pairs).expect("a form");
        let answer = self.site.post(action, body, &[("cookie", &self.header())]).await;
        self.keep(&answer);
        answer
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.send("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/account").await.status == 200
    }
}
