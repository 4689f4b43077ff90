use super::*;

fn release(text: &str) -> Release {
    Release::said(text.parse().unwrap(), "a test")
}

fn span(text: &str) -> Span {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn the_releases_are_read_and_each_package_has_them_in_order() {
    let known: Releases = serde_json::from_str(TEXT).unwrap();
    assert_eq!(
        (known.oldest.to_string(), known.newest.to_string()),
        (known.packages[0].first().unwrap().0.to_string(), known.packages[0].last().unwrap().0.to_string())
    );
    assert!(known.packages.values().all(|lines| {
        lines
            .iter()
            .is_sorted_by(|(one, least), (next, more)| one.first() < next.first() && least.first() < more.first())
    }));
    // A number that ends in a nought would be another one.
    assert!(known.packages.values().all(|lines| lines.contains_key(&"1.50".parse::<Version>().unwrap())));
    assert!(known.changes.all().iter().all(|span| span.since.is_some() != span.until.is_some()));
    assert!(known.changes.all().iter().all(|span| span.package.is_some() && span.version.is_some()));
}

#[test]
fn a_release_is_read_in_each_of_its_forms() {
    for (text, read) in [("1.49", "1.49"), ("1.49.4", "1.49.4"), ("v1.49.4", "1.49.4"), ("1.50.0-next.1", "1.50.0")] {
        assert_eq!(text.parse::<Version>().unwrap().to_string(), read);
    }
    assert!(["", "1", "latest", "1.x", "1.2.3.4"].iter().all(|text| text.parse::<Version>().is_err()));
    assert!(releases().named("1.39").unwrap_err().contains("before 1.40"));
    assert!(releases().named("1.60").is_ok());
}

#[test]
fn a_release_has_something_has_it_not_or_cannot_be_told() {
    let since = span("{ since: 1.54.6 }");
    for (text, has) in
        [("1.49", Has::No), ("1.54.5", Has::No), ("1.54", Has::Depends), ("1.54.6", Has::Yes), ("1.60", Has::Yes)]
    {
        assert_eq!(release(text).has(&since), has, "{text}");
    }
    let until = span("{ until: 1.57 }");
    assert_eq!((release("1.56").has(&until), release("1.57").has(&until)), (Has::Yes, Has::No));
    assert_eq!((Release::default().has(&since), Release::default().has(&until)), (Has::Depends, Has::Depends));
    assert_eq!(Release::default().has(&span("{ since: 1.43 }")), Has::Yes);
    assert_eq!(
        (since.to_string(), until.to_string()),
        ("since Backstage 1.54.6".into(), "before Backstage 1.57".into())
    );
}

#[test]
fn what_a_lock_file_says_of_a_package_counts_before_the_release() {
    let bearer = &releases().changes.bitbucket_bearer;
    let locked = |version: &str| BTreeMap::from([("@backstage/integration".to_owned(), version.parse().unwrap())]);
    assert_eq!(release("1.49").with(locked("2.2.0")).has(bearer), Has::Yes);
    assert_eq!(release("1.57").with(locked("2.1.2")).has(bearer), Has::No);
}

#[test]
fn a_lock_file_tells_the_release_by_a_package_that_is_known() {
    let of = |package: &str, version: &str| {
        Release::locked(BTreeMap::from([(package.to_owned(), version.parse().unwrap())]), "yarn.lock")
    };
    let told = |package: &str, version: &str| of(package, version).map(|release| release.to_string());
    assert_eq!(told("@backstage/backend-defaults", "0.16.0").as_deref(), Some("1.49"));
    assert_eq!(told("@backstage/backend-defaults", "0.17.9").as_deref(), Some("1.54.6"));
    assert_eq!(told("@backstage/plugin-auth-node", "0.7.6").as_deref(), Some("1.55"));
    assert_eq!(told("@backstage/backend-defaults", "0.10.0").as_deref(), Some("1.39 or older"));
    let old = of("@backstage/backend-defaults", "0.2.18").unwrap();
    assert_eq!(old.has(&span("{ since: 1.49 }")), Has::No);
    assert_eq!(told("@backstage/integration", "2.0.0"), None);
    assert_eq!(told("@backstage/core-components", "0.18.8").as_deref(), Some("1.49"));
    // Nothing is known of it behind its last line.
    assert_eq!(told("@backstage/core-components", "0.18.99").as_deref(), Some("1.53 to 1.57"));
}

#[test]
fn a_range_tells_the_releases_that_it_lets_in() {
    let told = |package: &str, from: &str| {
        let ranges = BTreeMap::from([(package.to_owned(), from.parse().unwrap())]);
        Release::ranged(&ranges, "package.json").map(|release| release.to_string())
    };
    assert_eq!(told("@backstage/backend-defaults", "0.16.0").as_deref(), Some("1.49"));
    assert_eq!(told("@backstage/backend-defaults", "0.12.0").as_deref(), Some("1.42 to 1.43"));
    assert_eq!(told("@backstage/plugin-catalog-backend", "3.4.0").as_deref(), Some("1.48 to 1.54.6"));
    assert_eq!(told("@backstage/core-components", "0.8.1").as_deref(), Some("1.39 or older"));
    assert_eq!(told("@backstage/core-components", "0.17.0").as_deref(), Some("1.42 or older"));
    assert_eq!(told("left-pad", "1.0.0"), None);
}

#[test]
fn of_a_release_before_all_that_is_known_nothing_is_sure() {
    assert_eq!(release("1.18").has(&Span::default()), Has::Depends);
    assert_eq!(release("1.49").has(&Span::default()), Has::Yes);
}
