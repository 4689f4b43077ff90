//! Includes and variables.

use super::super::fault::FaultKind;
use super::super::place::Source;
use super::*;

struct Beside;

impl Files for Beside {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        assert_eq!(from, "a.yaml");
        let text = match path {
            "key.pem" => "CANARY-key\n\n",
            "part.yaml" => "a:\n  b: ${V}\n",
            "nested.yaml" => "token: { $file: key.pem }\ndeep: { token: { $file: key.pem } }\n",
            "whole.yaml" => "$include: part.yaml\n",
            "loop.yaml" => "loop: { $include: loop.yaml }\n",
            _ => return Err("does not exist".into()),
        };
        Ok(Attached { name: from.into(), text: text.into() })
    }
}

fn layer(text: &str) -> Layer {
    let mut sources = Sources::default();
    let source = sources.add(Source::new("a.yaml", text));
    let variables = Variables::closed([("V", "val"), ("EMPTY", "")]);
    read(source, Role::Yours, &mut sources, &variables, &Beside)
}

#[test]
fn includes_are_followed_as_backstage_follows_them() {
    let layer = layer(
        "k: { $file: key.pem }\ne: { $env: V }\nu: { $env: UNSET }\nd: { $env: UNSET:-d }\np: { $include: part.yaml#a.b }\nn: { $include: part.yaml#a.no }\n$foo: 1\n",
    );
    let said: Vec<_> = layer.faults.iter().map(|fault| fault.says.as_str()).collect();
    assert_eq!(said, ["`part.yaml` has nothing at `a.no`"], "Backstage takes it for nothing, and nobody means that");
    assert_eq!(layer.root.get("k").unwrap().text(), Some("CANARY-key"));
    assert_eq!(layer.root.get("e").unwrap().text(), Some("val"));
    assert_eq!(layer.root.get("p").unwrap().text(), Some("val"));
    for gone in ["u", "d", "n"] {
        assert!(layer.root.get(gone).is_none(), "{gone}");
    }
    assert!(layer.root.get("$foo").is_some());
}

/// config-loader 1.10.10 and 1.11.5: below what an include brings the next one is followed, and where it is one itself it is not.
#[test]
fn an_include_of_an_include_is_a_map() {
    let layer =
        layer("a: { $include: nested.yaml#token }\nb: { $include: nested.yaml#deep }\nc: { $include: whole.yaml }\n");
    assert_eq!(layer.root.get("a.$file").and_then(Node::text), Some("key.pem"));
    assert_eq!(layer.root.get("b.token").and_then(Node::text), Some("CANARY-key"));
    assert_eq!(layer.root.get("c.$include").and_then(Node::text), Some("part.yaml"));
    assert!(layer.faults.is_empty(), "{:?}", layer.faults);
}

#[test]
fn includes_that_lead_nowhere_are_faults() {
    for (text, kind) in [
        ("a: { $file: nope.txt }", FaultKind::Include),
        ("a: { $file: '${UNSET}' }", FaultKind::Include),
        ("a: { $file: key.pem, b: 1 }", FaultKind::IncludeNotAlone),
        ("a: { $include: key.pem }", FaultKind::Include),
        ("a: { $file: [key.pem] }", FaultKind::Include),
        ("a: { $include: part.yaml#no.such }", FaultKind::Include),
        ("a: { $include: part.yaml#a.b.c }", FaultKind::Include),
    ] {
        assert_eq!(layer(text).faults.first().map(|fault| fault.kind), Some(kind), "{text}");
    }
}

#[test]
fn a_path_from_a_variable_is_not_shown() {
    let layer = layer("a: { $file: '${V}.txt' }");
    assert_eq!(layer.faults[0].says, "`${V}.txt` does not exist");
}

#[test]
fn files_that_include_each_other_end() {
    let layer = layer("a: { $include: loop.yaml }");
    assert!(layer.faults.iter().any(|fault| fault.says.contains("eight")), "{:?}", layer.faults);
}

#[test]
fn an_unset_variable_takes_its_whole_value_with_it() {
    let layer = layer("a: x-${UNSET}\nlist: ['${UNSET}', b]\nblock: |\n  ${UNSET}\n");
    assert!(layer.root.get("a").is_none() && layer.root.get("block").is_none());
    assert_eq!(layer.root.get("list").unwrap().items().count(), 1);
}
