//! The ways in which a secret may be written at its key.

use crate::position::SLOT;
use crate::tree::{Leaf, Page};

/// One way, by a name that stands in the report.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// The lines of the key and its value; nothing where a canary cannot be written so.
    pub(crate) write: fn(&Leaf<'_>, &mut Page) -> Option<Vec<String>>,
}

/// Quotes as JSON does, which is YAML, too.
pub(crate) fn double(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// As it stands where that is text, else in quotes.
fn plain(text: &str) -> String {
    let fits = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '$')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(['{', '}', '[', ']', ',']);
    if fits || text.starts_with("${") { text.to_owned() } else { single(text) }
}

/// Every letter as an escape.
fn escapes(text: &str) -> String {
    text.chars().map(|c| format!("\\x{:02x}", u32::from(c))).collect()
}

fn line(leaf: &Leaf<'_>, value: &str) -> Option<Vec<String>> {
    Some(vec![format!("{}: {value}", leaf.key)])
}

fn lines(of: &[String]) -> Option<Vec<String>> {
    Some(of.to_vec())
}

fn block(leaf: &Leaf<'_>, head: &str, inside: &[&str]) -> Option<Vec<String>> {
    let first = if head.is_empty() { format!("{}:", leaf.key) } else { format!("{}: {head}", leaf.key) };
    Some(std::iter::once(first).chain(inside.iter().map(|line| format!("  {line}"))).collect())
}

/// A reference to something that is not set, with the canary behind its name.
fn refers(leaf: &Leaf<'_>, before: &str, after: &str) -> Option<Vec<String>> {
    line(leaf, &double(&leaf.with(&format!("${{UNSET_{}{before}", leaf.number), after)))
}

/// The canary in the place of a name, which it could not be.
fn named(leaf: &Leaf<'_>, before: &str, after: &str) -> Option<Vec<String>> {
    (!leaf.canary.may_be_a_name()).then(|| line(leaf, &double(&leaf.with(before, after))))?
}

/// The value, where it could be the name of a tag or an anchor.
fn one_word<'l>(leaf: &'l Leaf<'_>) -> Option<&'l str> {
    leaf.alone().filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
}

/// Ways after which the file is still YAML, so that many may stand in one.
pub(crate) const WHOLE: &[Way] = &[
    Way { name: "plain", write: |leaf, _| line(leaf, &plain(&leaf.value)) },
    Way { name: "single quotes", write: |leaf, _| line(leaf, &single(&leaf.value)) },
    Way { name: "double quotes", write: |leaf, _| line(leaf, &double(&leaf.value)) },
    Way { name: "escapes", write: |leaf, _| line(leaf, &format!("\"{}\"", escapes(&leaf.value))) },
    Way {
        name: "double quotes over two lines",
        write: |leaf, _| {
            let text = leaf.alone()?;
            let (head, tail) = text.split_at(text.len() / 2);
            let escaped = |text: &str| double(text).trim_matches('"').to_owned();
            (!head.ends_with(['"', '\\']))
                .then(|| vec![format!("{}: \"{}\\", leaf.key, escaped(head)), format!("  {}\"", escaped(tail))])
        },
    },
    Way { name: "plain over two lines", write: |leaf, _| block(leaf, "first", &[&plain(leaf.alone()?)]) },
    Way { name: "literal block", write: |leaf, _| block(leaf, "|", &[&leaf.value]) },
    Way { name: "folded block", write: |leaf, _| block(leaf, ">-", &[&leaf.value.replace(' ', "\n    ")]) },
    Way { name: "block with a mark", write: |leaf, _| block(leaf, "|2-  # a block", &[&leaf.value, "", &leaf.value]) },
    Way { name: "taken for a tag", write: |leaf, _| line(leaf, &format!("!{}", one_word(leaf)?)) },
    Way { name: "taken for an anchor", write: |leaf, _| line(leaf, &format!("&{} ", one_word(leaf)?)) },
    Way { name: "on the next line", write: |leaf, _| block(leaf, "", &[&plain(&leaf.value)]) },
    Way { name: "after an empty line", write: |leaf, _| block(leaf, "", &["", &plain(&leaf.value)]) },
    Way { name: "after a comment", write: |leaf, _| block(leaf, "# what it is", &["# and more", &plain(&leaf.value)]) },
    Way {
        name: "explicit key",
        write: |leaf, _| lines(&[format!("? {}", leaf.key), format!(": {}", double(&leaf.value))]),
    },
    Way { name: "quoted key", write: |leaf, _| lines(&[format!("\"{}\": {}", leaf.key, double(&leaf.value))]) },
    Way { name: "space before the colon", write: |leaf, _| lines(&[format!("{} : {}", leaf.key, plain(&leaf.value))]) },
    Way {
        name: "escaped key",
        write: |leaf, _| lines(&[format!("\"{}\": {}", escapes(leaf.key), plain(&leaf.value))]),
    },
    Way { name: "flow list", write: |leaf, _| line(leaf, &format!("[{}]", double(&leaf.value))) },
    Way { name: "list", write: |leaf, _| block(leaf, "", &[&format!("- {}", plain(&leaf.value))]) },
    Way {
        name: "list of maps",
        write: |leaf, _| block(leaf, "", &["- name: a", &format!("  value: {}", plain(&leaf.value))]),
    },
    Way { name: "map below", write: |leaf, _| block(leaf, "", &[&format!("value: {}", plain(&leaf.value))]) },
    Way {
        name: "map deep below",
        write: |leaf, _| block(leaf, "", &["a:", &format!("  - b: {{ c: {} }}", double(&leaf.value))]),
    },
    Way { name: "flow map below", write: |leaf, _| line(leaf, &format!("{{ value: {} }}", double(&leaf.value))) },
    Way { name: "a key below", write: |leaf, _| line(leaf, &format!("{{{}}}", double(leaf.alone()?))) },
    Way {
        name: "a key with a value below",
        write: |leaf, _| line(leaf, &format!("{{ {}: x }}", double(leaf.alone()?))),
    },
    Way {
        name: "a key in a block below",
        write: |leaf, _| block(leaf, "", &[&format!("{}: x", double(leaf.alone()?))]),
    },
    Way {
        name: "a key that refers below",
        write: |leaf, _| line(leaf, &format!("{{ {}: \"${{UNSET_AND_WANTED}}\" }}", double(leaf.alone()?))),
    },
    Way {
        name: "anchor elsewhere",
        write: |leaf, page| {
            page.above += &format!("kept{0}: &kept{0} {1}\n", leaf.number, plain(&leaf.value));
            line(leaf, &format!("*kept{}", leaf.number))
        },
    },
    Way {
        name: "alias elsewhere",
        write: |leaf, page| {
            page.below += &format!("copy{0}: *kept{0}\n", leaf.number);
            line(leaf, &format!("&kept{} {}", leaf.number, plain(&leaf.value)))
        },
    },
    Way {
        name: "merged map elsewhere",
        write: |leaf, page| {
            page.above += &format!("kept{0}: &kept{0}\n  {1}: {2}\n", leaf.number, leaf.key, plain(&leaf.value));
            lines(&[format!("<<: *kept{}", leaf.number)])
        },
    },
    Way { name: "merged map", write: |leaf, _| lines(&[format!("<<: {{ {}: {} }}", leaf.key, double(&leaf.value))]) },
    Way { name: "tag", write: |leaf, _| line(leaf, &format!("!!str {}", plain(&leaf.value))) },
    Way { name: "own tag", write: |leaf, _| line(leaf, &format!("!vault {}", double(&leaf.value))) },
    Way { name: "binary", write: |leaf, _| line(leaf, &format!("!!binary {}", packed(&leaf.value))) },
    Way { name: "default", write: |leaf, _| refers(leaf, ":-", "}") },
    Way { name: "default `:`", write: |leaf, _| refers(leaf, ":", "}") },
    Way { name: "default `-`", write: |leaf, _| refers(leaf, "-", "}") },
    Way { name: "default `:=`", write: |leaf, _| refers(leaf, ":=", "}") },
    Way { name: "default `:?`", write: |leaf, _| refers(leaf, ":?", "}") },
    Way { name: "default `:+`", write: |leaf, _| refers(leaf, ":+", "}") },
    Way { name: "default `=`", write: |leaf, _| refers(leaf, "=", "}") },
    Way { name: "default `: -`", write: |leaf, _| refers(leaf, " :- ", "}") },
    Way { name: "default in a default", write: |leaf, _| refers(leaf, ":-${OTHER:-", "}}") },
    Way { name: "default of a set variable", write: |leaf, _| line(leaf, &double(&leaf.with("${COMPANY:-", "}"))) },
    Way { name: "brace never closed", write: |leaf, _| line(leaf, &double(&leaf.with("${", ""))) },
    Way { name: "default never closed", write: |leaf, _| refers(leaf, ":-", "") },
    Way { name: "a name", write: |leaf, _| named(leaf, "${", "}") },
    Way { name: "a name with a default", write: |leaf, _| named(leaf, "${", ":-x}") },
    Way { name: "a shell's name", write: |leaf, _| named(leaf, "$", "") },
    Way { name: "a shell's command", write: |leaf, _| line(leaf, &double(&leaf.with("$(", ")"))) },
    Way { name: "escaped reference", write: |leaf, _| line(leaf, &double(&leaf.with("$${", "}"))) },
    Way { name: "a template's words", write: |leaf, _| line(leaf, &double(&leaf.with("{{ ", " }}"))) },
    Way { name: "pointed brackets", write: |leaf, _| line(leaf, &double(&leaf.with("<", ">"))) },
    Way { name: "beside a placeholder", write: |leaf, _| line(leaf, &double(&leaf.with("changeme ", ""))) },
    Way { name: "quotes in quotes", write: |leaf, _| line(leaf, &double(&format!("\"{}\"", leaf.value))) },
    Way { name: "spaces around", write: |leaf, _| line(leaf, &double(&format!("  {}\n", leaf.value))) },
    Way {
        name: "$env of a value",
        write: |leaf, page| {
            page.env.push((format!("KEPT_{}", leaf.number), leaf.canary.text.clone()));
            line(leaf, &format!("{{ $env: KEPT_{} }}", leaf.number))
        },
    },
    Way {
        name: "$env of a reference",
        write: |leaf, page| {
            page.env.push((format!("KEPT_{}", leaf.number), leaf.canary.text.clone()));
            block(leaf, "", &[&format!("$env: ${{KEPT_{}}}", leaf.number)])
        },
    },
    Way {
        name: "$env of a text",
        write: |leaf, _| {
            line(leaf, &format!("{{ $env: {} }}", double(leaf.alone().filter(|_| !leaf.canary.may_be_a_name())?)))
        },
    },
    Way {
        name: "reference to a value",
        write: |leaf, page| {
            page.env.push((format!("KEPT_{}", leaf.number), leaf.canary.text.clone()));
            line(leaf, &double(&leaf.position.around.replace(SLOT, &format!("${{KEPT_{}}}", leaf.number))))
        },
    },
    Way {
        name: "$file",
        write: |leaf, page| {
            page.beside.push((format!("kept-{}.txt", leaf.number), format!("{}\n", leaf.value)));
            line(leaf, &format!("{{ $file: ./kept-{}.txt }}", leaf.number))
        },
    },
    Way {
        name: "$include",
        write: |leaf, page| {
            let text = format!("key:\n  inner: {}\n", double(&leaf.value));
            page.beside.push((format!("kept-{}.yaml", leaf.number), text));
            line(leaf, &format!("{{ $include: 'kept-{}.yaml#key.inner' }}", leaf.number))
        },
    },
    Way {
        name: "$include of a broken file",
        write: |leaf, page| {
            page.beside.push((format!("kept-{}.yaml", leaf.number), format!("key: \"{}\n", leaf.alone()?)));
            line(leaf, &format!("{{ $include: 'kept-{}.yaml#key' }}", leaf.number))
        },
    },
    Way {
        name: "$include beside keys",
        write: |leaf, page| {
            page.beside.push((format!("kept-{}.yaml", leaf.number), "key: x\n".to_owned()));
            line(leaf, &format!("{{ $include: 'kept-{}.yaml#key', value: {} }}", leaf.number, double(&leaf.value)))
        },
    },
    Way {
        name: "behind a reference",
        write: |leaf, _| line(leaf, &double(&format!("${{UNSET_{}}} {}", leaf.number, leaf.alone()?))),
    },
    Way {
        name: "glued to a reference",
        write: |leaf, _| line(leaf, &double(&leaf.with(&format!("${{UNSET_{}}}", leaf.number), ""))),
    },
    Way {
        name: "before a reference",
        write: |leaf, _| line(leaf, &double(&leaf.with("", &format!(" ${{UNSET_{}}}", leaf.number)))),
    },
    Way {
        name: "comment behind a reference",
        write: |leaf, _| line(leaf, &format!("${{UNSET_{}}} # {}", leaf.number, leaf.alone()?)),
    },
    Way {
        name: "comment that was the key",
        write: |leaf, _| line(leaf, &format!("${{UNSET_{}}} # {}: {}", leaf.number, leaf.key, leaf.value)),
    },
    Way { name: "comment behind nothing", write: |leaf, _| line(leaf, &format!("# {}", leaf.alone()?)) },
    Way {
        name: "commented out",
        write: |leaf, _| {
            let head = format!("{0}: ${{UNSET_{1}}}", leaf.key, leaf.number);
            lines(&[
                head.clone(),
                format!("# {}: {}", leaf.key, leaf.value),
                format!("#{}: '{}'", leaf.key, leaf.value),
                head,
            ])
        },
    },
    Way {
        name: "commented out over lines",
        write: |leaf, _| {
            let head = format!("{0}: ${{UNSET_{1}}}", leaf.key, leaf.number);
            lines(&[head.clone(), format!("# {}: |", leaf.key), format!("#   {}", leaf.value), head])
        },
    },
    Way {
        name: "twice",
        write: |leaf, _| {
            let line = format!("{}: {}", leaf.key, plain(&leaf.value));
            lines(&[line.clone(), line])
        },
    },
    Way {
        name: "letters swapped in the key",
        write: |leaf, _| lines(&[format!("{}: {}", swapped(leaf.key), plain(&leaf.value))]),
    },
    Way {
        name: "another case of the key",
        write: |leaf, _| lines(&[format!("{}: {}", leaf.key.to_ascii_uppercase(), plain(&leaf.value))]),
    },
    Way { name: "signs in the key", write: |leaf, _| lines(&[format!("{}: {}", snake(leaf.key), plain(&leaf.value))]) },
    Way {
        name: "variable in the key",
        write: |leaf, _| lines(&[format!("\"${{UNSET_{}}}{}\": {}", leaf.number, leaf.key, plain(&leaf.value))]),
    },
    Way {
        name: "silenced",
        write: |leaf, _| {
            line(
                leaf,
                &format!(
                    "{} # devportal-auth: ignore[inline-secret, leaked-token] was {}",
                    plain(&leaf.value),
                    leaf.alone()?
                ),
            )
        },
    },
];

/// Ways after which the file is no YAML any more, so that each takes a file of its own.
pub(crate) const BROKEN: &[Way] = &[
    Way { name: "double quote never closed", write: |leaf, _| line(leaf, &format!("\"{}", leaf.canary)) },
    Way { name: "single quote never closed", write: |leaf, _| line(leaf, &format!("'{}", leaf.canary)) },
    Way { name: "text behind the quotes", write: |leaf, _| line(leaf, &format!("\"{}\" {0}", leaf.canary)) },
    Way { name: "list never closed", write: |leaf, _| line(leaf, &format!("[{}", leaf.canary)) },
    Way { name: "map never closed", write: |leaf, _| line(leaf, &format!("{{{}", leaf.canary)) },
    Way { name: "reserved sign", write: |leaf, _| line(leaf, &format!("@{}", leaf.canary)) },
    Way { name: "percent sign", write: |leaf, _| line(leaf, &format!("%{}", leaf.canary)) },
    Way { name: "unknown alias", write: |leaf, _| line(leaf, &format!("*{}", leaf.canary)) },
    Way { name: "anchor's name", write: |leaf, _| line(leaf, &format!("&{} x", leaf.canary)) },
    Way { name: "tag's name", write: |leaf, _| line(leaf, &format!("!{} x", leaf.canary)) },
    Way { name: "tag's handle", write: |leaf, _| line(leaf, &format!("!{}!x y", leaf.canary)) },
    Way { name: "colon in the value", write: |leaf, _| line(leaf, &format!("{}: more", leaf.canary)) },
    Way {
        name: "key behind the value",
        write: |leaf, _| lines(&[format!("{}: {}", leaf.key, leaf.canary), "  more: x".to_owned()]),
    },
    Way { name: "no space behind the colon", write: |leaf, _| lines(&[format!("{}:{}", leaf.key, leaf.canary)]) },
    Way { name: "equals sign", write: |leaf, _| lines(&[format!("{}={}", leaf.key, leaf.canary)]) },
    Way { name: "no colon", write: |leaf, _| lines(&[format!("{} {}", leaf.key, leaf.canary)]) },
    Way { name: "wrong escape", write: |leaf, _| line(leaf, &format!("\"\\q{}\"", leaf.canary)) },
    Way { name: "block's head", write: |leaf, _| line(leaf, &format!("|{}", leaf.canary)) },
    Way { name: "block too shallow", write: |leaf, _| lines(&[format!("{}: |", leaf.key), leaf.canary.text.clone()]) },
    Way {
        name: "tab behind",
        write: |leaf, _| lines(&[format!("{}: {}", leaf.key, plain(&leaf.value)), "\tmore: x".to_owned()]),
    },
    Way {
        name: "tab in front",
        write: |leaf, _| lines(&["\tmore: x".to_owned(), format!("{}: {}", leaf.key, plain(&leaf.value))]),
    },
    Way { name: "tab and value", write: |leaf, _| lines(&[format!("{}:", leaf.key), format!("\t{}", leaf.canary)]) },
    Way { name: "unquoted reference and brace", write: |leaf, _| line(leaf, &format!("{{ ${{{}}} }}", leaf.canary)) },
    Way { name: "directive", write: |leaf, _| lines(&[format!("{}: x", leaf.key), format!("%{}", leaf.canary)]) },
    Way { name: "documents end", write: |leaf, _| line(leaf, &format!("{}\n... {0}", leaf.canary)) },
];

/// Base64, as `!!binary` and Secrets have it.
pub(crate) fn packed(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Two letters in the wrong order.
fn swapped(key: &str) -> String {
    let middle = key.len() / 2;
    let (head, tail) = key.split_at(middle);
    let mut tail = tail.chars();
    let (first, second) = (tail.next(), tail.next());
    [head, &second.into_iter().chain(first).chain(tail).collect::<String>()].concat()
}

fn snake(key: &str) -> String {
    let pieces =
        key.chars().map(|c| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() });
    pieces.collect()
}
