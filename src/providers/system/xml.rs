//! XML as rows speak of it: elements as objects and texts by their local names, several of one name as a list, the outermost by its name,
//! too. Attributes are left out; a document type is not read, so nothing in it grows.

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

/// How deep elements may stand in each other.
const DEEPEST: usize = 32;

/// Reads a document; nothing, when it is none.
pub(super) fn read(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let outermost = document.root_element();
    let content = value(outermost, DEEPEST)?;
    Some(Value::Object(Map::from_iter([(outermost.tag_name().name().to_owned(), content)])))
}

fn value(element: Node<'_, '_>, depth: usize) -> Option<Value> {
    let inside: Vec<Node<'_, '_>> = element.children().filter(Node::is_element).collect();
    if inside.is_empty() {
        return Some(Value::String(element.text().unwrap_or_default().trim().to_owned()));
    }
    let depth = depth.checked_sub(1)?;
    let mut map = Map::new();
    for child in inside {
        let (name, new) = (child.tag_name().name(), value(child, depth)?);
        match map.get_mut(name) {
            None => _ = map.insert(name.to_owned(), new),
            Some(Value::Array(all)) => all.push(new),
            Some(one) => *one = Value::Array(vec![one.take(), new]),
        }
    }
    Some(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_are_found_by_their_names_wherever_they_stand() {
        let text = br#"<?xml version="1.0"?><Error xmlns="http://acme.dev/"><Code>NoSuchBucket</Code><A n="1"><B>1</B><B> 2 </B></A><C/></Error>"#;
        let wanted = json!({ "Error": { "Code": "NoSuchBucket", "A": { "B": ["1", "2"] }, "C": "" } });
        assert_eq!(read(text), Some(wanted));
    }

    #[test]
    fn what_is_no_document_or_has_a_type_of_its_own_is_not_read() {
        let deep = format!("{}{}", "<a>".repeat(99), "</a>".repeat(99));
        for text in ["", "no", "{}", "<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", &deep] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
