//! Style sheets taken apart: selectors with their declarations, in the order in which they win.

use std::rc::Rc;

use quick_xml::{Reader, events::Event};
use simplecss::Selector;

use super::super::entities::Entities;

/// One declaration: `stroke: red !important`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Declaration<'a> {
    pub name: &'a str,
    pub value: &'a str,
    pub is_important: bool,
}

/// A selector and what it declares.
pub(super) struct Rule<'a> {
    pub selector: Selector<'a>,
    pub declarations: Rc<[Declaration<'a>]>,
}

/// What a file's style elements say, and how many elements there are to try it on.
#[derive(Debug, Default)]
pub(in crate::drawing::svg) struct Gathered {
    pub css: String,
    pub element_count: u64,
    /// Bytes of the whole file.
    pub file_bytes: usize,
}

/// Goes through the file once, before its elements are read: a style may stand behind what it is for.
pub(in crate::drawing::svg) fn gather(text: &str) -> Gathered {
    let mut gathered = Gathered { file_bytes: text.len(), ..Gathered::default() };
    if !text.contains("style") {
        return gathered;
    }
    let mut entities = Entities::default();
    let mut reader = Reader::from_str(text);
    let mut in_style = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                gathered.element_count += 1;
                in_style = start.local_name().into_inner() == "style";
            }
            Ok(Event::Empty(_)) => gathered.element_count += 1,
            Ok(Event::End(_)) if in_style => {
                in_style = false;
                gathered.css.push('\n');
            }
            Ok(Event::DocType(doctype)) => entities.declare(&doctype),
            Ok(Event::Text(raw)) if in_style => gathered.css.push_str(&entities.unescape(&raw)),
            Ok(Event::GeneralRef(name)) if in_style => {
                gathered.css.push_str(&entities.unescape(&format!("&{};", &*name)));
            }
            Ok(Event::CData(raw)) if in_style => gathered.css.push_str(&raw),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    gathered.css = without_comments(&gathered.css);
    gathered
}

/// Comments stand for a blank; the marks that hid a style sheet from browsers of the last century go, too.
pub(super) fn without_comments(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        plain.push(' ');
        rest = after.split_once("*/").map_or("", |(_, tail)| tail);
    }
    plain.push_str(rest);
    // The selectors' crate does not know the root by its pseudo-class.
    plain.replace("<!--", " ").replace("-->", " ").replace(":root", "svg")
}

/// The rules of `css`, later ones win over earlier ones.
pub(super) fn rules(css: &str) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    collect(css, &mut rules, 0);
    rules.sort_by_key(|rule| rule.selector.specificity());
    rules
}

fn collect<'a>(css: &'a str, rules: &mut Vec<Rule<'a>>, depth: usize) {
    /// Blocks in blocks that are followed.
    const DEPTH_MAX: usize = 4;
    let mut rest = css;
    while let Some(at) = rest.find(['{', ';', '}']) {
        let (prelude, tail) = (rest[..at].trim(), &rest[at + 1..]);
        if !rest[at..].starts_with('{') {
            rest = tail; // `@import …;`, or a brace too many.
            continue;
        }
        let (block, after) = split_block(tail);
        rest = after;
        match prelude.strip_prefix('@') {
            Some(rule) if depth < DEPTH_MAX && is_for_screens(rule) => collect(block, rules, depth + 1),
            Some(_) => {}
            None => {
                let declarations: Rc<[Declaration]> = declarations(block).collect();
                let selectors = split_outside(prelude, ',').filter_map(|selector| Selector::parse(selector.trim()));
                rules.extend(selectors.map(|selector| Rule { selector, declarations: Rc::clone(&declarations) }));
            }
        }
    }
}

/// Whether the rules inside of `@media`, `@layer` or `@supports` hold for a screen: that is what is drawn.
fn is_for_screens(rule: &str) -> bool {
    let (name, query) = rule.split_once(|letter: char| letter.is_whitespace() || letter == '(').unwrap_or((rule, ""));
    match name {
        "layer" | "supports" => true,
        "media" => matches!(query.trim(), "" | "all" | "screen"),
        _ => false,
    }
}

/// What stands before the brace that closes the block, and what stands behind it.
fn split_block(text: &str) -> (&str, &str) {
    let mut open = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return (&text[..at], &text[at + 1..]);
        }
    }
    (text, "")
}

/// The declarations of a block or of a `style` attribute.
pub(super) fn declarations(block: &str) -> impl Iterator<Item = Declaration<'_>> {
    split_outside(block, ';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.trim();
        let important = value.rsplit_once('!').filter(|(_, word)| word.trim().eq_ignore_ascii_case("important"));
        let (value, is_important) = important.map_or((value, false), |(value, _)| (value.trim(), true));
        let name = name.trim();
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        is_name.then_some(Declaration { name, value, is_important })
    })
}

/// Parts between `mark`, where it stands in no brackets and no quotes.
pub(super) fn split_outside(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut open, mut quote) = (0_u32, None);
        for (at, letter) in text.char_indices() {
            match (quote, letter) {
                (Some(known), _) if known == letter => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(letter),
                (None, '(') => open += 1,
                (None, ')') => open = open.saturating_sub(1),
                (None, _) if letter == mark && open == 0 => {
                    rest = Some(&text[at + letter.len_utf8()..]);
                    return Some(&text[..at]);
                }
                _ => {}
            }
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_taken_apart_as_browsers_do() {
        let svg = "<svg><style>/* a */ .a, g > .b { fill : none; stroke:var(--c, rgb(1, 2, 3)) !important } @import 'x'; \
                   @media print { .a { fill: red } } @media screen { #c { fill: url(\"a;b\") } } rect{stroke:red}</style></svg>";
        let gathered = gather(svg);
        let rules = rules(&gathered.css);
        let shown: Vec<_> = rules
            .iter()
            .map(|rule| rule.declarations.iter().map(|it| (it.name, it.value, it.is_important)).collect::<Vec<_>>())
            .collect();
        let both = vec![("fill", "none", false), ("stroke", "var(--c, rgb(1, 2, 3))", true)];
        let expected = [vec![("stroke", "red", false)], both.clone(), both, vec![("fill", "url(\"a;b\")", false)]];
        assert_eq!(shown, expected);
        assert_eq!(gathered.element_count, 2);
    }
}
