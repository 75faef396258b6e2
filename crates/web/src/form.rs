//! A form as it was sent: names that may repeat, values as typed.

use axum::{
    extract::{FromRequest, Request},
    response::Response,
};

use crate::fault::Fault;

/// Name and value, in the order sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    /// The first value of `name`, or nothing.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of `name`.
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// The same as a page shows it again.
    pub(crate) fn again(&self) -> views::Form {
        let shown = self.0.iter().filter(|(name, _)| name != "password" && name != "csrf");
        shown.fold(views::Form::new(), |form, (name, value)| form.with(name, value.clone()))
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        use axum::response::IntoResponse;
        match axum::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(axum::Form(pairs)) if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) => {
                Err(Fault::Unreadable(market::limits::NUL.to_owned()).into_response())
            }
            Ok(axum::Form(pairs)) => Ok(Self(pairs)),
            Err(error) => {
                Err(Fault::Unreadable(format!("The form did not arrive whole ({error}). Go back and send it again."))
                    .into_response())
            }
        }
    }
}

/// What is wrong with the fields, beside what was typed.
pub(crate) fn complain(form: views::Form, wrong: Vec<market::FieldError>) -> views::Form {
    wrong.into_iter().fold(form, |form, error| form.wrong(&error.field, error.message))
}
