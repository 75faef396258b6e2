//! A form as it was sent: names that may repeat, values as typed.

use axum::{
    extract::{FromRequest, Request},
    http::header::CONTENT_ENCODING,
};
use uuid::Uuid;

use crate::{doors::FORM_FIELDS_MAX, fault::Fault, visit::Visit};

/// Name and value, in the order sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    /// The first value of `name`, or nothing.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.sent(name).unwrap_or_default()
    }

    /// The first value of `name`; none where the form has no such field, which an empty one has.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value of `name`.
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The identifier in `name`, which a page of ours put there: whatever else stands there names nothing.
    pub(crate) fn id(&self, name: &str) -> Result<Uuid, Fault> {
        self.value(name).parse().map_err(|_| Fault::NotFound)
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// A form that no page of ours sends is refused: what follows may look through its fields more than once.
    fn checked(pairs: Vec<(String, String)>) -> Result<Self, Fault> {
        if pairs.len() > FORM_FIELDS_MAX {
            return Err(Fault::Unreadable(format!(
                "A form here has at most {FORM_FIELDS_MAX} fields. Send fewer at a time."
            )));
        }
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(Fault::Unreadable("A NUL byte stands in the form. Take it out and send it again.".to_owned()));
        }
        Ok(Self(pairs))
    }

    /// The same as a page shows it again.
    pub(crate) fn again(&self) -> views::Form {
        let shown = self.0.iter().filter(|(name, _)| !name.contains("password") && name != "csrf");
        shown.fold(views::Form::new(), |form, (name, value)| form.with(name, value.clone()))
    }

    async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Self, Fault> {
        // Unpacked it could be of any size, and no browser packs a form.
        if request.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(Fault::Unreadable("The form is compressed. Send it as it is.".to_owned()));
        }
        let read = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        let axum::Form(pairs) = read.map_err(|error| {
            Fault::Unreadable(format!("The form did not arrive whole ({error}). Go back and send it again."))
        })?;
        Self::checked(pairs)
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Fault;

    /// A form that no page of this visit sent (cross-site request forgery, or a page from before signing in) is refused before a
    /// handler sees it, so that none can forget to ask.
    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let visit = request.extensions().get::<Visit>().cloned().ok_or(Fault::StaleForm)?;
        let form = Self::read(request, state).await?;
        visit.check_token(form.value("csrf"))?;
        Ok(form)
    }
}

/// What is wrong with the fields, beside what was typed.
pub(crate) fn complain(form: views::Form, wrong: Vec<market::FieldError>) -> views::Form {
    wrong.into_iter().fold(form, |form, error| form.wrong(&error.field, error.message))
}
