//! Why a file is not taken, asked before a byte of it is read and again under the lock before it is written down.

use basis::{Actor, Scope};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use store::{
    Hash,
    entities::{file, listing, revision},
    facts::Kind,
};
use uuid::Uuid;

use super::role::Role;
use crate::{
    Error, Market, accounts, attachment,
    blobs::{self, Room},
    catalog::{State, owned},
    limits,
};

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadRefusal {
    /// There is no such listing of the asker.
    NotFound,
    /// Only creators sell.
    NotACreator,
    /// The listing was taken down: nothing can be added to it.
    TakenDown,
    /// The revision holds as many files as it may.
    TooMany {
        /// How many that is.
        files_max: u32,
    },
    /// The file is longer than any may be.
    TooLarge {
        /// How long one may be.
        bytes_max: u64,
    },
    /// The listing has as many photographs as it may.
    TooManyPhotos,
    /// A photograph is a JPEG, a PNG or a WebP.
    NoPhoto,
    /// It goes along and is not judged, and its content is not what its name says.
    NotAsNamed {
        /// What its name says it is.
        title: &'static str,
    },
    /// It goes along with a pattern, and was to be one by itself.
    GoesAlong,
    /// It is an STL with more triangles than an examination reads.
    TooManyTriangles {
        /// How many its header announces.
        triangles: u64,
        /// How many are read.
        triangles_max: u64,
    },
    /// The creator's files would take more room than there is.
    NoRoom(Room),
}

impl UploadRefusal {
    /// What is so, and what to do next.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotFound => "There is no such listing of yours.".to_owned(),
            Self::NotACreator => "Open a shop first: only creators upload patterns.".to_owned(),
            Self::TakenDown => "This listing was taken down. Nothing can be added to it.".to_owned(),
            Self::TooMany { files_max } => {
                format!("A pattern holds at most {files_max} files. Make a second pattern for the rest.")
            }
            Self::TooLarge { bytes_max } => {
                format!("A file has at most {} here. Make it smaller.", bytes_words(*bytes_max))
            }
            Self::TooManyPhotos => {
                format!("A listing has at most {} photographs. Remove one first.", limits::PHOTOS.max)
            }
            Self::NoPhoto => {
                "A photograph is a JPEG, PNG or WebP. Save it as one of these and choose it again.".to_owned()
            }
            Self::NotAsNamed { title } => {
                format!(
                    "By its name this is {title}, and its content is not. Save it anew, or give it the ending that fits, and send it again."
                )
            }
            Self::GoesAlong => {
                "It goes along with a pattern and is none by itself. Upload it on the page of the pattern that it belongs to."
                    .to_owned()
            }
            Self::TooManyTriangles { triangles, triangles_max } => format!(
                "This STL has {:.1} million triangles, and at most {:.1} million are read here. Reduce it in your program (simplify, decimate) and send that.",
                *triangles as f64 / 1e6,
                *triangles_max as f64 / 1e6,
            ),
            Self::NoRoom(room) => format!(
                "Your files take {} of the {} that you have here, and this one does not fit into the rest. Remove files that you no longer need, or ask whoever runs this market for more room.",
                bytes_words(room.used_bytes),
                bytes_words(room.bytes_max.unwrap_or(u64::MAX)),
            ),
        }
    }
}

/// `1.5 GB`, `14 MB`, `900 kB`.
fn bytes_words(bytes: u64) -> String {
    let (unit, words) = match bytes {
        0..1_000_000 => (1e3, "kB"),
        1_000_000..1_000_000_000 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    let value = bytes as f64 / unit;
    if value < 10.0 && value.fract() > 0.05 { format!("{value:.1} {words}") } else { format!("{value:.0} {words}") }
}

/// Where a file is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The revision being prepared of a listing.
    Listing(Uuid),
    /// A new draft with this title, which is opened once the file is there.
    NewDraft(String),
}

/// What is known of a file before it comes.
#[derive(Clone, Debug)]
pub struct Announced<'a> {
    /// Where it is to go.
    pub destination: &'a Destination,
    /// Its name, cleaned.
    pub name: &'a str,
    /// The file that it takes the place of, whatever its name.
    pub replaces: Option<Uuid>,
    /// Its length, where the sender tells it.
    pub bytes: Option<u64>,
    /// Its content, once it is here.
    pub content: Option<&'a Hash>,
    /// What it is for.
    pub role: Role,
}

/// Why a file of this name is not a pattern by itself; none where it may be.
pub fn refusal_alone(name: &str) -> Option<UploadRefusal> {
    attachment::by_name(name).map(|_| UploadRefusal::GoesAlong)
}

/// How long the file may be at most, or why it is not taken at all.
pub(super) async fn admit(
    market: &Market,
    actor: &Actor,
    announced: &Announced<'_>,
) -> Result<Result<u64, UploadRefusal>, Error> {
    let read = market.store().read();
    let (shop, replaced) = match announced.destination {
        Destination::NewDraft(_) => match own_shop(market, actor).await? {
            Some(shop) => (shop, Vec::new()),
            None => return Ok(Err(UploadRefusal::NotACreator)),
        },
        Destination::Listing(id) => {
            let own = owned(read, actor, *id).await?.filter(|_| actor.may(Scope::Sell));
            let Some((listing, shop)) = own else { return Ok(Err(UploadRefusal::NotFound)) };
            if let Some(refusal) = closed(&listing) {
                return Ok(Err(refusal));
            }
            // The next version begins with the files on sale.
            let placed = match listing.draft_revision_id.or(listing.revision_id) {
                Some(revision) => Placed::of(market, read, revision, announced).await?,
                None => Ok(Placed::default()),
            };
            match placed {
                Ok(placed) if listing.draft_revision_id.is_some() => {
                    (shop.id, placed.replaced.iter().map(|file| file.id).collect())
                }
                // What is on sale stays where it is, and makes no room.
                Ok(_) => (shop.id, Vec::new()),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
    };
    let measured = {
        // What is replaced makes room, unless another file has the same content.
        let room = blobs::room_of(market, read, shop, &replaced).await?;
        measure(bytes_max_of(market, announced.name, announced.role), room, announced.bytes.unwrap_or(0))
    };
    // What the shop has already takes no room: it is read as far as it may be that, and then looked at.
    let known_bytes = match (announced.content, &measured) {
        (_, Err(UploadRefusal::TooLarge { .. })) => 0,
        (Some(content), _) if blobs::has(read, shop, content).await? => announced.bytes.unwrap_or(0),
        (Some(_), _) => 0,
        (None, _) => blobs::known_bytes(read, shop, announced.bytes).await?,
    };
    Ok(match measured {
        Ok(bytes_max) => Ok(bytes_max.max(known_bytes)),
        Err(_) if known_bytes > 0 => Ok(known_bytes),
        refused => refused,
    })
}

/// How long a file of this name may be by itself.
pub(super) fn bytes_max_of(market: &Market, name: &str, role: Role) -> u64 {
    let own = match role {
        Role::Photo => Some(&limits::PHOTO_BYTES),
        Role::Sold => attachment::by_name(name).map(|_| &limits::ATTACHMENT_BYTES),
    };
    let bytes_max = market.settings().upload_bytes_max;
    own.map_or(bytes_max, |limit| bytes_max.min(limit.max as u64))
}

/// How long a file may be in this room, `bytes_max` at most, or why one of `bytes` is not taken.
pub(super) fn measure(bytes_max: u64, room: Room, bytes: u64) -> Result<u64, UploadRefusal> {
    let left = room.left_bytes();
    if bytes > bytes_max {
        return Err(UploadRefusal::TooLarge { bytes_max });
    }
    if bytes > left || left == 0 {
        return Err(UploadRefusal::NoRoom(room));
    }
    Ok(bytes_max.min(left))
}

/// Why a file that begins with `head` would only be refused after it was sent: a binary STL says in its header how many
/// triangles follow. An ASCII one begins with `solid`, as do some binary ones, of which the length says what they are.
pub(super) fn by_head(head: &[u8], bytes: Option<u64>) -> Option<UploadRefusal> {
    const HEADER_BYTES: u64 = 84;
    const RECORD_BYTES: u64 = 50;
    let triangles = u64::from(u32::from_le_bytes(head.get(80..84)?.try_into().ok()?));
    let is_exact = bytes.is_some_and(|bytes| bytes == HEADER_BYTES + RECORD_BYTES * triangles);
    let triangles_max = pattern::Budget::default().triangles_max;
    (is_exact && triangles > triangles_max).then_some(UploadRefusal::TooManyTriangles { triangles, triangles_max })
}

/// Why nothing can be added to a listing.
pub(super) fn closed(listing: &listing::Model) -> Option<UploadRefusal> {
    (listing.state == State::TakenDown).then_some(UploadRefusal::TakenDown)
}

/// The asker's shop, if they sell.
pub(super) async fn own_shop(market: &Market, actor: &Actor) -> Result<Option<Uuid>, Error> {
    match actor.account().filter(|_| actor.is(basis::Role::Creator) && actor.may(Scope::Sell)) {
        Some(account) => Ok(accounts::shop_of(market, account).await?.map(|shop| shop.id)),
        None => Ok(None),
    }
}

/// Where a file would stand among those of its revision.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    /// Its place in the order.
    pub(super) position: i32,
    /// Files that it takes the place of: one of the same name, and one that it is to replace.
    pub(super) replaced: Vec<file::Model>,
}

impl Placed {
    /// Its place in `revision`, or why there is none.
    pub(super) async fn of(
        market: &Market,
        connection: &impl ConnectionTrait,
        revision: Uuid,
        announced: &Announced<'_>,
    ) -> Result<Result<Self, UploadRefusal>, Error> {
        let in_revision = file::Entity::find().filter(file::Column::RevisionId.eq(revision));
        let alike = match announced.role {
            Role::Photo => file::Column::Kind.eq(Kind::Photo),
            Role::Sold => file::Column::Kind.ne(Kind::Photo),
        };
        let count = in_revision.clone().filter(alike).count(connection).await?;
        let same = Condition::any().add(file::Column::Name.eq(announced.name));
        let same = match announced.replaces {
            Some(id) => {
                same.add(file::Column::Id.eq(id)).add(file::Column::Name.in_subquery(named_before(id, revision)))
            }
            None => same,
        };
        let replaced = in_revision.filter(same).all(connection).await?;
        let files_max = market.settings().files_max;
        if replaced.is_empty() {
            match announced.role {
                Role::Photo if count >= limits::PHOTOS.max as u64 => return Ok(Err(UploadRefusal::TooManyPhotos)),
                Role::Sold if count >= u64::from(files_max) => return Ok(Err(UploadRefusal::TooMany { files_max })),
                Role::Photo | Role::Sold => {}
            }
        }
        let first = replaced.iter().map(|file| file.position).min();
        Ok(Ok(Self { position: first.unwrap_or_else(|| i32::try_from(count).unwrap_or(i32::MAX)), replaced }))
    }
}

/// The name of file `id` where it is of a revision of the same listing: the one on sale, whose files the revision being
/// prepared has under identifiers of its own.
fn named_before(id: Uuid, revision: Uuid) -> SelectStatement {
    let listing = revision::Entity::find_by_id(revision).select_only().column(revision::Column::ListingId);
    let of_listing = revision::Entity::find()
        .select_only()
        .column(revision::Column::Id)
        .filter(revision::Column::ListingId.in_subquery(listing.into_query()));
    file::Entity::find_by_id(id)
        .select_only()
        .column(file::Column::Name)
        .filter(file::Column::RevisionId.in_subquery(of_listing.into_query()))
        .into_query()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_stl_with_too_many_triangles_is_known_by_its_head() {
        let head = |triangles: u32| [&[0; 80][..], &triangles.to_le_bytes()].concat();
        let refused = |triangles: u32, bytes: u64| by_head(&head(triangles), Some(bytes));
        assert_eq!(refused(20_000_000, 1_000_000_084), None);
        let too_many = UploadRefusal::TooManyTriangles { triangles: 20_000_001, triangles_max: 20_000_000 };
        assert_eq!(refused(20_000_001, 1_000_000_134), Some(too_many));
        assert_eq!(refused(20_000_001, 1_000_000_135), None, "whatever it is, it is no such STL");
        assert_eq!(by_head(&head(42_000_000)[..83], Some(2_100_000_084)), None);
        assert_eq!(by_head(&head(42_000_000), None), None);
    }

    #[test]
    fn a_length_is_said_as_a_person_would() {
        let words = [2 << 30, 1_500_000_000, 20_000_000_000, 14_200_000, 900_000, 0].map(bytes_words);
        assert_eq!(words, ["2.1 GB", "1.5 GB", "20 GB", "14 MB", "900 kB", "0 kB"]);
    }
}
