//! A drawing's tiles, one by one out of the pack that they are kept in.

use futures::TryStreamExt;
use store::Hash;

use super::{Kind, artifact, open};
use crate::{
    Error, Market,
    tile_pack::{PACK_BYTES_MAX, TileTable},
};

/// The tiles of a drawing, in memory for one answer.
#[derive(Debug)]
pub struct Tiles {
    /// What lies where.
    pub table: TileTable,
    pack: Vec<u8>,
}

impl Tiles {
    /// The tiles in the pack with this content; none where anyone may have no such pack.
    ///
    /// All of it is read, so that it is held against its name: at most four megabytes, and commonly a tenth of one.
    ///
    /// # Errors
    /// The database, the disk or the bucket does not answer, or the pack is damaged.
    pub async fn of(market: &Market, hash: &Hash) -> Result<Option<Self>, Error> {
        let Some(artifact) = artifact(market, hash).await? else { return Ok(None) };
        if artifact.kind != Kind::Tiles || artifact.bytes > PACK_BYTES_MAX as u64 {
            return Ok(None);
        }
        let mut pack = Vec::with_capacity(artifact.bytes as usize);
        let mut pieces = open(market, hash, 0).await?;
        while let Some(piece) = pieces.try_next().await? {
            pack.extend_from_slice(&piece);
        }
        Ok(TileTable::read(&pack).map(|table| Self { table, pack }))
    }

    /// The WebP of the tile with this number, counted through all levels; none where there is no such, or it is blank.
    pub fn tile(&self, number: usize) -> Option<&[u8]> {
        self.pack.get(self.table.tile(number)?)
    }
}
