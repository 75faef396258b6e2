//! What can be done, one file a noun. Each answers with a status that a program can switch on and a sentence for people.

mod account;
mod basket;
mod file;
mod listing;
mod moderation;
mod operation;
mod own_account;
mod photos;

use async_graphql::MergedObject;

/// What can be done.
#[derive(Default, MergedObject)]
pub(crate) struct Mutation(
    account::AccountMutation,
    own_account::OwnAccountMutation,
    listing::ListingMutation,
    file::FileMutation,
    photos::PhotosMutation,
    basket::BasketMutation,
    moderation::ModerationMutation,
    operation::OperationMutation,
);
