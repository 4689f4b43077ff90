//! The person at the browser, who agrees to everything at once. They load the same pages that a browser would, over HTTP,
//! read the forms out of them and press the one button.

mod form;
mod visit;

use anyhow::{Context, Result, bail, ensure};
use url::Url;

use self::visit::{Asked, visit};
use super::Sandbox;
use crate::browser::{Browser, Form, SystemBrowser, Waiting};
use crate::credential::Secret;

/// The most pages that lead from an address to its end.
const MOST_PAGES: usize = 8;

/// A browser with somebody in it, for the sandbox's pages only.
#[derive(Clone, Debug)]
pub struct SandboxBrowser {
    sandbox: Url,
    /// Serves the form and takes the code back, as it would for a person.
    errands: SystemBrowser,
}

impl SandboxBrowser {
    /// Seats somebody in front of a sandbox.
    pub fn new(sandbox: &Sandbox) -> Self {
        let errands = SystemBrowser { enabled: false, ..SystemBrowser::default() };
        Self { sandbox: sandbox.url().clone(), errands }
    }

    fn is_here(&self, page: &Url) -> bool {
        page.origin() == self.sandbox.origin()
    }
}

impl Browser for SandboxBrowser {
    fn open(&mut self, page: &Url) -> bool {
        self.is_here(page) && walk(page).is_ok()
    }

    fn confirm(&mut self, form: &Form, progress: &mut dyn FnMut(Waiting)) -> Result<Secret> {
        ensure!(
            self.is_here(&form.action),
            "the form belongs to {}, not to the sandbox",
            form.action.origin().ascii_serialization()
        );
        self.errands.clone().confirm_by_paste(form, &mut |waiting| {
            match waiting {
                Waiting::Opened { page, .. } => {
                    progress(Waiting::Opened { page: page.clone(), started: true, file: None });
                    walk(page)?;
                }
                other => progress(other.clone()),
            }
            Ok(None)
        })
    }
}

/// Loads a page and presses its button, page after page, until one has none.
fn walk(page: &Url) -> Result<()> {
    let mut asked = Asked::page(page.clone());
    for _ in 0..MOST_PAGES {
        let seen = visit(&asked)?;
        if let Some(on) = seen.redirect {
            asked = Asked::page(asked.address.join(&on).context("the redirect leads nowhere")?);
        } else if !(200..300).contains(&seen.status) {
            let title = form::title(&seen.html).unwrap_or_default();
            bail!("{} answered {}: {title}", asked.address.path(), seen.status);
        } else if let Some(form) = form::first(&seen.html) {
            asked = Asked::press(asked.address.join(&form.action).context("the form leads nowhere")?, &form.fields);
        } else {
            return Ok(());
        }
    }
    bail!("the pages after {} have no end", page.path())
}
