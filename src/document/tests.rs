//! What merging and cutting keep, what they change, and what they refuse.

use proptest::prelude::*;
use serde_yaml::Value;

use super::comments::comments;
use super::merge::{merge, merged};
use super::refusal::{Reason, Refusal};
use super::text::value;
use super::{cut, has};

fn merges(existing: &str, fragment: &str) -> String {
    let once = merge(existing, fragment).unwrap();
    assert_eq!(merge(&once, fragment).unwrap(), once, "a second merge changed something");
    once
}

fn refuses(existing: &str, fragment: &str) -> Refusal {
    merge(existing, fragment).unwrap_err()
}

#[test]
fn comments_order_and_other_keys_stay() {
    let existing = "# mine\nbackend:\n  baseUrl: http://x # why\n\n# sign-in\nauth:\n  # keep\n  environment: production\n  # last\n\
                    # below\ncatalog:\n  rules: []\n";
    let fragment = "auth:\n  # closed, because anybody could enter\n  guest: null\n  environment: development\nbackend:\n  cors: true\n";
    let expected = "# mine\nbackend:\n  baseUrl: http://x # why\n  cors: true\n\n# sign-in\nauth:\n  # keep\n  environment: development\n  \
                    # last\n  # closed, because anybody could enter\n  guest: null\n# below\ncatalog:\n  rules: []\n";
    assert_eq!(merges(existing, fragment), expected);
}

#[test]
fn null_closes_what_a_map_opened() {
    let existing = "auth:\n  providers:\n    guest:\n      open: true\n    other: 1\n";
    let fragment = "auth:\n  providers:\n    # nobody is a guest\n    guest: null\n";
    assert_eq!(
        merges(existing, fragment),
        "auth:\n  providers:\n    # nobody is a guest\n    guest: null\n    other: 1\n"
    );
}

#[test]
fn a_list_of_ours_replaces_the_one_that_is_there() {
    let existing = "a:\n    hosts: # mine\n    - one\n    # two\n    - two\n    b: 1\n";
    let fragment = "a:\n  hosts:\n    - host: three\n      token: ${T}\n";
    let expected = "a:\n    # mine\n    # two\n    hosts:\n      - host: three\n        token: ${T}\n    b: 1\n";
    assert_eq!(merges(existing, fragment), expected);
}

#[test]
fn a_comment_inside_of_what_is_replaced_moves_above_it() {
    let existing = "a:\n  b: # one\n    # two\n    c: 'x # y' # three\n\n    # four\n    d: [1, # five\n      2]\n    # below\n  e: 1\n";
    let expected = "a:\n  # one\n  # two\n  # three\n  # four\n  # five\n  b: null\n    # below\n  e: 1\n";
    assert_eq!(merges(existing, "a:\n  b: null\n"), expected);
}

#[test]
fn a_comment_beside_a_scalar_stays_beside_it() {
    assert_eq!(merges("a: 1 # why\nb: 2\n", "a: 3\n"), "a: 3 # why\nb: 2\n");
    assert_eq!(merges("a: {} # why\nb: 2\n", "a:\n  c: 3\n"), "# why\na:\n  c: 3\nb: 2\n");
    assert_eq!(merges("a: 1 # why\n", "a: |\n  x\n  y\n"), "# why\na: |\n  x\n  y\n");
    assert_eq!(merges("a:\nb: 2\n", "a:\n  c: 3\n"), "a:\n  c: 3\nb: 2\n");
}

#[test]
fn line_ends_the_final_newline_and_the_byte_order_mark_stay() {
    assert_eq!(merges("a:\r\n  b: 1\r\nc: 2\r\n", "a:\n  d: 3\n"), "a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n");
    assert_eq!(merges("a: 1", "b: 2\n"), "a: 1\nb: 2");
    assert_eq!(merges("a: 1\r\nb: 2", "c: 3\n"), "a: 1\r\nb: 2\r\nc: 3");
    assert_eq!(merges("\u{feff}a: 1\r\n", "b: 2\n"), "\u{feff}a: 1\r\nb: 2\r\n");
}

#[test]
fn an_empty_or_commented_file_gets_the_whole_fragment() {
    let fragment = "# ours\na: 1\n";
    assert_eq!(merges("", fragment), fragment);
    assert_eq!(merges("# mine\n", fragment), "# mine\n\n# ours\na: 1\n");
    assert_eq!(merges("---\n", fragment), "---\n# ours\na: 1\n");
    assert_eq!(merges("{}\n", fragment), fragment);
}

#[test]
fn a_blank_line_above_our_key_comes_along() {
    assert_eq!(merges("a: 1\n", "b: 2\n\n# about c\nc: 3\n"), "a: 1\nb: 2\n\n# about c\nc: 3\n");
}

#[test]
fn what_is_equal_already_stays_byte_for_byte() {
    let existing = "'a' : {b: \"1\",   c: [x]}  # odd\n";
    assert_eq!(merges(existing, "a:\n  c:\n    - x\n"), existing);
}

#[test]
fn what_of_ours_stands_in_braces_comes_on_lines_into_a_block() {
    assert_eq!(
        merges("a:\n  b:\n    c: 1\n", "a: { b: { c: 2, d: { e: [3] } } }\n"),
        "a:\n  b:\n    c: 2\n    d:\n      e:\n      - 3\n"
    );
    assert_eq!(merges("a:\n  b:\n    c: 1\n", "a:\n  b: { 'd': '${X}' }\n"), "a:\n  b:\n    c: 1\n    d: ${X}\n");
}

#[test]
fn a_map_in_braces_on_the_way_becomes_a_block() {
    assert_eq!(merges("a: {b: 1} # c\nd: 1\n", "a:\n  e: 2\n"), "# c\na:\n  b: 1\n  e: 2\nd: 1\n");
    assert_eq!(merges("a: {}\n", "a:\n  e: 2\n"), "a:\n  e: 2\n");
    let refused = refuses("a: {b: 1, # c\n  d: 2}\n", "a:\n  e: 2\n");
    assert_eq!(refused.reason, Reason::Unusual { route: "a".into() });
}

#[test]
fn what_stands_in_braces_beside_what_is_merged_keeps_its_text() {
    assert_eq!(
        merges(
            "a: {n: 0123456789, v: 1.10, 'e': 1e3, \"q\": \"${Z}\", h: 0x10, l: ['x', 1.0], nothing: , bare, deep: {o: 0o17, m: {i: 'y'}}, url: http://x:1/ } # c\nz: 1\n",
            "a:\n  # ours\n  deep:\n    m:\n      new: 2\n    # more\n    p: {s: 1}\n  e: 7\n"
        ),
        "# c\na:\n  n: 0123456789\n  v: 1.10\n  e: 7\n  \"q\": \"${Z}\"\n  h: 0x10\n  l: ['x', 1.0]\n  nothing:\n  bare:\n  deep:\n    o: 0o17\n    m:\n      i: 'y'\n      new: 2\n    # more\n    p: {s: 1}\n  url: http://x:1/\nz: 1\n"
    );
    assert_eq!(
        merges("a: {b: \"x\r\n    y\", c: [1.0,\r\n  'z'], d: {}}\r\n", "a:\r\n  d:\r\n    e: 1\r\n"),
        "a:\r\n  b: \"x\r\n    y\"\r\n  c: [1.0,\r\n  'z']\r\n  d:\r\n    e: 1\r\n"
    );
    assert!(merge("a: {b: [1]}\n", "a:\n  b:\n    c: 1\n").is_err());
}

#[test]
fn anchors_elsewhere_are_kept_and_on_the_way_refused() {
    let existing = "x: &x\n  b: 1\ny: *x\nz:\n  <<: *x\nc:\n  d: 1\n";
    assert_eq!(merges(existing, "c:\n  e: 2\n"), format!("{existing}  e: 2\n"));
    for (fragment, route, line) in [("x:\n  n: 1\n", "x", 1), ("y:\n  n: 1\n", "y", 3), ("z:\n  n: 1\n", "z", 4)] {
        let refused = refuses(existing, fragment);
        assert_eq!(refused, Refusal { reason: Reason::Shared { route: route.into() }, line, column: 1 });
    }
}

#[test]
fn the_end_of_an_entry_is_found_behind_aliases_and_scalars_that_look_like_comments() {
    for existing in ["z: &z 1\na:\n  k: *z # keep\n", "a:\n  k: |\n    x\n    # no comment\n", "a:\n  - 1\n  # last\n"]
    {
        assert_eq!(merges(existing, "b: 1\n"), format!("{existing}b: 1\n"));
    }
    assert_eq!(merges("---\na: 1\n...\n", "b: 1\n"), "---\na: 1\nb: 1\n...\n");
    assert_eq!(merges("  a:\n      b: 1\n", "a:\n  c: 1\nd: 2\n"), "  a:\n      b: 1\n      c: 1\n  d: 2\n");
}

#[test]
fn a_line_of_dashes_is_no_nesting() {
    let existing = format!("# {}\na: 1\n", "-".repeat(400));
    assert_eq!(merges(&existing, "b: 1\n"), format!("{existing}b: 1\n"));
}

#[test]
fn text_that_people_get_wrong_is_refused_with_its_place() {
    let ours = "n: 1\n";
    let cases = [
        ("a:\n\tb: 1\n", "a tab indents the line (2:1); indent with spaces"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", "`b` stands twice in the same map (4:3); keep one of the two"),
        ("é: ü\nb:\n  ö: 1\n  'ö': 2\n", "`ö` stands twice in the same map (4:3); keep one of the two"),
        ("# c\na: 1\n---\nb: 2\n", "a second document begins (3:1); keep one document in the file"),
        ("# c\n- a\n", "the document is not a map of keys and values (2:1); write `key: value` lines at the top"),
        ("{a: 1}\n", "the document is not a map of keys and values (1:1); write `key: value` lines at the top"),
        (
            "a: [1\n",
            "the text is not YAML: while parsing a flow sequence, expected ',' or ']' (2:1); fix the line and run again",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(refuses(text, ours).to_string(), message);
    }
}

#[test]
fn no_value_is_repeated_where_a_text_is_refused() {
    let unread = "a value is written in a form that is not read (a number that is too large, a tag) (2:11); write it in quotes and run again";
    for value in [
        "98765432109876543210987",
        "-98765432109876543210987",
        "!!int CANARYcanary77",
        "!!float CANARYcanary77",
        "!!bool CANARYcanary77",
        "!!null CANARYcanary77",
    ] {
        assert_eq!(refuses(&format!("auth:\n  secret: {value}\n"), "n: 1\n").to_string(), unread, "{value}");
    }
    for text in [
        "{CANARYcanary77: 1, CANARYcanary77: 2}",
        "\n    CANARYcanary77: 1\n    CANARYcanary77: 2",
        "{98765432109876543210987: 1}",
        "{CANARYcanary77: !!int x}",
        "[!!int CANARYcanary77]",
        "*CANARYcanary77",
        "!CANARYcanary77!x y",
        "\"CANARYcanary77\\q\"",
        "%CANARYcanary77",
        "@CANARYcanary77",
        "{CANARYcanary77",
    ] {
        let said = refuses(&format!("auth:\n  secret: {text}\n"), "n: 1\n").to_string();
        assert!(!said.contains("CANARY") && !said.contains("9876"), "{text}: {said}");
    }
}

#[test]
fn a_huge_or_deep_text_is_refused_before_it_is_parsed() {
    let deep = refuses(&format!("a: {}", "[".repeat(500_000)), "n: 1\n");
    assert_eq!((deep.reason, deep.line), (Reason::TooDeep, 1));
    let huge = "a: [".repeat(3_000_000);
    assert_eq!(refuses(&huge, "n: 1\n").reason, Reason::TooLarge);
    let long = format!("a: 1\n{}", "# x\n".repeat(40_000));
    assert_eq!(merge(&long, "n: 1\n").unwrap(), format!("{long}n: 1\n"));
}

#[test]
fn a_route_is_there_even_when_its_value_is_null() {
    let text = "auth:\n  providers:\n    guest: null\n";
    assert!(has(text, &["auth", "providers", "guest"]));
    assert!(!has(text, &["auth", "providers", "github"]));
    assert!(!has(text, &["auth", "providers", "guest", "deeper"]));
}

fn tree() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        "[a-z ]{0,6}".prop_map(Value::from),
        "[a-z]{1,3}\n[#a-z:]{1,4}\n?".prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        Just(Value::Null),
        Just(Value::from(true)),
        Just(Value::from("${A} # b")),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Sequence),
            prop::collection::btree_map("[a-d]", inner, 0..4).prop_map(|map| Value::Mapping(
                map.into_iter().map(|(key, value)| (Value::from(key), value)).collect()
            )),
        ]
    })
}

fn document() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-d]", tree(), 0..4)
        .prop_map(|map| Value::Mapping(map.into_iter().map(|(key, value)| (Value::from(key), value)).collect()))
}

/// Puts a comment above and beside some lines, where YAML has comments there.
fn commented(text: &str, every: usize) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        let is_key = line.trim_start().starts_with(|c: char| c.is_ascii_lowercase()) && line.ends_with(':');
        if is_key && index % every == 0 {
            out += &format!(
                "{}# above {index}\n{line} # beside {index}\n",
                " ".repeat(line.len() - line.trim_start().len())
            );
        } else {
            out += &format!("{line}\n");
        }
    }
    out
}

/// What cutting means, without any text.
fn without(value: &Value, route: &[&str]) -> Option<Value> {
    let [key, rest @ ..] = route else { return None };
    let Value::Mapping(map) = value else { return Some(value.clone()) };
    let mut left = map.clone();
    if let Some(inner) = map.get(*key) {
        left.shift_remove(*key);
        if let Some(inner) = without(inner, rest) {
            left = map.clone();
            left.insert(Value::from(*key), inner);
        }
    }
    (!left.is_empty()).then_some(Value::Mapping(left))
}

/// Tells whether a map of ours would take the place of a list or a plain value.
fn map_over_value(before: &Value, ours: &Value) -> bool {
    match (before, ours) {
        (Value::Mapping(before), Value::Mapping(ours)) => {
            ours.iter().any(|(key, ours)| before.get(key).is_some_and(|before| map_over_value(before, ours)))
        }
        (before, ours) => ours.is_mapping() && !before.is_null(),
    }
}

/// Lists the routes of all keys in maps of maps.
fn routes(value: &Value, here: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    let Value::Mapping(map) = value else { return };
    for (key, inner) in map {
        here.push(key.as_str().unwrap().to_owned());
        all.push(here.clone());
        routes(inner, here, all);
        here.pop();
    }
}

proptest! {
    #[test]
    fn a_cut_text_means_what_is_left(before in document(), every in 1_usize..4, which in any::<prop::sample::Index>()) {
        let existing = commented(&serde_yaml::to_string(&before).unwrap(), every);
        let mut all = Vec::new();
        routes(&before, &mut Vec::new(), &mut all);
        prop_assume!(value(&existing).is_ok_and(|value| value == before));
        if all.is_empty() {
            return Ok(());
        }
        let route: Vec<&str> = which.get(&all).iter().map(String::as_str).collect();
        let text = cut(&existing, &route).unwrap();
        prop_assert!(!has(&text, &route));
        prop_assert_eq!(value(&text).unwrap(), without(&before, &route).unwrap_or(Value::Null));
    }

    #[test]
    fn a_merged_text_means_the_merged_values(before in document(), ours in document(), every in 1_usize..4, crlf in any::<bool>()) {
        let existing = commented(&serde_yaml::to_string(&before).unwrap(), every);
        let existing = if crlf { existing.replace('\n', "\r\n") } else { existing };
        prop_assume!(value(&existing).is_ok_and(|value| value == before));
        let fragment = commented(&serde_yaml::to_string(&ours).unwrap(), 2);
        prop_assume!(value(&fragment).is_ok_and(|value| value == ours));
        let text = match merge(&existing, &fragment) {
            Err(Refusal { reason: Reason::NotMap { .. }, .. }) => {
                prop_assert!(map_over_value(&before, &ours));
                return Ok(());
            }
            merged => merged.unwrap(),
        };
        prop_assert_eq!(value(&text).unwrap(), merged(&before, &ours));
        let lost = |comment: &&str| !text.contains(*comment);
        prop_assert_eq!(comments(&existing, 0..existing.len()).into_iter().find(lost), None);
        prop_assert_eq!(merge(&text, &fragment).unwrap(), text);
    }

    #[test]
    fn any_text_at_all_is_merged_or_refused_but_never_panics(existing in "[a-c:#\\-&*\\[\\]{}!|>'\" \t\r\n]{0,40}") {
        if let Ok(text) = merge(&existing, "a:\n  b: 1\n") {
            prop_assert_eq!(value(&text).unwrap()["a"]["b"].as_i64(), Some(1));
        }
    }
}
