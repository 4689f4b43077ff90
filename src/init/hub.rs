//! What is left to a person where the portal is Red Hat Developer Hub: the Secret, the objects, and what its release has no plugin for.

use std::path::{Path, PathBuf};

use super::next::in_front;
use super::{Edges, Options};
use crate::contract::hub::{Deployer, hub};
use crate::plan::{Hub, Plan};
use crate::render::{self, NAMES_OF_VARIABLES};
use crate::secrets::StoreName;
use crate::typed::Typed;

/// Says which modules are enabled, and which the portal would need that its release has not.
pub(super) fn modules(plan: &Plan, portal: &Hub, edges: &mut Edges<'_>) {
    let release = portal.release();
    let known: Vec<_> = hub().releases.keys().map(String::as_str).collect();
    let told = if portal.said.is_some() { "" } else { "; --rhdh says another one" };
    edges
        .report
        .detail("release", &format!("Red Hat Developer Hub {release}, of {} that are known{told}", known.join(", ")));
    let plugins = plan.plugins(portal);
    for plugin in plugins.iter().filter(|plugin| plugin.package.is_none()) {
        let says = format!("Red Hat Developer Hub {release} has no dynamic plugin of {}", plugin.module);
        let hint =
            "what was written for it is read by nobody until one is exported and listed: `devportal-auth explain rhdh`";
        edges.report.problem(&says, Some(hint));
    }
    let enabled: Vec<_> =
        plugins.iter().filter(|plugin| plugin.package.is_some()).map(|plugin| plugin.module).collect();
    if !enabled.is_empty() {
        edges.report.detail("plugins", &format!("enabled: {}", enabled.join(", ")));
    }
    in_front(plan, edges);
}

/// Says how the portal gets what was written. What the sandbox wrote goes nowhere, so no command stands there to be pasted.
pub(super) fn start(plan: &Plan, portal: &Hub, options: &Options, edges: &mut Edges<'_>) {
    let files = hub().files.get(&portal.by).into_iter().flatten().map(|file| file.path.as_str());
    let files: Vec<_> = files.collect();
    let [objects, other] = files[..] else { return };
    let apply = |file: &str| Typed::of(&["kubectl", "apply"]).with("-f", [beside(options, file)]);
    if options.in_sandbox() {
        edges.report.line(&format!(
            "give the portal's namespace a Secret with the variables of .env, and {objects}; {other} names both to it"
        ));
        return;
    }
    for (command, does) in secrets(plan, options, edges.store.name()) {
        edges.report.command(&command, does);
    }
    edges.report.command(&apply(objects), "brings the configuration, in which no secret stands");
    match portal.by {
        Deployer::Operator => {
            edges.report.command(
                &apply(other),
                "for a new portal; where you have a `Backstage` resource, put its names into that",
            );
        }
        Deployer::Chart => edges.report.line(&format!(
            "give the chart {} besides your own values (`--values`); a list of your own gets the items of its list",
            beside(options, other).display()
        )),
    }
    edges.report.command(&Typed::ours("explain").and("rhdh"), "what Red Hat Developer Hub does with each of them");
}

/// The commands that make the Secrets, in whose words no secret stands. The first one is given what the portal needs by its names, and nothing
/// else that stands beside it.
fn secrets(plan: &Plan, options: &Options, store: StoreName) -> Vec<(Typed, &'static str)> {
    let names = &hub().names;
    let create = |name: &str| Typed::of(&["kubectl", "create", "secret", "generic", name]);
    let by_name = create(&names.secret).with("--from-env-file", [beside(options, NAMES_OF_VARIABLES)]);
    let variables = (
        Typed::ours("run").out(&options.out).then(&by_name),
        "makes the Secret, in the portal's namespace; a new one is made when a secret is another one",
    );
    let in_files = || render::own_files(plan).into_iter().filter(|_| store == StoreName::Dotenv);
    let keys: Vec<_> =
        in_files().map(|(variable, file)| format!("{variable}={}", beside(options, file).display())).collect();
    let keys = (!keys.is_empty()).then(|| create(&names.keys).with("--from-file", keys));
    [variables].into_iter().chain(keys.map(|keys| (keys, "the same for what no file of variables can hold"))).collect()
}

/// A file that was written, as a command names it from here.
fn beside(options: &Options, file: &str) -> PathBuf {
    if options.out == Path::new(".") { PathBuf::from(file) } else { options.out.join(file) }
}
