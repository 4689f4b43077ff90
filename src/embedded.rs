//! What `templates/` says, in the form that the program reads.

/// Gives the JSON that the build (`templates/build.rs`) made of a YAML file of `templates/`, named without its ending.
macro_rules! embedded {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json"))
    };
}
