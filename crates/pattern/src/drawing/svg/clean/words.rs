//! Texts and style sheets: what stands between tags.

use std::sync::Arc;

use quick_xml::events::BytesStart;

use super::{Cleaner, push_attribute, reaches_out, write_attributes};

/// How opaque the square is that stands for a text: a value that no drawing has; its colour is the text's number.
pub(in crate::drawing::svg) const TEXT_OPACITY: f32 = 0.012_34;

/// A text while it is read.
pub(super) struct OpenText {
    pub(super) depth: u32,
    attributes: Vec<(String, String)>,
    element: usize,
    pub(super) content: String,
    span_count: u32,
}

impl Cleaner<'_> {
    pub(super) fn start_text(&mut self, start: &BytesStart) {
        let mut attributes = self.attributes(start);
        let super::styled::Styled { transform, .. } = self.style("text", &mut attributes);
        self.transform(self.document.elements.len(), &transform, &mut attributes);
        self.check_lengths(&mut attributes);
        let element = self.register("text", &attributes, Arc::default(), 0);
        self.text = Some(OpenText { depth: 0, attributes, element, content: String::new(), span_count: 0 });
    }

    pub(super) fn start_in_text(&mut self, start: &BytesStart) {
        let name = self.svg_name(start);
        let is_paragraph = matches!(name.as_deref(), Some("flowPara" | "flowDiv"));
        let is_span = matches!(name.as_deref(), Some("tspan" | "textPath" | "a" | "tref" | "flowSpan" | "flowLine"));
        if !is_span && !is_paragraph {
            self.note_active(start);
            self.skipped_depth = 1;
            return;
        }
        let mut attributes = self.attributes(start);
        self.style(name.as_deref().unwrap_or_default(), &mut attributes);
        let Some(text) = &mut self.text else { return };
        let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        if is_paragraph || ["x", "y", "dy"].into_iter().any(|key| find(key).is_some()) {
            let filled = text.content.trim_end().len();
            text.content.truncate(filled);
            if filled > 0 {
                text.content.push('\n');
            }
        }
        if text.span_count == 0 {
            for key in ["x", "y", "font-size"] {
                if let Some(value) = find(key).filter(|_| !text.attributes.iter().any(|(name, _)| name == key)) {
                    text.attributes.push((key.to_owned(), value));
                }
            }
        }
        text.span_count += 1;
        text.depth += 1;
    }

    /// Puts a square as high as the letters where the text begins: usvg then says where that is and how large.
    pub(super) fn end_text(&mut self, text: OpenText) {
        let content = tidy(&text.content);
        if content.is_empty() {
            return;
        }
        let first = |key: &str| {
            let value = text.attributes.iter().find(|(name, _)| name == key).map_or("0", |(_, value)| value.as_str());
            value.split([' ', ',', '\t', '\n']).find(|part| !part.is_empty()).unwrap_or("0").to_owned()
        };
        let (x, y) = (first("x"), first("y"));
        let style = text.attributes.iter().find(|(name, _)| name == "style").map_or("", |(_, value)| value.as_str());
        let number = self.document.texts.len() & 0xff_ffff;
        // First, and important, because a slip in the file's own style would hide what stands behind it.
        let style = format!(
            "fill:#{number:06x} !important;fill-opacity:{TEXT_OPACITY} !important;stroke:none !important;{style}"
        );
        let kept =
            |name: &str| matches!(name, "id" | "class" | "transform" | "font-size" | "font" | "display" | "visibility");
        let attributes: Vec<_> = text.attributes.iter().filter(|(name, _)| kept(name)).cloned().collect();
        let body = &mut self.document.body;
        body.push_str("<rect");
        write_attributes(body, text.element, &attributes);
        for (name, value) in [("x", x.as_str()), ("y", &y), ("width", "1em"), ("height", "1em"), ("style", &style)] {
            push_attribute(body, name, value);
        }
        body.push_str("/>");
        self.document.texts.push(content);
    }

    /// Tells what a style sheet reaches for; its rules were gathered before.
    pub(super) fn end_style(&mut self, style: &str) {
        let mut rest = style;
        let mut own = String::with_capacity(style.len());
        while let Some((before, after)) = rest.split_once("@import") {
            own.push_str(before);
            self.seen(|tally| &mut tally.external);
            rest = after.split_once(';').map_or("", |(_, tail)| tail);
        }
        own.push_str(rest);
        if reaches_out(&own) {
            self.seen(|tally| &mut tally.external);
        }
    }
}

/// Lines without the indentation of the XML around them.
fn tidy(content: &str) -> String {
    let lines = content.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
