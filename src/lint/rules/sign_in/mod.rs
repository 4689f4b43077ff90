//! Signing in: providers, environments, resolvers, addresses, cookies.

mod address;
mod administrators_unknown;
mod backend_port;
mod base_url_form;
mod base_url_local;
mod base_url_not_https;
mod base_urls_differ;
mod block;
mod callback_url;
mod client_id_kind;
mod client_registration_ends;
mod extra_origin_wildcard;
mod guest_button;
mod guest_open;
mod guest_refused;
mod insecure_cookie;
mod mail_not_verified;
mod no_way_in;
mod oidc_metadata_url;
mod oidc_offline;
mod oidc_prompt;
mod oidc_scope;
mod old_guests;
mod origin_mismatch;
mod origin_refused;
mod other_way_in;
mod people_from_anywhere;
mod people_missing;
mod provider_block_unused;
mod proxy_open;
mod redirect_flow;
mod resolver_any_domain;
mod resolver_ignores_person;
mod resolver_missing;
mod resolver_never_matches;
mod resolver_option_ignored;
mod resolver_shape;
mod resolver_unknown;
mod resolver_unreachable;
mod restricted_token_delegation;
mod scope_ignored;
mod session_secret_missing;
mod session_secret_weak;
mod session_settings_ignored;
mod sign_in_environment;
mod sign_in_field_empty;
mod sign_in_field_missing;
mod sign_in_level;
mod sign_in_page;
mod sign_in_page_provider;
mod sign_in_secret_kind;
mod sign_in_without_catalog;
mod unknown_sign_in_provider;

pub(in crate::lint) use self::other_way_in::ways_in;
use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    administrators_unknown::RULE,
    backend_port::RULE,
    base_url_form::RULE,
    base_url_local::RULE,
    base_url_not_https::RULE,
    base_urls_differ::RULE,
    callback_url::RULE,
    client_id_kind::RULE,
    client_registration_ends::RULE,
    extra_origin_wildcard::RULE,
    guest_button::RULE,
    guest_open::RULE,
    guest_refused::RULE,
    insecure_cookie::RULE,
    mail_not_verified::RULE,
    no_way_in::RULE,
    oidc_metadata_url::RULE,
    oidc_offline::RULE,
    oidc_prompt::RULE,
    oidc_scope::RULE,
    origin_mismatch::RULE,
    origin_refused::RULE,
    other_way_in::RULE,
    people_from_anywhere::RULE,
    people_missing::RULE,
    provider_block_unused::RULE,
    proxy_open::RULE,
    redirect_flow::RULE,
    resolver_any_domain::RULE,
    resolver_ignores_person::RULE,
    resolver_missing::RULE,
    resolver_never_matches::RULE,
    resolver_option_ignored::RULE,
    resolver_shape::RULE,
    resolver_unknown::RULE,
    resolver_unreachable::RULE,
    restricted_token_delegation::RULE,
    scope_ignored::RULE,
    session_secret_missing::RULE,
    session_secret_weak::RULE,
    session_settings_ignored::RULE,
    sign_in_environment::RULE,
    sign_in_field_empty::RULE,
    sign_in_field_missing::RULE,
    sign_in_level::RULE,
    sign_in_page::RULE,
    sign_in_page_provider::RULE,
    sign_in_secret_kind::RULE,
    sign_in_without_catalog::RULE,
    unknown_sign_in_provider::RULE,
];
