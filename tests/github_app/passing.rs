//! People of a directory who are only counted as they come by.

use anyhow::Result;
use devportal_auth::credential::Fields;
use devportal_auth::proof::{Census, DirectoryGroup, DirectoryUser, Extent};
use devportal_auth::providers::{Provider, Wanted};

/// Counts the people, and looks at no groups. Those who came before an error are counted, too.
pub(crate) async fn count_people(provider: &dyn Provider, wanted: &Wanted, fields: &Fields) -> (usize, Result<Extent>) {
    let mut people = People(0);
    let extent = provider.directory(wanted, fields, &mut people).await;
    (people.0, extent)
}

struct People(usize);

impl Census for People {
    fn user(&mut self, _user: DirectoryUser) {
        self.0 += 1;
    }

    fn group(&mut self, _group: DirectoryGroup) {}

    fn wants_groups(&self) -> bool {
        false
    }
}
