//! Taking in a file: asked first, then read piece by piece, then written down. Every door uploads through here.

use std::{fmt::Display, path::Path};

use basis::Actor;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use store::{SealedBlob, facts::Kind};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use super::{
    Destination, UploadRefusal,
    add_file::{AddFile, add_file},
    head::{is_archive, is_photo, is_to_be_unpacked},
    refusal::{Announced, admit, by_head, bytes_max_of},
    role::Role,
};
use crate::{
    Error, Market,
    attachment::{self, HEAD_BYTES},
    blobs,
};

/// A file that somebody wants to send.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Where it is to go.
    pub destination: Destination,
    /// The name it has at its sender's.
    pub name: String,
    /// The file of the same revision that it takes the place of, whatever its name. One of its own name it replaces in
    /// any case: that is how a mended file is sent again.
    pub replaces: Option<Uuid>,
    /// Its length, where the sender tells it: what does not fit is then refused before it is sent.
    pub bytes: Option<u64>,
    /// What it is for.
    pub role: Role,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It stands, and a job will look at it.
    Added {
        /// The listing it went to.
        listing: Uuid,
        /// The file.
        file: Uuid,
        /// Its length.
        bytes: u64,
    },
    /// It is not taken, and nothing of it is kept.
    Refused(UploadRefusal),
    /// It did not arrive whole, and nothing of it is kept: why.
    BrokenOff(String),
}

/// Whether a file may be sent at all, before anything of it is; none where it may.
///
/// # Errors
/// The database does not answer.
pub async fn refusal(market: &Market, actor: &Actor, incoming: &Incoming) -> Result<Option<UploadRefusal>, Error> {
    let name = incoming.role.name(&incoming.name);
    Ok(admit(market, actor, &announced(incoming, &name)).await?.err())
}

/// Takes in a file. What may not be sent is refused before a byte of it is read; what turns out too long is refused as
/// soon as it is.
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn receive<E: Display>(
    market: &Market,
    actor: &Actor,
    incoming: Incoming,
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
) -> Result<Received, Error> {
    let name = incoming.role.name(&incoming.name);
    let bytes_max = match admit(market, actor, &announced(&incoming, &name)).await? {
        Ok(bytes_max) => bytes_max,
        Err(refusal) => return Ok(Received::Refused(refusal)),
    };
    let mut writer = market.blobs().writer().await?;
    let mut head = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => return Ok(Received::BrokenOff(error.to_string())),
        };
        if writer.bytes() == 0
            && let Some(refusal) = by_head(&piece, incoming.bytes)
        {
            return Ok(Received::Refused(refusal));
        }
        if writer.bytes() + piece.len() as u64 > bytes_max {
            let bytes = writer.bytes() + piece.len() as u64;
            return Ok(Received::Refused(too_long(market, actor, &incoming, &name, bytes).await?));
        }
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES - head.len())]);
        writer.write(&piece).await?;
    }
    write_down(market, actor, incoming, (name, &head), writer.seal().await?).await
}

/// Takes in a file of this machine, which stays where it is, by the same rules.
///
/// # Errors
/// The file cannot be read, or the database, the disk or the bucket does not answer.
pub async fn receive_file(market: &Market, actor: &Actor, incoming: Incoming, path: &Path) -> Result<Received, Error> {
    let bytes = Some(tokio::fs::metadata(path).await?.len());
    let incoming = Incoming { bytes, ..incoming };
    let name = incoming.role.name(&incoming.name);
    if let Err(refusal) = admit(market, actor, &announced(&incoming, &name)).await? {
        return Ok(Received::Refused(refusal));
    }
    let mut head = Vec::new();
    tokio::fs::File::open(path).await?.take(HEAD_BYTES as u64).read_to_end(&mut head).await?;
    let sealed = market.blobs().seal_file(path).await?;
    write_down(market, actor, incoming, (name, &head), sealed).await
}

fn announced<'a>(incoming: &'a Incoming, name: &'a str) -> Announced<'a> {
    let Incoming { destination, replaces, bytes, role, .. } = incoming;
    Announced { destination, name, replaces: *replaces, bytes: *bytes, content: None, role: *role }
}

/// Why a file of which `bytes` have come, and more than it may have, is not taken: asked again, because nobody said how
/// long it would be.
async fn too_long(
    market: &Market,
    actor: &Actor,
    incoming: &Incoming,
    name: &str,
    bytes: u64,
) -> Result<UploadRefusal, Error> {
    let longer = Announced { bytes: Some(bytes), ..announced(incoming, name) };
    let bytes_max = bytes_max_of(market, name, incoming.role);
    Ok(admit(market, actor, &longer).await?.err().unwrap_or(UploadRefusal::TooLarge { bytes_max }))
}

async fn write_down(
    market: &Market,
    actor: &Actor,
    incoming: Incoming,
    (name, head): (String, &[u8]),
    sealed: SealedBlob,
) -> Result<Received, Error> {
    let attachment = attachment::by_name(&name).filter(|_| incoming.role == Role::Sold);
    if let Some(attachment) = attachment.filter(|attachment| !attachment.agrees(head)) {
        return Ok(Received::Refused(UploadRefusal::NotAsNamed { title: attachment.title }));
    }
    if incoming.role == Role::Photo && !is_photo(head) {
        return Ok(Received::Refused(UploadRefusal::NoPhoto));
    }
    let is_unpacked = incoming.role == Role::Sold && is_to_be_unpacked(&name);
    if is_unpacked && !is_archive(head) {
        return Ok(Received::Refused(UploadRefusal::NotAsNamed { title: "a zip archive" }));
    }
    // Now that its content is known: whether it fits, or is there already. What does not is dropped before it has a name.
    let bytes = sealed.stored().bytes;
    let known = Announced { bytes: Some(bytes), content: Some(&sealed.stored().hash), ..announced(&incoming, &name) };
    if let Err(refusal) = admit(market, actor, &known).await? {
        return Ok(Received::Refused(refusal));
    }
    let stored = blobs::keep(market, sealed).await?;
    let input = AddFile {
        destination: incoming.destination,
        name,
        replaces: incoming.replaces,
        made_of: None,
        kind: match incoming.role {
            Role::Sold if attachment.is_some() => Kind::Attachment,
            Role::Sold if is_unpacked => Kind::Archive,
            Role::Sold => Kind::Unknown,
            Role::Photo => Kind::Photo,
        },
        stored,
    };
    Ok(match add_file(market, actor, input).await? {
        Ok((listing, file)) => Received::Added { listing, file, bytes },
        Err(refusal) => Received::Refused(refusal),
    })
}
