//! The person at the browser, who agrees to everything at once. They load the same pages that a browser would, over HTTP,
//! read the forms out of them and press the one button.

mod form;
mod visit;

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use url::Url;

use self::visit::{Asked, visit};
use super::Sandbox;
use crate::browser::{Ask, Browser, Form, SystemBrowser, Waiting};
use crate::credential::Secret;
use crate::intake;

/// The most pages that lead from an address to its end.
const MOST_PAGES: usize = 8;
/// The longest copy of a page that is read.
const MOST_BYTES: u64 = 1 << 20;

/// A browser with somebody in it, for the sandbox's pages only.
#[derive(Clone, Debug)]
pub struct SandboxBrowser {
    sandbox: Url,
    seat: Seat,
    /// Serves the form and takes the code back, as it would for a person.
    errands: SystemBrowser,
}

impl SandboxBrowser {
    /// Seats somebody in front of a sandbox.
    pub fn new(sandbox: &Sandbox) -> Self {
        let errands = SystemBrowser { enabled: false, ..SystemBrowser::default() };
        Self { sandbox: sandbox.url().clone(), seat: Seat::Here, errands }
    }

    /// Seats somebody at another machine, who opens the copy of the page that `errands` leaves. What their browser ends on it cannot
    /// show, so whoever runs the program has to paste its address ([`Sandbox::landed`]).
    pub fn elsewhere(sandbox: &Sandbox, errands: SystemBrowser) -> Self {
        Self { sandbox: sandbox.url().clone(), seat: Seat::Elsewhere, errands }
    }

    fn is_here(&self, page: &Url) -> bool {
        page.origin() == self.sandbox.origin()
    }

    fn takes(&self, form: &Form) -> Result<()> {
        let whose = form.action.origin().ascii_serialization();
        ensure!(self.is_here(&form.action), "the form belongs to {whose}, not to the sandbox");
        Ok(())
    }

    /// Confirms a copy of the page, as far as it leads within the sandbox.
    fn confirm_copy(&self, copy: &Path) -> Result<()> {
        let html = intake::text(copy, intake::Kind::ordinary(MOST_BYTES)).map_err(|why| anyhow!("the page {why}"))?;
        let form = form::first(html.expose()).context("the page has no form")?;
        let action = Url::parse(&form.action).context("the form leads nowhere")?;
        walk(Asked::press(action, &form.fields), |next| self.is_here(next))
    }
}

/// Where somebody sits.
#[derive(Clone, Copy, Debug)]
enum Seat {
    /// At this machine.
    Here,
    /// At another one, from which nobody reaches the loopback address of this one.
    Elsewhere,
}

impl Browser for SandboxBrowser {
    fn open(&mut self, page: &Url) -> bool {
        self.is_here(page) && walk(Asked::page(page.clone()), |_| true).is_ok()
    }

    fn confirm(&mut self, form: &Form, progress: &mut dyn FnMut(Waiting)) -> Result<Secret> {
        self.takes(form)?;
        self.errands.clone().confirm_by_paste(form, &mut |waiting, _| {
            match waiting {
                Waiting::Opened { page, .. } => {
                    progress(Waiting::Opened { page: page.clone(), started: true, file: None });
                    walk(Asked::page(page.clone()), |_| true)?;
                }
                other => progress(other.clone()),
            }
            Ok(None)
        })
    }

    fn confirm_by_paste(&mut self, form: &Form, ask: Ask<'_>) -> Result<Secret> {
        let Seat::Elsewhere = self.seat else { return self.confirm(form, &mut |_| {}) };
        self.takes(form)?;
        self.errands.clone().confirm_by_paste(form, &mut |waiting, over| {
            if let Waiting::Opened { file: Some(copy), .. } = waiting {
                self.confirm_copy(copy)?;
            }
            ask(waiting, over)
        })
    }
}

/// Loads a page and presses its button, page after page, until one has none or leads where nobody can follow.
fn walk(mut asked: Asked, follows: impl Fn(&Url) -> bool) -> Result<()> {
    let begun = asked.address.path().to_owned();
    for _ in 0..MOST_PAGES {
        let seen = visit(&asked)?;
        if let Some(on) = seen.redirect {
            let next = asked.address.join(&on).context("the redirect leads nowhere")?;
            if !follows(&next) {
                return Ok(());
            }
            asked = Asked::page(next);
        } else if !(200..300).contains(&seen.status) {
            let title = form::title(&seen.html).unwrap_or_default();
            bail!("{} answered {}: {title}", asked.address.path(), seen.status);
        } else if let Some(form) = form::first(&seen.html) {
            asked = Asked::press(asked.address.join(&form.action).context("the form leads nowhere")?, &form.fields);
        } else {
            return Ok(());
        }
    }
    bail!("the pages after {begun} have no end")
}
