//! A visitor who keeps cookies and fills forms.

use super::{Answer, Site};

/// The password of everybody here.
pub const RIGHT: &str = "a sentence is easy to keep";

/// A browser: it keeps its cookies and sends the token of the page it looked at.
pub struct Browser<'a> {
    site: &'a Site,
    cookies: Vec<(String, String)>,
    /// What it sends as `Accept-Language`; nothing where it is empty.
    language: String,
}

impl<'a> Browser<'a> {
    pub fn new(site: &'a Site) -> Self {
        Self { site, cookies: Vec::new(), language: String::new() }
    }

    /// A browser that asks for `language` and whose script has told of its time zone.
    pub fn reading(site: &'a Site, language: &str, zone: &str) -> Self {
        let cookies = vec![("mq_zone".to_owned(), zone.to_owned())];
        Self { site, cookies, language: language.to_owned() }
    }

    fn header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// What is sent with each question.
    fn headers<'b>(&'b self, cookies: &'b str) -> Vec<(&'b str, &'b str)> {
        let language = Some(("accept-language", &*self.language)).filter(|(_, language)| !language.is_empty());
        std::iter::once(("cookie", cookies)).chain(language).collect()
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
        let answer = self.site.get_with(path, &self.headers(&self.header())).await;
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
        let mut pairs = hidden(form);
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = serde_urlencoded::to_string(&pairs).expect("a form");
        let answer = self.site.post(action, body, &self.headers(&self.header())).await;
        self.keep(&answer);
        answer
    }

    /// Sends `files` with the upload form of `page`, beside what its hidden fields and `fields` say. With a script each file
    /// would come alone.
    pub async fn upload(&mut self, page: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let html = self.get(page).await.text();
        let form =
            html.split("<form class=\"drop-form").nth(1).expect("the form").split("</form>").next().expect("its end");
        let mut body = Vec::new();
        for (name, value) in hidden(form).iter().map(|(name, value)| (&**name, &**value)).chain(fields.iter().copied())
        {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, content) in files {
            let head = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
            body.extend(format!("--edge\r\n{head}\r\n\r\n").bytes().chain(content.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(b"--edge--\r\n");
        let request = axum::http::Request::post("/upload/file")
            .header("content-type", "multipart/form-data; boundary=edge")
            .header("cookie", self.header());
        let answer = self.site.send(request.body(axum::body::Body::from(body)).expect("a request")).await;
        self.keep(&answer);
        answer
    }

    /// Fills the form of several parts that goes to `action`, chooses `file`, its field, name and content, and sends it.
    pub async fn send_parts(
        &mut self,
        html: &str,
        action: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &[u8]),
    ) -> Answer {
        let form = html.split("<form").find(|form| form.contains(&format!("action=\"{action}\"")));
        let (_, rest) = form.expect("such a form").split_once("name=\"csrf\" value=\"").expect("a token");
        let token = ("csrf", rest.split('"').next().expect("its end"));
        let mut body = Vec::new();
        for (name, value) in std::iter::once(&token).chain(fields) {
            let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = axum::http::Request::post(action)
            .header("content-type", "multipart/form-data; boundary=edge")
            .header("cookie", self.header());
        let answer = self.site.send(request.body(axum::body::Body::from(body)).expect("a request")).await;
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

/// The hidden fields of a form.
fn hidden(form: &str) -> Vec<(String, String)> {
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |rest: &str| {
        let (name, rest) = rest.split_once("\" value=\"").expect("a value");
        (name.to_owned(), rest.split('"').next().expect("its end").to_owned())
    };
    fields.map(field).collect()
}
