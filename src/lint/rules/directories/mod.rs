//! Where people come from: Keycloak, Entra, LDAP.

mod blocks;
mod entra_id_form;
mod entra_org_client;
mod entra_secret_id;
mod graph_filters;
mod keycloak_org_client;
mod keycloak_realm;
mod keycloak_url;
mod ldap_attributes;
mod ldap_bind_incomplete;
mod ldap_catalog_tls;
mod ldap_dn_form;
mod ldap_environment;
mod ldap_filter;
mod ldap_filter_missing;
mod ldap_name;
mod ldap_option_missing;
mod ldap_paging;
mod ldap_plain;
mod ldap_scope;
mod ldap_target_differs;
mod ldap_tls_text;
mod ldap_unverified;
mod ldap_url_form;
pub(super) mod odata;
mod org_field_missing;
mod several_org_sources;

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    keycloak_url::RULE,
    keycloak_realm::RULE,
    keycloak_org_client::RULE,
    entra_id_form::RULE,
    entra_secret_id::RULE,
    entra_org_client::RULE,
    graph_filters::RULE,
    org_field_missing::RULE,
    several_org_sources::RULE,
    ldap_environment::RULE,
    ldap_plain::RULE,
    ldap_unverified::RULE,
    ldap_tls_text::RULE,
    ldap_catalog_tls::RULE,
    ldap_url_form::RULE,
    ldap_target_differs::RULE,
    ldap_bind_incomplete::RULE,
    ldap_name::RULE,
    ldap_option_missing::RULE,
    ldap_dn_form::RULE,
    ldap_filter::RULE,
    ldap_filter_missing::RULE,
    ldap_scope::RULE,
    ldap_paging::RULE,
    ldap_attributes::RULE,
];
