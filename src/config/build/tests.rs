//! Trees of texts, faults and limits.

use super::*;

fn kind(text: &str) -> Option<FaultKind> {
    build(text, 0).err().map(|fault| fault.kind)
}

fn at(text: &str, route: &str) -> (u32, u32, u32, u32) {
    let root = build(text, 0).unwrap();
    let Place { start, end, .. } = root.entry(route).unwrap().place;
    (start.line, start.column, end.line, end.column)
}

#[test]
fn values_stand_where_they_are_written() {
    let text = "auth:\n  # why\n  environment: development\n  list: [a, 'b c']\n  ü: \"x\"\n";
    assert_eq!(at(text, "auth.environment"), (3, 16, 3, 27));
    assert_eq!(at(text, "auth.list.1"), (4, 13, 4, 18));
    assert_eq!(at(text, "auth.ü"), (5, 6, 5, 9));
    let root = build(text, 0).unwrap();
    let key = root.entry("auth.environment").unwrap().key.unwrap();
    assert_eq!((key.start.line, key.start.column, key.end.column), (3, 3, 14));
    assert_eq!(root.entry("auth.environment").unwrap().text(), Some("development"));
}

#[test]
fn a_value_ends_with_itself_whatever_follows_it() {
    for (text, place) in [
        ("a: 'it''s' # it's\n", (1, 4, 1, 11)),
        ("a: \"ü \\\" # x\"   # \"\n# y\n", (1, 4, 1, 14)),
        ("a: 'x\n  y' # c\n", (1, 4, 2, 5)),
        ("a: >-\r\n  x\r\n  y\r\n\r\n# c\r\nb: 1\r\n", (2, 3, 3, 4)),
        ("a: !!str |\n  x\n\nb: 1\n", (1, 4, 2, 4)),
        ("a: [1, { b: 'c' }] # d]\n", (1, 4, 1, 19)),
        ("a:\n  b: { c: 1\n    } # d\n# e\nf: 1\n", (2, 3, 3, 6)),
        ("\u{feff}a: 'x' # b\n", (1, 5, 1, 8)),
    ] {
        assert_eq!(at(text, "a"), place, "{text:?}");
    }
    let root = build("'a' : 1\n", 0).unwrap();
    assert_eq!(root.entry("a").unwrap().key.unwrap().end.column, 4);
}

#[test]
fn what_backstage_refuses_is_a_fault_of_its_kind() {
    for (text, fault) in [
        ("a: 1\na: 2\n", FaultKind::DuplicateKey),
        ("a: 1\n---\nb: 2\n", FaultKind::SeveralDocuments),
        ("- a\n", FaultKind::RootNotMap),
        ("text\n", FaultKind::RootNotMap),
        ("a:\n\tb: 1\n", FaultKind::Tab),
        ("a: {b: ${V}}\n", FaultKind::Syntax),
        ("a: [${V}]\n", FaultKind::Syntax),
        ("a: ${X:-a: b}\n", FaultKind::Syntax),
        ("a: \"${X:-[\\s\\S]*}\"\n", FaultKind::Syntax),
        ("a: 'open\n", FaultKind::Syntax),
        ("a: *nobody\n", FaultKind::Syntax),
    ] {
        assert_eq!(kind(text), Some(fault), "{text}");
    }
}

#[test]
fn what_backstage_reads_is_read() {
    for text in [
        "",
        "# only a comment\n",
        "---\na: 1\n",
        "a: 1\n...\n",
        "\u{feff}a: 1\n",
        "a: |\n  x\n  \ty\n",
        "<<: {a: 1}\n",
        "null\n",
    ] {
        assert_eq!(kind(text), None, "{text:?}");
    }
}

#[test]
fn a_list_may_be_closed_at_its_key_as_backstage_takes_it_and_no_further_out() {
    let text = "backend:\n  csp:\n    img-src: [\n      \"'self'\"\n    ]\n    a: [\n      'b'\n    ]\n";
    let root = build(text, 0).unwrap();
    assert_eq!(root.get("backend.csp.img-src.0").and_then(Node::text), Some("'self'"));
    assert_eq!(root.get("backend.csp.a.0").and_then(Node::text), Some("b"));
    for text in ["a:\n  b: [\n    'c'\n ]\n", "a:\n    b:\n    [\n      \"c\"\n    ]\n", "a: [b\nc: }\n"] {
        assert_eq!(kind(text), Some(FaultKind::Syntax), "{text}");
    }
}

#[test]
fn aliases_are_written_out_until_they_multiply() {
    let root = build("a: &a {b: 1}\nc: *a\n", 0).unwrap();
    assert!(root.get("c.b").is_some());
    let mut bomb = "a0: &a0 [x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![alias; 9].join(", "));
    }
    assert_eq!(kind(&bomb), Some(FaultKind::TooManyAliases));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(3 << 20), vec!["*a"; 50].join(", "));
    assert_eq!(kind(&long), Some(FaultKind::TooManyAliases));
    let many = format!("a: &a x\nb: [{}]\n", vec!["*a"; 101].join(", "));
    assert_eq!(kind(&many), Some(FaultKind::TooManyAliases));
}

#[test]
fn deep_and_large_texts_end_in_a_fault() {
    assert!(kind(&"[".repeat(100_000)).is_some());
    let brackets = format!("a: {}{}\n", "[".repeat(150), "]".repeat(150));
    assert_eq!(kind(&brackets), Some(FaultKind::TooLarge));
    assert_eq!(kind(&"a:\n".repeat(2_000_000)), Some(FaultKind::TooLarge));
    let deep: String = (0..300).map(|level| format!("{}k:\n", " ".repeat(level))).collect();
    assert_eq!(kind(&deep), Some(FaultKind::TooLarge));
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_tree_or_a_fault(text in "([a-c]|[:{}\\[\\]&*!|>'\"%@`,?#-]|\\$\\{|\n| |\t|ä)*") {
        let _ = build(&text, 0);
    }
}

#[test]
fn a_quote_behind_a_backslash_is_an_escape_of_go_alone() {
    let text = "a: \"it\\'s \\\\' \\\"\" # \\'\nb: 'c\\'\nd: \\'e\n";
    let roots = documents(text, 0).unwrap();
    let said = |key: &str| roots[0].entry(key).unwrap().text().unwrap().to_owned();
    assert_eq!([said("a"), said("b"), said("d")], ["it's \\' \"", "c\\", "\\'e"]);
    let Place { start, end, .. } = roots[0].entry("a").unwrap().place;
    assert_eq!((start.column, end.column), (4, 18));
    assert_eq!(kind(text), Some(FaultKind::Syntax));
    assert!(documents("a: \"b\\dc\\'\"\n", 0).is_err());
    assert_eq!(partly(text, 0).1, None);
}
