//! Files on their way out: any stretch of a file that is put together from bytes and blobs, by what HTTP knows of ranges and
//! of versions (RFC 9110, 13 and 14). A slow reader holds an open file and no thread.

use std::ops::Range;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{FutureExt, StreamExt, TryStreamExt, future, stream};
use http_range_header::{StartPosition, parse_range_header};
use market::{Market, blobs};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::Hash;

use crate::etag;

/// What stands unescaped in a parameter of a header (RFC 8187, attr-char).
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'!').remove(b'#').remove(b'$').remove(b'&').remove(b'+').remove(b'-');
const ATTRIBUTE: AsciiSet = PLAIN.remove(b'.').remove(b'^').remove(b'_').remove(b'`').remove(b'|').remove(b'~');
/// Characters of a file's name in a header.
const NAME_CHARACTERS_MAX: usize = 200;

/// A part of a file.
#[derive(Clone, Debug)]
pub(crate) enum Segment {
    /// These bytes.
    Bytes(Bytes),
    /// A whole blob.
    Blob {
        /// Which.
        hash: Hash,
        /// Its length.
        bytes: u64,
    },
}

impl Segment {
    /// Its length.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Blob { bytes, .. } => *bytes,
        }
    }
}

/// A file to be saved.
pub(crate) struct Attachment {
    /// As it is called where it is saved.
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) segments: Vec<Segment>,
}

impl Attachment {
    /// Names its content: the same parts are the same bytes.
    fn etag(&self) -> String {
        if let [Segment::Blob { hash, .. }] = &self.segments[..] {
            return format!("\"{hash}\"");
        }
        let parts: Vec<String> = self
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Bytes(bytes) => format!("bytes {}", Hash::of(bytes)),
                Segment::Blob { hash, bytes } => format!("blob {hash} {bytes}"),
            })
            .collect();
        format!("\"{}\"", Hash::of(parts.join("\n").as_bytes()))
    }
}

/// The stretch that was asked for.
enum Wanted {
    Whole,
    Stretch(Range<u64>),
    /// The client has it already.
    Nothing,
    /// It wants another version than this.
    Another,
    /// There is no such stretch.
    Beyond,
}

/// Answers a request with `file` or the stretch of it that `headers` ask for. It is saved and never shown: an uploaded SVG
/// must not run under this site's name.
pub(crate) fn attachment(market: &Market, file: Attachment, headers: &HeaderMap) -> Response {
    let (etag, size) = (file.etag(), file.segments.iter().map(Segment::bytes).sum());
    let wanted = wanted(headers, &etag, size);
    let stretch = match &wanted {
        Wanted::Whole => 0..size,
        Wanted::Stretch(stretch) => stretch.clone(),
        Wanted::Nothing => return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response(),
        Wanted::Another => return (StatusCode::PRECONDITION_FAILED, [(header::ETAG, etag)]).into_response(),
        Wanted::Beyond => {
            let length = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, length).into_response();
        }
    };
    let mut response = Body::from_stream(flow(market, &file.segments, stretch.clone())).into_response();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_LENGTH, &(stretch.end - stretch.start).to_string());
    set(header::ACCEPT_RANGES, "bytes");
    set(header::ETAG, &etag);
    set(header::CONTENT_TYPE, file.media_type);
    set(header::CONTENT_DISPOSITION, &disposition(&file.name));
    set(header::CACHE_CONTROL, "private, no-store");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    if matches!(wanted, Wanted::Stretch(_)) {
        set(header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", stretch.start, stretch.end - 1));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

fn wanted(headers: &HeaderMap, etag: &str, size: u64) -> Wanted {
    if etag::is_another(headers, etag) {
        return Wanted::Another;
    }
    if etag::is_known(headers, etag) {
        return Wanted::Nothing;
    }
    // A download goes on only if the file is still the same one.
    let goes_on = etag::goes_on(headers, etag);
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).filter(|_| goes_on);
    // What cannot be read, and several stretches at once, are answered with the whole, as the standard allows.
    let Some(mut asked) = asked.and_then(|text| parse_range_header(text).ok()) else { return Wanted::Whole };
    let [one] = &mut asked.ranges[..] else { return Wanted::Whole };
    if size == 0 {
        return Wanted::Whole;
    }
    if let StartPosition::FromLast(bytes) = &mut one.start {
        // The last thousand bytes of a shorter file are all of it.
        *bytes = size.min(*bytes);
    }
    match asked.validate(size).as_deref() {
        Ok([stretch]) => Wanted::Stretch(*stretch.start()..*stretch.end() + 1),
        _ => Wanted::Beyond,
    }
}

/// The bytes of a stretch. A blob is opened when its turn comes, and closed after it; one that is no longer what its name
/// says breaks the answer off before its end.
fn flow(
    market: &Market,
    segments: &[Segment],
    stretch: Range<u64>,
) -> impl futures::Stream<Item = Result<Bytes, market::Error>> + use<> {
    let (mut parts, mut begin) = (Vec::new(), 0);
    for segment in segments {
        let end = begin + segment.bytes();
        let (from, to) = (stretch.start.max(begin), stretch.end.min(end));
        if from < to {
            parts.push((segment.clone(), from - begin..to - begin));
        }
        begin = end;
    }
    let market = market.clone();
    let open = move |(segment, part): (Segment, Range<u64>)| {
        let market = market.clone();
        async move {
            match segment {
                Segment::Bytes(bytes) => {
                    let bytes = bytes.slice(part.start as usize..part.end as usize);
                    Ok(future::ready(Ok(bytes)).into_stream().boxed())
                }
                Segment::Blob { hash, bytes } => {
                    let pieces = blobs::open_stretch(&market, &hash, bytes, part).await;
                    pieces.map(|pieces| pieces.map_err(market::Error::from).boxed())
                }
            }
        }
    };
    stream::iter(parts).then(open).try_flatten().fuse()
}

/// `attachment` with the name for programs that read ASCII alone, and for all others. No character of it can end the header.
pub(crate) fn disposition(name: &str) -> String {
    let name: String = name.chars().take(NAME_CHARACTERS_MAX).collect();
    let keep = |character: char| character == ' ' || (character.is_ascii_graphic() && !"\"\\%".contains(character));
    let plain: String = name.chars().map(|character| if keep(character) { character } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, &ATTRIBUTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_the_header_it_stands_in() {
        let name = "Grün\"; filename=\"x.exe\r\nset-cookie: a=b.stl";
        let plain = "attachment; filename=\"Gr_n_; filename=_x.exe__set-cookie: a=b.stl\"";
        let encoded = "filename*=UTF-8''Gr%C3%BCn%22%3B%20filename%3D%22x.exe%0D%0Aset-cookie%3A%20a%3Db.stl";
        assert_eq!(disposition(name), format!("{plain}; {encoded}"));
        assert!(HeaderValue::from_str(&disposition(name)).is_ok());
    }
}
