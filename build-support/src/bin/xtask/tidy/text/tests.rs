use super::{File, check};

fn lines(path: &str, text: &str) -> Vec<usize> {
    check(&File::new(path, text)).into_iter().map(|finding| finding.line).collect()
}

#[test]
fn a_long_source_file_is_found_and_a_long_page_is_not() {
    let text = "x\n".repeat(401);
    assert_eq!(lines("base/src/money.rs", &text), [401]);
    assert!(lines("README.md", &text).is_empty());
    assert!(lines("base/src/money.rs", &text[2..]).is_empty());
}

#[test]
fn unfinished_work_is_found_and_a_spanish_word_is_not() {
    let note = concat!("// TO", "DO: later\n");
    let call = concat!("fn f() { to", "do!() }\n");
    assert_eq!(lines("base/src/money.rs", &format!("{note}{call}")), [1, 2]);
    assert_eq!(lines("k8s/base/gateway.yaml", concat!("# FIX", "ME\n")), [1]);
    assert!(lines("dialogue/words/es.toml", "done = \"¡Eso es todo!\"\n").is_empty());
    assert!(lines("base/src/money.rs", concat!("const PHO", "TODOC: u8 = 1;\n")).is_empty());
}

#[test]
fn pages_point_to_nothing_outside() {
    let page = "<a href=\"http://localhost:8080\">\n<svg xmlns=\"http://www.w3.org/2000/svg\">\n<script src=\"https://cdn.example/x.js\">\n";
    assert_eq!(lines("gateway/src/web/page.html", page), [3]);
    assert!(lines("README.md", page).is_empty());
}

#[test]
fn blanks_at_the_end_of_a_line_are_found() {
    assert_eq!(lines("proto/souk/a.proto", "a \nb\t\nc\r\nd\n"), [1, 2, 3]);
}

#[test]
fn a_secret_is_found_and_its_documentation_is_not() {
    let key = format!("{}{}", concat!("sk_", "live_"), "0123456789abcdef0123");
    assert_eq!(lines("README.md", &format!("a\nkey = \"{key}\"\n")), [2]);
    assert_eq!(lines("a.pem", concat!("-----BEGIN RSA ", "PRIVATE KEY-----\n")), [1]);
    assert!(lines("README.md", concat!("Keys start with sk_", "live_ and tokens with EA", "AG.\n")).is_empty());
}
