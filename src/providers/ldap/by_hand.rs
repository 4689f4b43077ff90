//! How the account that reads a directory is made: by the directory's administrator, with as few rights as do.

use super::setup::Setup;
use crate::providers::{Creation, Wanted};

/// What to ask the administrator for.
pub(super) fn account(wanted: &Wanted) -> Creation {
    let active_directory = Setup::of(wanted).is_ok_and(|setup| setup.active_directory);
    let base = |field: &str| wanted.setting(field).unwrap_or("the base").to_owned();
    let steps: &[&str] = if active_directory {
        &[
            "Ask for an ordinary user account, a member of Domain Users and of nothing else: it may read already.",
            "Its password should not expire, and it should not have to be changed at the first logon.",
        ]
    } else {
        &[
            "Ask for an account of its own (cn=devportal-reader,ou=Services,…) that may read, and only read, the two bases.",
            "In OpenLDAP that is an access rule: by dn.exact=\"cn=devportal-reader,…\" read.",
        ]
    };
    Creation::ByHand {
        open: None,
        copy: vec![
            ("It reads people below".to_owned(), base("users-base")),
            ("and groups below".to_owned(), base("groups-base")),
        ],
        steps: steps.iter().map(|&step| step.to_owned()).collect(),
    }
}
