//! What the modules of one source file define, import and mention, read from its tokens.
//!
//! The lexer is that of `proc-macro2`, so that comments, strings and raw strings are no paths. What a macro is
//! called with is read like any other code.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree, token_stream::IntoIter};

/// A path as it is written: the names between the colons.
pub type Names = Vec<String>;

/// One module: a file, or a `mod name { … }` in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// The modules above it, from the crate's root, and its own name; the root's is empty.
    pub path: Names,
    /// The same of the file that it is written in.
    pub file: Names,
    /// What is defined right in it: functions, types, constants, modules.
    pub items: BTreeSet<String>,
    /// What `use` brings in: the name it has here, and the path.
    pub imports: BTreeMap<String, Names>,
    /// What `use path::*` brings in.
    pub globs: Vec<Names>,
    /// Paths that stand in its code, `use` aside; a name alone, too.
    pub mentions: BTreeSet<Names>,
}

/// The modules of the file that is the module `path`; the file's own comes first.
///
/// # Errors
/// When the text is no Rust.
pub fn modules(path: &[String], text: &str) -> Result<Vec<Module>> {
    let tokens: TokenStream = text.parse().map_err(|error| anyhow!("{error}"))?;
    let file = Module { path: path.to_vec(), file: path.to_vec(), ..Module::default() };
    let mut found = vec![file];
    read(tokens, 0, true, &mut found);
    Ok(found)
}

/// Reads `tokens` into `found[module]`. `is_top` tells that they stand right in the module, in no function or type.
fn read(tokens: TokenStream, module: usize, is_top: bool, found: &mut Vec<Module>) {
    let mut tokens = tokens.into_iter().peekable();
    loop {
        // Behind colons that follow no name: `::other_crate::name`, `<T as Trait>::name`.
        if take_colons(&mut tokens) {
            if let Some(TokenTree::Ident(_)) = tokens.peek() {
                tokens.next();
                rest_of_path(&mut tokens, "");
            }
            continue;
        }
        match tokens.next() {
            Some(TokenTree::Ident(word)) => match word.to_string().as_str() {
                "use" if !next_is(&mut tokens, '<') => read_use(&mut tokens, Vec::new(), &mut found[module]),
                "mod" if is_top => read_module(&mut tokens, module, found),
                word if DEFINING.contains(&word) => {
                    if let (true, Some(TokenTree::Ident(name))) = (is_top, tokens.peek()) {
                        found[module].items.insert(name.to_string());
                    }
                }
                word => {
                    let names = rest_of_path(&mut tokens, word);
                    found[module].mentions.insert(names);
                }
            },
            Some(TokenTree::Group(group)) => read(group.stream(), module, false, found),
            Some(_) => {}
            None => return,
        }
    }
}

/// Words that stand before the name of what they define.
const DEFINING: [&str; 9] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static", "macro_rules"];

fn next_is(tokens: &mut Peekable<IntoIter>, sign: char) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Takes two colons, and tells whether they were there.
fn take_colons(tokens: &mut Peekable<IntoIter>) -> bool {
    let is_first = |punct: &Punct| punct.as_char() == ':' && punct.spacing() == Spacing::Joint;
    let are_there = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if is_first(punct));
    if are_there {
        tokens.nth(1);
    }
    are_there
}

/// `mod name;` and `mod name { … }`.
fn read_module(tokens: &mut Peekable<IntoIter>, module: usize, found: &mut Vec<Module>) {
    let Some(TokenTree::Ident(name)) = tokens.next() else { return };
    found[module].items.insert(name.to_string());
    let Some(TokenTree::Group(body)) = tokens.peek() else { return };
    let body = body.stream();
    tokens.next();
    let path = [found[module].path.clone(), vec![name.to_string()]].concat();
    let file = found[module].file.clone();
    found.push(Module { path, file, ..Module::default() });
    read(body, found.len() - 1, true, found);
}

/// The path that begins with `first`.
fn rest_of_path(tokens: &mut Peekable<IntoIter>, first: &str) -> Names {
    let mut names = vec![first.to_owned()];
    while take_colons(tokens) {
        let Some(TokenTree::Ident(name)) = tokens.peek() else { break };
        names.push(name.to_string());
        tokens.next();
    }
    names
}

/// A tree of `use` behind `names`.
fn read_use(tokens: &mut Peekable<IntoIter>, mut names: Names, module: &mut Module) {
    // `use ::name`: another crate.
    if take_colons(tokens) {
        names.push(String::new());
    }
    loop {
        match tokens.next() {
            Some(TokenTree::Ident(name)) => names.push(name.to_string()),
            Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => return module.globs.push(names),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                return read_use_group(&group, &names, module);
            }
            _ => return,
        }
        if !take_colons(tokens) {
            break;
        }
    }
    if names.last().is_some_and(|name| name == "self") && names.len() > 1 {
        names.pop();
    }
    let mut name = names.last().cloned().unwrap_or_default();
    if matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == "as") {
        tokens.next();
        name = tokens.next().map(|token| token.to_string()).unwrap_or_default();
    }
    // Traits brought in without a name have none here, but they come from somewhere.
    if name == "_" {
        name = format!("_ {}", names.join("::"));
    }
    module.imports.insert(name, names);
}

fn read_use_group(group: &Group, names: &Names, module: &mut Module) {
    let mut tokens = group.stream().into_iter().peekable();
    while tokens.peek().is_some() {
        read_use(&mut tokens, names.clone(), module);
        while tokens.peek().is_some() && !next_is(&mut tokens, ',') {
            tokens.next();
        }
        tokens.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str) -> Names {
        path.split("::").map(str::to_owned).collect()
    }

    fn only(text: &str) -> Module {
        let mut found = modules(&names("a"), text).expect("Rust");
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    #[test]
    fn every_form_of_use_is_read() {
        let module = only(
            "use b::C; pub(crate) use super::{d, e::{self, F as G, *}}; use ::other::H; use i::J as _;\n\
             fn k() -> impl Sized + use<> { use l::M; }",
        );
        let imports: Vec<(&str, String)> =
            module.imports.iter().map(|(name, path)| (name.as_str(), path.join("::"))).collect();
        let wanted = [
            ("C", "b::C"),
            ("G", "super::e::F"),
            ("H", "::other::H"),
            ("M", "l::M"),
            ("_ i::J", "i::J"),
            ("d", "super::d"),
            ("e", "super::e"),
        ];
        assert_eq!(imports, wanted.map(|(name, path)| (name, path.to_owned())));
        assert_eq!(module.globs, [names("super::e")]);
    }

    #[test]
    fn paths_in_code_are_read_and_those_in_words_are_not() {
        let module = only(
            "// in::comment\n/* in::block */ /// in::doc\nfn f(x: b::T<'_>) { g!(c::d(0..e)); ::h::i(); <T>::j() }\n\
             const S: &str = \"in::string\"; const R: &str = r#\"in::raw\"#;",
        );
        let has = |path: &str| module.mentions.contains(&names(path));
        assert!(has("b::T") && has("c::d") && has("e"), "{module:?}");
        assert!(!has("h::i") && !has("j"), "{module:?}");
        assert!(module.mentions.iter().all(|path| path[0] != "in"), "{module:?}");
        assert_eq!(module.items, ["f", "S", "R"].map(str::to_owned).into());
    }

    #[test]
    fn a_module_in_the_file_is_one_of_its_own() {
        let found = modules(&names("a"), "mod b { mod c; fn d() {} } mod e;").expect("Rust");
        assert_eq!(found.len(), 2);
        assert_eq!((&found[1].path, &found[1].file), (&names("a::b"), &names("a")));
        assert_eq!(found[1].items, ["c", "d"].map(str::to_owned).into());
        assert_eq!(found[0].items, ["b", "e"].map(str::to_owned).into());
    }

    #[test]
    fn what_is_no_rust_is_an_error() {
        assert!(modules(&[], "fn f( {").is_err());
    }
}
