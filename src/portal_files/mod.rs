//! Which files are a portal: those that something starts it with, those of usual names, what lies over, beside and below them, and what
//! the checkout around them tells. They are looked at within bounds, and read by `intake`; what a person asked for is not known here.

pub(crate) mod around;
pub(crate) mod below;
pub(crate) mod code;
mod deployed;
pub(crate) mod files;
pub(crate) mod over;
pub(crate) mod past;
mod project;
pub(crate) mod release;
pub(crate) mod start;
pub(crate) mod usual;
