//! What a sign-in comes to for somebody of whom a directory tells, whether it was asked for one person or for everybody. Pure.

use super::outcome::{Chain, Outcome, outcome};
use super::profile::{Keeps, in_directory};
use crate::proof::{DirectoryUser, Identity, Sought};
use crate::sign_in::Watch;

/// What a directory tells of what sign-in would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knows {
    /// All of it.
    All,
    /// Who it is; whether there is a mail address and which, only where one is written.
    AllButMail,
    /// Nothing: it is another system than people sign in at.
    Nothing,
}

impl Knows {
    /// Tells whether what is known of somebody is everything that the chain goes by.
    pub(super) fn is_whole(self, identity: &Identity, chain: &Chain<'_>) -> bool {
        match self {
            Self::All => true,
            Self::AllButMail => identity.email.is_some() || !chain.goes_by_mail(),
            Self::Nothing => false,
        }
    }
}

/// By what everybody is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge<'a> {
    /// The chain that everybody goes through.
    pub(super) chain: Chain<'a>,
    /// What the release keeps that is asked about.
    pub(super) keeps: &'a [Keeps],
    /// What the portal's release of today keeps, when it is another one.
    pub(super) today: Option<&'a [Keeps]>,
}

/// What a sign-in comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// They would get in.
    GetsIn,
    /// They would not.
    Left {
        /// The reason.
        why: String,
        /// Whether they get in at the portal's release of today, when it is another one and that can be told.
        today: Option<bool>,
    },
    /// The provider itself lets nobody in by this account, at any release.
    Disabled(String),
    /// It could not be told, and why.
    Untold(String),
}

impl Judge<'_> {
    /// Judges somebody, by what was seen of the directory.
    pub(super) fn judged(&self, user: &DirectoryUser, knows: Knows, watch: &Watch) -> Judged {
        let identity = match (&user.sought, knows) {
            (Some(Sought::Nobody(why)), Knows::All | Knows::AllButMail) => return Judged::Disabled(why.clone()),
            (Some(Sought::Found(identity)), Knows::All | Knows::AllButMail) => identity,
            _ => return Judged::Untold("the directory does not tell what sign-in tells of this person".to_owned()),
        };
        let follow = |keeps: &[Keeps]| {
            let followed = outcome(self.chain, keeps, |keeps| in_directory(identity.clone(), keeps), watch);
            followed.by_what_is_known(knows.is_whole(identity, &self.chain))
        };
        let (now, today) = (follow(self.keeps), self.today.and_then(|today| follow(today).lets_in()));
        let why = |now: &Outcome| now.why().unwrap_or_default();
        match now.lets_in() {
            Some(true) => Judged::GetsIn,
            Some(false) => Judged::Left { why: why(&now), today },
            None => Judged::Untold(why(&now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Module;
    use super::*;
    use crate::sign_in::Resolver;

    #[test]
    fn what_today_comes_to_is_left_open_where_it_cannot_be_told() {
        let resolvers = [Resolver::named("emailMatchingUserEntityProfileEmail")];
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
        let mail = Some("ada@acme.dev".to_owned());
        let told = Identity { email: mail.clone(), ..Identity::default() };
        let ada = DirectoryUser {
            name: "ada".into(),
            email: mail,
            sought: Some(Sought::Found(told.clone())),
            ..DirectoryUser::default()
        };
        let mut watch = Watch::of(&told);
        watch.shown(ada.clone());
        let today = |keeps: &[Keeps]| {
            let judge = Judge { chain, keeps: &[Keeps::Verified], today: Some(keeps) };
            match judge.judged(&ada, Knows::All, &watch) {
                Judged::Left { today, .. } => today,
                judged => panic!("{judged:?}"),
            }
        };
        assert_eq!(today(&[Keeps::All]), Some(true));
        assert_eq!(today(&[Keeps::Verified]), Some(false));
        assert_eq!(today(&[Keeps::All, Keeps::Verified]), None);
    }
}
