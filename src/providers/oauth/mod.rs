//! What every OAuth 2.0 and OpenID Connect server has in common: forms and answers on the `wire`, the `question` to the
//! authorize endpoint that needs no person, and what an error means that is `sent_back` to the callback; the `form` of what
//! was pasted, and the `clock`. A server's own words are its provider's to read.

pub(crate) mod clock;
pub(super) mod form;
pub(super) mod question;
pub(crate) mod sent_back;
pub(crate) mod wire;
