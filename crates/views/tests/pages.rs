//! What holds for every page, whatever stands in it.

#[path = "../examples/gallery/samples/mod.rs"]
mod samples;

/// The tags of `html` that begin with `<name`, up to their `>`.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!("<{name}");
    let whole = |at: usize| &html[at..at + html[at..].find('>').unwrap_or(html.len() - at)];
    html.match_indices(&begin).map(|(at, _)| whole(at)).collect()
}

#[test]
fn every_page_renders_one_main_heading() {
    for (address, html) in samples::all("/img") {
        assert!(!html.starts_with("does not render"), "{address}: {html}");
        assert_eq!(tags(&html, "h1").len(), 1, "{address}");
        assert_eq!(tags(&html, "main ").len(), 1, "{address}");
    }
}

#[test]
fn no_page_holds_inline_script_or_style() {
    for (address, html) in samples::all("/img") {
        for banned in ["<style", " style=", " onclick", " onload", " onsubmit", "javascript:"] {
            assert!(!html.contains(banned), "{address} holds {banned}");
        }
        for tag in tags(&html, "script") {
            assert!(tag.contains(" src=") || tag.contains("application/ld+json"), "{address}: {tag}");
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    for (address, html) in samples::all("/img") {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            // The test bank is a party of its own and knows no visit: its reference is the only credential.
            if form.contains("action=\"/test-bank/") {
                continue;
            }
            let changes = form.split('>').next().unwrap_or_default().contains("method=\"post\"");
            assert_eq!(changes, form.contains("name=\"csrf\" value=\"c0ffee\""), "{address}: {form}");
        }
    }
}

#[test]
fn every_picture_has_its_size_and_words() {
    for (address, html) in samples::all("/img") {
        for tag in tags(&html, "img") {
            for needed in [" width=", " height=", " alt="] {
                assert!(tag.contains(needed), "{address}: {tag}");
            }
        }
    }
}

#[test]
fn every_identifier_stands_once_and_every_label_has_its_field() {
    for (address, html) in samples::all("/img") {
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{address}: {ids:?}");
        for label in html.split("<label for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&label), "{address}: no field {label}");
        }
    }
}

#[test]
fn a_title_cannot_end_the_data_block() {
    let pages = samples::all("/img");
    let (_, html) = pages.iter().find(|(address, _)| address == "/l/fluted-twist-vase").expect("a listing");
    let block = html.split("application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let value: serde_json::Value = serde_json::from_str(block.expect("a block")).expect("whole JSON");
    assert_eq!(value["name"], "Vase </script><b>");
}

#[test]
fn pages_read_as_before() {
    for (address, html) in samples::all("/img") {
        if !["/browse-empty", "/sign-up", "/basket", "/404"].contains(&address.as_str()) {
            continue;
        }
        let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a main part");
        // Content hashes change with every stroke of an icon; they are another test's matter.
        let (mut text, mut rest) = (String::new(), main);
        while let Some(at) = rest.find("?v=") {
            text.push_str(&rest[..at]);
            rest = &rest[at + 19..];
        }
        text.push_str(rest);
        insta::assert_snapshot!(address.trim_start_matches('/').replace('/', "-"), text.replace("><", ">\n<"));
    }
}
