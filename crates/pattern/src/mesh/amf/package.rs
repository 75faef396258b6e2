//! The zip that an AMF may lie in.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::mesh::trouble::{Limit, PART_DAMAGED, PART_MISSING, Stop, TRUNCATED, over};
use crate::{Budget, Finding};

/// The XML, unpacked within the budget. What counts is the bytes that come out, not those that the zip announces.
pub(super) fn open<'a>(bytes: &'a [u8], budget: &Budget) -> Result<Cow<'a, [u8]>, Stop> {
    if !bytes.starts_with(b"PK") {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        let message = "The zip around the AMF is cut off or damaged: its table of contents, which stands at the end, \
                       cannot be read.";
        Box::new(Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again."))
    })?;
    let index = first_amf(&archive).ok_or_else(|| {
        let message = "There is no AMF in the zip archive.";
        Box::new(Finding::new(PART_MISSING, message, "Unpack it and upload the files one by one."))
    })?;
    let mut text = Vec::new();
    let entry = archive.by_index(index).map_err(|_| damaged())?;
    let most = budget.unpacked_bytes_max;
    let outcome = entry.take(most.saturating_add(1)).read_to_end(&mut text);
    if text.len() as u64 > most {
        return Err(over(Limit::UnpackedBytes, most));
    }
    outcome.map_err(|_| damaged())?;
    Ok(Cow::Owned(text))
}

/// The standard has one file in the zip; the first that is called so, where there are more.
fn first_amf(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<usize> {
    let is_amf = |index: &usize| {
        let name = archive.name_for_index(*index).and_then(Result::ok).unwrap_or_default();
        name.to_ascii_lowercase().ends_with(".amf")
    };
    (0..archive.len()).find(is_amf)
}

fn damaged() -> Stop {
    let message = "The AMF in the zip cannot be unpacked: it is damaged, encrypted or packed in a way not read here.";
    Box::new(Finding::new(PART_DAMAGED, message, "Unpack it yourself and upload the file that comes out."))
}
