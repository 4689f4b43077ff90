//! A text as it may be shown: its keys, and those values that are no secrets. What the tree does not know is not shown: comments, what
//! follows a syntax error, what is neither key nor value.

use std::collections::BTreeMap;
use std::ops::Range;

use super::build::partly;
use super::hidden::{Seen, walk};
use super::node::{Node, Value};
use super::place::{Place, Source};
use crate::dotenv::statements;
use crate::secrecy::{DOTS, Nature, is_name, is_word, veiled};

/// What stands where something is not shown that may be no secret.
const LEFT_OUT: &str = "…";

/// How much of a line is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Keys alone: enough to see where one is.
    Keys,
    /// Values, too.
    Values,
}

/// A line as it may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its text.
    pub text: String,
    /// For each character of the line, the character of the shown text that it became, and one for the line's end.
    columns: Vec<u32>,
    length: u32,
}

impl Shown {
    /// The same, without stretches of its text that may not be shown either.
    #[must_use]
    pub fn without(self, stretches: &[Range<usize>]) -> Self {
        if stretches.is_empty() {
            return self;
        }
        let mut shown = Self::default();
        let mut at = 0;
        for stretch in stretches {
            shown.push(&self.text[at..stretch.start]);
            shown.put(DOTS, &self.text[stretch.clone()]);
            at = stretch.end;
        }
        shown.push(&self.text[at..]);
        let shown = shown.end();
        let columns = self.columns.iter().map(|column| shown.column(column + 1) - 1).collect();
        Self { columns, ..shown }
    }

    /// The column, from 1, that a column of the real line became.
    pub fn column(&self, column: u32) -> u32 {
        let at = column.saturating_sub(1) as usize;
        self.columns.get(at).or(self.columns.last()).copied().unwrap_or(0) + 1
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            self.columns.push(self.length);
            self.text.push(c);
            self.length += 1;
        }
    }

    fn put(&mut self, sign: &str, instead_of: &str) {
        let at = self.length;
        self.columns.extend(instead_of.chars().map(|_| at));
        for c in sign.chars() {
            self.text.push(c);
            self.length += 1;
        }
    }

    fn end(mut self) -> Self {
        self.columns.push(self.length);
        self
    }
}

/// A text as it may be shown.
#[derive(Clone, Debug)]
pub struct Page<'t> {
    lines: Vec<Range<usize>>,
    text: &'t str,
    spans: Vec<Span>,
    /// Blocks that hold a file of their own, by their first line.
    blocks: BTreeMap<usize, Block>,
    /// Comments that may be shown, as they are written.
    ours: Vec<String>,
}

/// A stretch of the text that is known.
#[derive(Clone, Debug)]
struct Span {
    range: Range<usize>,
    hidden: Vec<Range<usize>>,
    is_key: bool,
}

/// A block of text that is YAML itself.
#[derive(Clone, Debug)]
struct Block {
    indents: Vec<usize>,
    lines: Vec<[Shown; 2]>,
}

impl<'t> Page<'t> {
    /// Takes a text of YAML.
    pub fn yaml(text: &'t str) -> Self {
        let source = Source::new("", text);
        let (roots, _) = partly(text, 0);
        let mut places: BTreeMap<Place, (Nature, Option<&Node>)> = BTreeMap::new();
        for root in &roots {
            walk(root, &mut |seen, nature| {
                let (place, node) = match seen {
                    Seen::Key(_, place) => (place, None),
                    Seen::Scalar(node) => (node.place, Some(node)),
                };
                let known = places.entry(place).or_insert((nature, node));
                known.0 = known.0.max(nature);
            });
        }
        let mut page = Self::of(text);
        for (place, (nature, node)) in places {
            page.add(source.bytes(place), nature, node);
        }
        page.spans.sort_by_key(|span| span.range.start);
        page
    }

    /// Takes a file of variables: only the names are shown, and the values of variables that are known to be no secrets.
    pub fn dotenv(text: &'t str, plain: impl Fn(&str) -> bool) -> Self {
        let mut page = Self::of(text);
        for statement in statements(text).unwrap_or_default() {
            let name = statement.span.start + statement.prefix.len()
                ..statement.span.start + statement.prefix.len() + statement.name.len();
            let sets = text[name.end..statement.span.end].trim_start().starts_with(['=', ':']);
            if !(is_name(statement.name) || sets && is_word(statement.name)) {
                continue;
            }
            page.spans.push(Span::shown(statement.span.start..name.end));
            let value = name.end + text[name.end..statement.span.end].find(['=', ':']).map_or(0, |at| at + 1);
            if value > name.end && value < statement.span.end {
                let all = value..statement.span.end;
                let hidden = if plain(statement.name) { Vec::new() } else { vec![all.clone()] };
                page.spans.push(Span { range: all, hidden, is_key: false });
            }
        }
        if page.spans.is_empty() {
            page.names_alone();
        }
        page
    }

    /// Lets comments be shown that this program writes itself.
    #[must_use]
    pub fn with_comments_of(mut self, ours: &str) -> Self {
        let comments = ours.lines().filter_map(|line| line.find('#').map(|at| line[at..].trim().to_owned()));
        self.ours.extend(comments);
        self
    }

    fn of(text: &'t str) -> Self {
        let mut at = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let start = at;
            at += line.len();
            start..start + line.trim_end_matches(['\n', '\r']).len()
        });
        Self { lines: lines.collect(), text, spans: Vec::new(), blocks: BTreeMap::new(), ours: Vec::new() }
    }

    /// In a file of variables that nobody can read, only what begins a line as a name does is known.
    fn names_alone(&mut self) {
        for line in &self.lines {
            let Some(end) = self.text[line.clone()].find('=').map(|end| line.start + end) else { continue };
            let name = self.text[line.start..end].trim_start().trim_start_matches("export ");
            if is_name(name) {
                self.spans.push(Span::shown(line.start..end));
            }
        }
    }

    fn add(&mut self, range: Range<usize>, nature: Nature, node: Option<&Node>) {
        let raw = &self.text[range.clone()];
        let Some(node) = node else {
            // What an alias repeats has its key elsewhere, and an anchor or tag may stand in front of one.
            let hidden = stretches(raw, range.start, nature);
            return self.spans.push(Span { range, hidden, is_key: true });
        };
        let written = match &node.value {
            Value::Text(text) => text.written(),
            Value::Number(_) if nature == Nature::Secret => raw,
            _ => return self.spans.push(Span::shown(range)),
        };
        if nature != Nature::Secret && written.contains('\n') && self.block(node, written) {
            return;
        }
        let quoted = raw.len() >= 2 && raw.starts_with(['"', '\'']) && raw.ends_with(['"', '\'']);
        let inside = if quoted { range.start + 1..range.end - 1 } else { range.clone() };
        let same = self.text[inside.clone()] == *written;
        let hidden = match () {
            // Escapes, folds and blocks: what is written there is not what it says.
            () if !same && (nature == Nature::Secret || !veiled(written, nature).is_empty()) => vec![range.clone()],
            () => stretches(&self.text[inside.clone()], inside.start, nature),
        };
        self.spans.push(Span { range, hidden, is_key: false });
    }

    /// Takes a block that is a file of its own: a line of it is shown as that file's would be.
    fn block(&mut self, node: &Node, written: &str) -> bool {
        let inner = Page::yaml(written);
        if inner.spans.is_empty() {
            return false;
        }
        let lines: Vec<&str> = written.lines().collect();
        let head = node.place.start.line as usize;
        let indents = |first: usize| -> Option<Vec<usize>> {
            let around = self.lines.get(first..first + lines.len())?;
            let indent = |(line, range): (&&str, &Range<usize>)| {
                let outer = &self.text[range.clone()];
                let blank = line.trim().is_empty() && outer.trim().is_empty();
                outer.strip_suffix(*line).filter(|indent| indent.trim().is_empty()).map(str::len).or(blank.then_some(0))
            };
            lines.iter().zip(around).map(indent).collect()
        };
        // A block's text begins below the line of its `|`, wherever the parser says that the value begins.
        let found = [head, head.saturating_sub(1)].into_iter().find_map(|first| Some((first, indents(first)?)));
        let Some((first, indents)) = found else { return false };
        let number = |line: usize| u32::try_from(line + 1).unwrap_or(u32::MAX);
        let shown =
            (0..lines.len()).map(|line| [Detail::Keys, Detail::Values].map(|detail| inner.line(number(line), detail)));
        self.blocks.insert(first, Block { indents, lines: shown.collect() });
        true
    }

    /// Shows a line, by its number from 1.
    pub fn line(&self, number: u32, detail: Detail) -> Shown {
        let at = number.saturating_sub(1) as usize;
        let Some(range) = self.lines.get(at) else { return Shown::default().end() };
        if let Some(shown) = self.of_block(at, detail) {
            return shown;
        }
        let mut shown = Shown::default();
        let mut from = range.start;
        let first = self.spans.partition_point(|span| span.range.end <= range.start);
        // A span that covers several lines may begin before others that end earlier.
        let first = first.saturating_sub(usize::from(first == self.spans.len()));
        for span in self.spans[first..].iter().take_while(|span| span.range.start < range.end) {
            let (start, end) = (span.range.start.max(from), span.range.end.min(range.end));
            if start >= end {
                continue;
            }
            if self.gap(&mut shown, from..start) {
                return shown.end();
            }
            span.show(self.text, start..end, detail, &mut shown);
            from = end;
        }
        self.gap(&mut shown, from..range.end);
        shown.end()
    }

    /// All lines, with their values.
    pub fn all(&self) -> Vec<String> {
        (1..).take(self.lines.len()).map(|number| self.line(number, Detail::Values).text).collect()
    }

    fn of_block(&self, at: usize, detail: Detail) -> Option<Shown> {
        let (first, block) = self.blocks.range(..=at).next_back()?;
        let line = block.lines.get(at - first)?;
        let inner = &line[usize::from(detail == Detail::Values)];
        let indent = *block.indents.get(at - first)?;
        let mut shown = Shown::default();
        shown.push(&" ".repeat(indent));
        let before = shown.length;
        shown.text.push_str(&inner.text);
        shown.columns.extend(inner.columns.iter().map(|column| column + before));
        Some(shown)
    }

    /// Shows the signs between what is known; tells whether a comment ended the line.
    fn gap(&self, shown: &mut Shown, range: Range<usize>) -> bool {
        let text = &self.text[range];
        let mut blank = shown.text.is_empty();
        let mut word: Option<usize> = None;
        for (at, c) in text.char_indices() {
            let sign = c.is_whitespace() || "-:?,[]{}|>&*!\"'+=".contains(c);
            if c == '#' && (blank || shown.text.ends_with(char::is_whitespace)) && word.is_none() {
                let comment = text[at..].trim();
                let ours = self.ours.iter().any(|ours| ours == comment);
                if ours {
                    shown.push(comment)
                } else {
                    shown.put(&noted(comment), comment)
                }
                return true;
            }
            match (sign, word) {
                (true, Some(start)) => {
                    shown.put(LEFT_OUT, &text[start..at]);
                    word = None;
                }
                (false, None) => word = Some(at),
                _ => {}
            }
            if sign {
                shown.push(if c == '\t' { " " } else { &text[at..at + c.len_utf8()] });
            }
            blank &= c.is_whitespace();
        }
        if let Some(start) = word {
            shown.put(LEFT_OUT, &text[start..]);
        }
        false
    }
}

impl Span {
    fn shown(range: Range<usize>) -> Self {
        Self { range, hidden: Vec::new(), is_key: true }
    }

    fn show(&self, text: &str, within: Range<usize>, detail: Detail, shown: &mut Shown) {
        if detail == Detail::Keys && !self.is_key {
            return shown.put(LEFT_OUT, &text[within]);
        }
        let mut at = within.start;
        for hidden in &self.hidden {
            let (start, end) = (hidden.start.max(at), hidden.end.min(within.end));
            if start < end {
                shown.push(&text[at..start]);
                shown.put(DOTS, &text[start..end]);
                at = end;
            }
        }
        shown.push(&text[at..within.end]);
    }
}

/// The hidden stretches of a piece, where the piece stands.
fn stretches(raw: &str, start: usize, nature: Nature) -> Vec<Range<usize>> {
    veiled(raw, nature).into_iter().map(|stretch| start + stretch.start..start + stretch.end).collect()
}

/// A comment that silences a rule is shown as far as it does; any other only as one.
fn noted(comment: &str) -> String {
    let rules = comment.strip_prefix("# devportal-auth: ignore[").and_then(|rest| rest.split_once(']'));
    match rules.filter(|(rules, _)| rules.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | ',' | ' '))) {
        Some((rules, _)) => format!("# devportal-auth: ignore[{rules}]"),
        None => format!("# {LEFT_OUT}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> String {
        Page::yaml(text).all().join("\n")
    }

    #[test]
    fn secrets_go_and_references_keys_and_other_values_stay() {
        let text = "a: 1 # why\nclientSecret: hunter2\ntoken: ${TOKEN} # was hunter2\nurl: https://ada:hunter2@x\ngithub: { clientSecret: 'abc', host: x }\n\
                    privateKey: |\n  line\n  line\n# was hunter2\nnext: \"b\"\ntoken2:\n  hunter2\n? password\n: hunter2\n";
        let expected = "a: 1 # …\nclientSecret: ••••\ntoken: ${TOKEN} # …\nurl: https://ada:••••@x\ngithub: { clientSecret: '••••', host: x }\n\
                        privateKey: |\n  ••••\n••••\n# …\nnext: \"b\"\ntoken2:\n  ••••\n? password\n: ••••";
        assert_eq!(yaml(text), expected);
    }

    #[test]
    fn an_anchor_is_hidden_where_it_is_used_for_a_secret() {
        assert_eq!(yaml("x: &a hunter2\ntoken: *a\n"), "x: ••••\ntoken: *…");
        assert_eq!(yaml("token: &a !!str hunter2\nx: *a\n"), "token: ••••\nx: *…");
    }

    #[test]
    fn below_a_secrets_key_keys_are_secrets_too() {
        assert_eq!(yaml("token: {hunter2, x: y}\n"), "token: {••••, ••••: ••••}");
        assert_eq!(
            yaml("token: { $env: GITHUB_TOKEN }\npassword: { $env: hunter2 }\n"),
            "token: { $env: GITHUB_TOKEN }\npassword: { $env: •••• }"
        );
    }

    #[test]
    fn headers_and_data_of_secrets_are_shown_by_their_names() {
        let text = "proxy:\n  headers:\n    Accept: json\n    X-Acme: hunter2\n---\nkind: Secret\ndata:\n  ORG: aHVudGVyMg==\n  A:\n    - x\n---\nkind: ConfigMap\ndata:\n  ORG: acme\n";
        let expected = "proxy:\n  headers:\n    Accept: json\n    X-Acme: ••••\n---\nkind: Secret\ndata:\n  ORG: ••••\n  A:\n    - ••••\n---\nkind: ConfigMap\ndata:\n  ORG: acme";
        assert_eq!(yaml(text), expected);
    }

    #[test]
    fn the_value_beside_a_secrets_name_goes() {
        let text = "env:\n  - name: GITHUB_PAT\n    value: hunter2\n  - name: ORG\n    value: acme\n  - GITHUB_PAT=hunter2\n  - \"ORG=acme\"\n";
        let expected = "env:\n  - name: GITHUB_PAT\n    value: ••••\n  - name: ORG\n    value: acme\n  - GITHUB_PAT=••••\n  - \"ORG=acme\"";
        assert_eq!(yaml(text), expected);
    }

    #[test]
    fn a_file_in_a_file_is_shown_as_a_file() {
        let text = "data:\n  app-config.yaml: |\n    # hunter2\n    app:\n      title: Acme\n    token: hunter2\n\n    a: b\nafter: x\n";
        let expected =
            "data:\n  app-config.yaml: |\n    # …\n    app:\n      title: Acme\n    token: ••••\n\n    a: b\nafter: x";
        assert_eq!(yaml(text), expected);
    }

    #[test]
    fn of_what_cannot_be_read_nothing_is_shown_but_signs() {
        assert_eq!(yaml("a: b\ntoken: hunter2\nx: [hunter2\ny: hunter2\n"), "a: b\ntoken: ••••\nx: […\n…: …");
        assert_eq!(yaml("\ttoken: hunter2\n"), " token: ••••");
    }

    #[test]
    fn columns_follow_what_is_shown() {
        let line = Page::yaml("token: hunter2 # x\n").line(1, Detail::Values);
        assert_eq!((line.column(1), line.column(8), line.column(12), line.column(15)), (1, 8, 8, 12));
        assert_eq!(Page::yaml("host: x\n").line(1, Detail::Keys).text, "host: …");
        let line = Page::yaml("a: some word b\n").line(1, Detail::Values).without(std::slice::from_ref(&(3..7)));
        assert_eq!((line.text.as_str(), line.column(4), line.column(9)), ("a: •••• word b", 4, 9));
    }

    #[test]
    fn in_a_file_of_variables_only_names_and_plain_values_are_shown() {
        let text = "# hunter2\nORG=acme\nPIN=42 # x\nexport OTHER=\"a\nb\"\nREF=$X\nhunter2\nA1B2C3D4==\n";
        let expected = ["# …", "ORG=acme", "PIN=••••", "export OTHER=••••", "••••", "REF=••••", "…", "…=="];
        assert_eq!(Page::dotenv(text, |name| name == "ORG").all(), expected);
        assert_eq!(Page::dotenv("A=\"open\nmore\n", |_| false).all(), ["A=\"…", "…"]);
    }
}
