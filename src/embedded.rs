//! What `templates/` says, in the form that the program reads.

/// Gives the JSON that the build (`templates/build.rs`) made of a YAML file of `templates/`, named without its ending.
macro_rules! embedded {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json"))
    };
}

/// Reads such a JSON into what it is used as.
macro_rules! facts {
    ($json:expr) => {
        $crate::embedded::read($json)
    };
}

/// Reads facts of the program's own. Without them no key would be secret and nothing would be known, so that nothing goes on without them.
///
/// # Panics
/// When they are not of that shape, which the tests of each rule out.
pub(crate) fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    match serde_json::from_str(json) {
        Ok(facts) => facts,
        Err(error) => panic!("the program's own facts are not of their shape: {error}"),
    }
}
