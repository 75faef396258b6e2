//! All tiles of a drawing as one file: a table of what lies where, then the pictures one behind another.
//!
//! A market of a million drawings would have tens of millions of tiles, each a row and a file of its own; so it has one for
//! each drawing, some 100 KB. What is blank takes four bytes in the table and is never asked for.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `MQT1` |
//! | 2 | side of a tile, pixels |
//! | 2 | number of levels, the smallest first |
//! | 4 a level | side of the whole picture, pixels |
//! | 4 a tile | its length, 0 where it is blank; level by level, row by row |
//! | the rest | the tiles, WebP, in the same order |
//!
//! Numbers are unsigned and little-endian.

use std::ops::Range;

const MAGIC: &[u8; 4] = b"MQT1";
/// Levels of a drawing.
const LEVELS_MAX: usize = 4;
/// Side of a level's picture, pixels.
const SIDE_PX_MAX: u32 = 8192;
/// Smallest side of a tile, pixels: what bounds how many there are.
const TILE_PX_MIN: u32 = 256;
/// The longest pack. A drawing that fills every tile with hatching is shown less closely instead.
pub(crate) const PACK_BYTES_MAX: usize = 4 << 20;

/// One size of a drawing, by its tiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileLevel {
    /// Side of the whole picture, pixels.
    pub side_px: u32,
    /// Where each tile lies in the pack, row by row; empty where it is blank.
    pub tiles: Vec<Range<usize>>,
}

/// What lies where in a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileTable {
    /// Side of a tile, pixels; those at the right and at the bottom may be narrower.
    pub tile_px: u32,
    /// The smallest first.
    pub levels: Vec<TileLevel>,
}

impl TileTable {
    /// Reads the table of a pack; none of what is no pack, is cut short, or says more than it holds.
    pub fn read(pack: &[u8]) -> Option<Self> {
        if pack.len() > PACK_BYTES_MAX {
            return None;
        }
        let mut rest = pack.strip_prefix(MAGIC)?;
        let (tile_px, count) = (u32::from(short(&mut rest)?), usize::from(short(&mut rest)?));
        if tile_px < TILE_PX_MIN || count > LEVELS_MAX {
            return None;
        }
        let sides = (0..count).map(|_| long(&mut rest).filter(|side| (1..=SIDE_PX_MAX).contains(side)));
        let sides: Vec<u32> = sides.collect::<Option<_>>()?;
        let tiles: usize = sides.iter().map(|side| tile_count(*side, tile_px)).sum();
        let mut start = pack.len() - rest.len() + tiles * 4;
        let mut levels = Vec::new();
        for side_px in sides {
            let mut tiles = Vec::new();
            for _ in 0..tile_count(side_px, tile_px) {
                let end = start.checked_add(long(&mut rest)? as usize)?;
                tiles.push(start..end);
                start = end;
            }
            levels.push(TileLevel { side_px, tiles });
        }
        (start == pack.len()).then_some(Self { tile_px, levels })
    }

    /// Where the tile with this number lies, counted through all levels; none where there is no such, or it is blank.
    pub fn tile(&self, number: usize) -> Option<Range<usize>> {
        let place = self.levels.iter().flat_map(|level| &level.tiles).nth(number)?;
        (!place.is_empty()).then(|| place.clone())
    }
}

/// A pack under way.
pub(crate) struct PackWriter {
    tile_px: u32,
    /// Side and number of tiles of each level.
    levels: Vec<(u32, usize)>,
    lengths: Vec<u32>,
    tiles: Vec<u8>,
}

impl PackWriter {
    pub(crate) fn new(tile_px: u32) -> Self {
        Self { tile_px, levels: Vec::new(), lengths: Vec::new(), tiles: Vec::new() }
    }

    /// Takes a level's tiles, row by row, none for a blank one; false where the pack would get too long with it. It is left
    /// out then.
    pub(crate) fn level<E>(
        &mut self,
        side_px: u32,
        tiles: impl Iterator<Item = Result<Option<Vec<u8>>, E>>,
    ) -> Result<bool, E> {
        let before = (self.lengths.len(), self.tiles.len());
        for tile in tiles {
            let tile = tile?.unwrap_or_default();
            if self.bytes() + 8 + tile.len() > PACK_BYTES_MAX {
                self.lengths.truncate(before.0);
                self.tiles.truncate(before.1);
                return Ok(false);
            }
            self.lengths.push(u32::try_from(tile.len()).unwrap_or_default());
            self.tiles.extend(tile);
        }
        self.levels.push((side_px, self.lengths.len() - before.0));
        Ok(true)
    }

    /// The length of the pack as it is.
    fn bytes(&self) -> usize {
        MAGIC.len() + 4 + (self.levels.len() + self.lengths.len()) * 4 + self.tiles.len()
    }

    /// The pack; none without a level.
    pub(crate) fn finish(self) -> Option<Vec<u8>> {
        let right = |&(side, count): &(u32, usize)| count == tile_count(side, self.tile_px) && side <= SIDE_PX_MAX;
        assert!(self.levels.len() <= LEVELS_MAX && self.levels.iter().all(right), "a level has all its tiles");
        (!self.levels.is_empty()).then_some(())?;
        let mut pack = Vec::with_capacity(self.bytes());
        pack.extend(MAGIC);
        pack.extend(u16::try_from(self.tile_px).unwrap_or_default().to_le_bytes());
        pack.extend(u16::try_from(self.levels.len()).unwrap_or_default().to_le_bytes());
        self.levels.iter().for_each(|(side, _)| pack.extend(side.to_le_bytes()));
        self.lengths.iter().for_each(|length| pack.extend(length.to_le_bytes()));
        pack.extend(self.tiles);
        Some(pack)
    }
}

fn tile_count(side_px: u32, tile_px: u32) -> usize {
    let across = side_px.div_ceil(tile_px) as usize;
    across * across
}

fn short(rest: &mut &[u8]) -> Option<u16> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u16::from_le_bytes(*bytes))
}

fn long(rest: &mut &[u8]) -> Option<u32> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    type Tile = Result<Option<Vec<u8>>, Infallible>;

    fn filled(count: usize, bytes: usize) -> impl Iterator<Item = Tile> {
        (0..count).map(move |number| Ok((number % 2 == 0).then(|| vec![number as u8; bytes])))
    }

    fn pack() -> Vec<u8> {
        let mut writer = PackWriter::new(512);
        assert!(writer.level(1000, filled(4, 10)).unwrap());
        assert!(writer.level(1100, filled(9, 20)).unwrap());
        writer.finish().unwrap()
    }

    #[test]
    fn every_tile_is_found_again_and_blank_ones_are_none() {
        let pack = pack();
        let table = TileTable::read(&pack).expect("a pack");
        assert_eq!((table.tile_px, table.levels.len()), (512, 2));
        assert_eq!(pack[table.tile(2).unwrap()], [2; 10]);
        assert_eq!(pack[table.tile(4 + 8).unwrap()], [8; 20]);
        for none in [1, 3, 5, 13, usize::MAX] {
            assert_eq!(table.tile(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_cut_short_or_longer_than_it_says_is_no_pack() {
        let pack = pack();
        for end in 0..pack.len() {
            assert_eq!(TileTable::read(&pack[..end]), None, "{end}");
        }
        assert_eq!(TileTable::read(&[pack, vec![0]].concat()), None);
    }

    #[test]
    fn a_table_that_lies_is_no_pack() {
        for (at, bytes) in [
            (4, [0, 0]),        // tiles without a side
            (4, [1, 0]),        // a million of them
            (6, [5, 0]),        // too many levels
            (8, [0, 0]),        // a level without a side
            (10, [0xff, 0xff]), // a level of four thousand million pixels
            (19, [0xff, 0xff]), // a tile longer than everything
        ] {
            let mut pack = pack();
            pack[at..at + 2].copy_from_slice(&bytes);
            assert_eq!(TileTable::read(&pack), None, "{bytes:?} at {at}");
        }
    }

    #[test]
    fn a_level_for_which_there_is_no_room_is_left_out() {
        let mut writer = PackWriter::new(512);
        assert!(writer.level(1000, filled(4, 1000)).unwrap());
        assert!(!writer.level(8192, filled(256, PACK_BYTES_MAX / 100)).unwrap());
        let pack = writer.finish().unwrap();
        assert_eq!((pack.len(), TileTable::read(&pack).unwrap().levels.len()), (4 + 4 + 4 + 16 + 2000, 1));
        assert_eq!(PackWriter::new(512).finish(), None);
    }
}
