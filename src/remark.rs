//! What is remarked in passing, with what to do about it.

/// What a person is told of something that is no fault of the run, as a finding is told: lower case, and no full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What is so.
    pub says: String,
    /// What to do about it.
    pub hint: String,
}

impl Remark {
    /// Makes one.
    pub fn new(says: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { says: says.into(), hint: hint.into() }
    }
}
