//! How deep and how heavy a question may be: what the schema counts, refused with a code of its own.

use std::sync::Arc;

use async_graphql::{
    ServerError, ValidationResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation},
};

use crate::refusal::{Code, refuse};

/// Fields inside fields: deeper questions are only asked by mistake or in malice. The question by which programs learn the
/// schema goes 15 deep.
const DEPTH_MAX: usize = 16;

/// Weight of a question: a plain field weighs 1, a list its length times what is asked of each entry.
const COMPLEXITY_MAX: usize = 10_000;

/// Holds every question to both.
pub(crate) struct Weighed;

impl ExtensionFactory for Weighed {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Weighed {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let counted = next.run(context).await?;
        let sentence = if counted.depth > DEPTH_MAX {
            format!("The question goes deeper than {DEPTH_MAX} levels. Ask for the inner part by itself.")
        } else if counted.complexity > COMPLEXITY_MAX {
            format!(
                "The question weighs more than {COMPLEXITY_MAX} points. Ask for fewer entries with `first`, or fewer fields."
            )
        } else {
            return Ok(counted);
        };
        Err(vec![refuse(Code::BadQuestion, sentence).into_server_error(async_graphql::Pos::default())])
    }
}
