//! Credentials that the backend reads code with, and what the catalog reads with them.

mod allowed_owners;
mod api_host_mismatch;
mod app_and_token;
mod azure_credential_invalid;
mod azure_discovery_target;
mod azure_global_token;
mod azure_organization_left_out;
mod azure_organization_twice;
mod azure_several_defaults;
mod azure_token_key;
mod bitbucket_token_alone;
mod catalog_host_without_integration;
mod catalog_provider_id;
mod catalog_without_credential;
mod duplicate_host;
pub(super) mod duration;
mod github_api_missing;
mod github_app_id;
mod github_app_incomplete;
mod github_app_key;
mod github_discovery_filter;
mod github_discovery_target;
mod github_enterprise_sign_in;
mod github_org_empty;
mod github_org_fields;
mod github_org_shape;
mod gitlab_api_missing;
mod gitlab_audience;
mod gitlab_group;
mod gitlab_port;
mod gitlab_rules_ignored;
mod host_form;
mod host_missing;
mod integration_field_empty;
mod integration_not_list;
mod list_hides_credential;
mod location_without_integration;
mod null_hides_credential;
mod one_client_two_purposes;
mod organization_form;
pub(super) mod packed;
mod pattern;
mod pattern_invalid;
mod schedule_invalid;
mod schedule_missing;
mod schedule_too_often;
mod shared;
mod token_as_client_secret;
mod token_of_another_provider;
mod token_wrapped;

use shared::{Sign, again, elsewhere, listed, same_secret, set_in, wrong_in};

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    github_app_key::RULE,
    github_app_id::RULE,
    github_app_incomplete::RULE,
    app_and_token::RULE,
    allowed_owners::RULE,
    host_form::RULE,
    host_missing::RULE,
    integration_field_empty::RULE,
    github_api_missing::RULE,
    gitlab_api_missing::RULE,
    api_host_mismatch::RULE,
    duplicate_host::RULE,
    integration_not_list::RULE,
    github_enterprise_sign_in::RULE,
    gitlab_audience::RULE,
    token_of_another_provider::RULE,
    token_wrapped::RULE,
    token_as_client_secret::RULE,
    one_client_two_purposes::RULE,
    github_org_shape::RULE,
    github_org_fields::RULE,
    github_org_empty::RULE,
    github_discovery_target::RULE,
    azure_discovery_target::RULE,
    catalog_provider_id::RULE,
    catalog_host_without_integration::RULE,
    catalog_without_credential::RULE,
    location_without_integration::RULE,
    gitlab_group::RULE,
    gitlab_port::RULE,
    pattern_invalid::RULE,
    github_discovery_filter::RULE,
    gitlab_rules_ignored::RULE,
    organization_form::RULE,
    azure_token_key::RULE,
    azure_credential_invalid::RULE,
    azure_several_defaults::RULE,
    azure_organization_left_out::RULE,
    azure_organization_twice::RULE,
    azure_global_token::RULE,
    bitbucket_token_alone::RULE,
    schedule_missing::RULE,
    schedule_invalid::RULE,
    schedule_too_often::RULE,
    list_hides_credential::RULE,
    null_hides_credential::RULE,
];
