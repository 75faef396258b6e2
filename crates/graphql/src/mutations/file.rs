//! Sending files, and taking them out again.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};
use basis::{Actor, Scope, Time};
use market::{
    Market,
    brakes::Act,
    ingest::{self, UploadRefusal},
};

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
    /// The file would not be taken: the message says why, and what to do.
    Refused,
}

/// What a file is for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
enum FileRole {
    /// To be sold: a pattern, what goes along with one, or a zip of these, which is unpacked.
    #[default]
    Sold,
    /// To be shown: a photograph of what was made, JPEG, PNG or WebP. It is never sold.
    Photo,
}

impl From<FileRole> for ingest::Role {
    fn from(role: FileRole) -> Self {
        match role {
            FileRole::Sold => Self::Sold,
            FileRole::Photo => Self::Photo,
        }
    }
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
    /// An address to which one file of a listing is sent, or one photograph. One of the same name is replaced: that is how a
    /// mended file is sent again. With its length in `bytes`, one that does not fit is refused before it is sent.
    async fn create_upload(
        &self,
        context: &Context<'_>,
        listing: ID,
        #[graphql(desc = "Its name with the extension, 1 to 180 characters; a longer one is cut short.")] name: String,
        #[graphql(validator(minimum = 0))] bytes: Option<i64>,
        #[graphql(default, desc = "What it is for.")] role: FileRole,
    ) -> Result<CreateUploadPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        let id = account(actor, &[Scope::Sell])?;
        slow_down(context, Act::Upload, id)?;
        let bytes = bytes.map(i64::unsigned_abs);
        let link = ingest::upload_link(market, actor, uuid_of(&listing)?, (&name, role.into()), bytes).await;
        Ok(match link.map_err(|error| surprise(&error))? {
            Ok(link) => CreateUploadPayload {
                status: FileStatus::Done,
                message: "Send the file's bytes to `url` in one PUT.".to_owned(),
                upload: Some(UploadLink {
                    url: format!("{}/uploads/{}", market.settings().base_url, link.token),
                    expires_at: link.expires,
                    bytes_max: link.bytes_max,
                }),
            },
            Err(refusal) => CreateUploadPayload {
                status: match refusal {
                    UploadRefusal::NotFound => FileStatus::NotFound,
                    _ => FileStatus::Refused,
                },
                message: refusal.sentence(),
                upload: None,
            },
        })
    }

    /// Takes a file or a photograph out of what is being prepared. Where it is on sale, it stays so, and a next version is begun without it.
    async fn remove_file(&self, context: &Context<'_>, id: ID) -> Result<RemoveFilePayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Sell])?;
        let removed = ingest::remove_file(context.data()?, actor, uuid_of(&id)?).await;
        let (status, message) = if removed.map_err(|error| surprise(&error))? {
            (FileStatus::Done, "It is out.")
        } else {
            (FileStatus::NotFound, "There is no such file in the present version of a listing of yours.")
        };
        Ok(RemoveFilePayload { status, message: message.to_owned() })
    }
}
