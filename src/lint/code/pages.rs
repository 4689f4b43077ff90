//! What the sign-in page offers, by its text.

use super::text::{holds, reads, without_imports};
use super::{Code, facts, has_form, names};

/// How the pages take guests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Guests {
    /// The sign-in page offers it.
    Offered,
    /// There is no sign-in page.
    WithoutPage,
}

impl Code {
    /// Tells whether pages of its own were seen.
    pub fn has_pages(&self) -> bool {
        self.page.is_some() && self.app.contains(&facts().app)
    }

    /// Tells whether the sign-in page shows a provider; nothing when its code was not seen, or when the app makes an API of its own for the
    /// provider, which the page may show by any name.
    pub fn shows(&self, provider: &str) -> Option<bool> {
        let page = self.page.as_deref()?;
        let is_there = names(page, provider);
        let own = || page.contains(&facts().refers) && has_form(&self.app, &facts().makes, provider);
        (is_there || !own()).then_some(is_there)
    }

    /// Tells whether the sign-in page offers a provider, by the API of Backstage's own that it signs in with.
    pub fn offers(&self, provider: &str) -> bool {
        let own = || has_form(&self.app, &facts().declares, provider);
        self.page.as_deref().is_some_and(|page| has_form(&without_imports(page), &facts().offers, provider)) && !own()
    }

    /// Tells whether all that the sign-in page offers is to come as a guest.
    pub fn offers_guests_alone(&self) -> bool {
        let Some(page) = &self.page else { return false };
        let plain: String = page.chars().filter(|c| !c.is_whitespace()).collect();
        let count = |forms: &[String]| forms.iter().map(|form| plain.matches(form.as_str()).count()).sum::<usize>();
        let guests = count(&facts().guests);
        guests > 0 && guests == count(&facts().offering)
    }

    /// Tells whether the sign-in page offers a provider by the API of Backstage's own, whatever the configuration says of it.
    pub(in crate::lint) fn offers_unasked(&self, provider: &str) -> bool {
        self.offers(provider) && !self.weighs() && !has_form(&self.app, &facts().replaces, provider)
    }

    /// Tells whether the pages take guests, whatever the configuration says of them: their sign-in page offers it, or there is none. Nothing
    /// where that cannot be told, or they do not.
    pub(in crate::lint) fn takes_guests(&self) -> Option<Guests> {
        let page = self.page.as_deref().filter(|_| self.app.contains(&facts().app) && !self.weighs())?;
        let plain: String = page.chars().filter(|c| !c.is_whitespace()).collect();
        let mut lists = plain.split(&facts().several).skip(1).filter_map(|rest| rest.split(']').next());
        match () {
            () if !self.app.contains(&facts().page) => Some(Guests::WithoutPage),
            () => lists.any(|list| holds(list, &facts().guest)).then_some(Guests::Offered),
        }
    }

    /// Tells whether the sign-in page may go by the configuration, or by where it runs.
    fn weighs(&self) -> bool {
        self.shows_by("auth") || self.page.as_deref().is_some_and(|page| holds(page, &facts().weighs))
    }

    /// Tells whether the sign-in page decides what it shows: by a key of the configuration, or by what is known only where it runs.
    pub fn shows_by(&self, route: &str) -> bool {
        self.page.as_deref().is_some_and(|page| reads(page, route) || holds(page, &facts().decides))
    }
}
