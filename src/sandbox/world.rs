//! Who and what there is in the sandbox's GitHub: people, teams and repositories of one organisation. Invented, and the
//! same in every run.

/// The organisation.
pub(super) const ORGANIZATION: &str = "acme";
/// Its id.
pub(super) const ORGANIZATION_ID: u64 = 4_242;
/// When everything was made. A fixed day, so that two runs answer the same.
pub(super) const CREATED: &str = "2026-01-05T09:00:00Z";

/// Somebody with an account.
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) login: &'static str,
    pub(super) name: &'static str,
    /// Nobody is obliged to show one.
    pub(super) email: Option<&'static str>,
}

const fn person(id: u64, login: &'static str, name: &'static str, email: Option<&'static str>) -> Person {
    Person { id, login, name, email }
}

/// The members of the organisation. The first one owns it, and every token.
pub(super) const PEOPLE: [Person; 12] = [
    person(1_001, "ada", "Ada Lovelace", Some("ada@acme.test")),
    person(1_002, "bob", "Bob Kahn", Some("bob@acme.test")),
    person(1_003, "grace", "Grace Hopper", Some("grace@acme.test")),
    person(1_004, "linus", "Linus Pauling", None),
    person(1_005, "mary", "Mary Jackson", Some("mary@acme.test")),
    person(1_006, "alan", "Alan Kay", Some("alan@acme.test")),
    person(1_007, "barbara", "Barbara Liskov", Some("barbara@acme.test")),
    person(1_008, "dennis", "Dennis Gabor", None),
    person(1_009, "edsger", "Edsger W.", Some("edsger@acme.test")),
    person(1_010, "frances", "Frances Allen", Some("frances@acme.test")),
    person(1_011, "katherine", "Katherine Johnson", Some("katherine@acme.test")),
    person(1_012, "radia", "Radia Perlman", Some("radia@acme.test")),
];

/// A team of the organisation.
pub(super) struct Team {
    pub(super) id: u64,
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) parent: Option<&'static str>,
    pub(super) members: &'static [&'static str],
}

/// The teams, one of them below another, one with nobody in it.
pub(super) const TEAMS: [Team; 6] = [
    Team {
        id: 2_001,
        slug: "platform",
        name: "Platform",
        description: "Keeps the portal running",
        parent: None,
        members: &["ada", "bob"],
    },
    Team { id: 2_002, slug: "admins", name: "Admins", description: "", parent: None, members: &["ada"] },
    Team {
        id: 2_003,
        slug: "ops-sre",
        name: "Ops & SRE",
        description: "On call",
        parent: Some("platform"),
        members: &["grace", "radia"],
    },
    Team {
        id: 2_004,
        slug: "payments",
        name: "Payments",
        description: "Moves the money",
        parent: None,
        members: &["mary", "alan", "barbara", "edsger"],
    },
    Team {
        id: 2_005,
        slug: "storefront",
        name: "Storefront",
        description: "What customers see",
        parent: None,
        members: &["linus", "frances", "katherine"],
    },
    Team { id: 2_006, slug: "archive", name: "Archive", description: "", parent: None, members: &[] },
];

/// Who may see a repository.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Visibility {
    /// Everybody.
    Public,
    /// Members of the organisation.
    Private,
}

/// A repository of the organisation.
pub(super) struct Repository {
    pub(super) id: u64,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) language: Option<&'static str>,
    pub(super) visibility: Visibility,
}

const fn repository(id: u64, name: &'static str, description: &'static str, language: &'static str) -> Repository {
    Repository { id, name, description, language: Some(language), visibility: Visibility::Private }
}

/// The repositories.
pub(super) const REPOSITORIES: [Repository; 7] = [
    repository(3_001, "portal", "The developer portal", "TypeScript"),
    repository(3_002, "payments-api", "Takes payments", "Go"),
    repository(3_003, "ledger", "Who owes what", "Rust"),
    repository(3_004, "storefront-web", "The shop", "TypeScript"),
    repository(3_005, "infrastructure", "Clusters and networks", "HCL"),
    Repository {
        id: 3_006,
        name: "handbook",
        description: "How we work",
        language: None,
        visibility: Visibility::Public,
    },
    repository(3_007, "templates", "Software templates", "Nunjucks"),
];

/// Finds a person; GitHub's names know no case.
pub(super) fn person_named(login: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.login.eq_ignore_ascii_case(login))
}

/// Finds a team by its slug.
pub(super) fn team_named(slug: &str) -> Option<&'static Team> {
    TEAMS.iter().find(|team| team.slug == slug)
}

/// Finds a repository.
pub(super) fn repository_named(name: &str) -> Option<&'static Repository> {
    REPOSITORIES.iter().find(|repository| repository.name.eq_ignore_ascii_case(name))
}

/// Tells whether a name is the organisation's.
pub(super) fn is_organization(name: &str) -> bool {
    ORGANIZATION.eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_and_parent_of_a_team_exists() {
        for team in &TEAMS {
            assert!(team.members.iter().all(|login| person_named(login).is_some()), "{}", team.slug);
            assert!(team.parent.is_none_or(|parent| team_named(parent).is_some()), "{}", team.slug);
        }
    }
}
