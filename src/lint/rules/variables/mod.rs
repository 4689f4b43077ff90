//! Variables: unset, misspelt, unused.

mod app_config_override;
mod app_config_variable;
mod default_syntax;
mod default_with_braces;
mod duplicate_variable;
mod empty_variable;
mod env_file_syntax;
mod environment_files;
mod file_variable;
mod form;
mod left_out;
mod lines;
mod missing_variable;
mod misspelt_variable;
mod odd_variable_name;
mod proxy_without_exception;
mod renamed_variable;
mod shell_variable;
mod tls_off;
mod unset;
mod unused_variable;
mod variable_not_handed;

use super::super::Rule;

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    missing_variable::RULE,
    misspelt_variable::RULE,
    renamed_variable::RULE,
    empty_variable::RULE,
    unused_variable::RULE,
    variable_not_handed::RULE,
    default_syntax::RULE,
    default_with_braces::RULE,
    odd_variable_name::RULE,
    shell_variable::RULE,
    file_variable::RULE,
    env_file_syntax::RULE,
    duplicate_variable::RULE,
    app_config_override::RULE,
    app_config_variable::RULE,
    environment_files::RULE,
    tls_off::RULE,
    proxy_without_exception::RULE,
];
