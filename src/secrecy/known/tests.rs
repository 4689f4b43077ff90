use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::*;

const CANARY: &str = "Canary-7%q/Z+x\"y=";

fn known() -> Known {
    let mut known = Known::default();
    known.learn(CANARY);
    known.learn("pin42");
    known
}

#[test]
fn the_keys_of_a_document_stay_and_its_values_do_not() {
    let mut known = Known::default();
    ["rule", "fingerprint"].into_iter().for_each(|word| known.learn(word));
    let json = r#"{ "rule": "a rule", "a\"": "fingerprint", "fingerprint" : ["\"rule\":", 1] }"#;
    let shown = r#"{ "rule": "a ••••", "a\"": "••••", "fingerprint" : ["\"••••\":", 1] }"#;
    assert_eq!(known.conceal_document(json), shown);
}

#[test]
fn a_document_stays_one_whatever_is_secret() {
    let json = "{\n  \"rule\": \"inline-secret\",\n  \"severity\": \"error\",\n  \"says\": [\"a secret stands\", \"a1b2\", \"c3d4 \\\"secrets\\\"\"]\n}";
    for (word, shown) in
        [("secrets", "\"c3d4 \\\"••••\\\"\""), ("secretseverity", "inline-secret"), ("a1b2c3d4", "\"••••\", \"•••• ")]
    {
        let mut known = Known::default();
        known.learn(word);
        let concealed = known.conceal_document(json);
        assert!(serde_json::from_str::<serde_json::Value>(&concealed).is_ok(), "{word}: {concealed}");
        assert!(concealed.contains(shown) && concealed.contains("a secret stands"), "{word}: {concealed}");
    }
}

#[test]
fn words_that_only_come_to_a_secret_stay() {
    let mut known = Known::default();
    ["secrets", "open sesame"].into_iter().for_each(|secret| known.learn(secret));
    assert_eq!(known.conceal("a secret stands here; opens esame"), "a secret stands here; ••••");
    assert_eq!(known.conceal("SECRETS, se\u{1b}[31mcrets, open\n  sesame"), "••••, ••••, ••••");
}

#[test]
fn a_secret_is_found_in_whatever_way_it_is_written() {
    let around = |text: &str| known().conceal(&format!("it is {text}, you see"));
    let percent = "Canary-7%25q%2FZ%2bx%22y";
    for text in [
        CANARY.to_owned(),
        CANARY.to_uppercase(),
        CANARY.to_lowercase(),
        percent.to_owned(),
        CANARY.replace('"', "\\\""),
        percent.replace('%', "%25"),
        "Canary-7%q/\n    Z+x\"y=".to_owned(),
        "Canary-7\u{1b}[31m%q/Z+x\u{1b}[0m\"y=".to_owned(),
    ] {
        // Signs at its end tell nothing.
        assert_eq!(around(&text).replace(['=', '"', '%'], ""), "it is ••••, you see", "{text}");
    }
    for before in ["", "a", "ab", "user:"] {
        let whole = format!("{before}{CANARY}:more");
        for packed in [STANDARD.encode(&whole), URL_SAFE.encode(&whole)] {
            let shown = known().conceal(&packed);
            assert!(shown.contains(DOTS) && shown.chars().count() < 24, "{packed} {shown}");
        }
    }
}

#[test]
fn a_secret_is_found_in_whatever_it_is_packed_in() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let escapes = |before: &str, after: &str| -> String {
        CANARY.bytes().map(|byte| format!("{before}{byte:02x}{after}")).collect()
    };
    let hexadecimal = |apart: &str| -> String { CANARY.bytes().map(|byte| format!("{byte:02x}{apart}")).collect() };
    for (way, packed) in [
        ("escapes of JSON", escapes("\\u00", "")),
        ("escapes of YAML", escapes("\\x", "")),
        ("escapes of HTML", escapes("&#x", ";")),
        ("one escape of HTML", CANARY.replace('"', "&quot;")),
        ("escapes of mail", escapes("=", "").to_uppercase()),
        ("hexadecimal", hexadecimal("")),
        ("hexadecimal, apart", hexadecimal(":")),
        ("hexadecimal, upper case", hexadecimal(" ").to_uppercase()),
        ("base64 of base64", STANDARD.encode(STANDARD.encode(CANARY))),
        ("base64 of base64 of base64", STANDARD.encode(STANDARD.encode(STANDARD.encode(CANARY)))),
        ("base64 of UTF-16", STANDARD.encode(wide(CANARY))),
        ("base64 of JSON", STANDARD.encode(format!("{{\"token\": \"{}\"}}", CANARY.replace('"', "\\\"")))),
        ("base64 in an address", STANDARD.encode(CANARY).replace('=', "%3D")),
        ("base64 of hexadecimal", STANDARD.encode(hexadecimal(""))),
        (
            "base64, escaped ends of lines",
            format!("{}\\n{}", &STANDARD.encode(CANARY)[..9], &STANDARD.encode(CANARY)[9..]),
        ),
    ] {
        let shown = known().conceal(&format!("it is {packed} here"));
        assert!(shown.contains(DOTS) && shown.chars().count() < 40, "{way}: {packed} {shown}");
    }
    // `echo -n 'Canary-7%q/Z+x"y=' | base32`
    let base32 = "INQW4YLSPEWTOJLRF5NCW6BCPE6Q";
    assert_eq!(known().conceal(&format!("{base32}====")), "••••6Q====");
    assert_eq!(known().conceal(&base32.to_lowercase()), "••••6q");
    for mixed in [
        base32.to_lowercase() + "====",
        "inqw4ylspewtojlrF5NCW6BCPE6Q".to_owned(),
        STANDARD.encode(base32.to_lowercase()),
    ] {
        let shown = known().conceal(&format!("it is {mixed} here"));
        assert!(shown.starts_with("it is ••••") && shown.chars().count() < 25, "{mixed}: {shown}");
    }
}

#[test]
fn letters_of_every_language_are_found_in_any_case_and_in_percent() {
    let mut known = Known::default();
    known.learn("Großer-Ärger");
    for text in ["GROßER-ÄRGER", "gro%C3%9Fer-%C3%84rger", "Gro\\u00dfer-\\u00C4rger", "R3Jvw59lci3DhHJnZXI="] {
        assert!(known.conceal(text).starts_with("••••"), "{text} {}", known.conceal(text));
    }
}

#[test]
fn what_is_packed_without_end_is_read_within_limits() {
    let packed = |text: &str, times: usize| (0..times).fold(text.to_owned(), |text, _| STANDARD.encode(text));
    assert!(known().conceal(&packed(CANARY, DEEPEST)).starts_with(DOTS));
    // Deeper than that nothing is packed by anybody, and the search ends.
    let deeper = packed(&CANARY.repeat(200), DEEPEST + 1);
    assert_eq!(known().conceal(&deeper), deeper);
}

#[test]
fn a_short_secret_is_found_as_a_word_and_leaves_other_words_alone() {
    assert_eq!(known().conceal("`PIN42` and pin421"), "`••••` and pin421");
    // A part of a name is no word of its own, and the end of a sentence is none of the word.
    assert_eq!(known().conceal("app-config-pin42.yaml: pin42. -pin42"), "app-config-pin42.yaml: ••••. -••••");
    let mut known = Known::default();
    ["abc", "password", "Production"].into_iter().for_each(|word| known.learn(word));
    assert!(known.is_empty());
}

#[test]
fn a_word_that_a_name_is_made_of_is_forgotten_and_a_secret_that_something_is_called_by_is_not() {
    let mut known = Known::default();
    ["compose", "clientsecret", "Zq7Kx2pw9LmNvB4t", "galley"].into_iter().for_each(|word| known.learn(word));
    known.spare(["docker/compose.yml", "CLIENT_SECRET", "Zq7Kx2pw9LmNvB4t.yaml"].into_iter());
    assert_eq!(known.conceal("docker/compose.yml CLIENT_SECRET"), "docker/compose.yml CLIENT_SECRET");
    assert_eq!(known.conceal("Zq7Kx2pw9LmNvB4t.yaml galley"), "••••.yaml ••••");
}

#[test]
fn each_line_of_a_long_secret_is_one() {
    let mut known = Known::default();
    known.learn("-----BEGIN X-----\nMIIEpAIBAAKCAQEA7bq1\nabc\n-----END X-----\n");
    assert_eq!(known.conceal("12 | MIIEpAIBAAKCAQEA7bq1"), "12 | ••••");
}

#[test]
fn secrets_in_each_other_leave_no_rest() {
    let mut known = Known::default();
    known.learn("swordfish");
    known.learn("swordfish-and-chips");
    known.learn("fish-and-chips-please");
    assert_eq!(known.conceal("a swordfish-and-chips-please b"), "a •••• b");
}

#[test]
fn a_known_form_needs_no_learning() {
    let token = format!("ghp_{}", "a1".repeat(18));
    assert_eq!(Known::default().conceal(&format!("bad {token}")), "bad ••••");
}

proptest::proptest! {
    #[test]
    fn whatever_stands_around_it_a_secret_is_gone(before in "\\PC{0,12}", after in "\\PC{0,12}", blank in "[ \n\t]{0,3}") {
        let text = format!("{before}Canary-7%q/{blank}Z+x\"y={after}");
        let shown = known().conceal(&text);
        proptest::prop_assert!(!shown.contains("Canary-7%q"), "{shown}");
    }
}
