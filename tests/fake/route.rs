//! What is wanted of a request. A route says what it wants in words that hold no secret.

use serde_json::Value;

use super::asked::{Asked, shown, without_secrets};

type Fits = Box<dyn Fn(&Asked) -> bool + Send>;

/// A method and a path, and whatever else a request must have.
pub(crate) struct Route {
    method: String,
    /// As it is sent, with what is encoded in it.
    pub(super) path: String,
    wants: Vec<(String, Fits)>,
}

/// A request by this method at this path. `*` is any path, for what [`Route::fits`] then says of it.
pub(crate) fn on(method: &str, path: &str) -> Route {
    Route { method: method.to_owned(), path: path.to_owned(), wants: Vec::new() }
}

pub(crate) fn get(path: &str) -> Route {
    on("GET", path)
}

pub(crate) fn post(path: &str) -> Route {
    on("POST", path)
}

pub(crate) fn put(path: &str) -> Route {
    on("PUT", path)
}

pub(crate) fn delete(path: &str) -> Route {
    on("DELETE", path)
}

impl Route {
    /// Wants something that has no method of its own here.
    pub(crate) fn fits(mut self, says: impl Into<String>, fits: impl Fn(&Asked) -> bool + Send + 'static) -> Self {
        self.wants.push((says.into(), Box::new(fits)));
        self
    }

    pub(crate) fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.fits(format!("header `{}`", shown(name, &value)), move |asked| asked.headers.get(name) == Some(&value))
    }

    pub(crate) fn without_header(self, name: &'static str) -> Self {
        self.fits(format!("no header `{name}`"), move |asked| !asked.headers.contains_key(name))
    }

    pub(crate) fn query(self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.fits(format!("query `{}`", shown(name, &value)), move |asked| asked.query.get(name) == Some(&value))
    }

    pub(crate) fn without_query(self, name: &'static str) -> Self {
        self.fits(format!("no query `{name}`"), move |asked| !asked.query.contains_key(name))
    }

    pub(crate) fn form(self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        self.fits(format!("form `{}`", shown(name, &value)), move |asked| asked.form.get(name) == Some(&value))
    }

    pub(crate) fn without_form(self, name: &'static str) -> Self {
        self.fits(format!("no form `{name}`"), move |asked| !asked.form.contains_key(name))
    }

    /// Wants these bytes in the body, for what must be encoded in one way alone.
    pub(crate) fn body(self, piece: impl Into<String>) -> Self {
        let piece = piece.into();
        self.fits(format!("`{}` in the body", without_secrets(&piece)), move |asked| asked.body.contains(&piece))
    }

    /// Wants exactly this document.
    pub(crate) fn json(self, document: Value) -> Self {
        self.fits(format!("the body {}", without_secrets(&document.to_string())), move |asked| asked.json() == document)
    }

    /// Wants a document with these entries. What stands beside them is not looked at; a list has to be whole.
    pub(crate) fn json_with(self, entries: Value) -> Self {
        self.fits(format!("in the body {}", without_secrets(&entries.to_string())), move |asked| {
            holds(&asked.json(), &entries)
        })
    }

    /// What a request lacks, or nothing when it is the one.
    pub(super) fn misses(&self, asked: &Asked) -> Vec<&str> {
        let address = [
            ("another method", self.method == asked.method()),
            ("another path", ["*", asked.path()].contains(&self.path.as_str())),
        ];
        let wants = self.wants.iter().map(|(says, fits)| (says.as_str(), fits(asked)));
        address.into_iter().chain(wants).filter(|(_, fits)| !fits).map(|(says, _)| says).collect()
    }

    pub(super) fn says(&self) -> String {
        let wants: String = self.wants.iter().map(|(says, _)| format!(", {says}")).collect();
        format!("{} {}{wants}", self.method, without_secrets(&self.path))
    }
}

fn holds(given: &Value, wanted: &Value) -> bool {
    match (given, wanted) {
        (Value::Object(given), Value::Object(wanted)) => {
            wanted.iter().all(|(key, wanted)| given.get(key).is_some_and(|given| holds(given, wanted)))
        }
        (Value::Array(given), Value::Array(wanted)) => {
            given.len() == wanted.len() && given.iter().zip(wanted).all(|(given, wanted)| holds(given, wanted))
        }
        _ => given == wanted,
    }
}
