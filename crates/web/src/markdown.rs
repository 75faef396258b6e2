//! What an operator writes in Markdown, as HTML of the page it stands on.
//!
//! HTML in it is shown as text, a picture as its words: pages show no foreign content. Links lead to the web, to an e-mail
//! address, or to a place on this site.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// `text` as HTML. Its headings stand below the page's own.
pub(crate) fn html(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, Parser::new_ext(text, options).map(harmless));
    out
}

fn harmless(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        // What stands between them is the picture's words.
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let is_kept = link_type == LinkType::Email || leads_somewhere(&dest_url);
            let dest_url = if is_kept { dest_url } else { CowStr::Borrowed("") };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: below(level), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        other => other,
    }
}

fn leads_somewhere(address: &str) -> bool {
    let known = ["https://", "http://", "mailto:", "tel:"];
    let is_known =
        known.iter().any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    is_known || address.starts_with('#') || (address.starts_with('/') && !address.starts_with("//"))
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_becomes_a_page() {
        let text =
            "# Who we are\n\nA *small* **shop**:\n\n- one\n- two\n\nWrite to <mail@example.org> or [look](/browse).\n";
        assert_eq!(
            html(text),
            "<h2>Who we are</h2>\n<p>A <em>small</em> <strong>shop</strong>:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n\
             <p>Write to <a href=\"mailto:mail@example.org\">mail@example.org</a> or <a href=\"/browse\">look</a>.</p>\n"
        );
        let table = html("| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert!(table.starts_with("<table><thead><tr><th>a</th><th>b</th></tr></thead>"), "{table}");
    }

    #[test]
    fn nothing_in_it_runs_or_is_fetched() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<iframe src=\"https://example.org\"></iframe>",
            "![x](https://example.org/x.png)",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x](//example.org)",
            "[x]: javascript:alert(1)\n\n[x]",
            "<javascript:alert(1)>",
            "[x](vbscript:x \"y\\\" onmouseover=alert(1) z\")",
            "# x {#id onclick=alert(1)}",
            "<style>*{display:none}</style>\n\ntext",
        ] {
            let page = html(text).to_lowercase();
            for bad in [
                "<script",
                "<img",
                "<iframe",
                "<style",
                "=\"javascript",
                "=\"data:",
                "=\"vbscript",
                "=\"//",
                "\" on",
                " onclick=\"",
            ] {
                assert!(!page.contains(bad), "{text} gave {page}");
            }
        }
    }

    #[test]
    fn a_long_text_takes_no_longer_than_its_length() {
        for piece in ["[", "*a_", "![[](", "> ", "`", "<a", "| a ", "- "] {
            let text = piece.repeat(50_000 / piece.len());
            let begun = std::time::Instant::now();
            let page = html(&text);
            assert!(
                begun.elapsed().as_secs() < 10 && page.len() < 40_000_000,
                "{piece}: {:?}, {}",
                begun.elapsed(),
                page.len()
            );
        }
    }
}
