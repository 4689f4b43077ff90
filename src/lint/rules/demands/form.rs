//! The forms that values have to have. What nobody knows has no fault.

use crate::config::{Node, Text, Value};
use crate::contract::demands::Form;
use crate::lint::rules::directories::odata;
use crate::lint::rules::integrations::duration;
use crate::lint::rules::integrations::packed;

/// The first value that has not the form, with why.
pub(super) fn fault(form: Form, node: &Node) -> Option<(&Node, String)> {
    let of_text = |judge: fn(&str) -> Option<&'static str>| {
        let said = node.text()?;
        judge(said).map(|why| (node, why.to_owned()))
    };
    let told = |wrong: bool, why: &str| wrong.then(|| (node, why.to_owned()));
    match form {
        Form::Url => of_text(|said| url::Url::parse(said).is_err().then_some("is no address with a scheme")),
        Form::WebUrl => of_text(|said| {
            // In `host:443` the host is taken for a scheme.
            let is_web = url::Url::parse(said).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            (!is_web).then_some("is no address that begins with `https://`")
        }),
        Form::HttpsUrl => of_text(|said| said.starts_with("http://").then_some("is an address without TLS")),
        Form::UrlWithoutPath => of_text(|said| {
            let url = url::Url::parse(said).ok()?;
            (url.path() != "/").then_some("has a path behind the host")
        }),
        // Also one that stands in for another.
        Form::NoUrl => {
            told(node.as_text().and_then(Text::taken).is_some_and(|said| said.contains("://")), "is an address")
        }
        Form::NoBlanks => of_text(|said| said.contains(char::is_whitespace).then_some("has a blank in it")),
        Form::Duration => duration::fault(node, false),
        Form::DurationOrOff if matches!(node.value, Value::Bool(false)) => None,
        Form::DurationOrOff => duration::fault(node, false),
        Form::Numbers => node
            .items()
            .find(|item| matches!(item.value, Value::Text(_)) && !item.is_hole())
            .map(|item| (item, "is a list of text, not of numbers".to_owned())),
        Form::TextsOrOff => told(matches!(node.value, Value::Text(_)) && !node.is_hole(), "is one text, not a list"),
        Form::Ttl => {
            let number = matches!(node.value, Value::Number(_));
            if number { None } else { duration::fault(node, false) }
        }
        Form::NoAppPassword => told(true, "is an app password"),
        Form::List => (!node.is_list() && !node.is_hole()).then(|| (node.undashed(), "is no list".to_owned())),
        Form::Map => {
            told(!node.is_map() && !matches!(node.value, Value::Unseen(_)) && !node.may_be_anything(), "is no map")
        }
        Form::Filled => told(node.is_list() && node.items().next().is_none(), "is an empty list"),
        Form::OwnHost => {
            let patterns = if node.is_list() { node.items().collect() } else { vec![node] };
            let open = patterns.into_iter().find(|pattern| pattern.text().is_some_and(fits_every_host));
            open.map(|pattern| (pattern, "fits every site".to_owned()))
        }
        Form::OdataFilter => of_text(odata::fault),
        Form::BasicFilter => of_text(|said| {
            odata::calls(said, "endsWith")
                .then_some("has `endsWith`, which a query takes in `queryMode: advanced` only")
        }),
        Form::Maps => {
            let item = node.items().find(|item| !item.is_map() && !item.is_hole());
            item.map(|item| (item, "holds an entry that is no map".to_owned()))
        }
        Form::NoNumber => told(matches!(node.value, Value::Number(_)), "is a bare number"),
        Form::Count => told(
            node.scalar().and_then(|said| said.parse::<f64>().ok()).is_some_and(|count| count < 0.0),
            "is below zero",
        ),
        Form::EntityReference => of_text(|said| {
            let parts = said.split_once(':').and_then(|(_, rest)| rest.split_once('/'));
            let whole = parts.is_some_and(|(space, name)| !space.contains(':') && !name.contains([':', '/']));
            (!whole).then_some("is no whole reference of an entity (`user:default/ada`)")
        }),
        Form::PackedPem => {
            of_text(|said| said.trim_start().starts_with("-----BEGIN").then_some("is a plain PEM, not its base64"))
        }
        Form::Capitals => {
            let item =
                node.items().find(|item| item.text().is_some_and(|said| said.chars().any(|c| c.is_ascii_lowercase())));
            item.map(|item| (item, "holds small letters, and is compared letter by letter".to_owned()))
        }
        Form::Small => {
            let item =
                node.items().find(|item| item.text().is_some_and(|said| said.chars().any(|c| c.is_ascii_uppercase())));
            item.map(|item| (item, "holds capital letters, and is compared letter by letter".to_owned()))
        }
        Form::SlashedKeys => {
            let entry = node.entries().find(|(key, _)| !key.starts_with('/'));
            entry.map(|(_, entry)| (entry, "has no `/` in front".to_owned()))
        }
        Form::WholePaths => {
            let of_proxy = |key: &str| key.trim_start_matches(['^', '/']).starts_with("proxy/");
            let entry = node.entries().find(|(key, _)| of_proxy(key));
            entry.map(|(_, entry)| (entry, "begins behind the `/api` that every path has".to_owned()))
        }
        Form::PackedBasic => {
            let said = node.as_text().map(packed::literally)?;
            packed::is_plain_basic(&said).then(|| (node, "has its two parts in the clear".to_owned()))
        }
        Form::BareToken => of_text(|said| packed::of_token(said).then_some("is still in base64")),
        Form::AboveApi => of_text(|said| said.trim_end_matches('/').ends_with("/api").then_some("ends in `/api`")),
        Form::NoSlashBehind => of_text(|said| said.ends_with('/').then_some("has a slash behind it")),
        Form::ApiAtRoot => of_text(|said| {
            let url = url::Url::parse(said).ok()?;
            let below = url.path().strip_suffix("/api/v4").is_some_and(|above| above.len() > 1);
            below.then_some("is below a path of its host, and `baseUrl` does not say so")
        }),
        Form::Slashed => of_text(|said| (!said.starts_with('/')).then_some("has no `/` in front")),
    }
}

/// Tells whether a pattern of origins has a scheme and no host of its own. Without a scheme it fits no origin at all.
fn fits_every_host(pattern: &str) -> bool {
    pattern.split_once("://").is_some_and(|(_, host)| {
        let host = host.split([':', '/']).next().unwrap_or_default();
        !host.is_empty() && host.chars().all(|c| matches!(c, '*' | '.' | '?'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_every_site_when_it_names_no_host() {
        for (pattern, fits) in [
            ("https://*", true),
            ("*://*.*", true),
            ("https://*:3000", true),
            ("*", false),
            ("https://*.acme.dev", false),
            ("https://portal.acme.dev", false),
        ] {
            assert_eq!(fits_every_host(pattern), fits, "{pattern}");
        }
    }
}
