//! Files that carry configuration or variables: compose files, Helm values, Kubernetes manifests, and what deploys them.

mod carrier_portal_unclear;
mod compose_env_file_missing;
mod compose_mount_missing;
mod config_flag_drops_files;
mod container_port;
mod container_value_not_text;
mod file_not_brought;
mod ingress_host;
mod left_alone;
mod not_read;
mod object_key_missing;
mod secret_data_not_base64;
mod secret_in_values;
mod secret_manifest_plain;

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    carrier_portal_unclear::RULE,
    compose_env_file_missing::RULE,
    compose_mount_missing::RULE,
    config_flag_drops_files::RULE,
    container_value_not_text::RULE,
    left_alone::RULE,
    not_read::RULE,
    secret_data_not_base64::RULE,
    secret_in_values::RULE,
    secret_manifest_plain::RULE,
    object_key_missing::RULE,
    ingress_host::RULE,
    container_port::RULE,
    file_not_brought::RULE,
];
