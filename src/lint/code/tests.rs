//! Code as people write it, and what can be told from it.

use super::*;

fn backend(text: &str) -> Code {
    Code::of(Some(vec![text.to_owned()]), None)
}

#[test]
fn what_is_known_of_code_can_be_read() {
    assert!(!facts().names.is_empty() && !folders().backend.is_empty());
}

#[test]
fn the_module_of_a_provider_takes_its_resolvers_from_the_configuration() {
    let code = backend(
        "const backend = createBackend();\nbackend.add(import('@backstage/plugin-auth-backend-module-github-provider'));\n// backend.add(import('@backstage/plugin-auth-backend-module-gitlab-provider'));",
    );
    assert_eq!(code.takes_resolvers_of("github"), Some(true));
    assert_eq!(code.has_provider("github"), Some(true));
    assert_eq!(code.takes_resolvers_of("gitlab"), Some(false));
    assert_eq!(code.has_provider("gitlab"), Some(false));
    let named = backend(
        "import github from '@backstage/plugin-auth-backend-module-github-provider';\ncreateBackend().add(github)",
    );
    assert_eq!(named.takes_resolvers_of("github"), Some(true));
}

#[test]
fn a_provider_that_code_registers_has_what_the_code_gives_it() {
    let code = backend(
        "import { googleAuthenticator } from '@backstage/plugin-auth-backend-module-google-provider';\ncreateBackend().add(m); x.registerProvider({ providerId: 'google' })",
    );
    assert_eq!(code.takes_resolvers_of("google"), Some(false));
    assert_eq!(code.has_provider("google"), Some(true));
    assert_eq!(code.has_provider("oidc"), Some(false));
}

#[test]
fn what_another_package_may_bring_is_not_seen() {
    for add in [
        "import { features } from '@acme/portal-backend';\ncreateBackend();\nbackend.add(features);",
        "import { a as all } from '@acme/portal';\ncreateBackend();\nbackend.add( all );",
        "createBackend();\nbackend.add(import('@acme/plugin-auth-backend-module-acme'));",
        "import auth from '../../../plugins/auth';\ncreateBackend();\nbackend.add(auth);",
    ] {
        assert_eq!(backend(add).has_provider("github"), None, "{add}");
    }
    for add in [
        "import { authModule } from './plugins/auth';\ncreateBackend();\nbackend.add(authModule);",
        "import { Logger } from '@acme/logs';\ncreateBackend();\nbackend.add(import('@acme/plugin-tickets-backend'));",
        "import { x } from '@backstage/plugin-catalog-backend';\ncreateBackend();\nbackend.add(x);",
    ] {
        assert_eq!(backend(add).has_provider("github"), Some(false), "{add}");
    }
}

#[test]
fn of_code_that_does_all_itself_or_was_not_seen_nothing_can_be_told() {
    let old = backend("providerFactories: { github: providers.github.create({ signIn: { resolver } }) }");
    for code in [
        &old,
        &Code::default(),
        &backend("createBackend().add(discoveryFeatureLoader)"),
        &backend("createBackend().add(dynamicPluginsFeatureLoader({}))"),
    ] {
        assert_eq!((code.takes_resolvers_of("github"), code.has_provider("oidc")), (None, None));
    }
    assert!(old.brings_entities() && !Code::default().brings_entities());
    assert_eq!((old.is_of_modules(), Code::default().is_of_modules()), (Some(false), None));
}

#[test]
fn the_page_shows_what_its_files_name() {
    let page = "SignInPage: props => <SignInPage {...props} provider={{ id: 'github-auth-provider', apiRef: githubAuthApiRef }} />";
    let code = Code::of(None, Some(vec![page.to_owned(), "api: googleAuthApiRef".to_owned()]));
    assert_eq!((code.shows("github"), code.shows("google")), (Some(true), Some(false)));
    assert_eq!(Code::default().shows("github"), None);
    assert_eq!(Code::of(None, Some(Vec::new())).shows("github"), Some(false), "there is no page but the usual one");
}

#[test]
fn the_page_offers_what_its_api_says_and_not_its_label() {
    let page = "<SignInPage {...props} provider={{ id: 'github-auth-provider', apiRef: googleAuthApiRef }} />";
    let code = Code::of(None, Some(vec![page.to_owned()]));
    assert!(code.offers("google") && !code.offers("github"));
}

#[test]
fn an_api_that_the_app_names_by_itself_tells_nothing_of_the_provider() {
    let page = "<SignInPage {...props} provider={{ id: 'company', apiRef: keycloakAuthApiRef }} />".to_owned();
    let own = "export const keycloakAuthApiRef = createApiRef({ id: 'auth.company' });".to_owned();
    assert!(!Code::of(None, Some(vec![page.clone(), own])).offers("keycloak"));
    assert!(Code::of(None, Some(vec![page])).offers("keycloak"));
}

#[test]
fn a_module_is_not_another_one_whose_name_goes_on() {
    let code = backend("createBackend().add(import('@backstage/plugin-catalog-backend-module-github-org'))");
    let adds = |name: &str| code.adds(&format!("@backstage/plugin-catalog-backend-module-{name}"));
    assert_eq!((adds("github"), adds("github-org"), adds("git*")), (Some(false), Some(true), Some(true)));
}

#[test]
fn a_key_that_code_names_is_read_by_it() {
    let code = backend("config.getOptionalString('ldap.url'); config.get(\"auth.environment\")");
    let read = |route: &str| code.may_read(route);
    assert!(read("ldap") && read("auth.environment") && !read("lda") && !read("auth.env"));
}

#[test]
fn what_stands_in_a_block_that_code_asks_for_is_read_by_it() {
    let code = backend("const rules = config.getOptional<Record<string, Rule[]>>(\n  'permission.rbac',\n);");
    assert!(code.may_read("permission.rbac.admins") && !code.may_read("permission.enable"));
    let plugin = Code::default().with_plugins(&["config.getConfig('acme').getStringArray('owners')".to_owned()]);
    assert!(plugin.may_read("acme.owner") && plugin.may_read("other.owners") && !plugin.may_read("other.owner"));
    let other = backend("createBackendModule({ pluginId: 'permission' }); cache.get('admins'); say('rbac');");
    assert!(!other.may_read("permission.rbac.admins"));
}

#[test]
fn a_module_of_ones_own_is_not_backstages_although_it_has_the_name() {
    let code = backend("createBackend();\nimport x from './plugin-auth-backend-module-github-provider';\nid: 'github'");
    assert_eq!((code.takes_resolvers_of("github"), code.has_provider("github")), (Some(false), Some(true)));
}

#[test]
fn comments_are_told_from_texts_that_look_like_one() {
    assert_eq!(without_comments("a('https://b') // c\n/* d */e \"/*\" `f//`"), "a('https://b') \ne \"/*\" `f//`");
    assert_eq!(without_comments("it's\n// x\n/* open"), "it's\n\n");
}

#[test]
fn an_api_that_the_app_makes_may_be_what_the_page_offers_where_it_offers_apis() {
    let api = "OAuth2.create({ provider: { id: 'oidc', title: 'Company' } })".to_owned();
    let shows = |page: &str| Code::of(None, Some(vec![page.to_owned(), api.clone()])).shows("oidc");
    assert_eq!(shows("<SignInPage providers={[{ id: 'company', apiRef: companyAuthApiRef }]} />"), None);
    assert_eq!(shows("<SignInPage providers={['guest']} />"), Some(false));
}

#[test]
fn only_a_plugin_that_is_added_reads_who_administers() {
    let rbac = "createBackend().add(import('@backstage-community/plugin-rbac-backend'))";
    assert!(backend(rbac).adds_administrators());
    for other in
        ["createBackend()", "createBackend().add(import('@backstage-community/plugin-rbac-backend-module-acme'))"]
    {
        assert!(!backend(other).adds_administrators(), "{other}");
    }
    assert!(!Code::unseen().adds_administrators());
}

#[test]
fn code_that_never_ends_is_read_in_time() {
    // Each of these took most of a minute when every place was read to the end of the text.
    for written in
        ["backend.add(import(", "backend.add(", "if(a ", "const a=\n,", "createOAuthProviderFactory({", "a && "]
    {
        let text = format!("const backend = createBackend();\n{}", written.repeat(5_000));
        let code = backend(&text);
        assert_eq!(code.has_provider("github"), Some(false), "{written}");
        assert_eq!(developed::deployed(&text), text, "{written}");
        assert_eq!(code.lets_in("github"), None, "{written}");
    }
}

#[test]
fn what_runs_in_development_alone_is_left_out_of_code_that_goes_on() {
    let guest = "if (process.env.NODE_ENV === 'development') { backend.add(guest); }\n";
    let left = developed::deployed(&format!("{}end", guest.repeat(5_000)));
    assert!(!left.contains("guest") && left.ends_with("end"));
}
