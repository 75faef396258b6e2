//! Sending files, and taking them out again.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};
use basis::{Actor, Scope, Time};
use market::{Market, brakes::Act, ingest};

use crate::{
    query::uuid_of,
    refusal::{account, slow_down, surprise},
};

/// Whether there is such a thing of the asker's.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum FileStatus {
    /// It was done.
    Done,
    /// There is no such listing or file of the asker that can still be changed.
    NotFound,
}

/// Where a file goes.
#[derive(SimpleObject)]
struct UploadLink {
    /// Send the file's bytes there in one `PUT`; no token is needed. The answer is the file's identifier as JSON.
    url: String,
    /// Until when it takes a file.
    expires_at: Time,
    /// Bytes at most.
    bytes_max: u64,
}

/// The answer to asking for an upload.
#[derive(SimpleObject)]
struct CreateUploadPayload {
    status: FileStatus,
    /// What to do next.
    message: String,
    /// Where the file goes.
    upload: Option<UploadLink>,
}

/// The answer to taking a file out.
#[derive(SimpleObject)]
struct RemoveFilePayload {
    status: FileStatus,
    /// What happened.
    message: String,
}

#[derive(Default)]
pub(crate) struct FileMutation;

#[Object]
impl FileMutation {
    /// An address to which one file of a listing is sent. A file of the same name is replaced: that is how a mended one
    /// is sent again.
    async fn create_upload(
        &self,
        context: &Context<'_>,
        listing: ID,
        name: String,
    ) -> Result<CreateUploadPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        let id = account(actor, &[Scope::Sell])?;
        slow_down(context, Act::Upload, id)?;
        let link = ingest::upload_link(market, actor, uuid_of(&listing)?, &name).await;
        let settings = market.settings();
        Ok(match link.map_err(|error| surprise(&error))? {
            Some(link) => CreateUploadPayload {
                status: FileStatus::Done,
                message: "Send the file's bytes to `url` in one PUT.".to_owned(),
                upload: Some(UploadLink {
                    url: format!("{}/uploads/{}", settings.base_url, link.token),
                    expires_at: link.expires,
                    bytes_max: settings.upload_bytes_max,
                }),
            },
            None => CreateUploadPayload {
                status: FileStatus::NotFound,
                message: "There is no such listing of yours.".to_owned(),
                upload: None,
            },
        })
    }

    /// Takes a file out of what is being prepared.
    async fn remove_file(&self, context: &Context<'_>, id: ID) -> Result<RemoveFilePayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Sell])?;
        let removed = ingest::remove_file(context.data()?, actor, uuid_of(&id)?).await;
        let (status, message) = if removed.map_err(|error| surprise(&error))? {
            (FileStatus::Done, "It is out.")
        } else {
            (FileStatus::NotFound, "There is no such file in a draft of yours. A file on sale stays with its revision.")
        };
        Ok(RemoveFilePayload { status, message: message.to_owned() })
    }
}
